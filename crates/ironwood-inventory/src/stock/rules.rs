//! Rules of a stock item, in the order of spec 30-stock §8, and what its save derives (§9).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::settings::definitions::{SERIAL_NUMBER_GLOBALLY_UNIQUE, STOCK_ALLOW_EDIT_SERIAL};
use crate::part::filters::conversion_options;
use crate::part::full_name;
use crate::stock::serials;
use crate::stock::status::{self, Statuses};
use crate::stock::tracking::{self, Deltas, Entry, Happening};

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// What must be known of a part.
struct PartFacts {
    tree: i64,
    trackable: bool,
    is_virtual: bool,
    /// `<full name> - <description>`.
    text: String,
}

/// The parts of the drafts, of their supplier parts and of their builds: one statement.
async fn parts(ctx: &mut Ctx<'_>, keys: Vec<i64>) -> Result<HashMap<i64, PartFacts>> {
    let sql = format!(
        "SELECT id, tree_id, trackable, virtual, name, \"IPN\", revision, description FROM part_part WHERE {}",
        ctx.conn.engine().any_of("id")
    );
    let rows = ctx
        .conn
        .rows(&sql, &[Param::Ints(keys)], |row| {
            let text = |at: usize| row.cell(at).text().unwrap_or_default().to_owned();
            let name = full_name::plain(&text(5), &text(4), &text(6));
            let facts = PartFacts {
                tree: row.get(1)?,
                trackable: row.get(2)?,
                is_virtual: row.get(3)?,
                text: format!("{name} - {}", text(7)),
            };
            Ok((row.get::<i64>(0)?, facts))
        })
        .await?;
    Ok(rows.into_iter().collect())
}

/// Reads what the client wrote as status: the custom key wins over the code; a custom key written as code sets the logical code
/// only. A create ignores what is no status, an update refuses it. An item whose custom state was deleted must be given another
/// before anything else of it is changed (spec 30-stock §5.1).
pub fn status_is_known<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let statuses = Statuses::load(ctx).await?;
        for draft in drafts {
            let is_new = draft.is_new();
            let custom = draft.input("status_custom_key").and_then(Param::as_int);
            let gone = draft.old("status_custom_key").as_int().filter(|key| statuses.find(*key).is_none());
            if let (None, Some(key)) = (custom, gone) {
                draft.refuse("status_custom_key", format!("The state {key} was deleted: give the item another status"));
                continue;
            }
            let sent = draft.was_sent("status").then(|| draft.int("status"));
            let (field, asked) = match (custom, sent) {
                (Some(code), _) => ("status_custom_key", code),
                (None, Some(code)) => ("status", code),
                (None, None) => continue,
            };
            match statuses.find(asked) {
                Some(found) => {
                    let keeps_custom = is_new || field == "status_custom_key";
                    draft.set("status", found.logical);
                    draft.set("status_custom_key", if keeps_custom { found.custom } else { None });
                }
                None if is_new => {
                    draft.set("status", status::OK);
                    draft.set("status_custom_key", Param::Null);
                }
                None => draft.refuse(field, "Invalid choice"),
            }
        }
        Ok(())
    })
}

/// A serial number is taken once within a part, and once within its scope: the part's variants, or everything.
pub fn serial_is_free<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let everywhere = ctx.setting_bool(SERIAL_NUMBER_GLOBALLY_UNIQUE.key(), false).await?;
        let asking: Vec<String> = drafts.iter().map(|draft| draft.text("serial").trim().to_owned()).collect();
        let wanted: Vec<String> = asking.iter().filter(|serial| !serial.is_empty()).cloned().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT s.id, s.part_id, p.tree_id, s.serial FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE {}",
            ctx.conn.engine().any_of("s.serial")
        );
        let taken: Vec<(i64, i64, i64, String)> = ctx
            .conn
            .rows(&sql, &[Param::Texts(wanted)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .await?;
        let facts = parts(ctx, drafts.iter().map(|draft| draft.int("part_id")).collect()).await?;
        for (draft, serial) in drafts.iter_mut().zip(asking).filter(|(_, serial)| !serial.is_empty()) {
            let part = draft.int("part_id");
            let tree = facts.get(&part).map_or(0, |facts| facts.tree);
            let mut others = taken.iter().filter(|(id, _, _, other)| Some(*id) != draft.id && *other == serial);
            if others.clone().any(|(_, other, _, _)| *other == part) {
                draft.refuse_all("The fields part, serial must make a unique set.");
            } else if others.any(|(_, _, other, _)| everywhere || *other == tree) {
                draft.refuse("serial", format!("Stock item with this serial number already exists: {serial}"));
            }
        }
        Ok(())
    })
}

/// A structural location holds no stock.
pub fn location_takes_stock<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("location_id")).collect();
        let sql = format!("SELECT id FROM stock_stocklocation WHERE structural AND {}", ctx.conn.engine().any_of("id"));
        let structural: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys)]).await?;
        for draft in drafts {
            if draft.key("location_id").is_some_and(|key| structural.contains(&key)) {
                draft.refuse("location", "Stock items cannot be located into structural stock locations!");
            }
        }
        Ok(())
    })
}

/// With the setting off, a serial number that was given stays.
pub fn serial_may_change<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        if ctx.setting_bool(STOCK_ALLOW_EDIT_SERIAL.key(), true).await? {
            return Ok(());
        }
        for draft in drafts {
            if !draft.is_new() && !draft.old("serial").is_blank() && draft.changes("serial") {
                draft.refuse("serial", "Serial numbers that were assigned may not be changed here");
            }
        }
        Ok(())
    })
}

