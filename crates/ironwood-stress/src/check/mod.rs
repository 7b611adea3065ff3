//! The proof. From a [`Snapshot`] of the database and the [`Ledger`] of the clients it follows, or does not, that
//!
//! 1. every item's quantity is what its tracking rows add up to, step by step, and is never negative;
//! 2. every acknowledged operation has exactly its rows, a refused one has none (and there was a reason to refuse it),
//!    one without an answer has all or none;
//! 3. no row and no item exists that no operation asked for;
//! 4. the rows of an item stand in an order that agrees with real time: what was answered before another request was
//!    sent comes first, so no operation worked on a stale quantity and was slipped in afterwards;
//! 5. every item is where it was last put;
//! 6. every part's stock is its initial stock plus the effects of the operations, computed from the *requests*.
//!
//! Without a ledger only the first holds, for any database.

mod operations;
mod replay;
mod violation;

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use crate::ledger::{InitialItem, Kind, Ledger, Operation, Outcome};
use crate::snapshot::{ItemRow, Snapshot, TrackingRow, code};
use replay::{History, replay};
pub use violation::Violation;

/// A tracking row with what is known about it.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub row: &'a TrackingRow,
    /// The item it is about; found through the operation when the item was deleted and the row lost its key.
    pub item: Option<i64>,
    /// The operation that caused it.
    pub operation: Option<&'a Operation>,
}

/// What was looked at and what was found.
#[derive(Debug, Default)]
pub struct Verdict {
    pub items: usize,
    pub rows: usize,
    /// How many operations ended in which way; empty without a ledger.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// Operations without an answer that turned out to be done: how often the servers died, or the connections broke,
    /// between the commit and the client.
    pub unanswered_done: usize,
    pub violations: Vec<Violation>,
}

/// Checks `snapshot`, against `ledger` if there is one.
pub fn check(snapshot: &Snapshot, ledger: Option<&Ledger>) -> Verdict {
    let evidence = Evidence::new(snapshot, ledger);
    let mut violations = Vec::new();

    let mut histories: BTreeMap<i64, History<'_>> = evidence
        .lines_by_item
        .iter()
        .map(|(&item, lines)| {
            let initial = evidence.initial.get(&item).map(|first| first.quantity);
            (item, replay(item, initial, lines, &mut violations))
        })
        .collect();
    // Items of the ledger whose rows are all gone still had a beginning.
    for (&item, first) in &evidence.initial {
        histories.entry(item).or_insert_with(|| History { item, initial: Some(first.quantity), steps: Vec::new() });
    }

    quantities(&evidence, &histories, &mut violations);
    if let Some(ledger) = ledger {
        for operation in &ledger.operations {
            let lines = evidence.lines_by_operation.get(&operation.number).map_or(&[][..], Vec::as_slice);
            let emptied = |item| histories.get(&item).is_some_and(|history| may_have_been_empty(history, operation));
            let depleting = |item| evidence.depleting(item);
            operations::judge(operation, lines, emptied, depleting, &mut violations);
        }
        strangers(&evidence, snapshot, &mut violations);
        places(&evidence, &histories, &mut violations);
        for history in histories.values() {
            real_time(history, &mut violations);
        }
        totals(ledger, snapshot, &histories, &mut violations);
    }

    let unanswered_done = evidence
        .lines_by_operation
        .values()
        .filter_map(|lines| lines.first()?.operation)
        .filter(|operation| operation.outcome == Outcome::Unanswered)
        .count();
    Verdict {
        unanswered_done,
        items: snapshot.items.len(),
        rows: snapshot.rows.len(),
        outcomes: ledger.map(Ledger::outcomes).unwrap_or_default(),
        violations,
    }
}

/// The snapshot and the ledger, brought together.
struct Evidence<'a> {
    items: BTreeMap<i64, &'a ItemRow>,
    initial: BTreeMap<i64, &'a InitialItem>,
    lines: Vec<Line<'a>>,
    lines_by_item: BTreeMap<i64, Vec<Line<'a>>>,
    lines_by_operation: HashMap<u64, Vec<Line<'a>>>,
}

