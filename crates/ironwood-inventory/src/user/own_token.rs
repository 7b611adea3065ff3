//! `user/me/token/`: a token by name, found or made, and a session with it (spec 10 §2).

use std::sync::Arc;

use ironwood_auth::token;
use ironwood_db::Param;
use ironwood_rest::declare::{Endpoint, Field, Run, Shape};
use ironwood_rest::kind::Text;
use ironwood_rest::{BoxFuture, Ctx, Error, Method, PermissionClass, Reply, Request, Result};
use jiff::civil;
use serde_json::json;

use super::tokens;
use crate::{audit, models};

/// Asks the server to open a session for the user whose key it holds.
const SIGN_IN: &str = "x-ironwood-sign-in";

/// `user/me/token/`, and where it was once.
pub fn endpoints() -> [Endpoint; 2] {
    let shape = Arc::new(
        Shape::new(models::API_TOKEN, "GetAuthToken")
            .field(Field::computed("token", Text::any(), "t.key").not_null())
            .field(Field::column("name", Text::max(token::MAX_LENGTH)).required().help("What the token is for"))
            .field(tokens::expiry().read_only()),
    );
    let at = |path| {
        Endpoint::new(path, "A token of whoever asks, by its name; made when there is none that works")
            .model(models::API_TOKEN)
            .answers(shape.clone())
            .verb(Method::Get, PermissionClass::Authenticated, None, Run::Write(find_or_make))
    };
    [at("user/me/token").parameter("name", "string", "What the token is for"), at("user/token").undocumented()]
}

/// A token that works.
struct Token {
    key: String,
    expiry: civil::Date,
}

fn find_or_make<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let name = token::clean_name(request.query.get("name").unwrap_or_default())
            .map_err(|error| Error::general(error.to_string()))?;
        let user = ctx.actor.user_id;
        // Two requests at once get one token: the second one waits and finds it.
        let lock = format!("SELECT id FROM auth_user WHERE id = ?{}", ctx.conn.engine().for_update());
        ctx.conn.exists(&lock, &[user.into()]).await?;
        let found = match find(ctx, user, &name).await? {
            Some(found) => found,
            None => make(ctx, user, &name, request).await?,
        };
        let answer = json!({"token": found.key, "name": name, "expiry": ironwood_db::date_text(found.expiry)});
        Ok(Reply::value(&answer).header(SIGN_IN, user.to_string()))
    })
}

async fn find(ctx: &mut Ctx<'_>, user: i64, name: &str) -> Result<Option<Token>> {
    let sql = "SELECT key, expiry FROM users_apitoken
               WHERE user_id = ? AND name = ? AND revoked = ? AND expiry >= ? ORDER BY id";
    let params = [user.into(), name.into(), false.into(), ctx.today().into()];
    let found = ctx.conn.first(sql, &params, |row| Ok(Token { key: row.get(0)?, expiry: row.get(1)? })).await?;
    Ok(found)
}

async fn make(ctx: &mut Ctx<'_>, user: i64, name: &str, request: &Request) -> Result<Token> {
    let today = ctx.today();
    let made = Token { key: token::generate(today), expiry: tokens::last_day(today) };
    let columns = [
        ("created", ctx.now.into()),
        ("key", Param::from(&made.key)),
        ("name", name.into()),
        ("expiry", made.expiry.into()),
        ("revoked", false.into()),
        ("user_id", user.into()),
        ("last_seen", Param::Null),
        ("metadata", Param::Json(origin(request))),
    ];
    let key = ctx.conn.insert(models::API_TOKEN.table, &columns).await?;
    audit::created(ctx, ctx.kernel.declared("user/tokens")?, &[key]).await?;
    Ok(made)
}

/// Where the token was asked for, as its metadata remember it.
fn origin(request: &Request) -> String {
    let (server, port) = match request.client("host") {
        host if host.ends_with(']') => (host, ""),
        host => host.rsplit_once(':').unwrap_or((host, "")),
    };
    json!({
        "user_agent": request.client("user-agent"),
        "remote_addr": request.client("remote-addr"),
        "remote_host": "",
        "remote_user": request.client("remote-user"),
        "server_name": server,
        "server_port": port,
    })
    .to_string()
}
