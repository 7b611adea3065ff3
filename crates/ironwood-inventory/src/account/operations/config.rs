//! `config`: what the account API of this server can do (spec 10 §5.13).

use ironwood_rest::{BoxFuture, Method};
use serde_json::{Value, json};

use crate::account::answer::Answer;
use crate::account::call::{Call, Outcome};
use crate::account::input::Given;
use crate::account::operation::{Described, Path};
use crate::account::policy::Factor;

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_config_get",
        tag: "Configuration",
        summary: "What the account API of this server can do",
        answer: "allauth.ConfigurationResponse",
    };
    Path::new("config").on(Method::Get, described, config)
}

fn config<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let policy = call.accounts.policy.clone();
        let is_open = call.rules().await?.is_open(policy.sends_mail());
        let supported: Value = policy.second_factors.iter().map(|factor| factor.name()).collect();
        Ok(Answer::data(json!({
            "account": {
                "login_methods": ["username"],
                "is_open_for_signup": is_open,
                "email_verification_by_code_enabled": false,
                "login_by_code_enabled": false,
                "password_reset_by_code_enabled": false,
                "authentication_method": "username",
            },
            "socialaccount": {"providers": []},
            "mfa": {"supported_types": supported, "passkey_login_enabled": policy.supports(Factor::Webauthn)},
            "usersessions": {"track_activity": true},
        })))
    })
}
