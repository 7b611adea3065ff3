//! `part/thumbs/`: the images that parts have, and how many parts have each (spec 20 §15).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Endpoint, Field, Resource, Search, Selection, Shape};
use ironwood_rest::kind::{File, Int};
use ironwood_rest::read::{Render, open_page, search_in};
use ironwood_rest::{BoxFuture, Ctx, JsonWriter, PermissionClass, Reply, Request, Result};

use crate::models;
use crate::part::shape::IMAGE;

fn entry() -> Shape {
    Shape::new(models::PART, "PartThumb")
        .field(Field::column("image", File::picture(0)).read_only())
        .field(Field::computed("count", Int::ANY, "1").not_null())
}

/// `part/thumbs/`.
pub fn list() -> Endpoint {
    Endpoint::new("part/thumbs", "Images of parts, the most used first")
        .untold_model(models::PART)
        .answers_list(Arc::new(entry()))
        .get(PermissionClass::RoleOrReadOnly, used_images)
}

/// `part/thumbs/<pk>/`.
pub fn of_part() -> Resource {
    let shape = Shape::new(models::PART, "PartThumbSerializerUpdate").field(Field::column("image", IMAGE).required());
    Resource::new("part/thumbs", Arc::new(shape), "The image of a part").without_list().updatable()
}

fn used_images<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let engine = ctx.conn.engine();
        let searched = {
            let zone = &ctx.site.zone;
            let selection = Selection { query: &request.query, engine, today: ctx.today(), zone };
            let places = ["p.name", "p.description", "p.\"IPN\"", "p.revision", "p.keywords", "c.name"];
            search_in(&places.map(|place| Search::In(place.to_owned())), None, &selection)?.unwrap_or_default()
        };
        let condition = if searched.text.is_empty() { String::new() } else { format!(" AND {}", searched.text) };
        let from = format!(
            "FROM part_part p LEFT JOIN part_partcategory c ON c.id = p.category_id WHERE p.image <> ''{condition}"
        );
        let mut params = searched.params;
        let mut out = JsonWriter::new();
        let limit = request.query.limit();
        if let Some(limit) = limit {
            let count = format!("SELECT COUNT(DISTINCT p.image) {from}");
            let count: i64 = ctx.conn.value(&count, &params).await?.unwrap_or(0);
            open_page(request, limit, count, &mut out);
        }
        let page = if limit.is_some() { " LIMIT ? OFFSET ?" } else { "" };
        params.extend(limit.map(Param::Int));
        params.extend(limit.map(|_| Param::Int(request.query.offset())));
        let sql =
            format!("SELECT p.image, COUNT(*) AS uses {from} GROUP BY p.image ORDER BY uses DESC, p.image DESC{page}");
        let render = Render::new(ctx.site, engine);
        let images = ctx.conn.rows(&sql, &params, |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?))).await?;
        out.open_list();
        for (image, uses) in images {
            out.open_object().key("image").text(&render.media(&image)).key("count").int(uses).close_object();
        }
        out.close_list();
        if limit.is_some() {
            out.close_object();
        }
        Ok(Reply::ok(out.into_bytes()))
    })
}
