//! `GET` of a list: choose the page, count if need be, then read its rows (STACK 2.1).

use bytes::Bytes;
use ironwood_db::{Param, Sql};
use tokio::sync::mpsc;

use crate::ctx::Ctx;
use crate::declare::{Check, Clause, Resource, Selection, invalid_choice};
use crate::error::{Error, Result};
use crate::expr::Placer;
use crate::json::JsonWriter;
use crate::query::Query;
use crate::read::{Purpose, open_page, projection, search};
use crate::request::{Reply, Request};

/// Rows that are read and written at once in a list without pages.
const CHUNK: usize = 500;

/// Where a long list goes while it is still being read. Bounded: a slow reader slows the list, not fills the memory.
#[derive(Debug, Clone)]
pub struct Outlet {
    chunks: mpsc::Sender<Bytes>,
}

impl Outlet {
    /// An outlet and the other end of it.
    pub fn new() -> (Self, mpsc::Receiver<Bytes>) {
        let (chunks, receiver) = mpsc::channel(2);
        (Outlet { chunks }, receiver)
    }

    async fn send(&self, chunk: Vec<u8>) -> Result<()> {
        self.chunks.send(Bytes::from(chunk)).await.map_err(|_| ironwood_db::DbError::ReaderGone.into())
    }
}

/// Answers a list. A page is one reply; a list without `limit` goes to the outlet when it is longer than a chunk, and then the
/// reply is `None`.
///
/// # Errors
/// When a filter cannot be understood, or from storage.
pub async fn list(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    request: &Request,
    outlet: Option<&Outlet>,
) -> Result<Option<Reply>> {
    let Conditions { clauses, order, checks } = conditions(ctx, resource, &request.query).await?;
    verify(ctx, &checks, true).await?;
    let keys = Keys::new(resource, clauses, &order);
    let plan = projection(&resource.shape, Purpose::List, &request.query, ctx);
    let Some(limit) = request.query.limit() else {
        let statement = keys.select(ctx);
        let all: Vec<i64> = ctx.conn.column(&statement.text, &statement.params).await?;
        if all.is_empty() {
            verify(ctx, &checks, false).await?;
        }
        let outlet = outlet.filter(|_| all.len() > CHUNK);
        let mut out = JsonWriter::new();
        out.open_list();
        for (at, chunk) in all.chunks(CHUNK).enumerate() {
            if let Some(outlet) = outlet.filter(|_| at > 0) {
                outlet.send(out.take()).await?;
                out.raw(b",");
            }
            plan.read(ctx, chunk, &mut out).await?;
        }
        out.close_list();
        return match outlet {
            Some(outlet) => outlet.send(out.into_bytes()).await.map(|()| None),
            None => Ok(Some(Reply::ok(out.into_bytes()))),
        };
    };
    let offset = request.query.offset();
    let page = keys.page(ctx, limit, offset);
    let chosen: Vec<i64> = ctx.conn.column(&page.text, &page.params).await?;
    if chosen.is_empty() {
        verify(ctx, &checks, false).await?;
    }
    let found = i64::try_from(chosen.len()).unwrap_or(i64::MAX);
    // A page that is not full tells where the list ends.
    let count = if (found > 0 || offset == 0) && found < limit {
        offset + found
    } else {
        let count = keys.count(ctx);
        ctx.conn.value(&count.text, &count.params).await?.unwrap_or(0)
    };
    let mut out = JsonWriter::new();
    open_page(request, limit, count, &mut out);
    out.open_list();
    plan.read(ctx, &chosen, &mut out).await?;
    out.close_list().close_object();
    Ok(Some(Reply::ok(out.into_bytes())))
}

/// The keys of all rows that the query selects, in its order; for bulk forms.
///
/// # Errors
/// When a filter cannot be understood, or from storage.
pub async fn selected_keys(ctx: &mut Ctx<'_>, resource: &Resource, query: &Query) -> Result<Vec<i64>> {
    let Conditions { clauses, order, .. } = conditions(ctx, resource, query).await?;
    let statement = Keys::new(resource, clauses, &order).select(ctx);
    Ok(ctx.conn.column(&statement.text, &statement.params).await?)
}

