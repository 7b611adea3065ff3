//! Reading: query plan, SQL, rows, JSON bytes.

mod expand;
mod list;
mod made;
mod page;
mod projection;
mod render;
mod search;

pub use list::{Outlet, keys_where, list, selected_keys};
pub use made::{TextSearch, asked_order, made_list};
pub use page::open_page;
pub use projection::Projection;
pub use render::Render;
pub use search::search_in;

use std::collections::HashMap;
use std::sync::Arc;

use crate::ctx::Ctx;
use crate::declare::{Endpoint, Field, Model, OnCreate, Resource, Shape, Shown};
use crate::error::{Error, Result};
use crate::json::JsonWriter;
use crate::kernel::Kernel;
use crate::query::{Query, loose_bool};
use crate::request::{Reply, Request};

/// What an answer is for; it decides which optional fields it has (spec 00 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// An entry of a list.
    List,
    /// One row.
    Detail,
    /// The answer to a create.
    Created,
    /// The answer to an update.
    Updated,
    /// An object inside of another answer, where nothing is counted.
    Embedded,
}

impl Purpose {
    /// Whether computed figures are left out or null: nothing was counted.
    pub(super) fn is_without_figures(self) -> bool {
        matches!(self, Purpose::Created | Purpose::Embedded)
    }
}

