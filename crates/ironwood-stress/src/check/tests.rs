//! Each test breaks one promise in an otherwise sound record and names the violation it expects.

use super::*;
use crate::ledger::{Entry, Request, notes};
use crate::snapshot::Deltas;

const PART: i64 = 1;
const SHELF: i64 = 10;
const BIN: i64 = 11;

fn units(count: i64) -> Decimal {
    Decimal::from(count)
}

/// A record of a run: what the clients know and what the database holds, built side by side.
#[derive(Default)]
struct Record {
    ledger: Ledger,
    snapshot: Snapshot,
}

impl Record {
    /// Items 1, 2, ... with ten units each on the shelf.
    fn with_items(count: i64) -> Self {
        let mut record = Self::default();
        record.ledger.run = "t".into();
        for pk in 1..=count {
            record.ledger.items.push(InitialItem {
                pk,
                part: PART,
                quantity: units(10),
                location: SHELF,
                depleting: false,
            });
            record.item(pk, 10, SHELF);
            record.row(Some(pk), code::CREATED, None, quantity(10));
        }
        record
    }

    fn item(&mut self, pk: i64, quantity: i64, location: i64) {
        self.snapshot.items.retain(|item| item.pk != pk);
        self.snapshot.items.push(ItemRow { pk, part: PART, quantity: units(quantity), location: Some(location) });
    }

    fn row(&mut self, item: Option<i64>, code: i32, number: Option<u64>, deltas: Deltas) {
        self.snapshot.rows.push(TrackingRow {
            pk: self.snapshot.rows.len() as i64 + 1,
            item,
            code,
            notes: number.map(|number| notes("t", number)),
            deltas,
        });
    }

    /// The next operation; they run one after the other, in time too.
    fn asked(&mut self, kind: Kind, entries: &[(i64, i64)], outcome: Outcome) -> u64 {
        let number = self.ledger.operations.len() as u64 + 1;
        self.ledger.operations.push(Operation {
            number,
            request: Request {
                kind,
                entries: entries.iter().map(|&(item, quantity)| Entry { item, quantity: units(quantity) }).collect(),
                location: (kind == Kind::Transfer).then_some(BIN),
            },
            started: number * 10,
            finished: number * 10 + 5,
            outcome,
        });
        number
    }

    fn added(&mut self, item: i64, by: i64, left: i64) -> u64 {
        let number = self.asked(Kind::Add, &[(item, by)], Outcome::Acknowledged);
        self.row(Some(item), code::ADD, Some(number), added(by, left));
        self.item(item, left, SHELF);
        number
    }

    fn violations(&self) -> Vec<Violation> {
        check(&self.snapshot, Some(&self.ledger)).violations
    }

    fn assert_sound(&self) {
        assert_eq!(self.violations(), []);
    }
}

fn quantity(left: i64) -> Deltas {
    Deltas { quantity: Some(units(left)), ..Deltas::default() }
}

fn added(by: i64, left: i64) -> Deltas {
    Deltas { added: Some(units(by)), ..quantity(left) }
}

fn removed(by: i64, left: i64) -> Deltas {
    Deltas { removed: Some(units(by)), ..quantity(left) }
}

fn other(deltas: Deltas, stockitem: i64) -> Deltas {
    Deltas { stockitem: Some(stockitem), ..deltas }
}

fn moved(left: i64) -> Deltas {
    Deltas { location: Some(BIN), ..quantity(left) }
}

/// Ten units, four of them split off into item 2.
fn split(outcome: Outcome) -> Record {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Transfer, &[(1, 4)], outcome);
    record.row(Some(2), code::SPLIT_FROM_PARENT, Some(number), other(quantity(4), 1));
    record.row(Some(1), code::SPLIT_CHILD, Some(number), other(removed(4, 6), 2));
    record.item(1, 6, SHELF);
    record.item(2, 4, BIN);
    record
}

#[test]
fn a_record_of_every_kind_of_operation_is_sound() {
    let mut record = split(Outcome::Acknowledged);
    record.added(1, 5, 11);
    let number = record.asked(Kind::Count, &[(1, 7)], Outcome::Acknowledged);
    record.row(Some(1), code::COUNT, Some(number), quantity(7));
    let number = record.asked(Kind::Remove, &[(1, 100)], Outcome::Acknowledged);
    record.row(Some(1), code::REMOVE, Some(number), removed(7, 0));
    record.asked(Kind::Transfer, &[(1, 3)], Outcome::Refused);
    record.asked(Kind::Remove, &[(1, 3)], Outcome::Acknowledged); // of nothing: no row
    record.added(1, 2, 2);
    let number = record.asked(Kind::Transfer, &[(1, 50)], Outcome::Unanswered);
    record.row(Some(1), code::MOVE, Some(number), moved(2));
    let number = record.asked(Kind::Transfer, &[(1, 50)], Outcome::Acknowledged);
    record.row(Some(1), code::UPDATE, Some(number), quantity(50));
    record.item(1, 2, BIN);
    record.assert_sound();
}

