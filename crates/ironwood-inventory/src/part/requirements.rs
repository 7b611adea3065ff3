//! `part/<pk>/requirements/`: what there is of a part and its variants, and what is needed (spec 20 §22). Unlike the figures of the
//! list these count the whole family, the part with everything below it.

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::PermissionClass;
use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{Float, Int, Opaque};

use crate::bom::{belongs_to, figures};
use crate::models;
use crate::part::quantities;
use crate::stock::quantities::{BUILD_ACTIVE, SALES_OPEN, in_stock};
use crate::tree::at_or_below;

/// SQL: stock items `s` of the family.
fn family_stock() -> String {
    format!("part_part f JOIN stock_stockitem s ON s.part_id = f.id AND {}", at_or_below("f", "t"))
}

fn total_stock() -> String {
    format!("(SELECT COALESCE(SUM(s.quantity), 0) FROM {} WHERE {})", family_stock(), in_stock("s"))
}

/// What builds have allocated, finished ones included: clients know the figure so.
fn allocated_to_builds() -> String {
    format!(
        "(SELECT COALESCE(SUM(bi.quantity), 0) FROM {} JOIN build_builditem bi ON bi.stock_item_id = s.id)",
        family_stock()
    )
}

fn allocated_to_sales() -> String {
    format!(
        "(SELECT COALESCE(SUM(a.quantity), 0) FROM {} JOIN order_salesorderallocation a ON a.item_id = s.id \
         JOIN order_salesorderlineitem l ON l.id = a.line_id JOIN order_salesorder o ON o.id = l.order_id \
         LEFT JOIN order_salesordershipment h ON h.id = a.shipment_id \
         WHERE o.status IN {SALES_OPEN} AND h.shipment_date IS NULL)",
        family_stock()
    )
}

fn in_production() -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM {} JOIN build_build b ON b.id = s.build_id \
         WHERE s.is_building AND b.status IN {BUILD_ACTIVE})",
        family_stock()
    )
}

fn scheduled(engine: Engine) -> String {
    let left = engine.greatest("0", &format!("{} - {}", engine.truncate("b.quantity"), engine.truncate("b.completed")));
    format!(
        "(SELECT COALESCE(SUM({left}), 0) FROM part_part f JOIN build_build b ON b.part_id = f.id \
         WHERE {} AND b.status IN {BUILD_ACTIVE})",
        at_or_below("f", "t")
    )
}

/// What unfinished builds still need of the family by the lines that their bills of materials have now.
fn required_for_builds(engine: Engine) -> String {
    format!(
        "(SELECT COALESCE(SUM({}), 0) FROM part_part f JOIN part_bomitem i ON i.sub_part_id = f.id \
         JOIN build_buildline bl ON bl.bom_item_id = i.id JOIN build_build b ON b.id = bl.build_id \
         JOIN part_part made ON made.id = b.part_id \
         WHERE {} AND b.status IN {BUILD_ACTIVE} AND {})",
        engine.greatest("0", "bl.quantity - bl.consumed"),
        at_or_below("f", "t"),
        belongs_to("i", "made")
    )
}

fn required_for_sales(engine: Engine) -> String {
    format!(
        "(SELECT COALESCE(SUM({}), 0) FROM part_part f JOIN order_salesorderlineitem l ON l.part_id = f.id \
         JOIN order_salesorder o ON o.id = l.order_id WHERE {} AND o.status IN {SALES_OPEN})",
        engine.greatest("0", "l.quantity - l.shipped"),
        at_or_below("f", "t")
    )
}

/// How many of the part its components suffice for: the scarcest line decides; what is virtual or consumed in passing is not
/// scarce.
fn can_build(engine: Engine) -> String {
    let scarcest = format!(
        "(SELECT MIN({}) FROM part_bomitem i JOIN part_part sub ON sub.id = i.sub_part_id \
         WHERE {} AND NOT sub.virtual AND NOT sub.consumable AND NOT i.consumable)",
        figures::can_build(engine, "i"),
        belongs_to("i", "t")
    );
    engine.truncate(&format!("COALESCE({scarcest}, 0.0)"))
}

fn shape(engine: Engine) -> Shape {
    let figure = |name, fragment: String| Field::computed(name, Float, fragment).not_null();
    let left = Source::Derived {
        inputs: vec![total_stock(), allocated_to_builds(), allocated_to_sales()],
        write: |cells, _, out| {
            let real = |at: usize| cells.get(at).and_then(|cell| cell.real()).unwrap_or_default();
            out.real((real(0) - real(1) - real(2)).max(0.0));
        },
    };
    Shape::new(models::PART, "PartRequirements")
        .field(figure("total_stock", total_stock()))
        .field(Field::new("unallocated_stock", Float, left))
        .field(figure("can_build", can_build(engine)))
        .field(figure("ordering", quantities::on_order(engine)).label("On order"))
        .field(figure("building", in_production()))
        .field(Field::computed("scheduled_to_build", Int::ANY, scheduled(engine)).not_null())
        .field(figure("required_for_build_orders", required_for_builds(engine)))
        .field(figure("allocated_to_build_orders", allocated_to_builds()))
        .field(figure("required_for_sales_orders", required_for_sales(engine)))
        .field(Field::computed("allocated_to_sales_orders", Opaque(Float), allocated_to_sales()).not_null())
}

/// `part/<pk>/requirements/`.
pub fn endpoint(engine: Engine) -> Endpoint {
    Endpoint::new("part/<pk>/requirements", "What there is of a part and its variants, and what is needed")
        .model(models::PART)
        .answers_row(Arc::new(shape(engine)), PermissionClass::Role)
}
