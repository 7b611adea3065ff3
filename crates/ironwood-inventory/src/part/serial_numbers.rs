//! `part/<pk>/serial-numbers/`: the latest serial number in use and the one after it (spec 20 §23, 30-stock §12.2).

use std::sync::Arc;

use ironwood_db::Cell;
use ironwood_rest::JsonWriter;
use ironwood_rest::PermissionClass;
use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::Text;
use ironwood_rest::read::Render;

use crate::common::settings::definitions::SERIAL_NUMBER_GLOBALLY_UNIQUE;
use crate::models;
use crate::stock::serials;

/// SQL: the latest serial number among the variants and templates of the part, or among all parts if the setting says so.
fn latest() -> String {
    format!(
        "(SELECT s.serial FROM stock_stockitem s WHERE s.serial <> '' \
         AND (s.part_id IN (SELECT v.id FROM part_part v WHERE v.tree_id = t.tree_id) \
           OR EXISTS (SELECT 1 FROM common_inventreesetting st WHERE st.key = '{}' AND LOWER(st.value) IN ('true', '1'))) \
         ORDER BY s.serial_int DESC, s.serial DESC, s.id DESC LIMIT 1)",
        SERIAL_NUMBER_GLOBALLY_UNIQUE.key()
    )
}

fn shape() -> Shape {
    let next = |cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter| {
        let latest = cells.first().and_then(|cell| cell.text()).unwrap_or_default();
        out.text(&serials::increment(latest));
    };
    Shape::new(models::PART, "PartSerialNumbers")
        .field(Field::computed("latest", Text::any(), latest()))
        .field(Field::new("next", Text::any(), Source::Derived { inputs: vec![latest()], write: next }))
}

/// `part/<pk>/serial-numbers/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("part/<pk>/serial-numbers", "The latest serial number of a part, and the next one")
        .model(models::PART)
        .answers_row(Arc::new(shape()), PermissionClass::Role)
}
