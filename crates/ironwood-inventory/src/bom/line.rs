//! A line of a bill of materials as rules and actions see it: a typed row of `part_bomitem` (spec 21 §2).

use ironwood_db::{Decimal, Param};
use ironwood_rest::record;
use ironwood_rest::record::{JsonText, load};
use ironwood_rest::write::Draft;
use ironwood_rest::{Ctx, Result};

record! {
    /// How much of one part goes into another.
    pub struct BomLine in "part_bomitem" {
        /// The assembly.
        part_id: i64,
        /// The component.
        sub_part_id: i64,
        /// How much of it one assembly takes, in the component's unit.
        quantity: Decimal,
        /// The quantity as it was written.
        raw_amount: String,
        /// How many pieces of the quantity.
        piece_count: i64,
        /// What is used up once for each build, whatever its size.
        setup_quantity: Decimal,
        /// What is lost, in percent.
        attrition: Decimal,
        /// Whole multiples in which a build takes it; none or 0 for any quantity.
        rounding_multiple: Option<Decimal>,
        /// Where in the assembly it goes.
        reference: String,
        /// Remarks.
        note: String,
        /// Digest of the line when it was checked; empty when it never was.
        checksum: String,
        /// Whether it is as it was when it was checked.
        validated: bool,
        /// Whether an assembly can be made without it.
        optional: bool,
        /// Whether it is used up without being counted.
        consumable: bool,
        /// Whether variants of the assembly have it too.
        inherited: bool,
        /// Whether variants of the component will do.
        allow_variants: bool,
        /// Plugins' data.
        metadata: Option<JsonText>,
    }
}

/// Columns that the digest of a line is made of (spec 21 §9).
pub const SUMMED: [&str; 11] = [
    "part_id",
    "sub_part_id",
    "quantity",
    "setup_quantity",
    "attrition",
    "rounding_multiple",
    "reference",
    "optional",
    "consumable",
    "inherited",
    "allow_variants",
];

/// A quantity has fewer digits than this before the point, and as many as that behind it.
pub(super) const BOUND: i64 = 10_000_000_000;
pub(super) const PLACES: u32 = 5;

impl BomLine {
    /// The line as a draft would store it.
    pub fn of(draft: &Draft) -> Self {
        let text = |column: &str| draft.text(column).to_owned();
        BomLine {
            id: draft.id.unwrap_or_default(),
            part_id: draft.int("part_id"),
            sub_part_id: draft.int("sub_part_id"),
            quantity: draft.decimal("quantity"),
            raw_amount: text("raw_amount"),
            piece_count: draft.int("piece_count"),
            setup_quantity: draft.decimal("setup_quantity"),
            attrition: draft.decimal("attrition"),
            rounding_multiple: draft.get("rounding_multiple").as_decimal(),
            reference: text("reference"),
            note: text("note"),
            checksum: text("checksum"),
            validated: draft.bool("validated"),
            optional: draft.bool("optional"),
            consumable: draft.bool("consumable"),
            inherited: draft.bool("inherited"),
            allow_variants: draft.bool("allow_variants"),
            metadata: draft.get("metadata").as_text().map(|text| JsonText(text.to_owned())),
        }
    }

    /// The lines of these keys, in ascending order.
    ///
    /// # Errors
    /// From storage.
    pub async fn of_keys(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<Vec<Self>> {
        let any = ctx.conn.engine().any_of("id");
        load(ctx, &any, &[Param::Ints(keys.to_vec())]).await
    }

    /// How much of the component a build of so many assemblies needs (spec 21 §7), to the places of the column; `None` when it
    /// is more than the column holds.
    pub fn required(&self, assemblies: Decimal) -> Option<Decimal> {
        let used = self.quantity.checked_mul(Decimal::from(self.piece_count))?.checked_mul(assemblies)?;
        let with_loss = used.checked_mul(Decimal::ONE_HUNDRED + self.attrition)? / Decimal::ONE_HUNDRED;
        let needed = with_loss.checked_add(self.setup_quantity)?;
        let taken = match self.rounding_multiple.filter(|multiple| *multiple > Decimal::ZERO) {
            Some(multiple) => needed.checked_div(multiple)?.ceil().checked_mul(multiple)?,
            None => needed,
        };
        Some(taken.round_dp(PLACES)).filter(|taken| *taken < Decimal::from(BOUND))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two of part 2 in part 1.
    pub fn sample() -> BomLine {
        BomLine {
            id: 7,
            part_id: 1,
            sub_part_id: 2,
            quantity: Decimal::TWO,
            raw_amount: "2".into(),
            piece_count: 1,
            setup_quantity: Decimal::ZERO,
            attrition: Decimal::ZERO,
            rounding_multiple: None,
            reference: String::new(),
            note: String::new(),
            checksum: String::new(),
            validated: false,
            optional: false,
            consumable: false,
            inherited: false,
            allow_variants: false,
            metadata: None,
        }
    }

    fn required(line: &BomLine, assemblies: i64) -> Option<String> {
        line.required(Decimal::from(assemblies)).map(|needed| needed.normalize().to_string())
    }

    #[test]
    fn a_build_needs_pieces_losses_and_whole_multiples() {
        let mut line = sample();
        assert_eq!(required(&line, 10).as_deref(), Some("20"));
        line.piece_count = 3;
        line.attrition = Decimal::TEN;
        assert_eq!(required(&line, 10).as_deref(), Some("66"));
        line.setup_quantity = Decimal::ONE;
        assert_eq!(required(&line, 10).as_deref(), Some("67"));
        line.rounding_multiple = Some(Decimal::from(25));
        assert_eq!(required(&line, 10).as_deref(), Some("75"));
        line.rounding_multiple = Some(Decimal::ZERO);
        assert_eq!(required(&line, 10).as_deref(), Some("67"));
    }

    #[test]
    fn what_the_column_cannot_hold_is_not_made_up() {
        let mut line = sample();
        line.quantity = Decimal::from(9_999_999_999_i64);
        line.piece_count = i64::from(i32::MAX);
        assert_eq!(required(&line, 9_999_999_999), None);
        assert_eq!(required(&sample(), 5_000_000_000), None);
    }
}
