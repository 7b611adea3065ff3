//! Tables whose primary key is a text: the kernel's resources have numbers for keys, so these few read their rows here, from the
//! same declaration of fields.

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Shape, Source};
use ironwood_rest::query::{loose_bool, search_terms};
use ironwood_rest::read::{Render, asked_order, open_page};
use ironwood_rest::{Ctx, Error, GENERAL, JsonWriter, Reply, Request, Result};
use serde_json::Value;

/// Rows that are read by the fields of a shape, each of them a column.
pub(super) struct TextRows {
    /// The fields.
    pub(super) shape: Arc<Shape>,
    /// SQL: the key as text, in the form in which paths and bodies name it.
    pub(super) key: &'static str,
    /// SQL: which rows there are.
    pub(super) condition: &'static str,
    /// Columns that a search looks into.
    pub(super) search: &'static [&'static str],
    /// Orderings, by the names of fields.
    pub(super) orders: &'static [&'static str],
}

impl TextRows {
    fn columns(&self) -> impl Iterator<Item = (&str, &ironwood_rest::declare::Field)> {
        self.shape.fields.iter().filter_map(|field| match &field.source {
            Source::Column(column) => Some((*column, field)),
            _ => None,
        })
    }

    fn column(&self, name: &str) -> &str {
        self.columns().find(|(_, field)| field.name == name).map_or(self.key, |(column, _)| column)
    }

    async fn read(&self, ctx: &mut Ctx<'_>, rest: &str, params: &[Param]) -> Result<Vec<Vec<u8>>> {
        let columns: Vec<String> = self.columns().map(|(column, _)| format!("\"{column}\"")).collect();
        let table = self.shape.model.table;
        let sql = format!("SELECT {} FROM {table} WHERE {}{rest}", columns.join(", "), self.condition);
        let fields: Vec<_> = self.columns().map(|(_, field)| (field.name, field.kind.clone())).collect();
        let render = Render::new(ctx.site, ctx.conn.engine());
        let rows = ctx.conn.rows(&sql, params, move |row| {
            let mut out = JsonWriter::new();
            out.open_object();
            for (at, (name, kind)) in fields.iter().enumerate() {
                out.key(name);
                kind.encode(row.cell(at), &render, &mut out);
            }
            out.close_object();
            Ok(out.into_bytes())
        });
        Ok(rows.await?)
    }

    /// `GET` of the list.
    pub(super) async fn list(&self, ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
        let engine = ctx.conn.engine();
        let (mut rest, mut params) = (String::new(), Vec::new());
        for term in search_terms(request.query.get("search").unwrap_or_default())
            .into_iter()
            .filter(|_| !self.search.is_empty())
        {
            let places: Vec<String> =
                self.search.iter().map(|column| engine.contains(&format!("\"{column}\""))).collect();
            rest.push_str(&format!(" AND ({})", places.join(" OR ")));
            params.extend(self.search.iter().map(|_| Param::Text(ironwood_db::Engine::contains_pattern(&term))));
        }
        let (filter, filter_params) = (rest.clone(), params.clone());
        let order: Vec<String> = asked_order(&request.query, self.orders)
            .into_iter()
            .map(|(name, descending)| format!("\"{}\"{}", self.column(name), if descending { " DESC" } else { "" }))
            .chain([self.key.to_owned()])
            .collect();
        rest.push_str(&format!(" ORDER BY {}", order.join(", ")));
        let Some(limit) = request.query.limit() else {
            let rows = self.read(ctx, &rest, &params).await?;
            let mut out = JsonWriter::new();
            out.open_list();
            rows.iter().for_each(|row| {
                out.json(row);
            });
            out.close_list();
            return Ok(Reply::ok(out.into_bytes()));
        };
        let offset = request.query.offset();
        rest.push_str(" LIMIT ? OFFSET ?");
        params.extend([limit.into(), offset.into()]);
        let rows = self.read(ctx, &rest, &params).await?;
        let sql = format!("SELECT COUNT(*) FROM {} WHERE {}{filter}", self.shape.model.table, self.condition);
        let count = ctx.conn.value(&sql, &filter_params).await?.unwrap_or_default();
        let mut out = JsonWriter::new();
        open_page(request, limit, count, &mut out);
        out.open_list();
        rows.iter().for_each(|row| {
            out.json(row);
        });
        out.close_list().close_object();
        Ok(Reply::ok(out.into_bytes()))
    }

    /// `GET` of one row.
    pub(super) async fn one(&self, ctx: &mut Ctx<'_>, key: &str) -> Result<Reply> {
        let rest = format!(" AND {} = ?", self.key);
        let rows = self.read(ctx, &rest, &[key.into()]).await?;
        rows.into_iter().next().map(Reply::ok).ok_or_else(|| Error::no_row(self.shape.model.class))
    }

    /// `DELETE` of one row.
    pub(super) async fn delete_one(&self, ctx: &mut Ctx<'_>, key: &str) -> Result<Reply> {
        match self.delete(ctx, &format!(" AND {} = ?", self.key), &[key.into()]).await? {
            0 => Err(Error::no_row(self.shape.model.class)),
            _ => Ok(Reply::no_content()),
        }
    }

    /// `DELETE` of the rows that the body names, or of all (spec 00 §11).
    pub(super) async fn delete_many(&self, ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
        let refuse = |message: &str| Err(Error::bare(GENERAL, message));
        let all = request.query.get("all").filter(|all| !all.is_empty());
        let deleted = match (request.body.get("items"), all) {
            (Some(Value::Array(items)), _) if !items.is_empty() => {
                let keys =
                    items.iter().map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned)).collect();
                let any = ctx.conn.engine().any_of(self.key);
                match self.delete(ctx, &format!(" AND {any}"), &[Param::Texts(keys)]).await? {
                    0 => return refuse("No items match the provided criteria"),
                    deleted => deleted,
                }
            }
            (Some(other), None) if !other.is_null() && !other.is_array() => {
                return refuse("Items must be provided as a list");
            }
            (_, Some(all)) if loose_bool(all) => self.delete(ctx, "", &[]).await?,
            (_, Some(_)) => return refuse("All filter must only be used with true"),
            (_, None) => return refuse("List of items must be provided for bulk operation"),
        };
        let mut out = JsonWriter::new();
        out.open_object().key("success").text(&format!("Deleted {deleted} items")).close_object();
        Ok(Reply::ok(out.into_bytes()))
    }

    async fn delete(&self, ctx: &mut Ctx<'_>, rest: &str, params: &[Param]) -> Result<u64> {
        let sql = format!("DELETE FROM {} WHERE {}{rest}", self.shape.model.table, self.condition);
        Ok(ctx.conn.execute(&sql, params).await?)
    }
}
