//! Numbers for stock that is about to be made: the next serial numbers of a part, a batch code (spec 30-stock §12.5).

use std::collections::BTreeMap;

use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Target};
use ironwood_rest::kind::{Float, Int, Text, no_such_row};
use ironwood_rest::read::embedded;
use ironwood_rest::write::check_keys;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, Method, PermissionClass, Reply, Request, Result};
use serde_json::Value;

use crate::stock::serial_scope::Scope;
use crate::stock::{batch, serials};
use crate::targets;

/// Most serial numbers of one request.
const MOST: i64 = 1000;

/// The endpoints; every user may ask.
pub fn endpoints() -> Vec<Endpoint> {
    let generator = |path, summary, form, handler, answer: Form| {
        Endpoint::new(path, summary)
            .on(Method::Post, PermissionClass::Authenticated, form, handler)
            // The document promises 200, the answer is 201, as recorded.
            .replies(200, Answer::Object(answer))
    };
    vec![
        generator(
            "generate/serial-number",
            "The serial numbers that follow those of a part",
            serial_form(),
            serial as _,
            Form::new("GenerateSerialNumber").field(Field::input("serial_number", Text::any(), "The numbers").null()),
        ),
        generator(
            "generate/batch-code",
            "A batch code by the template of the settings",
            batch_form(),
            batch_code as _,
            Form::new("GenerateBatchCode").field(Field::input("batch_code", Text::any(), "The code")),
        ),
    ]
}

fn serial_form() -> Form {
    Form::new("GenerateSerialNumber")
        .field(Field::input("part", targets::to(targets::part()), "The part").null())
        .field(Field::input("quantity", Int::ANY, "How many numbers").default_value(1))
}

/// What a batch code may speak of: the word in the template, and what it names.
fn subjects() -> [(&'static str, Target); 5] {
    [
        ("build_order", targets::build()),
        ("item", targets::stock_item()),
        ("location", targets::location()),
        ("part", targets::part()),
        ("purchase_order", targets::purchase_order()),
    ]
}

fn batch_form() -> Form {
    let subject =
        |(name, target)| -> Field { Field::input(name, targets::to(target), "What the code is about").null() };
    subjects()
        .into_iter()
        .map(subject)
        .fold(Form::new("GenerateBatchCode"), Form::field)
        .field(Field::input("quantity", Float, "The quantity that the code is about").null())
}

/// `generate/serial-number/`: null without a part; fewer than asked for where the numbers cannot be counted on.
fn serial<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let (given, mut found) = serial_form().inspect(&request.body)?;
        let quantity = given.int("quantity");
        if quantity < 0 {
            found.fields.add("quantity", "Quantity must be greater than zero");
        }
        if quantity > MOST {
            found.fields.add("quantity", format!("No more than {MOST} numbers at once"));
        }
        check_keys(ctx, &serial_form(), &given, &mut found.fields).await?;
        found.check()?;
        let mut out = JsonWriter::new();
        out.open_object().key("serial_number");
        match given.get("part").as_int() {
            Some(part) => out.text(&numbers(ctx, part, quantity.max(1)).await?.join(",")),
            None => out.null(),
        };
        out.close_object();
        Ok(Reply::created(out.into_bytes()))
    })
}

async fn numbers(ctx: &mut Ctx<'_>, part: i64, quantity: i64) -> Result<Vec<String>> {
    let sql = "SELECT tree_id FROM part_part WHERE id = ?";
    let tree = ctx.conn.value(sql, &[part.into()]).await?;
    let tree = tree.ok_or_else(|| Error::field("part", no_such_row(&part.to_string())))?;
    let scope = Scope::of(ctx, tree).await?;
    let mut latest = scope.latest(ctx).await?.unwrap_or_default();
    let mut numbers = Vec::new();
    for _ in 0..quantity {
        let next = serials::increment(&latest);
        if numbers.last() == Some(&next) {
            break;
        }
        numbers.push(next.clone());
        latest = next;
    }
    Ok(numbers)
}

/// `generate/batch-code/`.
fn batch_code<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let form = batch_form();
        let (given, mut found) = form.inspect(&request.body)?;
        check_keys(ctx, &form, &given, &mut found.fields).await?;
        found.check()?;
        let mut about = BTreeMap::new();
        for (name, target) in subjects() {
            if let Some(key) = given.get(name).as_int() {
                about.insert(name, described(ctx, &target, key).await?);
            }
        }
        if let Some(quantity) = given.get("quantity").as_decimal() {
            let quantity = rust_decimal::prelude::ToPrimitive::to_f64(&quantity).unwrap_or_default();
            about.insert("quantity", quantity.into());
        }
        let code = batch::code_about(ctx, &about).await?;
        let mut out = JsonWriter::new();
        out.open_object().key("batch_code").text(&code).close_object();
        Ok(Reply::created(out.into_bytes()))
    })
}

/// A row as the API shows it, for templates.
async fn described(ctx: &mut Ctx<'_>, target: &Target, key: i64) -> Result<Value> {
    let kernel = ctx.kernel;
    let Some(resource) = kernel.resource(target.path) else { return Ok(Value::Null) };
    let rows = embedded(ctx, &resource.shape, &[key]).await?;
    Ok(rows.get(&key).and_then(|row| serde_json::from_slice(row).ok()).unwrap_or_default())
}
