//! The computed figures of a line of a bill of materials (spec 21 §7), as fragments: each is a correlated query that starts at an
//! index. `line` is the alias of the line; what is said of "the component" is said of its sub part alone, variants aside.

use ironwood_db::Engine;

use crate::part::quantities;
use crate::stock::quantities::{Items, variants_of};

fn component(line: &str) -> String {
    format!("{line}.sub_part_id")
}

/// Items of the component.
pub fn own_items(line: &str) -> Items {
    Items::of_part(&component(line))
}

/// Items of the substitutes of the line together.
pub fn substitute_items(line: &str) -> Items {
    Items::of_parts(&format!("SELECT x.part_id FROM part_bomitemsubstitute x WHERE x.bom_item_id = {line}.id"))
}

/// Items of the variants below the component.
pub fn variant_items(line: &str) -> Items {
    Items::of_parts(&variants_of(&component(line)))
}

/// Stock of the component that nothing has claimed.
pub fn available_stock(engine: Engine, line: &str) -> String {
    own_items(line).available(engine)
}

/// The same of all substitutes together.
pub fn available_substitute_stock(engine: Engine, line: &str) -> String {
    substitute_items(line).available(engine)
}

/// The same of the component's variants. Of what is in stock all allocations count, whatever became of the order or build.
pub fn available_variant_stock(engine: Engine, line: &str) -> String {
    variant_items(line).unclaimed(engine)
}

/// Stock of the component at external locations.
pub fn external_stock(line: &str) -> String {
    own_items(line).external()
}

/// What is on order of the component and not received.
pub fn on_order(engine: Engine, line: &str) -> String {
    quantities::on_order_of(engine, &component(line))
}

/// Unfinished outputs of unfinished builds of the component.
pub fn in_production(line: &str) -> String {
    quantities::in_production_of(&component(line))
}

/// What unfinished builds of the component have still to make.
pub fn scheduled_to_build(engine: Engine, line: &str) -> String {
    quantities::scheduled_of(engine, &component(line))
}

/// How many assemblies the available stock suffices for, as far as this line goes; not rounded.
pub fn can_build(engine: Engine, line: &str) -> String {
    let available = format!(
        "{} + {} + {} - {line}.setup_quantity",
        available_stock(engine, line),
        available_variant_stock(engine, line),
        available_substitute_stock(engine, line)
    );
    let needed = format!("{line}.quantity * (100 + {line}.attrition)");
    let enough =
        format!("{} * 100 / {}", engine.float(&format!("({available})")), engine.float(&format!("({needed})")));
    format!("CASE WHEN {line}.quantity = 0 THEN 0.0 ELSE {} END", engine.greatest("0.0", &enough))
}
