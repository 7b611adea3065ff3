//! Replays the tracking rows of one item, in the order of their keys, from nothing (or a known beginning) to a quantity.
//!
//! Every writer holds the item's row lock while it inserts its tracking rows (spec 30-stock §13), so the keys of one
//! item's rows ascend in the order in which the steps took effect. That order is what makes a count, which sets an
//! absolute quantity, add up with the relative steps around it.

use rust_decimal::Decimal;

use super::{Line, Violation};
use crate::snapshot::{TrackingRow, code};

/// What a row claims about the quantity of its item.
enum Claim {
    /// The item comes into being with this quantity (when it already has one, it is the same).
    Begins(Decimal),
    /// Whatever there was, this is there now.
    Counted(Decimal),
    /// `by` units more (or less, below zero) leave `left`.
    Changed { by: Decimal, left: Decimal },
    /// All of it was moved; at least as many units as there are were asked for.
    Moved(Decimal),
    /// Nothing about quantities.
    Silent,
}

impl Claim {
    fn of(row: &TrackingRow) -> Result<Self, Violation> {
        let need = |value: Option<Decimal>, key| value.ok_or(Violation::Delta { row: row.pk, key });
        let deltas = &row.deltas;
        Ok(match row.code {
            code::CREATED | code::SPLIT_FROM_PARENT | code::FROM_DISASSEMBLY | code::BUILD_OUTPUT | code::RECEIVED => {
                Self::Begins(need(deltas.quantity, "quantity")?)
            }
            code::COUNT => Self::Counted(need(deltas.quantity, "quantity")?),
            code::ADD | code::MERGED => {
                Self::Changed { by: need(deltas.added, "added")?, left: need(deltas.quantity, "quantity")? }
            }
            code::REMOVE | code::SPLIT_CHILD | code::SERIALIZED => {
                Self::Changed { by: -need(deltas.removed, "removed")?, left: need(deltas.quantity, "quantity")? }
            }
            // A serialised item is taken apart, or an item consumed whole, without a remainder to tell (§16.2).
            code::DISASSEMBLED | code::BUILD_CONSUMED => match (deltas.removed, deltas.quantity) {
                (Some(removed), Some(left)) => Self::Changed { by: -removed, left },
                _ => Self::Silent,
            },
            code::MOVE | code::UPDATE => Self::Moved(need(deltas.quantity, "quantity")?),
            _ => Self::Silent,
        })
    }
}

/// A tracking row with the quantity of its item before and after.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub line: Line<'a>,
    pub before: Decimal,
    pub after: Decimal,
}

/// The steps of one item.
#[derive(Debug)]
pub struct History<'a> {
    pub item: i64,
    /// The quantity before the first step, where it is known.
    pub initial: Option<Decimal>,
    pub steps: Vec<Step<'a>>,
}

impl History<'_> {
    /// The quantity after the last step; none when nothing is known of the item.
    pub fn end(&self) -> Option<Decimal> {
        self.steps.last().map(|step| step.after).or(self.initial)
    }
}

/// Walks `lines` (all of one item, ascending). After a step that does not add up the walk goes on from what the row
/// claims, so that one mistake is reported once.
pub fn replay<'a>(
    item: i64,
    initial: Option<Decimal>,
    lines: &[Line<'a>],
    violations: &mut Vec<Violation>,
) -> History<'a> {
    let mut known = initial;
    let mut steps = Vec::with_capacity(lines.len());
    for line in lines {
        let row = line.row.pk;
        let claim = match Claim::of(line.row) {
            Ok(claim) => claim,
            Err(violation) => {
                violations.push(violation);
                continue;
            }
        };
        let follows = |from, why| Violation::Follows { item, row, from, why };
        let (before, after) = match (claim, known) {
            (Claim::Silent, _) => continue,
            (Claim::Begins(quantity), Some(from)) => {
                if from != quantity {
                    violations.push(follows(from, "it says the item began with another quantity"));
                }
                (from, quantity)
            }
            (Claim::Begins(quantity), None) => (Decimal::ZERO, quantity),
            (Claim::Counted(quantity), from) => (from.unwrap_or_default(), quantity),
            (Claim::Changed { by, left }, Some(from)) => {
                if from + by != left {
                    violations.push(Violation::Step { item, row, from, by, left });
                }
                (from, left)
            }
            (Claim::Changed { by, left }, None) => {
                violations.push(Violation::Beginning { item, row });
                (left - by, left)
            }
            (Claim::Moved(quantity), Some(from)) => {
                if quantity < from {
                    violations.push(follows(from, "fewer units were moved, without a split"));
                }
                (from, from)
            }
            (Claim::Moved(quantity), None) => {
                violations.push(Violation::Beginning { item, row });
                (quantity, quantity)
            }
        };
        if after < Decimal::ZERO {
            violations.push(Violation::Negative { item, quantity: after });
        }
        known = Some(after);
        steps.push(Step { line: *line, before, after });
    }
    History { item, initial, steps }
}
