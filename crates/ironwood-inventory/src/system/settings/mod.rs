//! `settings/global/` and `settings/user/` (spec 60-system §1).
//!
//! Reading writes nothing: a setting that nobody ever set is shown with its default and without a key. Which settings there
//! are and what they take is said in [`crate::common::settings`].

mod entry;
mod known;
mod write;

use std::sync::Arc;

use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Model, Shape, Source};
use ironwood_rest::kind::{Anything, Bool, Int, Opaque, SequenceOf, Text, Told, Unchecked};
use ironwood_rest::read::{TextSearch, asked_order, made_list};
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, Method, Param, PermissionClass, Reply, Request, Result};

use self::entry::Entry;
use self::known::Known;
use crate::common::settings::{Scope, all, find, internal::is_internal};
use crate::{models, targets};

const fn model(scope: Scope) -> Model {
    match scope {
        Scope::Global => models::GLOBAL_SETTING,
        Scope::User => models::USER_SETTING,
    }
}

fn shape(scope: Scope) -> Shape {
    let text = |name| Field::new(name, Text::any(), Source::Input);
    let component = match scope {
        Scope::Global => "GlobalSettings",
        Scope::User => "UserSettings",
    };
    let shape = Shape::new(model(scope), component)
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("key", Text::max(50)).read_only().help("Which setting it is"))
        .field(
            Field::new("value", Told(Anything, &[("max_length", 2000)]), Source::Input)
                .writable()
                .required()
                .null()
                .help("What it is set to"),
        )
        .field(text("name"))
        .field(text("description"));
    let shape = match scope {
        Scope::User => shape.field(
            Field::column("user", targets::shown(targets::user()))
                .stored_as("user_id")
                .read_only()
                .lists_filters()
                .help("Whose setting it is"),
        ),
        Scope::Global => shape,
    };
    let shape = shape
        .field(text("type"))
        .field(text("units"))
        .field(Field::new("choices", Opaque(SequenceOf(Unchecked)), Source::Input))
        .field(text("model_name").null())
        .field(text("api_url").null())
        .field(text("typ"));
    let shape = match scope {
        Scope::Global => shape
            .field(Field::new("read_only", Opaque(Bool), Source::Input).help("Set by the configuration of the server")),
        Scope::User => shape,
    };
    shape
        .field(Field::new("confirm", Bool, Source::Input).help("A change has to be confirmed"))
        .field(text("confirm_text"))
}

/// The stored rows that the caller may see, and every definition without one.
async fn entries(ctx: &mut Ctx<'_>, scope: Scope) -> Result<Vec<Entry>> {
    let (sql, params) = match scope {
        Scope::Global => ("SELECT id, key, value FROM common_inventreesetting ORDER BY id", Vec::new()),
        Scope::User => (
            "SELECT id, key, value FROM common_inventreeusersetting WHERE user_id = ? ORDER BY id",
            vec![Param::Int(ctx.actor.user_id)],
        ),
    };
    let read = |row: &ironwood_db::Row<'_>| {
        let key: String = row.get(1)?;
        let definition = find(scope, &key);
        Ok(Entry { pk: Some(row.get(0)?), key, stored: Some(row.get(2)?), definition })
    };
    let mut entries: Vec<Entry> = ctx.conn.rows(sql, &params, read).await?;
    entries.retain(|entry| !is_internal(&entry.key));
    let unset = all(scope).filter(|definition| !entries.iter().any(|entry| entry.key == definition.key));
    let unset: Vec<Entry> = unset.map(Entry::unset).collect();
    entries.extend(unset);
    Ok(entries)
}

/// One defined setting, with its row if there is one.
async fn entry(ctx: &mut Ctx<'_>, scope: Scope, key: &str) -> Result<Entry> {
    let definition = find(scope, key).ok_or_else(Error::not_found)?;
    let (sql, mut params) = match scope {
        Scope::Global => ("SELECT id, value FROM common_inventreesetting WHERE key = ?", Vec::new()),
        Scope::User => (
            "SELECT id, value FROM common_inventreeusersetting WHERE user_id = ? AND key = ?",
            vec![Param::Int(ctx.actor.user_id)],
        ),
    };
    params.push(definition.key.into());
    let row = ctx.conn.first(sql, &params, |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?))).await?;
    let mut entry = Entry::unset(definition);
    if let Some((pk, stored)) = row {
        entry.pk = Some(pk);
        entry.stored = Some(stored);
    }
    Ok(entry)
}

