use super::*;
use crate::stock::item::tests::item;

fn plan(items: Vec<StockItem>) -> Plan {
    Plan::new(items, Vec::new(), "why".into(), Timestamp::UNIX_EPOCH, Some(1), civil::date(2026, 11, 25))
}

fn entry(item: i64, quantity: i64) -> Entry {
    Entry { at: 0, item, quantity: quantity.into(), batch: None, packaging: None, status: None, merge: false }
}

fn total(plan: &Plan) -> Decimal {
    let there = plan.items.iter().filter(|item| !plan.gone.contains(&item.id));
    there.chain(&plan.pieces).map(|item| item.quantity).sum()
}

#[test]
fn a_part_of_an_item_becomes_an_item_of_its_own() {
    let mut plan = plan(vec![item(7, 100)]);
    plan.transfer(&entry(7, 30), 2).expect("it is in stock");
    assert_eq!((plan.items[0].quantity, plan.pieces[0].quantity), (70.into(), 30.into()));
    assert_eq!((plan.pieces[0].location_id, plan.pieces[0].parent_id), (Some(2), Some(7)));
    let happenings: Vec<Happening> = plan.history.iter().map(|entry| entry.happening).collect();
    assert_eq!(happenings, [Happening::SplitFromParent, Happening::SplitChild]);
}

#[test]
fn no_adjustment_makes_or_loses_a_unit() {
    let mut plan = plan(vec![item(1, 10), item(2, 5)]);
    plan.transfer(&entry(1, 4), 9).expect("in stock");
    plan.transfer(&Entry { merge: true, ..entry(2, 5) }, 1).expect("in stock");
    assert_eq!(total(&plan), 15.into());
    assert_eq!(plan.gone, [2]);
    plan.add(&entry(1, 3));
    plan.remove(&entry(1, 100));
    assert_eq!(total(&plan), 4.into());
    assert_eq!(plan.gone, [2, 1]);
}

#[test]
fn what_is_used_up_cannot_be_used_again_in_the_same_request() {
    let mut plan = plan(vec![item(1, 10)]);
    plan.remove(&entry(1, 10));
    plan.add(&entry(1, 5));
    assert_eq!(total(&plan), 0.into());
    assert_eq!(plan.history.len(), 1);
}

#[test]
fn a_serialised_item_keeps_its_one_unit() {
    let mut one = item(1, 1);
    one.serial = Some("A".into());
    let mut plan = plan(vec![one]);
    plan.add(&entry(1, 4));
    plan.remove(&entry(1, 1));
    plan.count(&entry(1, 3), None);
    assert_eq!(plan.items[0].quantity, Decimal::ONE);
    assert_eq!(plan.history.len(), 1);
}

#[test]
fn items_that_are_needed_stay_when_nothing_is_left() {
    let mut plan = plan(vec![item(1, 2)]);
    plan.kept.insert(1);
    plan.remove(&entry(1, 2));
    assert!(plan.gone.is_empty());
    assert_eq!(plan.items[0].quantity, Decimal::ZERO);
}