impl<'a> Evidence<'a> {
    fn new(snapshot: &'a Snapshot, ledger: Option<&'a Ledger>) -> Self {
        let operations: HashMap<u64, &Operation> = ledger
            .iter()
            .flat_map(|ledger| &ledger.operations)
            .map(|operation| (operation.number, operation))
            .collect();
        let mut evidence = Self {
            items: snapshot.items.iter().map(|item| (item.pk, item)).collect(),
            initial: ledger.iter().flat_map(|ledger| &ledger.items).map(|item| (item.pk, item)).collect(),
            lines: Vec::with_capacity(snapshot.rows.len()),
            lines_by_item: BTreeMap::new(),
            lines_by_operation: HashMap::new(),
        };
        for row in &snapshot.rows {
            let operation = ledger
                .zip(row.notes.as_deref())
                .and_then(|(ledger, notes)| ledger.number_in(notes))
                .and_then(|number| operations.get(&number).copied());
            let line = Line { row, item: row.item.or_else(|| lost_item(row, operation?)), operation };
            if let Some(item) = line.item {
                evidence.lines_by_item.entry(item).or_default().push(line);
            }
            if let Some(operation) = operation {
                let lines = evidence.lines_by_operation.entry(operation.number);
                lines.or_default().push(line);
            }
            evidence.lines.push(line);
        }
        evidence
    }

    /// Whether the item is one that is deleted when it runs empty.
    fn depleting(&self, item: i64) -> bool {
        self.initial.get(&item).is_some_and(|first| first.depleting)
    }
}

/// The item of a row whose item was deleted: the only one its operation was about. Not for the first row of a new
/// piece, which is about an item the request could not name.
fn lost_item(row: &TrackingRow, operation: &Operation) -> Option<i64> {
    match operation.request.entries.as_slice() {
        [entry] if row.code != code::SPLIT_FROM_PARENT => Some(entry.item),
        _ => None,
    }
}

/// Stored quantities against replayed ones, and deleted items against empty ones.
fn quantities(evidence: &Evidence<'_>, histories: &BTreeMap<i64, History<'_>>, violations: &mut Vec<Violation>) {
    for (&item, stored) in &evidence.items {
        let quantity = stored.quantity;
        if quantity < Decimal::ZERO {
            violations.push(Violation::Negative { item, quantity });
        }
        let explained = evidence.lines_by_item.contains_key(&item);
        match histories.get(&item).and_then(History::end) {
            Some(replayed) if explained => {
                if replayed != quantity {
                    violations.push(Violation::Mismatch { item, replayed, stored: quantity });
                }
            }
            _ => violations.push(Violation::Unexplained { item, quantity }),
        }
    }
    for history in histories.values() {
        if !evidence.items.contains_key(&history.item) {
            let left = history.end();
            if !evidence.depleting(history.item) || left != Some(Decimal::ZERO) {
                violations.push(Violation::Vanished { item: history.item, left });
            }
        }
    }
}

/// Rows and items nobody asked for.
fn strangers(evidence: &Evidence<'_>, snapshot: &Snapshot, violations: &mut Vec<Violation>) {
    let mut orphans = 0;
    for line in &evidence.lines {
        let begins = line.row.code == code::CREATED && line.operation.is_none();
        match line.item {
            _ if line.operation.is_some() => {}
            Some(item) if begins && evidence.initial.contains_key(&item) => {}
            None if begins => orphans += 1,
            _ => violations.push(Violation::StrangeRow { row: line.row.pk, code: line.row.code }),
        }
    }
    let gone = evidence.initial.keys().filter(|item| !evidence.items.contains_key(item)).count();
    if orphans != gone {
        violations.push(Violation::Orphans { rows: orphans, items: gone });
    }

    let pieces: HashSet<i64> = evidence
        .lines
        .iter()
        .filter(|line| line.row.code == code::SPLIT_FROM_PARENT && line.operation.is_some())
        .filter_map(|line| line.item)
        .collect();
    for item in &snapshot.items {
        if !evidence.initial.contains_key(&item.pk) && !pieces.contains(&item.pk) {
            violations.push(Violation::StrangeItem { item: item.pk });
        }
    }
}

