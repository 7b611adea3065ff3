//! From a shape to the statement that reads it and the JSON its rows become.
//!
//! The text depends on the shape and on which optional fields are wanted, nothing else: it is made once, prepared once by
//! each connection, and takes the page of primary keys as its one list parameter (STACK 2.1). For a single row there is a
//! second text that takes its key: what is best for one is not for a page.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use ironwood_db::{BoxFuture, Cell, Engine, Param, Row};
use serde_json::Value;

use crate::ctx::Ctx;
use crate::declare::{Field, Item, Many, Shape, Source};
use crate::error::Result;
use crate::expr::{Placed, Placer};
use crate::json::JsonWriter;
use crate::kind::Kind;
use crate::read::expand::Expansion;
use crate::read::{Purpose, Render};

/// Most cells a derived field may ask for.
const MOST_INPUTS: usize = 16;

/// A planned reading of rows.
pub struct Projection {
    sql: Statement,
    outs: Vec<Out>,
    collections: Vec<Collection>,
}

pub(super) struct Statement {
    page: String,
    alone: String,
    /// Names of values before the keys, and behind them.
    before: Vec<String>,
    after: Vec<String>,
}

/// What is fetched for a whole page beside its rows.
enum Collection {
    List { sql: Statement, entry: Entry, empty: &'static str },
    Expanded(Expansion),
}

enum Entry {
    Object(Vec<Out>),
    Text,
}

enum Out {
    Cell { key: Box<[u8]>, at: usize, kind: Arc<dyn Kind>, absent_when_null: bool },
    Derived { key: Box<[u8]>, at: Vec<usize>, write: fn(&[Cell<'_>], &Render<'_>, &mut JsonWriter) },
    Object { key: Box<[u8]>, present: usize, members: Vec<Out> },
    Fixed { key: Box<[u8]>, value: Arc<Value> },
    Many { key: Box<[u8]>, collection: usize },
}

/// Columns of a statement in the making; equal ones are asked for once.
#[derive(Default)]
struct Columns {
    texts: Vec<String>,
    vars: Vec<String>,
    known: HashMap<String, usize>,
}

impl Columns {
    fn add(&mut self, placed: Placed) -> usize {
        // The same text with other values is another column.
        let identity = format!("{} {}", placed.text, placed.vars.join(" "));
        if let Some(at) = self.known.get(&identity) {
            return *at;
        }
        let at = self.texts.len();
        self.known.insert(identity, at);
        self.texts.push(placed.text);
        self.vars.extend(placed.vars);
        at
    }
}

fn key_of(name: &str) -> Box<[u8]> {
    let mut key = JsonWriter::new();
    key.key(name);
    key.into_bytes().into()
}

impl Projection {
    /// Plans the reading of `fields`, a choice of those of `shape`, for an answer of this purpose. Rows within them do not show
    /// rows of the `withheld` models.
    pub fn new(shape: &Shape, fields: &[&Field], purpose: Purpose, withheld: &[&str], engine: Engine) -> Self {
        let mut placer = Placer::new();
        let mut columns = Columns::default();
        let mut collections = Vec::new();
        columns.add(Placed { text: format!("t.\"{}\"", shape.key), vars: Vec::new() });
        let mut outs = Vec::with_capacity(fields.len());
        for field in fields {
            if purpose.is_without_figures()
                && let Some(value) = field.uncounted()
            {
                outs.push(Out::Fixed { key: key_of(field.name), value: Arc::new(value) });
                continue;
            }
            if let Source::Many(many) = &field.source {
                outs.push(Out::Many { key: key_of(field.name), collection: collections.len() });
                collections.push(collection(many, engine, purpose, withheld));
                continue;
            }
            if let Source::Expanded(what) = &field.source {
                outs.push(Out::Many { key: key_of(field.name), collection: collections.len() });
                collections.push(Collection::Expanded(Expansion::new(shape, what, engine)));
                continue;
            }
            outs.extend(plan(field, shape, "t", withheld, &mut placer, &mut columns));
        }
        let (joins, after) = placer.finish();
        let from = format!("{} AS t ON t.\"{}\" = page.value{joins}", shape.model.table, shape.key);
        Projection { sql: Statement::new(engine, columns, &from, after), outs, collections }
    }