#[test]
fn a_lost_update_breaks_the_chain() {
    let mut record = Record::with_items(1);
    record.added(1, 5, 15);
    record.added(1, 3, 13); // read 10 before the first one wrote 15
    let violations = record.violations();
    assert!(violations.contains(&Violation::Step { item: 1, row: 3, from: units(15), by: units(3), left: units(13) }));
    assert!(violations.contains(&Violation::Total { part: PART, expected: units(18), stored: units(13) }));
}

#[test]
fn a_quantity_that_its_rows_do_not_explain_is_found_with_and_without_a_ledger() {
    let mut record = Record::with_items(2);
    record.added(1, 5, 15);
    record.item(1, 14, SHELF);
    record.snapshot.rows.retain(|row| row.item != Some(2));
    let found = [
        Violation::Mismatch { item: 1, replayed: units(15), stored: units(14) },
        Violation::Unexplained { item: 2, quantity: units(10) },
    ];
    assert_eq!(check(&record.snapshot, None).violations, found);
    assert_eq!(record.violations()[..2], found);
}

#[test]
fn an_acknowledged_operation_without_a_row_is_lost() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Add, &[(1, 5)], Outcome::Acknowledged);
    assert_eq!(record.violations(), [Violation::Lost { number, kind: Kind::Add }]);
}

#[test]
fn an_unanswered_operation_may_be_absent_or_whole() {
    let mut record = Record::with_items(1);
    record.asked(Kind::Add, &[(1, 5)], Outcome::Unanswered);
    record.assert_sound();
    let done = |record: &Record| check(&record.snapshot, Some(&record.ledger)).unanswered_done;
    assert_eq!(done(&record), 0);

    let record = split(Outcome::Unanswered);
    record.assert_sound();
    assert_eq!(done(&record), 1);
}

#[test]
fn a_removal_may_lack_a_row_only_while_the_item_can_have_been_empty() {
    let mut record = Record::with_items(1);
    let emptied = record.asked(Kind::Remove, &[(1, 10)], Outcome::Acknowledged);
    record.row(Some(1), code::REMOVE, Some(emptied), removed(10, 0));
    record.added(1, 3, 3);
    let late = record.asked(Kind::Remove, &[(1, 1)], Outcome::Acknowledged);
    assert_eq!(record.violations(), [Violation::Lost { number: late, kind: Kind::Remove }]);
    // The same removal, sent before the units were added, met an empty item.
    record.ledger.operations[2].started = 16;
    record.assert_sound();
}

#[test]
fn a_half_done_request_over_two_items_is_found() {
    let mut record = Record::with_items(2);
    let number = record.asked(Kind::Add, &[(1, 5), (2, 5)], Outcome::Unanswered);
    record.row(Some(1), code::ADD, Some(number), added(5, 15));
    record.item(1, 15, SHELF);
    let violations = record.violations();
    assert!(matches!(violations[..], [Violation::Half { number: 1, .. }]), "{violations:?}");
}

#[test]
fn a_half_split_is_found_from_either_side() {
    // Units left the source, and the new item was never made.
    let mut record = split(Outcome::Unanswered);
    record.snapshot.items.retain(|item| item.pk == 1);
    record.snapshot.rows.retain(|row| row.code != code::SPLIT_FROM_PARENT);
    let violations = record.violations();
    assert!(matches!(violations[..], [Violation::Half { .. }]), "{violations:?}");

    // The new item was made, and nothing was taken from the source.
    let mut record = split(Outcome::Unanswered);
    record.item(1, 10, SHELF);
    record.snapshot.rows.retain(|row| row.code != code::SPLIT_CHILD);
    let violations = record.violations();
    assert!(matches!(violations[..], [Violation::Half { .. }]), "{violations:?}");
}

#[test]
fn an_operation_done_twice_is_found_although_the_quantities_add_up() {
    let mut record = Record::with_items(1);
    let number = record.added(1, 5, 15);
    record.row(Some(1), code::ADD, Some(number), added(5, 20));
    record.item(1, 20, SHELF);
    assert_eq!(record.violations(), [Violation::Twice { number, kind: Kind::Add, item: 1 }]);
}

#[test]
fn a_refused_operation_that_left_a_row_is_found_and_so_is_a_refusal_without_reason() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Add, &[(1, 5)], Outcome::Refused);
    record.row(Some(1), code::ADD, Some(number), added(5, 15));
    record.item(1, 15, SHELF);
    let kind = Kind::Add;
    assert_eq!(
        record.violations(),
        [Violation::Refused { number, kind, row: 2 }, Violation::Unjustified { number, kind }]
    );
}

