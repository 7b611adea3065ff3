//! What is counted of builds and their lines, as fragments, written once (spec 50-build §4.1, §5, §6.3).

use ironwood_db::Engine;

use crate::bom::figures::{own_items, substitute_items, variant_items};
use crate::stock::quantities::{BUILD_ACTIVE, Items, SALES_UNSENT};
use crate::tree::at_or_below;

/// The build `t` is not finished.
pub fn active() -> String {
    format!("t.status IN {BUILD_ACTIVE}")
}

/// The build is not finished, and today is its target date or a later day.
pub fn overdue() -> String {
    format!("({} AND t.target_date IS NOT NULL AND t.target_date <= :today)", active())
}

/// The build of a line where the query asks for the lines of that build: only then what is available is what the build may take.
pub const ASKED: &str = "asked.id = t.build_id AND asked.id = :asked_build";

/// The line is of something that is used up without being counted: nothing need be allocated.
pub const CONSUMABLE: &str = "(bom.consumable OR component.consumable)";

/// What is allocated to the line.
pub fn allocated() -> String {
    "(SELECT COALESCE(SUM(bi.quantity), 0) FROM build_builditem bi WHERE bi.build_line_id = t.id)".into()
}

/// Those of the items `s` that the build that is asked for may take: from its location or below it, if it names one.
fn takeable(items: &Items) -> Items {
    items.and(&format!(
        "(asked.take_from_id IS NULL OR s.location_id IN (SELECT y.id FROM stock_stocklocation y \
         JOIN stock_stocklocation z ON {} WHERE z.id = asked.take_from_id))",
        at_or_below("y", "z")
    ))
}

/// Stock of the component that nothing has claimed.
pub fn available_stock(engine: Engine) -> String {
    let items = takeable(&own_items("bom"));
    let claimed = format!("{} - {}", items.to_ship(SALES_UNSENT), items.to_build_in());
    engine.greatest("0", &format!("{} - {claimed}", items.stock()))
}

/// The same of all substitutes together. Claims count wherever the stock is.
pub fn available_substitute_stock(engine: Engine) -> String {
    let items = substitute_items("bom");
    let claimed = format!("{} - {}", items.to_ship(SALES_UNSENT), items.to_build_in());
    engine.greatest("0", &format!("{} - {claimed}", takeable(&items).stock()))
}

/// The same of the component's variants, whether or not the line allows them.
pub fn available_variant_stock(engine: Engine) -> String {
    takeable(&variant_items("bom")).unclaimed(engine)
}

/// Stock of the component at external locations.
pub fn external_stock() -> String {
    takeable(&own_items("bom")).external()
}

/// What the line has, and what could be had for it.
pub fn covered(engine: Engine) -> String {
    format!(
        "{} + t.consumed + {} + {} + {}",
        allocated(),
        available_stock(engine),
        available_substitute_stock(engine),
        available_variant_stock(engine)
    )
}