    /// The text of the statement for a page, for tests and the curious.
    pub fn sql(&self) -> &str {
        self.sql.for_page()
    }

    /// The texts of the statements that fetch collections.
    pub fn collection_sql(&self) -> impl Iterator<Item = &str> {
        self.collections.iter().map(|collection| match collection {
            Collection::List { sql, .. } => sql.for_page(),
            Collection::Expanded(expansion) => expansion.sql(),
        })
    }

    /// Reads the rows of a page into JSON objects, in the order of `keys`, separated by commas; keys without a row are skipped.
    /// How many rows there were.
    ///
    /// # Errors
    /// From storage.
    pub async fn read(&self, ctx: &mut Ctx<'_>, keys: &[i64], out: &mut JsonWriter) -> Result<usize> {
        Ok(self.read_page(ctx, keys, out).await?.put_in_order(out))
    }

    /// Reads rows into JSON objects of their own, by their keys. It may be called while another page is read.
    ///
    /// # Errors
    /// From storage.
    pub fn read_apart<'a>(
        &'a self,
        ctx: &'a mut Ctx<'_>,
        keys: &'a [i64],
    ) -> BoxFuture<'a, Result<HashMap<i64, Vec<u8>>>> {
        Box::pin(async move {
            let mut out = JsonWriter::new();
            let page = self.read_page(ctx, keys, &mut out).await?;
            let object = |place: &Range<usize>| {
                let bytes = &out.as_bytes()[place.clone()];
                bytes.strip_prefix(b",").unwrap_or(bytes).to_vec()
            };
            let placed = page.places.iter().filter_map(|(at, place)| Some((*keys.get(*at)?, object(place))));
            Ok(placed.collect())
        })
    }

    async fn read_page(&self, ctx: &mut Ctx<'_>, keys: &[i64], out: &mut JsonWriter) -> Result<Page> {
        let mut collected = Vec::with_capacity(self.collections.len());
        for collection in &self.collections {
            collected.push(collection.read(ctx, keys).await?);
        }
        let params = self.sql.params(ctx, keys);
        let mut render = Render::new(ctx.site, ctx.conn.engine());
        let mut page = Page::new(keys, out.len());
        let rows = Rows { projection: self, collected: &collected };
        ctx.conn
            .each(self.sql.text(keys), &params, &mut |row| {
                let render = &mut render;
                let key = row.cell(0).int().unwrap_or_default();
                let start = out.len();
                rows.write(row, key, render, out);
                page.add(key, start..out.len());
                Ok(())
            })
            .await?;
        Ok(page)
    }
}

impl Statement {
    /// A statement for these columns; `from` follows the page of keys.
    fn new(engine: Engine, columns: Columns, from: &str, after: Vec<String>) -> Self {
        let text = |page| format!("SELECT {} FROM {page} {from}", columns.texts.join(", "));
        let (page, alone) = (text(engine.keys_as_page()), text(engine.key_as_page()));
        Statement { page, alone, before: columns.vars, after }
    }

    /// A statement without values but the keys.
    pub(super) fn plain(engine: Engine, columns: Vec<String>, from: &str) -> Self {
        Statement::new(engine, Columns { texts: columns, ..Columns::default() }, from, Vec::new())
    }

    /// The text for a page.
    pub(super) fn for_page(&self) -> &str {
        &self.page
    }

    /// The text for so many keys.
    pub(super) fn text(&self, keys: &[i64]) -> &str {
        if keys.len() == 1 { &self.alone } else { &self.page }
    }

    pub(super) fn params(&self, ctx: &Ctx<'_>, keys: &[i64]) -> Vec<Param> {
        let values = |names: &[String]| names.iter().map(|name| ctx.value_of(name)).collect::<Vec<_>>();
        let mut params = values(&self.before);
        params.push(match keys {
            [key] => Param::Int(*key),
            keys => Param::Ints(keys.to_vec()),
        });
        params.extend(values(&self.after));
        params
    }
}

