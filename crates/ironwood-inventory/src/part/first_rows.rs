//! The first stock of a new part, and its first supplier (spec 20 §7.2, §7.3).

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::write::{self, Draft};
use ironwood_rest::{BoxFuture, Ctx, Problems, Result};
use serde_json::{Map, Value};

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// Puts the first stock on its shelf: an item like any other, at the place that was given or is the part's own.
pub(super) fn stock<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let stock = ctx.kernel.declared("stock")?;
        for draft in drafts.iter().filter(|draft| draft.is_new()) {
            let Some(given) = draft.group("initial_stock") else { continue };
            let quantity = given.decimal("quantity");
            if quantity <= Decimal::ZERO {
                continue;
            }
            let location = given.get("location").as_int().or_else(|| draft.key("default_location_id"));
            let body: Map<String, Value> = [
                ("part".to_owned(), draft.id.into()),
                ("quantity".to_owned(), quantity.to_string().into()),
                ("location".to_owned(), location.into()),
            ]
            .into_iter()
            .collect();
            let mut item = [write::decode_new(ctx, stock, &body).await?];
            write::check(ctx, stock, &mut item).await?;
            write::insert(ctx, stock, &mut item).await?;
        }
        Ok(())
    })
}

/// The companies of a first supplier have the roles, and the numbers are new to them; told before anything is stored.
pub(super) fn supplier_fits<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| !draft.problems.concerns("initial_supplier")) {
            let Some(given) = draft.group("initial_supplier").cloned() else { continue };
            let problems = supplier_problems(ctx, &given).await?;
            draft.problems.add_within("initial_supplier", problems);
        }
        Ok(())
    })
}

async fn supplier_problems(ctx: &mut Ctx<'_>, given: &Given) -> Result<Problems> {
    let mut problems = Problems::new();
    for (field, role) in [("supplier", "is_supplier"), ("manufacturer", "is_manufacturer")] {
        let Some(company) = given.get(field).as_int() else { continue };
        let sql = format!("SELECT 1 FROM company_company WHERE id = ? AND {role}");
        if !ctx.conn.exists(&sql, &[company.into()]).await? {
            problems.add(field, format!("The company is no {field}"));
        }
    }
    if !problems.is_empty() {
        return Ok(problems);
    }
    let numbers = [
        ("manufacturer", "mpn", "company_manufacturerpart", "manufacturer_id", "MPN"),
        ("supplier", "sku", "part_supplierpart", "supplier_id", "SKU"),
    ];
    for (company, number, table, owner, column) in numbers {
        let (Some(company), Some(text)) = (given.get(company).as_int(), given.text(number)) else { continue };
        let sql = format!("SELECT 1 FROM {table} WHERE {owner} = ? AND \"{column}\" = ?");
        if problems.is_empty() && ctx.conn.exists(&sql, &[company.into(), text.into()]).await? {
            problems.add(number, format!("The company has given the number '{text}' to another part"));
        }
    }
    Ok(problems)
}

/// Makes the manufacturer part and the supplier part for which company and number are both given.
pub(super) fn supplier<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts.iter().filter(|draft| draft.is_new()) {
            let Some(given) = draft.group("initial_supplier") else { continue };
            let article =
                |company: &str, number: &str| Some((given.get(company).as_int()?, given.text(number)?.to_owned()));
            let mut made_by = None;
            if let Some((manufacturer, number)) = article("manufacturer", "mpn") {
                let values =
                    [("part_id", draft.id.into()), ("manufacturer_id", manufacturer.into()), ("MPN", number.into())];
                made_by = make(ctx, "company/part/manufacturer", values).await?;
            }
            if let Some((supplier, number)) = article("supplier", "sku") {
                let values = [
                    ("part_id", draft.id.into()),
                    ("supplier_id", supplier.into()),
                    ("SKU", number.into()),
                    ("manufacturer_part_id", made_by.into()),
                    ("pack_quantity", "1".into()),
                    ("pack_quantity_native", Param::Decimal(Decimal::ONE)),
                ];
                make(ctx, "company/part", values).await?;
            }
        }
        Ok(())
    })
}

/// A new row of a resource; its key.
async fn make<const N: usize>(
    ctx: &mut Ctx<'_>,
    path: &str,
    values: [(&'static str, Param); N],
) -> Result<Option<i64>> {
    let resource = ctx.kernel.declared(path)?;
    let mut draft = write::new_draft(ctx, resource).await?;
    values.into_iter().for_each(|(column, value)| draft.set(column, value));
    Ok(write::insert(ctx, resource, std::slice::from_mut(&mut draft)).await?.first().copied())
}
