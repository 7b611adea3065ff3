//! Bills of materials: what parts are made of (spec 21).

mod amount;
mod build_lines;
mod checksum;
pub mod copy;
pub mod figures;
mod item;
pub mod line;
mod list;
mod rules;
mod substitute;
mod upkeep;
pub mod validate;
pub mod validity;

pub use item::embedded;
pub use upkeep::before_removal;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::tree::strictly_below;

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

/// SQL with three times the same list of keys of parts: the assemblies that use one of them (spec 20 §24.3), by lines that name the
/// part, a template above it where variants will do, or the part as a substitute; with the variants that inherit the line.
pub fn used_in(engine: Engine) -> String {
    let (above, variant) = (strictly_below("p", "u"), strictly_below("a", "o"));
    let (in_line, in_family, in_place) =
        (engine.any_of("l.sub_part_id"), engine.any_of("p.id"), engine.any_of("x.part_id"));
    // Each path begins at an index.
    let using = format!(
        "SELECT l.part_id AS part, l.inherited AS inherited FROM part_bomitem l WHERE {in_line} \
         UNION SELECT l.part_id, l.inherited FROM part_part p JOIN part_part u ON {above} \
           JOIN part_bomitem l ON l.sub_part_id = u.id AND l.allow_variants WHERE {in_family} \
         UNION SELECT l.part_id, l.inherited FROM part_bomitemsubstitute x \
           JOIN part_bomitem l ON l.id = x.bom_item_id WHERE {in_place}"
    );
    format!(
        "WITH line AS ({using}) SELECT line.part FROM line \
         UNION SELECT a.id FROM line JOIN part_part o ON o.id = line.part JOIN part_part a ON {variant} WHERE line.inherited"
    )
}

/// The resources of bills of materials.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), substitute::resource(engine)]
}

/// Their endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    vec![validate::endpoint()]
}