fn collection(many: &Many, engine: Engine, purpose: Purpose, withheld: &[&str]) -> Collection {
    let mut placer = Placer::new();
    let mut columns = Columns::default();
    columns.add(Placed { text: "page.value".into(), vars: Vec::new() });
    let (entry, joins) = match &many.item {
        Item::Text(fragment) => {
            columns.add(Placed { text: fragment.clone(), vars: Vec::new() });
            (Entry::Text, Vec::new())
        }
        Item::Rows(shape) => {
            let members = members(shape, "item", withheld, &mut placer, &mut columns);
            let (joins, vars) = placer.finish();
            (Entry::Object(members), vec![(joins, vars)])
        }
    };
    let (joins, after) = joins.into_iter().next().unwrap_or_default();
    let order = many.order_alone.filter(|_| purpose != Purpose::List).unwrap_or(&many.order);
    let from = format!("{}{joins} ORDER BY {order}", many.from);
    Collection::List { sql: Statement::new(engine, columns, &from, after), entry, empty: many.empty }
}

impl Collection {
    /// JSON by owner: what stands between the brackets of a list, or a whole object.
    async fn read(&self, ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<HashMap<i64, JsonWriter>> {
        match self {
            Collection::List { sql, entry, .. } => read_lists(sql, entry, ctx, keys).await,
            Collection::Expanded(expansion) => expansion.read(ctx, keys).await,
        }
    }

    fn write(&self, found: Option<&JsonWriter>, out: &mut JsonWriter) {
        match (self, found) {
            (Collection::List { .. }, Some(entries)) => out.open_list().raw(entries.as_bytes()).close_list(),
            (Collection::List { empty, .. }, None) => out.json(empty.as_bytes()),
            (Collection::Expanded(_), Some(object)) => out.json(object.as_bytes()),
            (Collection::Expanded(_), None) => out.null(),
        };
    }
}

async fn read_lists(
    sql: &Statement,
    entry: &Entry,
    ctx: &mut Ctx<'_>,
    keys: &[i64],
) -> Result<HashMap<i64, JsonWriter>> {
    let params = sql.params(ctx, keys);
    let mut render = Render::new(ctx.site, ctx.conn.engine());
    let mut lists: HashMap<i64, JsonWriter> = HashMap::new();
    ctx.conn
        .each(sql.text(keys), &params, &mut |row| {
            let render = &mut render;
            let out = lists.entry(row.cell(0).int().unwrap_or_default()).or_default();
            match entry {
                Entry::Text => {
                    out.text(row.cell(1).text().unwrap_or_default());
                }
                Entry::Object(members) => {
                    out.open_object();
                    write_all(members, row, render, out);
                    out.close_object();
                }
            }
            Ok(())
        })
        .await?;
    Ok(lists)
}

/// The members of an object that is embedded or an entry of a collection: what its shape always shows.
fn members(shape: &Shape, alias: &str, withheld: &[&str], placer: &mut Placer, columns: &mut Columns) -> Vec<Out> {
    let is_shown = |field: &&Field| {
        field.is_shown_embedded() && field.guarded_by().is_none_or(|model| !withheld.contains(&model.key))
    };
    let shown = shape.fields.iter().filter(is_shown);
    shown.filter_map(|field| plan(field, shape, alias, withheld, placer, columns)).collect()
}

fn plan(
    field: &Field,
    shape: &Shape,
    alias: &str,
    withheld: &[&str],
    placer: &mut Placer,
    columns: &mut Columns,
) -> Option<Out> {
    let key = key_of(field.name);
    Some(match &field.source {
        Source::Column(column) => {
            let at = columns.add(Placed { text: format!("{alias}.\"{column}\""), vars: Vec::new() });
            Out::Cell { key, at, kind: field.kind.clone(), absent_when_null: field.absent_when_null }
        }
        Source::Expr(fragment) => {
            let at = columns.add(placer.place(fragment, &shape.joins, alias));
            Out::Cell { key, at, kind: field.kind.clone(), absent_when_null: field.absent_when_null }
        }
        Source::Fixed(value) => Out::Fixed { key, value: value.clone() },
        Source::Derived { inputs, write } => {
            let at = inputs.iter().map(|input| columns.add(placer.place(input, &shape.joins, alias))).collect();
            Out::Derived { key, at, write: *write }
        }
        Source::Embed { shape: inner, key: fragment, .. } => {
            // Behind an underscore no name of a field is a word of SQL.
            let inner_alias =
                if alias == "t" { format!("_{}", field.name) } else { format!("{alias}__{}", field.name) };
            let mut on = placer.place(fragment, &shape.joins, alias);
            on.text = format!("{inner_alias}.\"{}\" = {}", inner.key, on.text);
            placer.join(&inner_alias, inner.model.table, &on);
            let present = columns.add(Placed { text: format!("{inner_alias}.\"{}\"", inner.key), vars: Vec::new() });
            Out::Object { key, present, members: members(inner, &inner_alias, withheld, placer, columns) }
        }
        // A collection inside of an embedded row would need its owner's key from that row: declare it on the outer one.
        Source::Many(_) | Source::Expanded(_) | Source::Input => return None,
    })
}

fn write_all(outs: &[Out], row: &Row<'_>, render: &Render<'_>, out: &mut JsonWriter) {
    for one in outs {
        one.write(row, render, out);
    }
}

impl Out {
    fn write(&self, row: &Row<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        match self {
            Out::Cell { key, at, kind, absent_when_null } => {
                let cell = row.cell(*at);
                if !(*absent_when_null && cell.is_null()) {
                    out.raw_key(key);
                    kind.encode(cell, render, out);
                }
            }
            Out::Derived { key, at, write } => {
                let mut cells = [Cell::Null; MOST_INPUTS];
                for (cell, column) in cells.iter_mut().zip(at) {
                    *cell = row.cell(*column);
                }
                out.raw_key(key);
                write(&cells[..at.len().min(MOST_INPUTS)], render, out);
            }
            Out::Object { key, present, members } => {
                out.raw_key(key);
                if row.cell(*present).is_null() {
                    out.null();
                } else {
                    out.open_object();
                    write_all(members, row, render, out);
                    out.close_object();
                }
            }
            Out::Fixed { key, value } => {
                out.raw_key(key);
                out.value(value);
            }
            // Collections belong to the row itself and are written by `Rows`.
            Out::Many { .. } => {}
        }
    }
}

struct Rows<'a> {
    projection: &'a Projection,
    collected: &'a [HashMap<i64, JsonWriter>],
}

