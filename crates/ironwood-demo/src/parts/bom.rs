//! Lines of bills of materials.

use ironwood_db::Decimal;

/// One line (spec 21 §2).
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) part: usize,
    pub(crate) sub_part: usize,
    pub(crate) quantity: Decimal,
    /// The quantity as somebody typed it.
    pub(crate) typed: String,
    pub(crate) reference: String,
    pub(crate) note: &'static str,
    pub(crate) optional: bool,
    pub(crate) consumable: bool,
    /// Whether variants of the assembly need it too.
    pub(crate) inherited: bool,
    pub(crate) allow_variants: bool,
}

/// A part that will do instead.
#[derive(Debug)]
pub(crate) struct Substitute {
    pub(crate) line: usize,
    pub(crate) part: usize,
}

impl Line {
    /// So many pieces.
    pub(crate) fn pieces(part: usize, sub_part: usize, count: i64, reference: impl Into<String>) -> Self {
        Line {
            part,
            sub_part,
            quantity: Decimal::from(count),
            typed: count.to_string(),
            reference: reference.into(),
            note: "",
            optional: false,
            consumable: false,
            inherited: false,
            allow_variants: false,
        }
    }
}