/// Stored locations against the last operation that put the item somewhere.
fn places(evidence: &Evidence<'_>, histories: &BTreeMap<i64, History<'_>>, violations: &mut Vec<Violation>) {
    for (&item, stored) in &evidence.items {
        let first = evidence.initial.get(&item).map(|first| first.location);
        let steps = histories.get(&item).map_or(&[][..], |history| &history.steps);
        let replayed = steps
            .iter()
            .rev()
            .find_map(|step| {
                let request = &step.line.operation?.request;
                // A split leaves its source where it is.
                (step.line.row.code != code::SPLIT_CHILD).then_some(request.location).flatten()
            })
            .or(first);
        if replayed != stored.location {
            violations.push(Violation::Misplaced { item, replayed, stored: stored.location });
        }
    }
}

/// No row may come after the row of an operation that was sent only after the first one's answer.
fn real_time(history: &History<'_>, violations: &mut Vec<Violation>) {
    let mut latest_start = 0;
    for step in &history.steps {
        if let Some(operation) = step.line.operation {
            if operation.latest_effect() < latest_start {
                violations.push(Violation::Order { item: history.item, row: step.line.row.pk });
            }
            latest_start = latest_start.max(operation.started);
        }
    }
}

/// Whether the item was empty at some instant at which `operation` may have taken effect.
fn may_have_been_empty(history: &History<'_>, operation: &Operation) -> bool {
    let earliest =
        |step: Option<&replay::Step<'_>>| step.and_then(|step| step.line.operation).map_or(0, |before| before.started);
    let latest = |step: Option<&replay::Step<'_>>| {
        step.and_then(|step| step.line.operation).map_or(u64::MAX, Operation::latest_effect)
    };
    let steps = &history.steps;
    (0..=steps.len()).any(|gap| {
        let before = gap.checked_sub(1).and_then(|last| steps.get(last));
        let quantity = before.map_or(history.initial, |step| Some(step.after));
        quantity == Some(Decimal::ZERO)
            && earliest(before) <= operation.latest_effect()
            && operation.started <= latest(steps.get(gap))
    })
}

/// Sums per part. What an operation adds or takes is read from its request; only where the request leaves it open (how
/// much a removal found, what a count replaced) the history answers.
fn totals(
    ledger: &Ledger,
    snapshot: &Snapshot,
    histories: &BTreeMap<i64, History<'_>>,
    violations: &mut Vec<Violation>,
) {
    let mut part_of: HashMap<i64, i64> = snapshot.items.iter().map(|item| (item.pk, item.part)).collect();
    let mut expected: BTreeMap<i64, Decimal> = BTreeMap::new();
    for item in &ledger.items {
        part_of.insert(item.pk, item.part);
        *expected.entry(item.part).or_default() += item.quantity;
    }
    for history in histories.values() {
        let Some(part) = part_of.get(&history.item) else {
            continue; // reported as a vanished item
        };
        let total = expected.entry(*part).or_default();
        for step in &history.steps {
            let Some(request) = step.line.operation.map(|operation| &operation.request) else {
                continue;
            };
            let source = match step.line.row.code {
                code::SPLIT_FROM_PARENT => step.line.row.deltas.stockitem,
                _ => step.line.item,
            };
            let Some(entry) = request.entries.iter().find(|entry| Some(entry.item) == source) else {
                continue; // reported as a row on an item that was not asked for
            };
            *total += match (request.kind, step.line.row.code) {
                (Kind::Add, _) => entry.quantity,
                (Kind::Remove, _) => -entry.quantity.min(step.before),
                (Kind::Count, _) => entry.quantity - step.before,
                (Kind::Transfer, code::SPLIT_FROM_PARENT) => entry.quantity,
                (Kind::Transfer, code::SPLIT_CHILD) => -entry.quantity,
                (Kind::Transfer, _) => Decimal::ZERO,
            };
        }
    }

    let mut stored: BTreeMap<i64, Decimal> = BTreeMap::new();
    for item in &snapshot.items {
        *stored.entry(item.part).or_default() += item.quantity;
    }
    for (part, expected) in expected {
        let stored = stored.get(&part).copied().unwrap_or_default();
        if stored != expected {
            violations.push(Violation::Total { part, expected, stored });
        }
    }
}

#[cfg(test)]
mod tests;