/// The keys of the rows that meet all conditions, ascending.
///
/// # Errors
/// From storage.
pub async fn keys_where(ctx: &mut Ctx<'_>, resource: &Resource, clauses: Vec<Clause>) -> Result<Vec<i64>> {
    let order = [(format!("t.\"{}\"", resource.shape.key), false)];
    let statement = Keys::new(resource, clauses, &order).select(ctx);
    Ok(ctx.conn.column(&statement.text, &statement.params).await?)
}

type Ordering = Vec<(String, bool)>;

/// What a query asks of a list.
struct Conditions {
    clauses: Vec<Clause>,
    order: Ordering,
    /// Rows that must be there.
    checks: Vec<Check>,
}

async fn conditions(ctx: &mut Ctx<'_>, resource: &Resource, query: &Query) -> Result<Conditions> {
    check_text(query)?;
    let zone = &ctx.site.zone;
    let selection = Selection { query, engine: ctx.conn.engine(), today: ctx.today(), zone };
    let mut clauses = resource.clauses(&selection)?;
    clauses.extend(search::condition(resource, &selection)?);
    let mut order = ordering(resource, query);
    if let Some(prepare) = resource.prepare {
        let prepared = prepare(ctx, query).await?;
        clauses.extend(prepared.clauses);
        order = prepared.order.unwrap_or(order);
    }
    let checks = clauses.iter().filter_map(|clause| clause.check.clone()).collect();
    if let Some(widened) = resource.widen.and_then(|widen| widen(&selection, resource, &Clause::all(&clauses))) {
        clauses = widened.clauses;
        order = widened.order.unwrap_or(order);
    }
    clauses.extend(resource.scope.and_then(|scope| scope(ctx, query)));
    Ok(Conditions { clauses, order, checks })
}

/// Refuses what no text column can hold, before it reaches the database.
fn check_text(query: &Query) -> Result<()> {
    for (name, value) in query.pairs() {
        if value.contains('\0') && name != "search" {
            return Err(Error::field(name, "Null characters are not allowed."));
        }
    }
    Ok(())
}

/// The ordering that is asked for, or the default, with the primary key as the last term (spec 00 §5).
pub(super) fn ordering(resource: &Resource, query: &Query) -> Ordering {
    let mut terms: Ordering = Vec::new();
    for name in query.get("ordering").unwrap_or_default().split(',').map(str::trim) {
        let (name, descending) = name.strip_prefix('-').map_or((name, false), |rest| (rest, true));
        if let Some(order) = resource.orders.iter().find(|order| order.name == name) {
            terms.extend(order.terms.iter().map(|term| (term.clone(), descending)));
        }
    }
    if terms.is_empty() {
        terms = resource.default_order.clone();
    }
    let descending = terms.last().is_some_and(|(_, descending)| *descending);
    terms.push((format!("t.\"{}\"", resource.shape.key), descending));
    terms
}

/// Makes sure that the rows filters name are there. Those with a restriction are asked for always, the others only when the
/// list came out empty: a row that something points to exists.
async fn verify(ctx: &mut Ctx<'_>, checks: &[Check], restricted: bool) -> Result<()> {
    let is_due = |check: &&Check| (check.target.restriction.is_some() || check.always) == restricted;
    for check in checks.iter().filter(is_due) {
        if !ctx.conn.exists(&check.target.lookup(), &[check.id.into()]).await? {
            return Err(invalid_choice(&check.parameter));
        }
    }
    Ok(())
}

/// The statement that chooses keys.
pub(super) struct Keys {
    /// With what the conditions speak of, for counting.
    found: From,
    /// With what the order speaks of as well.
    ordered: From,
    condition: String,
    condition_args: Vec<Arg>,
    order: String,
    order_vars: Vec<String>,
    key: String,
}

