//! `/api/`: which server this is (spec 00 §10, 60-system §9).

use ironwood_rest::declare::{Answer, Endpoint, Form};
use ironwood_rest::kind::{Bool, Int, Text, Unchecked};
use ironwood_rest::{BoxFuture, Ctx, Engine, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

use super::{member, object, told};
use crate::account::Accounts;
use crate::common::settings::definitions::{
    INVENTREE_ANNOUNCE_ID, INVENTREE_INSTANCE, INVENTREE_INSTANCE_ID, LOGIN_ENABLE_PWD_FORGOT, LOGIN_ENABLE_REG,
    LOGIN_ENABLE_SSO_REG,
};
use crate::{plugin, version};

/// `/api/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("", "Which server this is and what it can do")
        .get(PermissionClass::Any, root)
        .replies(200, Answer::Object(described()))
}

fn described() -> Form {
    let truth = |name| told(name, Bool);
    let text = |name| told(name, Text::any());
    let number = |name| told(name, Int::ANY);
    let customize = [
        member("logo", Text::any()),
        member("splash", Text::any()),
        member("login_message", Text::any()).null(),
        member("navbar_message", Text::any()).null(),
        told("disable_theme_storage", Bool).writable(),
    ];
    let settings =
        ["sso_registration", "registration_enabled", "password_forgotten_enabled"].map(|name| member(name, Bool));
    Form::new("InfoApi")
        .field(text("server"))
        .field(text("id").null().help("Identifies the installation, when it is announced"))
        .field(text("version").help("Generation of InvenTree that speaks this API"))
        .field(text("instance").help("Name of the installation"))
        .field(number("apiVersion"))
        .field(truth("worker_running"))
        .field(number("worker_count"))
        .field(number("worker_pending_tasks"))
        .field(truth("plugins_enabled"))
        .field(truth("plugins_install_disabled"))
        .field(told("active_plugins", Unchecked))
        .field(truth("email_configured").help("Whether mail is sent"))
        .field(truth("debug_mode"))
        .field(truth("docker_mode"))
        .field(text("default_locale"))
        .field(told("customize", object("Customize", customize)))
        .field(truth("system_health").null().help("For staff only"))
        .field(text("database").null().help("For staff only"))
        .field(text("platform").null().help("For staff only"))
        .field(text("installer").null().help("For staff only"))
        .field(text("target").null().help("For staff only"))
        .field(text("django_admin").null())
        .field(told("settings", object("Settings", settings)))
}

fn root<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let pending: i64 = ctx.conn.value("SELECT COUNT(*) FROM django_q_ormq", &[]).await?.unwrap_or_default();
        let plugins: Vec<Value> = plugin::active(ctx)
            .await?
            .iter()
            .map(|plugin| json!({"name": plugin.name, "slug": plugin.key, "version": plugin.version}))
            .collect();
        let instance = INVENTREE_INSTANCE.read(ctx.setting(INVENTREE_INSTANCE.key()).await?.as_deref());
        let announced = INVENTREE_ANNOUNCE_ID.read(ctx.setting(INVENTREE_ANNOUNCE_ID.key()).await?.as_deref());
        let id = if announced { ctx.setting(INVENTREE_INSTANCE_ID.key()).await? } else { None };
        // What needs a mail to the user is on offer only where mails are sent.
        let sends_mail = ctx.kernel.equipment::<Accounts>().is_some_and(|accounts| accounts.policy.sends_mail());
        let mut offers = Vec::new();
        for setting in [&LOGIN_ENABLE_SSO_REG, &LOGIN_ENABLE_REG, &LOGIN_ENABLE_PWD_FORGOT] {
            offers.push(sends_mail && setting.read(ctx.setting(setting.key()).await?.as_deref()));
        }
        let mut answer = json!({
            "server": "InvenTree",
            "id": id,
            "version": version::GENERATION,
            "instance": instance,
            "apiVersion": version::API,
            "worker_running": true,
            "worker_count": 1,
            "worker_pending_tasks": pending,
            "plugins_enabled": true,
            "plugins_install_disabled": false,
            "active_plugins": plugins,
            "email_configured": sends_mail,
            "debug_mode": false,
            "docker_mode": false,
            "default_locale": "en-us",
            "customize": {
                "logo": "/static/img/inventree.png",
                "splash": "/static/img/inventree_splash.jpg",
                "login_message": null,
                "navbar_message": null,
                "disable_theme_storage": false,
            },
            "system_health": null,
            "database": null,
            "platform": null,
            "installer": null,
            "target": null,
            "django_admin": null,
            "settings": {
                "sso_registration": offers[0],
                "registration_enabled": offers[1],
                "password_forgotten_enabled": offers[2],
            },
        });
        if ctx.actor.acts_as_staff() {
            for (key, value) in for_staff(ctx.conn.engine()) {
                answer[key] = value;
            }
        }
        Ok(Reply::value(&answer))
    })
}

/// What only staff is told. Clients show these texts, so this is where our own name stands: further keys would be news to them.
fn for_staff(engine: Engine) -> [(&'static str, Value); 5] {
    let database = match engine {
        Engine::Sqlite => "sqlite3",
        Engine::Postgres => "postgresql",
    };
    let platform = format!("Ironwood {} on {} {}", version::OWN, std::env::consts::OS, std::env::consts::ARCH);
    [
        ("system_health", true.into()),
        ("database", database.into()),
        ("platform", platform.into()),
        ("installer", "Ironwood".into()),
        ("target", std::env::consts::OS.into()),
    ]
}
