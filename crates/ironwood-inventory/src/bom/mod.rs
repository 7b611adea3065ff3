//! Bills of materials: what parts are made of (spec 21).

pub mod figures;
mod item;
mod list;
mod substitute;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

/// SQL: the line `line` belongs to the bill of materials of the part `part`: its own, or inherited from a template above it.
pub fn belongs_to(line: &str, part: &str) -> String {
    format!(
        "({line}.part_id = {part}.id OR ({line}.inherited AND {line}.part_id IN (SELECT u.id FROM part_part u \
         WHERE u.tree_id = {part}.tree_id AND u.lft < {part}.lft AND u.rght > {part}.rght)))"
    )
}

/// The resources of bills of materials.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), substitute::resource(engine)]
}