/// A `FROM` clause and the names of the values it wants.
struct From {
    text: String,
    vars: Vec<String>,
}

enum Arg {
    Named(String),
    Value(Param),
}

impl Keys {
    pub(super) fn new(resource: &Resource, clauses: Vec<Clause>, order: &[(String, bool)]) -> Self {
        let shape = &resource.shape;
        let mut placer = Placer::new();
        let mut conditions = Vec::with_capacity(clauses.len());
        let mut args = Vec::new();
        for clause in clauses {
            let placed = placer.place(&clause.text, &shape.joins, "t");
            let mut values = clause.params.into_iter();
            args.extend(placed.vars.into_iter().map(|name| match name.as_str() {
                "?" => Arg::Value(values.next().unwrap_or(Param::Null)),
                _ => Arg::Named(name),
            }));
            conditions.push(format!("({})", placed.text));
        }
        let from = |placer: Placer| {
            let (joins, vars) = placer.finish();
            From { text: format!(" FROM {} AS t{joins}", shape.model.table), vars }
        };
        let found = from(placer.clone());
        let mut order_vars = Vec::new();
        let terms: Vec<String> = order
            .iter()
            .map(|(fragment, descending)| {
                let placed = placer.place(fragment, &shape.joins, "t");
                order_vars.extend(placed.vars);
                // Both engines put null where SQLite has it. Where there is none, saying so would only keep PostgreSQL from an index.
                let direction = match (*descending, shape.is_never_null(fragment)) {
                    (false, true) => "",
                    (true, true) => " DESC",
                    (false, false) => " NULLS FIRST",
                    (true, false) => " DESC NULLS LAST",
                };
                format!("{}{direction}", placed.text)
            })
            .collect();
        let and =
            |texts: &[String]| if texts.is_empty() { String::new() } else { format!(" WHERE {}", texts.join(" AND ")) };
        Keys {
            found,
            ordered: from(placer),
            condition: and(&conditions),
            condition_args: args,
            order: if terms.is_empty() { String::new() } else { format!(" ORDER BY {}", terms.join(", ")) },
            order_vars,
            key: format!("t.\"{}\"", shape.key),
        }
    }

    /// The text of the statement that chooses a page.
    pub(super) fn page_text(&self) -> String {
        format!("SELECT {}{}{}{} LIMIT ? OFFSET ?", self.key, self.ordered.text, self.condition, self.order)
    }

    /// The text of the statement that counts.
    pub(super) fn count_text(&self) -> String {
        format!("SELECT COUNT(*){}{}", self.found.text, self.condition)
    }

    fn filtered(&self, ctx: &Ctx<'_>, head: &str, from: &From) -> Sql {
        let mut params: Vec<Param> = from.vars.iter().map(|name| ctx.value_of(name)).collect();
        params.extend(self.condition_args.iter().map(|arg| match arg {
            Arg::Named(name) => ctx.value_of(name),
            Arg::Value(value) => value.clone(),
        }));
        Sql::new(format!("SELECT {head}{}{}", from.text, self.condition), params)
    }

    /// All keys in order.
    pub(super) fn select(&self, ctx: &Ctx<'_>) -> Sql {
        let mut sql = self.filtered(ctx, &self.key, &self.ordered);
        sql.push(&self.order);
        sql.params.extend(self.order_vars.iter().map(|name| ctx.value_of(name)));
        sql
    }

    /// The keys of one page.
    fn page(&self, ctx: &Ctx<'_>, limit: i64, offset: i64) -> Sql {
        let mut sql = self.select(ctx);
        sql.push_with(" LIMIT ?", limit).push_with(" OFFSET ?", offset);
        sql
    }

    /// How many there are; the order is none of the matter, nor are the joins that only it speaks of.
    fn count(&self, ctx: &Ctx<'_>) -> Sql {
        self.filtered(ctx, "COUNT(*)", &self.found)
    }
}
