//! `POST stock/`: one item, or one for each serial number (spec 30-stock §11.1). The answer is always a list.

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::Resource;
use ironwood_rest::query::loose_bool;
use ironwood_rest::read::Purpose;
use ironwood_rest::write::{Draft, answer_list, check, decode_new, insert};
use ironwood_rest::{BoxFuture, Ctx, Error, Problems, Reply, Request, Result};
use serde_json::{Map, Value};

use crate::stock::serial_scope::Scope;
use crate::stock::serials;

/// What must be known of the part before the fields are looked at.
struct Part {
    tree: i64,
    trackable: bool,
    default_location: Option<i64>,
    default_expiry: i64,
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(create(ctx, request))
}

async fn create(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let kernel = ctx.kernel;
    let resource = kernel.declared("stock")?;
    let mut body = request.body_object()?.clone();
    if body.get("quantity").is_none_or(Value::is_null) {
        return Err(Error::bare("quantity", "Quantity is required"));
    }
    let part = part(ctx, body.get("part")).await?;
    fill_in(ctx, &part, &mut body);
    let pack = pack_size(ctx, &body).await?;
    let serials = serials(ctx, &part, &body, pack).await?;
    let mut drafts = drafts(ctx, resource, &body, pack, serials).await?;
    check(ctx, resource, &mut drafts).await?;
    let keys = insert(ctx, resource, &mut drafts).await?;
    // One item is answered as it was made, items with serial numbers as they are read.
    let purpose = if drafts.iter().any(|draft| draft.input("serial_numbers").is_some()) {
        Purpose::Updated
    } else {
        Purpose::Created
    };
    answer_list(ctx, resource, &keys, purpose, &request.query).await
}

fn key_of(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|key| i32::try_from(*key).is_ok())
}

async fn part(ctx: &mut Ctx<'_>, sent: Option<&Value>) -> Result<Part> {
    let missing = || Error::bare("part", "Valid part must be supplied");
    let key = key_of(sent).ok_or_else(missing)?;
    let sql = "SELECT tree_id, trackable, default_location_id, default_expiry FROM part_part WHERE id = ?";
    let found = ctx
        .conn
        .first(sql, &[key.into()], |row| {
            Ok(Part {
                tree: row.get(0)?,
                trackable: row.get(1)?,
                default_location: row.get(2)?,
                default_expiry: row.get(3)?,
            })
        })
        .await?;
    found.ok_or_else(missing)
}

/// What the part says where the body says nothing. A serial number is given by `serial_numbers` only.
fn fill_in(ctx: &Ctx<'_>, part: &Part, body: &mut Map<String, Value>) {
    let unsaid = |body: &Map<String, Value>, name: &str| body.get(name).is_none_or(Value::is_null);
    if let Some(location) = part.default_location.filter(|_| unsaid(body, "location")) {
        body.insert("location".into(), location.into());
    }
    if part.default_expiry > 0 && unsaid(body, "expiry_date") {
        let expiry = jiff::Span::new()
            .try_days(part.default_expiry)
            .ok()
            .and_then(|days| ctx.today().checked_add(days).ok())
            .map(ironwood_db::date_text);
        body.insert("expiry_date".into(), expiry.into());
    }
    body.remove("serial");
    if body.get("serial_numbers").and_then(Value::as_str) == Some("") {
        body.remove("serial_numbers");
    }
}

/// How many units of the part the quantity counts: the pack size of the supplier part when the client says so, else 1.
async fn pack_size(ctx: &mut Ctx<'_>, body: &Map<String, Value>) -> Result<Option<Decimal>> {
    let sent = body.get("supplier_part").filter(|value| !value.is_null() && value.as_str() != Some(""));
    if sent.is_none() {
        return Ok(None);
    }
    let missing = || Error::bare("supplier_part", "The given supplier part does not exist");
    let key = key_of(sent).ok_or_else(missing)?;
    let sql = "SELECT COALESCE(pack_quantity_native, 1) FROM part_supplierpart WHERE id = ?";
    let size: Decimal = ctx.conn.value(sql, &[key.into()]).await?.ok_or_else(missing)?;
    if size == Decimal::ONE {
        return Ok(None);
    }
    match body.get("use_pack_size") {
        None => {
            let message = "The supplier part has a pack size defined, but flag use_pack_size not set";
            Err(Error::bare("use_pack_size", message))
        }
        Some(Value::Bool(wanted)) => Ok(wanted.then_some(size)),
        Some(Value::String(text)) => Ok(loose_bool(text).then_some(size)),
        Some(Value::Number(number)) => Ok((number.as_f64() != Some(0.0)).then_some(size)),
        Some(_) => Ok(None),
    }
}

/// The serial numbers to give; `None` when there are none to give.
async fn serials(
    ctx: &mut Ctx<'_>,
    part: &Part,
    body: &Map<String, Value>,
    pack: Option<Decimal>,
) -> Result<Option<Vec<String>>> {
    let text = match body.get("serial_numbers") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Ok(None),
    };
    if text.is_empty() {
        return Ok(None);
    }
    if !part.trackable {
        return Err(Error::field("serial_numbers", "Serial numbers cannot be supplied for a non-trackable part"));
    }
    let scope = Scope::lock(ctx, part.tree).await?;
    let quantity = body.get("quantity").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let quantity = quantity
        .and_then(|text| text.trim().parse::<Decimal>().ok())
        .map(|number| number * pack.unwrap_or(Decimal::ONE));
    let both = |messages: Vec<String>| {
        let mut problems = Problems::new();
        for field in ["quantity", "serial_numbers"] {
            messages.iter().for_each(|message| {
                problems.add(field, message);
            });
        }
        Error::from(problems)
    };
    let Some(quantity) = quantity.and_then(|number| rust_decimal::prelude::ToPrimitive::to_i64(&number.trunc())) else {
        return Err(both(vec!["Invalid quantity provided".into()]));
    };
    let latest = scope.latest(ctx).await?;
    let serials = serials::expand(&text, quantity, latest.as_deref()).map_err(both)?;
    let taken = scope.taken(ctx, &serials).await?;
    if taken.is_empty() {
        return Ok(Some(serials));
    }
    let message = format!("The following serial numbers already exist or are invalid : {}", taken.join(","));
    Err(Error::field("serial_numbers", message))
}

async fn drafts(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    body: &Map<String, Value>,
    pack: Option<Decimal>,
    serials: Option<Vec<String>>,
) -> Result<Vec<Draft>> {
    let mut draft = decode_new(ctx, resource, body).await?;
    if let Some(size) = pack {
        draft.set("quantity", draft.decimal("quantity") * size);
        if let Param::Decimal(price) = draft.get("purchase_price").clone() {
            draft.set("purchase_price", (price / size).round_dp(6));
        }
    }
    let Some(serials) = serials else { return Ok(vec![draft]) };
    Ok(serials
        .into_iter()
        .map(|serial| {
            let mut one = draft.clone();
            one.set("serial", serial);
            one.set("quantity", Decimal::ONE);
            one.set_input("serial_numbers", true);
            one
        })
        .collect())
}
