//! Holds each operation of the ledger against its tracking rows: all of it, none of it, or a violation.

use rust_decimal::Decimal;

use super::{Line, Violation};
use crate::ledger::{Entry, Kind, Operation, Outcome};
use crate::snapshot::code;

/// What became of one entry of a request.
enum Trace {
    Absent,
    Done,
    Wrong(Violation),
}

/// Judges `operation` by `lines`, all the rows that carry its number.
///
/// `emptied(item)` says whether the item may have been empty while the operation ran: removing from nothing changes
/// nothing and need not leave a row, and nothing cannot be moved (spec 30-stock §13). `depleting(item)` says whether
/// the item is deleted when it runs empty, after which every request for it is refused.
pub fn judge(
    operation: &Operation,
    lines: &[Line<'_>],
    emptied: impl Fn(i64) -> bool,
    depleting: impl Fn(i64) -> bool,
    violations: &mut Vec<Violation>,
) {
    let (number, kind) = (operation.number, operation.request.kind);
    if operation.outcome == Outcome::Refused {
        if let Some(line) = lines.first() {
            violations.push(Violation::Refused { number, kind, row: line.row.pk });
        }
        let obstacle = |entry: &Entry| (kind == Kind::Transfer || depleting(entry.item)) && emptied(entry.item);
        if !operation.request.entries.iter().any(obstacle) {
            violations.push(Violation::Unjustified { number, kind });
        }
        return;
    }
    if lines.is_empty() && operation.outcome != Outcome::Acknowledged {
        return;
    }

    let entries = &operation.request.entries;
    let mut missing = Vec::new();
    let mut excused = 0;
    for entry in entries {
        match trace(operation, entry, lines) {
            Trace::Done => {}
            Trace::Wrong(violation) => violations.push(violation),
            Trace::Absent if kind == Kind::Remove && emptied(entry.item) => excused += 1,
            Trace::Absent => missing.push(entry.item),
        }
    }
    if lines.is_empty() && missing.len() + excused == entries.len() && !missing.is_empty() {
        violations.push(Violation::Lost { number, kind });
    } else if !missing.is_empty() {
        violations.push(Violation::Half { number, kind, missing: format!("no row for item {missing:?}") });
    }
    // A row on an item that was not asked for.
    for line in lines {
        let asked = |item| entries.iter().any(|entry| Some(entry.item) == item);
        if !asked(line.item) && !asked(arrival_source(line)) {
            violations.push(Violation::Other {
                number,
                kind,
                row: line.row.pk,
                why: "it touches an item that was not asked for",
            });
        }
    }
}

/// The item a new piece was split from, when the row is the piece's first.
fn arrival_source(line: &Line<'_>) -> Option<i64> {
    (line.row.code == code::SPLIT_FROM_PARENT).then_some(line.row.deltas.stockitem).flatten()
}

fn trace(operation: &Operation, entry: &Entry, lines: &[Line<'_>]) -> Trace {
    let (number, kind) = (operation.number, operation.request.kind);
    let own: Vec<&Line<'_>> =
        lines.iter().filter(|line| line.item == Some(entry.item) && arrival_source(line).is_none()).collect();
    let pieces: Vec<&Line<'_>> = lines.iter().filter(|line| arrival_source(line) == Some(entry.item)).collect();
    let half = |missing: &str| {
        Trace::Wrong(Violation::Half { number, kind, missing: format!("{missing} (item {})", entry.item) })
    };
    let line = match (own.as_slice(), pieces.as_slice()) {
        ([], []) => return Trace::Absent,
        ([], _) => return half("a new piece, but nothing was taken from its source"),
        ([line], [] | [_]) => line,
        _ => {
            return Trace::Wrong(Violation::Twice { number, kind, item: entry.item });
        }
    };

    let deltas = &line.row.deltas;
    let wrong = |why| Trace::Wrong(Violation::Other { number, kind, row: line.row.pk, why });
    if kind != Kind::Transfer && !pieces.is_empty() {
        return wrong("it split the item");
    }
    match (kind, line.row.code) {
        (Kind::Add, code::ADD) => {
            if deltas.added != Some(entry.quantity) {
                return wrong("another quantity was added");
            }
        }
        (Kind::Remove, code::REMOVE) => {
            // More than there is empties the item; less than asked is only taken then.
            let emptied = deltas.quantity == Some(Decimal::ZERO);
            if !(deltas.removed == Some(entry.quantity) || emptied && deltas.removed < Some(entry.quantity)) {
                return wrong("another quantity was removed");
            }
        }
        (Kind::Count, code::COUNT) => {
            if deltas.quantity != Some(entry.quantity) {
                return wrong("another quantity was written down");
            }
        }
        (Kind::Transfer, code::SPLIT_CHILD) => {
            let [piece] = pieces.as_slice() else {
                return half("units were taken, but no new piece received them");
            };
            if deltas.removed != Some(entry.quantity) {
                return wrong("another quantity was split off");
            }
            if deltas.quantity <= Some(Decimal::ZERO) {
                return wrong("nothing was left, so it had to be moved whole");
            }
            if deltas.stockitem != piece.item {
                return wrong("it names another piece than the one that was made");
            }
            if piece.row.deltas.quantity != Some(entry.quantity) {
                return wrong("the new piece began with another quantity");
            }
        }
        (Kind::Transfer, code::MOVE | code::UPDATE) => {
            if !pieces.is_empty() {
                return wrong("it was moved whole and split too");
            }
            // The row tells the units moved, or (as InvenTree does) those asked for.
            if deltas.quantity > Some(entry.quantity) {
                return wrong("it was moved whole, although fewer units were asked for");
            }
            if line.row.code == code::MOVE && deltas.location != operation.request.location {
                return wrong("it was moved to another location");
            }
        }
        _ => return wrong("it is the row of another kind of adjustment"),
    }
    Trace::Done
}
