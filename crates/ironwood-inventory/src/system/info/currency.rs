//! `currency/exchange/`: the exchange rates (spec 60-system §7).

use std::sync::Arc;

use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{DateTime, Float, MapOf, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, JsonWriter, PermissionClass, Reply, Request, Result};

use crate::common::currency;
use crate::models;

/// The row of `exchange_exchangebackend` that the rates belong to.
const BACKEND: &str = "InvenTreeExchange";

/// `currency/exchange/`.
pub fn endpoint() -> Endpoint {
    let shape = Shape::new(models::CONTENT_TYPE, "CurrencyExchange")
        .field(Field::new("base_currency", Text::any(), Source::Input))
        .field(Field::new("exchange_rates", MapOf(Float), Source::Input).writable().required())
        .field(Field::new("updated", DateTime::ISO, Source::Input));
    Endpoint::new("currency/exchange", "Exchange rates")
        .answers(Arc::new(shape))
        .get(PermissionClass::Authenticated, rates)
}

fn rates<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let mut out = JsonWriter::new();
        out.open_object().key("base_currency").text(&currency::default(ctx).await?);
        out.key("exchange_rates").open_object();
        let sql = "SELECT currency, value FROM exchange_rate ORDER BY currency";
        ctx.conn
            .each(sql, &[], &mut |row| {
                out.key(row.cell(0).text().unwrap_or_default());
                match row.cell(1).real() {
                    Some(rate) => out.real(rate),
                    None => out.null(),
                };
                Ok(())
            })
            .await?;
        out.close_object().key("updated");
        let sql = "SELECT last_update FROM exchange_exchangebackend WHERE name = ?";
        let updated = ctx.conn.first(sql, &[BACKEND.into()], |row| Ok(row.cell(0).timestamp())).await?.flatten();
        match updated {
            Some(at) => out.text(&Render::new(ctx.site, ctx.conn.engine()).local_iso(at)),
            None => out.null(),
        };
        out.close_object();
        Ok(Reply::ok(out.into_bytes()))
    })
}