/// Which of the shape's fields the answer has, as a bit set by position.
pub fn chosen(shape: &Shape, purpose: Purpose, query: &Query, ctx: &Ctx<'_>) -> u128 {
    let wanted = |field: &Field| {
        let asked = match (field.shown, purpose) {
            (Shown::Flag { flag, .. }, Purpose::List | Purpose::Detail) => query.get(flag).map(loose_bool),
            _ => None,
        };
        let created_without = match field.on_create {
            OnCreate::Absent => purpose.is_without_figures(),
            OnCreate::Only => purpose != Purpose::Created,
            OnCreate::Shown | OnCreate::Null | OnCreate::Default => false,
        };
        let shown = asked.unwrap_or_else(|| field.is_shown(purpose));
        let may_see = |model: &Model| ctx.actor.may(ironwood_auth::Action::View, model.key);
        shown && !created_without && field.guarded_by().is_none_or(may_see)
    };
    shape.fields.iter().enumerate().filter(|(_, field)| wanted(field)).fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Models whose rows the caller may not see, as far as rows within the chosen fields embed such: keys, each once, ascending.
fn withheld(shape: &Shape, bits: u128, ctx: &Ctx<'_>) -> Vec<&'static str> {
    fn collect(shape: &Shape, ctx: &Ctx<'_>, found: &mut Vec<&'static str>) {
        for field in shape.fields.iter().filter(|field| field.is_shown_embedded()) {
            match (field.guarded_by(), field.inner()) {
                (Some(model), _) if !ctx.actor.may(ironwood_auth::Action::View, model.key) => found.push(model.key),
                (_, Some(inner)) => collect(inner, ctx, found),
                (_, None) => {}
            }
        }
    }
    let mut found = Vec::new();
    for (_, field) in shape.fields.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0) {
        if let Some(inner) = field.inner() {
            collect(inner, ctx, &mut found);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The projection for an answer, planned at most once per choice of fields.
pub fn projection(shape: &Arc<Shape>, purpose: Purpose, query: &Query, ctx: &Ctx<'_>) -> Arc<Projection> {
    let bits = chosen(shape, purpose, query, ctx);
    let withheld = withheld(shape, bits, ctx);
    ctx.kernel.projection(shape, bits, purpose, withheld, ctx.conn.engine())
}

/// The rows of these keys as JSON objects, in their order.
///
/// # Errors
/// From storage.
pub async fn rows(
    ctx: &mut Ctx<'_>,
    shape: &Arc<Shape>,
    keys: &[i64],
    purpose: Purpose,
    query: &Query,
) -> Result<JsonWriter> {
    let projection = projection(shape, purpose, query, ctx);
    let mut out = JsonWriter::new();
    projection.read(ctx, keys, &mut out).await?;
    Ok(out)
}

/// The named fields of the rows of these keys, as JSON objects in their order.
///
/// # Errors
/// From storage.
pub(crate) async fn some_fields(
    ctx: &mut Ctx<'_>,
    shape: &Arc<Shape>,
    keys: &[i64],
    names: &[&str],
) -> Result<JsonWriter> {
    let fields = shape.fields.iter().enumerate();
    let bits = fields.filter(|(_, field)| names.contains(&field.name)).fold(0_u128, |bits, (at, _)| bits | 1 << at);
    let bits = bits & chosen(shape, Purpose::Updated, &Query::default(), ctx);
    let withheld = withheld(shape, bits, ctx);
    let projection = ctx.kernel.projection(shape, bits, Purpose::Updated, withheld, ctx.conn.engine());
    let mut out = JsonWriter::new();
    projection.read(ctx, keys, &mut out).await?;
    Ok(out)
}

/// The rows of these keys as JSON objects inside of another answer, by their keys.
///
/// # Errors
/// From storage.
pub async fn embedded(ctx: &mut Ctx<'_>, shape: &Arc<Shape>, keys: &[i64]) -> Result<HashMap<i64, Vec<u8>>> {
    projection(shape, Purpose::Embedded, &Query::default(), ctx).read_apart(ctx, keys).await
}

/// `GET` of one row.
///
/// # Errors
/// [`Error::NotFound`] when it is not there for this caller.
pub async fn detail(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    let key = find(ctx, resource, request).await?;
    let out = rows(ctx, &resource.shape, &[key], Purpose::Detail, &request.query).await?;
    if out.is_empty() {
        return Err(Error::no_row(resource.model().class));
    }
    Ok(Reply::ok(out.into_bytes()))
}

/// `GET` of an endpoint that shows another side of a row: requirements, prices, validity of its bill of materials.
///
/// # Errors
/// [`Error::NotFound`] when the row is not there.
pub async fn row_in_path(ctx: &mut Ctx<'_>, endpoint: &Endpoint, request: &Request) -> Result<Reply> {
    let Some(shape) = &endpoint.shape else {
        return Err(Error::Internal(format!("{} answers a row but declares no shape", endpoint.path)));
    };
    let key = request.key();
    let out = match i32::try_from(key) {
        Ok(_) => rows(ctx, shape, &[key], Purpose::Detail, &request.query).await?,
        Err(_) => JsonWriter::new(),
    };
    if out.is_empty() {
        return Err(Error::no_row(shape.model.class));
    }
    Ok(Reply::ok(out.into_bytes()))
}

/// The key of the row that the path of an action names, which must be there.
///
/// # Errors
/// [`Error::NotFound`] when it is not, or from storage.
pub async fn named_row(ctx: &mut Ctx<'_>, model: &Model, request: &Request) -> Result<i64> {
    // No row has 0: a key that no column holds is none either.
    let key = i32::try_from(request.key()).map_or(0, i64::from);
    let sql = format!("SELECT 1 FROM {} WHERE id = ?", model.table);
    if !ctx.conn.exists(&sql, &[key.into()]).await? {
        return Err(Error::no_row(model.class));
    }
    Ok(key)
}

/// The primary key of the row that the path names, if it exists for the caller. Without a scope or text key nothing is asked:
/// whoever reads the row finds out whether it is there.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<i64> {
    let no_row = || Error::no_row(resource.model().class);
    if let Some(single) = resource.single {
        return (single.own)(ctx).await;
    }
    if resource.any_key && request.row_word().parse::<i64>().is_err() {
        return Err(Error::not_found());
    }
    if resource.text_key.is_none() && i32::try_from(request.row_key()).is_err() {
        return Err(no_row());
    }
    let scope = resource.scope.and_then(|scope| scope(ctx, &request.query));
    let (column, value) = match resource.text_key {
        Some(column) => (column, request.row_word().into()),
        None if scope.is_none() => return Ok(request.row_key()),
        None => (resource.shape.key, request.row_key().into()),
    };
    let mut condition = crate::declare::Clause::new(format!("t.\"{column}\" = ?"), [value]);
    if let Some(scope) = scope {
        condition.text = format!("{} AND ({})", condition.text, scope.text);
        condition.params.extend(scope.params);
    }
    let statement = list::Keys::new(resource, vec![condition], &[]).select(ctx);
    ctx.conn.value::<i64>(&statement.text, &statement.params).await?.ok_or_else(no_row)
}

/// The statements of a list that nothing is asked of: the page of keys, the count, the rows, one for each collection. For people.
pub fn statements(resource: &Resource, engine: ironwood_db::Engine) -> Vec<String> {
    let keys = list::Keys::new(resource, Vec::new(), &list::ordering(resource, &Query::default()));
    let shown = |field: &&Field| match field.shown {
        _ if field.on_create == OnCreate::Only => false,
        Shown::Always | Shown::List => true,
        Shown::Flag { list, .. } => list,
        Shown::Detail | Shown::Never => false,
    };
    let fields: Vec<&Field> = resource.shape.fields.iter().filter(shown).collect();
    let rows = Projection::new(&resource.shape, &fields, Purpose::List, &[], engine);
    let mut statements = vec![keys.page_text(), keys.count_text(), rows.sql().to_owned()];
    statements.extend(rows.collection_sql().map(str::to_owned));
    statements
}

impl Kernel {
    fn projection(
        &self,
        shape: &Arc<Shape>,
        bits: u128,
        purpose: Purpose,
        withheld: Vec<&'static str>,
        engine: ironwood_db::Engine,
    ) -> Arc<Projection> {
        let identity = (Arc::as_ptr(shape) as usize, bits, purpose, withheld);
        if let Some(known) = self.projections().get(&identity) {
            return known.clone();
        }
        let fields: Vec<&Field> =
            shape.fields.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, field)| field).collect();
        let planned = Arc::new(Projection::new(shape, &fields, purpose, &identity.3, engine));
        self.remember_projection(identity, planned.clone());
        planned
    }
}
