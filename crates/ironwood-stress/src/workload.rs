//! Which adjustments the clients ask for.
//!
//! The amounts lean towards adding, because splits carry units away; counts pull a quantity back to a known range;
//! now and then a removal asks for more than there can be, so that items run empty and every clamp is exercised.

use std::sync::Mutex;

use rust_decimal::Decimal;

use crate::ledger::{Entry, InitialItem, Kind, Request};
use crate::rng::Rng;

/// How many depleting items are in use at a time: few, so that clients meet on the one that runs empty.
const FRONT: usize = 4;

/// The items and locations the load plays with.
#[derive(Debug)]
pub struct Workload {
    /// Kept for good; their number sets how often two clients meet.
    items: Vec<i64>,
    locations: Vec<i64>,
    /// Deleted when empty; those still in use.
    depleting: Mutex<Vec<i64>>,
}

impl Workload {
    pub fn new(items: &[InitialItem], locations: Vec<i64>) -> Self {
        let keys = |depleting| items.iter().filter(|item| item.depleting == depleting).map(|item| item.pk).collect();
        Self { items: keys(false), locations, depleting: Mutex::new(keys(true)) }
    }

    /// Draws the next request. One in twenty is about a depleting item while there are any.
    pub fn draw(&self, rng: &mut Rng) -> Request {
        if rng.chance(5)
            && let Some(item) = self.depleting_item(rng)
        {
            return self.adjust_depleting(rng, item);
        }
        let kind = match rng.below(10) {
            0..3 => Kind::Add,
            3..6 => Kind::Remove,
            6 => Kind::Count,
            _ => Kind::Transfer,
        };
        let entries = self.choose(rng).into_iter().map(|item| Entry { item, quantity: amount(kind, rng) }).collect();
        let location = match kind {
            Kind::Transfer => self.location(rng),
            Kind::Count if rng.chance(20) => self.location(rng),
            _ => None,
        };
        Request { kind, entries, location }
    }

    /// Takes items that are gone out of use.
    pub fn retire(&self, entries: &[Entry]) {
        if let Ok(mut depleting) = self.depleting.lock() {
            depleting.retain(|item| entries.iter().all(|entry| entry.item != *item));
        }
    }

    /// One item, or in one case of five two or three different ones, in any order (the server has to bring them into
    /// the order of its locks, spec 30-stock §14).
    fn choose(&self, rng: &mut Rng) -> Vec<i64> {
        let wanted = if rng.chance(20) { 2 + rng.below(2) } else { 1 };
        let mut chosen = Vec::new();
        for _ in 0..wanted {
            if let Some(item) = rng.pick(&self.items)
                && !chosen.contains(item)
            {
                chosen.push(*item);
            }
        }
        chosen
    }

    fn location(&self, rng: &mut Rng) -> Option<i64> {
        rng.pick(&self.locations).copied()
    }

    fn depleting_item(&self, rng: &mut Rng) -> Option<i64> {
        let depleting = self.depleting.lock().ok()?;
        rng.pick(&depleting[..depleting.len().min(FRONT)]).copied()
    }

    /// Mostly taking, so that the item soon runs empty and is deleted under the other clients' hands.
    fn adjust_depleting(&self, rng: &mut Rng, item: i64) -> Request {
        let (kind, quantity) = match rng.below(10) {
            0..3 => (Kind::Add, rng.amount(5)),
            3 => (Kind::Count, Decimal::from(rng.below(8))),
            4 => (Kind::Transfer, rng.amount(8)),
            _ => (Kind::Remove, rng.amount(10)),
        };
        Request {
            kind,
            entries: vec![Entry { item, quantity }],
            location: (kind == Kind::Transfer).then(|| self.location(rng)).flatten(),
        }
    }
}

fn amount(kind: Kind, rng: &mut Rng) -> Decimal {
    match kind {
        Kind::Add => rng.amount(100),
        Kind::Remove if rng.chance(3) => rng.amount(20_000),
        Kind::Remove => rng.amount(60),
        Kind::Count if rng.chance(5) => Decimal::ZERO,
        Kind::Count => rng.amount(2_000),
        // Whole, most likely.
        Kind::Transfer if rng.chance(20) => rng.amount(20_000),
        Kind::Transfer => rng.amount(40),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn workload() -> Workload {
        let items: Vec<InitialItem> = (1..=8)
            .map(|pk| InitialItem { pk, part: 1, quantity: Decimal::ONE, location: 1, depleting: pk > 5 })
            .collect();
        Workload::new(&items, vec![1, 2])
    }

    #[test]
    fn every_request_is_one_the_checker_can_follow() {
        let (workload, mut rng) = (workload(), Rng::new(3, 0));
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..5000 {
            let request = workload.draw(&mut rng);
            *seen.entry(request.kind.path()).or_default() += 1;
            let mut items: Vec<i64> = request.entries.iter().map(|entry| entry.item).collect();
            items.sort_unstable();
            items.dedup();
            assert_eq!(items.len(), request.entries.len(), "distinct items");
            assert!(!items.is_empty());
            assert!(items.len() == 1 || items.iter().all(|item| *item <= 5), "depleting items are adjusted alone");
            assert!(request.kind != Kind::Transfer || request.location.is_some());
            assert!(request.entries.iter().all(|entry| entry.quantity > Decimal::ZERO || request.kind == Kind::Count));
        }
        assert_eq!(seen.len(), 4, "{seen:?}");
    }

    #[test]
    fn a_retired_item_is_not_drawn_again() {
        let (workload, mut rng) = (workload(), Rng::new(3, 0));
        for item in 6..=8 {
            workload.retire(&[Entry { item, quantity: Decimal::ONE }]);
        }
        assert!((0..1000).all(|_| workload.draw(&mut rng).entries[0].item <= 5));
    }
}
