//! Bills of materials: what parts are made of (spec 21).

pub mod figures;
mod item;
mod list;
mod substitute;

pub use item::embedded;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

/// SQL: the line `line` belongs to the bill of materials of the part `part`: its own, or inherited from a template above it.
pub fn belongs_to(line: &str, part: &str) -> String {
    format!(
        "({line}.part_id = {part}.id OR ({line}.inherited AND {line}.part_id IN (SELECT u.id FROM part_part u \
         WHERE u.tree_id = {part}.tree_id AND u.lft < {part}.lft AND u.rght > {part}.rght)))"
    )
}

/// SQL: the line `line` accepts the part `part`: its component, a variant of that if it allows variants, or a substitute
/// (spec 21 §7).
pub fn accepts(line: &str, part: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM part_part c WHERE c.id = {line}.sub_part_id AND {part}.trackable = c.trackable AND ({part}.id = c.id \
           OR ({line}.allow_variants AND {part}.tree_id = c.tree_id AND {part}.lft > c.lft AND {part}.rght < c.rght) \
           OR EXISTS (SELECT 1 FROM part_bomitemsubstitute x JOIN part_part y ON y.id = x.part_id \
              WHERE x.bom_item_id = {line}.id AND ({part}.id = y.id \
                OR ({line}.allow_variants AND {part}.tree_id = y.tree_id AND {part}.lft > y.lft AND {part}.rght < y.rght)))))"
    )
}

/// The resources of bills of materials.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), substitute::resource(engine)]
}
