//! Writing a setting (spec 60-system §1.4, §1.8).

use ironwood_db::Param;
use ironwood_rest::{Ctx, Error, Method, Problem, Problems, Reply, Request, Result};
use serde_json::{Value, json};

use super::entry::Entry;
use super::known::Known;
use super::{answer, entry, model};
use crate::common::settings::definitions::SERVER_RESTART_REQUIRED;
use crate::common::settings::{Definition, Effect, Scope, SettingError, confirm, encode};

/// `PUT` and `PATCH`: only `value` is read. A PATCH without it changes nothing.
pub(super) async fn write(ctx: &mut Ctx<'_>, request: &Request, scope: Scope) -> Result<Reply> {
    let mut entry = entry(ctx, scope, request.capture(0)).await?;
    let definition = entry.definition.ok_or_else(Error::not_found)?;
    let body = request.body_object()?;
    let Some(value) = body.get("value") else {
        return match request.method {
            Method::Put => Err(Error::field("value", "This field is required.")),
            _ => answer(ctx, &entry, scope).await,
        };
    };
    confirm(definition, body.get("manual_confirm")).map_err(refusal)?;
    let known = Known::load(ctx).await?;
    if known.is_locked(definition.key) {
        return Err(refusal(SettingError::locked(definition.key)));
    }
    let text = encode(definition, value, &known).map_err(refusal)?;
    let pk = store(ctx, scope, definition.key, &text).await?;
    let switched_on = text == "True" && entry.stored.as_deref() != Some("True");
    entry = Entry { pk: Some(pk), stored: Some(text), ..entry };
    follow_up(ctx, definition, switched_on).await?;
    let event = json!({"id": pk, "model": model(scope).class, "key": definition.key});
    ctx.emit(format!("{}.saved", model(scope).key), &event);
    answer(ctx, &entry, scope).await
}

/// Inserts or overwrites the row; its key.
async fn store(ctx: &mut Ctx<'_>, scope: Scope, key: &str, text: &str) -> Result<i64> {
    let (sql, params): (_, Vec<Param>) = match scope {
        Scope::Global => (
            "INSERT INTO common_inventreesetting (key, value) VALUES (?, ?) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value RETURNING id",
            vec![key.into(), text.into()],
        ),
        Scope::User => (
            "INSERT INTO common_inventreeusersetting (key, user_id, value) VALUES (?, ?, ?) \
             ON CONFLICT (key, user_id) DO UPDATE SET value = excluded.value RETURNING id",
            vec![key.into(), ctx.actor.user_id.into(), text.into()],
        ),
    };
    let stored = ctx.conn.value::<i64>(sql, &params).await?;
    stored.ok_or_else(|| Error::Internal(format!("setting {key} has no row after it was written")))
}

/// What a change brings with it in the same transaction. Fetching exchange rates and reloading plugins is for whoever takes
/// the event from the outbox.
async fn follow_up(ctx: &mut Ctx<'_>, definition: &Definition, switched_on: bool) -> Result<()> {
    match definition.effect {
        Some(Effect::RequireRestart) => {
            store(ctx, Scope::Global, SERVER_RESTART_REQUIRED.key(), "True").await?;
        }
        // Everybody has to sign in again, with a second factor; turning it off bothers nobody.
        Some(Effect::EndSessions) if switched_on => {
            ctx.conn.execute("DELETE FROM usersessions_usersession", &[]).await?;
            ctx.conn.execute("DELETE FROM django_session", &[]).await?;
        }
        _ => {}
    }
    Ok(())
}

/// A refusal in its wire form.
fn refusal(error: SettingError) -> Error {
    let mut problems = Problems::new();
    if let Value::Object(body) = error.body() {
        for (key, said) in body {
            match said {
                Value::String(text) => problems.set(&key, Problem::Bare(text)),
                _ => problems.set(&key, Problem::Messages(error.messages.clone())),
            };
        }
    }
    problems.into()
}