#[test]
fn an_empty_item_may_refuse_to_move_and_a_deleted_one_anything() {
    let mut record = depleted(10, 0);
    record.asked(Kind::Add, &[(1, 3)], Outcome::Refused);
    record.assert_sound();

    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Transfer, &[(1, 3)], Outcome::Refused);
    assert_eq!(record.violations(), [Violation::Unjustified { number, kind: Kind::Transfer }]);
}

#[test]
fn another_quantity_than_asked_for_is_found_although_the_rows_add_up() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Remove, &[(1, 5)], Outcome::Acknowledged);
    record.row(Some(1), code::REMOVE, Some(number), removed(3, 7));
    record.item(1, 7, SHELF);
    let violations = record.violations();
    assert!(violations.contains(&Violation::Other {
        number,
        kind: Kind::Remove,
        row: 2,
        why: "another quantity was removed"
    }));
    assert!(violations.contains(&Violation::Total { part: PART, expected: units(5), stored: units(7) }));
}

#[test]
fn moving_a_part_of_an_item_whole_is_found() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Transfer, &[(1, 4)], Outcome::Acknowledged);
    record.row(Some(1), code::MOVE, Some(number), moved(10));
    record.item(1, 10, BIN);
    let violations = record.violations();
    assert!(matches!(violations[..], [Violation::Other { number: n, .. }] if n == number), "{violations:?}");
}

#[test]
fn a_location_that_was_overwritten_by_a_later_stale_save_is_found() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Transfer, &[(1, 10)], Outcome::Acknowledged);
    record.row(Some(1), code::MOVE, Some(number), moved(10));
    record.item(1, 10, BIN);
    record.assert_sound();
    record.added(1, 5, 15); // puts the item back on the shelf
    assert_eq!(record.violations(), [Violation::Misplaced { item: 1, replayed: Some(BIN), stored: Some(SHELF) }]);
}

#[test]
fn rows_out_of_real_time_order_are_found() {
    let mut record = Record::with_items(1);
    record.added(1, 5, 15);
    record.added(1, 3, 18);
    record.assert_sound();
    record.ledger.operations.swap(0, 1);
    record.ledger.operations[0].number = 1;
    record.ledger.operations[1].number = 2;
    for (operation, by) in record.ledger.operations.iter_mut().zip([5, 3]) {
        operation.request.entries[0].quantity = units(by);
    }
    assert_eq!(record.violations(), [Violation::Order { item: 1, row: 3 }]);
}

#[test]
fn negative_stock_is_found() {
    let mut record = Record::with_items(1);
    let number = record.asked(Kind::Remove, &[(1, 12)], Outcome::Acknowledged);
    record.row(Some(1), code::REMOVE, Some(number), removed(12, -2));
    record.item(1, -2, SHELF);
    let violations = record.violations();
    assert!(violations.contains(&Violation::Negative { item: 1, quantity: units(-2) }));
}

#[test]
fn rows_and_items_that_nobody_asked_for_are_found() {
    let mut record = Record::with_items(1);
    record.item(7, 3, SHELF);
    record.row(Some(7), code::CREATED, None, quantity(3));
    let violations = record.violations();
    assert!(violations.contains(&Violation::StrangeItem { item: 7 }));
    assert!(violations.contains(&Violation::StrangeRow { row: 2, code: code::CREATED }));
    assert!(violations.contains(&Violation::Total { part: PART, expected: units(10), stored: units(13) }));
}

/// Item 1 was taken empty and deleted; its rows have lost their item.
fn depleted(by: i64, left: i64) -> Record {
    let mut record = Record::with_items(1);
    record.ledger.items[0].depleting = true;
    let number = record.asked(Kind::Remove, &[(1, 12)], Outcome::Acknowledged);
    record.row(Some(1), code::REMOVE, Some(number), removed(by, left));
    record.snapshot.items.clear();
    for row in &mut record.snapshot.rows {
        row.item = None;
    }
    record
}

#[test]
fn an_item_deleted_when_it_ran_empty_is_sound_and_one_deleted_with_units_in_it_is_not() {
    depleted(10, 0).assert_sound();

    let violations = depleted(9, 1).violations();
    assert!(violations.contains(&Violation::Vanished { item: 1, left: Some(units(1)) }));
}

#[test]
fn an_addition_acknowledged_on_an_item_that_was_just_deleted_is_found() {
    let mut record = depleted(10, 0);
    let number = record.asked(Kind::Add, &[(1, 3)], Outcome::Acknowledged);
    record.row(None, code::ADD, Some(number), added(3, 3));
    let violations = record.violations();
    assert!(violations.contains(&Violation::Vanished { item: 1, left: Some(units(3)) }));
}

#[test]
fn an_item_that_is_kept_when_empty_must_not_disappear() {
    let mut record = depleted(10, 0);
    record.ledger.items[0].depleting = false;
    assert_eq!(record.violations(), [Violation::Vanished { item: 1, left: Some(Decimal::ZERO) }]);
}
