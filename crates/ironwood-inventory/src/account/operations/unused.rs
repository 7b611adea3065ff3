//! What the protocol has and this server does not use: codes by mail, and telephones (spec 10 §5.2). Nothing of it is ever under
//! way, so every step of it is out of turn.

use ironwood_rest::{BoxFuture, Method};

use crate::account::answer::Answer;
use crate::account::call::{Call, Outcome};
use crate::account::input::{ANY_LENGTH, Field, Form, Given, Kind};
use crate::account::operation::{Described, Path, Who};

const PHONE: Form = Form::of(&[Field::required("phone", Kind::Text(ANY_LENGTH))]);

pub(super) fn paths() -> [Path; 5] {
    let described = |id, tag, summary| Described { id, tag, summary, answer: "" };
    let account = "Authentication: Account";
    let never = "Part of a sign-in that this server does not use";
    let phone = "Account: Phone";
    let confirm = "allauth_auth_code_confirm_post";
    [
        Path::new("auth/email/verify/resend").on(
            Method::Post,
            described("allauth_auth_email_verify_resend_post", account, never),
            out_of_turn,
        ),
        Path::new("auth/phone/verify").on(
            Method::Post,
            described("allauth_auth_phone_verify_post", account, never),
            out_of_turn,
        ),
        Path::new("auth/phone/verify/resend").on(
            Method::Post,
            described("allauth_auth_phone_verify_resend_post", account, never),
            out_of_turn,
        ),
        Path::new("auth/code/confirm")
            .on(Method::Get, Described::HIDDEN, out_of_turn)
            .on(Method::Post, described(confirm, "Authentication: Login By Code", never), out_of_turn)
            .on(Method::Put, Described::HIDDEN, out_of_turn)
            .on(Method::Patch, Described::HIDDEN, out_of_turn)
            .on(Method::Delete, Described::HIDDEN, out_of_turn),
        Path::new("account/phone")
            .on(Method::Get, described("allauth_account_phone_get", phone, "No telephone numbers are kept"), nowhere)
            .of(Who::SignedIn)
            .on(Method::Post, described("allauth_account_phone_post", phone, "No telephone numbers are kept"), nowhere)
            .of(Who::SignedInElse(409))
            .takes(PHONE),
    ]
}

fn out_of_turn<'a>(_: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async { Ok(Answer::bare(409)) })
}

fn nowhere<'a>(_: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async { Ok(Answer::bare(404)) })
}
