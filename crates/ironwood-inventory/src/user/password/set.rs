//! `user/<pk>/set-password/`: a superuser gives a user another password (spec 10 §4.4).

use ironwood_auth::PermissionClass;
use ironwood_auth::password::PasswordHasher;
use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Endpoint, Field, Form};
use ironwood_rest::kind::{Bool, Cleaning, Kind, Rejected, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, Method, Reply, Request, Result};
use serde_json::{Map, Value, json};

use super::{Fault, Person, faults};
use crate::audit::{self, Entry};
use crate::models;
use crate::user::companions;

/// A password on its way in: whatever can be typed, also what looks like markup. It is trimmed, as every form that asks for it
/// again does.
#[derive(Debug, Clone, Copy)]
struct Password;

impl Kind for Password {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        Text::any().decode(input)
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        Text::any().options(meta);
    }

    fn openapi(&self) -> Value {
        Text::any().openapi()
    }

    fn is_text(&self) -> bool {
        true
    }

    fn cleaning(&self) -> Cleaning {
        Cleaning::Nothing
    }
}

fn form(password_is_required: bool) -> Form {
    let password = Field::new("password", Password, ironwood_rest::declare::Source::Input)
        .writable()
        .help("What the user signs in with from now on");
    let password = if password_is_required { password.required() } else { password };
    Form::new("UserSetPassword").field(password).field(
        Field::new("override_warning", Bool, ironwood_rest::declare::Source::Input)
            .writable()
            .default_value(false)
            .help("Set it even if it is a bad password"),
    )
}

/// The endpoint.
pub fn endpoint() -> Endpoint {
    Endpoint::new("user/<pk>/set-password", "Gives a user another password and ends the user's sessions")
        .model(models::USER)
        .on(Method::Put, PermissionClass::Superuser, form(true), set)
        .on(Method::Patch, PermissionClass::Superuser, form(false), set)
}

fn set<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let user = request.key();
        let person = person(ctx, user).await?.ok_or_else(|| Error::no_row(models::USER.class))?;
        let given = form(request.method == Method::Put).read(&request.body)?;
        let nothing = Reply::value(&json!({}));
        let Some(password) = given.text("password") else { return Ok(nothing) };
        if !given.bool("override_warning") {
            let faults = faults(password, &person);
            if !faults.is_empty() {
                return Err(Error::bare("password", as_one_text(&faults)));
            }
        }
        let password = password.to_owned();
        let hash = ctx.away(move || PasswordHasher::default().hash(&password))?;
        ctx.conn
            .execute("UPDATE auth_user SET password = ? WHERE id = ?", &[hash.as_str().into(), user.into()])
            .await?;
        companions::end_sessions(ctx.conn, &[user]).await?;
        audit::record(ctx, &[Entry::new(audit::PASSWORD_SET).about(&models::USER, user, &person.username)]).await?;
        Ok(nothing)
    })
}

async fn person(ctx: &mut Ctx<'_>, user: i64) -> Result<Option<Person>> {
    if i32::try_from(user).is_err() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT username, first_name, last_name, email FROM auth_user WHERE id = ?{}",
        ctx.conn.engine().for_update()
    );
    let found = ctx
        .conn
        .first(&sql, &[user.into()], |row| {
            Ok(Person { username: row.get(0)?, first_name: row.get(1)?, last_name: row.get(2)?, email: row.get(3)? })
        })
        .await?;
    Ok(found)
}

/// Clients know the messages as one text that looks like a list.
fn as_one_text(faults: &[Fault]) -> String {
    let quoted: Vec<String> = faults.iter().map(|fault| format!("'{}'", fault.message)).collect();
    format!("[{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_as_one_text() {
        let fault = |text: &str| Fault { code: "", message: text.into() };
        assert_eq!(as_one_text(&[fault("a."), fault("b.")]), "['a.', 'b.']");
    }

    #[test]
    fn a_password_may_look_like_markup() {
        let given = form(true).read(&json!({"password": " <b>9 Long!</b> "})).unwrap();
        assert_eq!(given.text("password"), Some("<b>9 Long!</b>"));
        assert!(form(true).read(&json!({})).is_err() && form(true).read(&json!({"password": ""})).is_err());
        assert_eq!(form(false).read(&json!({})).unwrap().text("password"), None);
    }
}