/// What quantity, serial number and part demand of each other.
pub fn fits_its_part<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let suppliers: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("supplier_part_id")).collect();
        let sql = format!("SELECT id, part_id FROM part_supplierpart WHERE {}", ctx.conn.engine().any_of("id"));
        let of_supplier: HashMap<i64, i64> = ctx
            .conn
            .rows(&sql, &[Param::Ints(suppliers)], |row| Ok((row.get(0)?, row.get(1)?)))
            .await?
            .into_iter()
            .collect();
        let keys = drafts.iter().map(|draft| draft.int("part_id")).chain(of_supplier.values().copied()).collect();
        let facts = parts(ctx, keys).await?;
        for draft in drafts {
            let (part, quantity) = (draft.int("part_id"), draft.decimal("quantity"));
            let Some(own) = facts.get(&part) else { continue };
            if own.trackable && !quantity.is_integer() {
                draft.refuse("quantity", "Quantity must be integer value for trackable parts");
            }
            if own.is_virtual {
                draft.refuse("part", "Stock item cannot be created for virtual parts");
            }
            if quantity < Decimal::ZERO {
                draft.refuse("quantity", "Ensure this value is greater than or equal to 0.");
                draft.refuse("quantity", "Quantity must be greater than zero");
            }
            if let Some(other) =
                draft.key("supplier_part_id").and_then(|key| of_supplier.get(&key)).filter(|key| **key != part)
            {
                let theirs = facts.get(other).map_or("", |facts| facts.text.as_str());
                draft.refuse("supplier_part", format!("Part type ('{theirs}') must be {}", own.text));
            }
            if !draft.text("serial").trim().is_empty() && quantity > Decimal::ONE {
                draft.refuse("quantity", "Quantity must be 1 for item with a serial number");
                draft.refuse("serial", "Serial number cannot be set if quantity greater than 1");
            }
        }
        Ok(())
    })
}

/// An item is not installed in itself, and what is being made names the build that makes it.
pub fn belongs_and_builds<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts {
            if draft.id.is_some() && draft.key("belongs_to_id") == draft.id {
                draft.refuse("belongs_to", "Item cannot belong to itself");
            }
            match draft.key("build_id") {
                None if draft.bool("is_building") => {
                    draft.refuse("build", "Item must have a build reference if is_building=True");
                }
                _ => {}
            }
            let build = draft.key("build_id").filter(|_| draft.changes("build_id") || draft.changes("part_id"));
            if let Some(build) = build
                && !build_makes(ctx, build, draft.int("part_id")).await?
            {
                draft.refuse("build", "Build reference does not point to the same part object");
            }
        }
        Ok(())
    })
}

/// Whether a build makes the part, or one that it can be converted to.
async fn build_makes(ctx: &mut Ctx<'_>, build: i64, part: i64) -> Result<bool> {
    let made: Option<i64> = ctx.conn.value("SELECT part_id FROM build_build WHERE id = ?", &[build.into()]).await?;
    let Some(made) = made else { return Ok(false) };
    if made == part {
        return Ok(true);
    }
    let options = conversion_options(made);
    let sql = format!("SELECT 1 FROM part_part t WHERE t.id = ? AND {}", options.text);
    let mut params = vec![Param::Int(part)];
    params.extend(options.params);
    Ok(ctx.conn.exists(&sql, &params).await?)
}

/// Derived columns: the number in the serial, the one unit of a serialised item, dates.
pub fn derive<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let now = ctx.now;
        for draft in drafts {
            let serial = draft.text("serial").trim().to_owned();
            draft.set("serial_int", if serial.is_empty() { 0 } else { serials::number_in(&serial) });
            if !serial.is_empty() {
                if draft.decimal("quantity").is_zero() {
                    draft.set("quantity", Decimal::ONE);
                }
                // Items that are made many at once keep what was asked for, unless their status is another than OK: then upstream
                // saves each once more (spec 30-stock §11.1).
                if draft.input("serial_numbers").is_none() || draft.int("status") != status::OK {
                    draft.set("delete_on_deplete", false);
                }
            }
            if draft.is_new() {
                draft.set("creation_date", now);
            }
            draft.set("updated", now);
        }
        Ok(())
    })
}

/// Writes the history of creates and of status changes (spec 30-stock §9).
pub fn remember<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let (mut edited, mut entries) = (Vec::new(), Vec::new());
        for draft in drafts.iter() {
            let shown = draft.key("status_custom_key").unwrap_or_else(|| draft.int("status"));
            let part = draft.int("part_id");
            let (happening, deltas) = if draft.is_new() {
                let in_bulk = draft.input("serial_numbers").is_some();
                if in_bulk && draft.int("status") != status::OK {
                    let deltas = Deltas::new()
                        .value("status", shown)
                        .value("status_logical", draft.int("status"))
                        .value("old_status", status::OK)
                        .value("old_status_logical", status::OK);
                    edited.push(Entry::new(draft.id, part, Happening::Edited, deltas).by_nobody());
                }
                let status = if in_bulk && !draft.was_sent("status") { None } else { Some(shown) };
                (
                    Happening::Created,
                    Deltas::new().value("status", status).quantity("quantity", draft.decimal("quantity")),
                )
            } else if draft.changes("status") {
                let old = draft.old("status").as_int();
                let deltas = Deltas::new()
                    .value("status", shown)
                    .value("status_logical", draft.int("status"))
                    .value("old_status", draft.old("status_custom_key").as_int().or(old))
                    .value("old_status_logical", old);
                (Happening::Edited, deltas)
            } else {
                continue;
            };
            entries.push(Entry::new(draft.id, part, happening, deltas));
        }
        edited.extend(entries);
        tracking::write(ctx, &edited).await
    })
}
