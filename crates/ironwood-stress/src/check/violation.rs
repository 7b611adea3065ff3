//! What can be wrong, said so that the reader can look at the row in question.

use rust_decimal::Decimal;
use thiserror::Error;

use crate::ledger::Kind;

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Violation {
    #[error("item {item} holds {quantity}: a quantity is never negative")]
    Negative { item: i64, quantity: Decimal },
    #[error("item {item} holds {stored}, but its tracking rows add up to {replayed}")]
    Mismatch { item: i64, replayed: Decimal, stored: Decimal },
    #[error("item {item} holds {quantity} and no tracking row says why")]
    Unexplained { item: i64, quantity: Decimal },
    #[error("item {item} is in location {stored:?}, but was last put into {replayed:?}")]
    Misplaced { item: i64, replayed: Option<i64>, stored: Option<i64> },
    #[error("item {item} is gone, although {left:?} units were left in it")]
    Vanished { item: i64, left: Option<Decimal> },
    #[error("row {row} of item {item}: {from} {by:+} does not make {left}")]
    Step { item: i64, row: i64, from: Decimal, by: Decimal, left: Decimal },
    #[error("row {row} of item {item} does not follow from the {from} before it: {why}")]
    Follows { item: i64, row: i64, from: Decimal, why: &'static str },
    #[error("row {row} lacks `{key}` in its deltas")]
    Delta { row: i64, key: &'static str },
    #[error("the history of item {item} begins in the middle, with row {row}")]
    Beginning { item: i64, row: i64 },
    #[error(
        "row {row} of item {item} belongs to an operation that was answered before one with an earlier row was sent"
    )]
    Order { item: i64, row: i64 },
    #[error("{kind:?} {number} was acknowledged, and the database does not know it")]
    Lost { number: u64, kind: Kind },
    #[error("{kind:?} {number} is half done: {missing}")]
    Half { number: u64, kind: Kind, missing: String },
    #[error("{kind:?} {number} was carried out more than once on item {item}")]
    Twice { number: u64, kind: Kind, item: i64 },
    #[error("{kind:?} {number} did something else than asked, in row {row}: {why}")]
    Other { number: u64, kind: Kind, row: i64, why: &'static str },
    #[error("{kind:?} {number} was refused, and left row {row}")]
    Refused { number: u64, kind: Kind, row: i64 },
    #[error("{kind:?} {number} was refused, although nothing stood in its way")]
    Unjustified { number: u64, kind: Kind },
    #[error("row {row} (code {code}) belongs to no operation of the run")]
    StrangeRow { row: i64, code: i32 },
    #[error("item {item} was made by no operation of the run")]
    StrangeItem { item: i64 },
    #[error("{rows} creation rows have lost their item, but {items} items are gone")]
    Orphans { rows: usize, items: usize },
    #[error("part {part} has {stored} in stock, but its operations add up to {expected}")]
    Total { part: i64, expected: Decimal, stored: Decimal },
    #[error("the database file is damaged: {0}")]
    Damaged(String),
}