/// What the lists can be ordered by.
const ORDERS: [&str; 3] = ["pk", "key", "name"];
const SEARCH: &str = "Words to look for in the key.";

async fn list(ctx: &mut Ctx<'_>, request: &Request, scope: Scope) -> Result<Reply> {
    let search = TextSearch::of(&request.query)?;
    let mut entries = entries(ctx, scope).await?;
    entries.retain(|entry| search.finds(&[&entry.key]));
    for (name, descending) in asked_order(&request.query, &ORDERS).into_iter().rev() {
        entries.sort_by(|a, b| {
            let order = match name {
                "pk" => a.pk.is_none().cmp(&b.pk.is_none()).then(a.pk.cmp(&b.pk)),
                "key" => a.key.cmp(&b.key),
                _ => a.name().cmp(b.name()),
            };
            if descending { order.reverse() } else { order }
        });
    }
    let known = Known::load(ctx).await?;
    let written: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| {
            let mut out = JsonWriter::new();
            entry.write(scope, ctx.actor.user_id, &known, &mut out);
            out.into_bytes()
        })
        .collect();
    Ok(made_list(request, &written))
}

async fn one(ctx: &mut Ctx<'_>, request: &Request, scope: Scope) -> Result<Reply> {
    let entry = entry(ctx, scope, request.capture(0)).await?;
    answer(ctx, &entry, scope).await
}

async fn answer(ctx: &mut Ctx<'_>, entry: &Entry, scope: Scope) -> Result<Reply> {
    let known = Known::load(ctx).await?;
    let mut out = JsonWriter::new();
    entry.write(scope, ctx.actor.user_id, &known, &mut out);
    Ok(Reply::ok(out.into_bytes()))
}

macro_rules! handlers {
    ($($name:ident => $action:path, $scope:ident;)*) => {$(
        fn $name<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
            Box::pin($action(ctx, request, Scope::$scope))
        }
    )*};
}

handlers! {
    list_global => list, Global;
    list_user => list, User;
    one_global => one, Global;
    one_user => one, User;
    write_global => write::write, Global;
    write_user => write::write, User;
}

fn is_defined<'a>(scope: Scope, request: &'a Request) -> BoxFuture<'a, Result<bool>> {
    Box::pin(async move { Ok(find(scope, request.capture(0)).is_some()) })
}

/// The endpoints of both kinds of settings.
pub fn endpoints() -> Vec<Endpoint> {
    let form = |scope| {
        let shape = shape(scope);
        Form { component: shape.component, fields: shape.fields, lists: Vec::new() }
    };
    let (global, user) = (Arc::new(shape(Scope::Global)), Arc::new(shape(Scope::User)));
    let (staff, signed_in) = (PermissionClass::StaffOrReadOnly, PermissionClass::Authenticated);
    vec![
        Endpoint::new("settings/global", "Settings of the server")
            .model(models::GLOBAL_SETTING)
            .answers_list(global.clone())
            .get(staff, list_global)
            .replies(200, Answer::Page(global.clone()))
            .ordered_by(&ORDERS)
            .parameter("search", "string", SEARCH),
        Endpoint::new("settings/global/<key>", "One setting of the server")
            .model(models::GLOBAL_SETTING)
            .answers(global)
            .get(staff, one_global)
            .on(Method::Put, staff, form(Scope::Global), write_global)
            .on(Method::Patch, staff, form(Scope::Global), write_global)
            .where_found(|_, request| is_defined(Scope::Global, request)),
        Endpoint::new("settings/user", "Settings of the caller")
            .model(models::USER_SETTING)
            .answers_list(user.clone())
            .get(signed_in, list_user)
            .replies(200, Answer::Page(user.clone()))
            .ordered_by(&ORDERS)
            .parameter("search", "string", SEARCH),
        Endpoint::new("settings/user/<key>", "One setting of the caller")
            .model(models::USER_SETTING)
            .answers(user)
            .get(signed_in, one_user)
            .on(Method::Put, signed_in, form(Scope::User), write_user)
            .on(Method::Patch, signed_in, form(Scope::User), write_user)
            .where_found(|_, request| is_defined(Scope::User, request)),
    ]
}