impl Rows<'_> {
    fn write(&self, row: &Row<'_>, key: i64, render: &Render<'_>, out: &mut JsonWriter) {
        out.open_object();
        for one in &self.projection.outs {
            if let Out::Many { key: name, collection } = one {
                out.raw_key(name);
                let found = self.collected.get(*collection).and_then(|lists| lists.get(&key));
                self.projection.collections[*collection].write(found, out);
            } else {
                one.write(row, render, out);
            }
        }
        out.close_object();
    }
}

/// Where the objects of a page lie in the output, to put them into the order of the keys: the engines return them in an order
/// of their own.
struct Page {
    order: HashMap<i64, usize>,
    start: usize,
    places: Vec<(usize, Range<usize>)>,
    in_order: bool,
}

impl Page {
    fn new(keys: &[i64], start: usize) -> Self {
        let order = keys.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        Page { order, start, places: Vec::with_capacity(keys.len()), in_order: true }
    }

    fn add(&mut self, key: i64, place: Range<usize>) {
        let position = self.order.get(&key).copied().unwrap_or(usize::MAX);
        self.in_order &= self.places.last().is_none_or(|(last, _)| *last < position);
        self.places.push((position, place));
    }

    fn put_in_order(mut self, out: &mut JsonWriter) -> usize {
        if !self.in_order {
            self.places.sort_by_key(|(position, _)| *position);
            let mut sorted = JsonWriter::new();
            let bytes = out.as_bytes();
            for (_, place) in &self.places {
                let object = &bytes[place.clone()];
                sorted.json(object.strip_prefix(b",").unwrap_or(object));
            }
            // The first object stands behind whatever was there before the page.
            let leads_with_comma = bytes.get(self.start) == Some(&b',');
            out.truncate(self.start);
            if leads_with_comma {
                out.raw(b",");
            }
            out.raw(sorted.as_bytes());
        }
        self.places.len()
    }
}
