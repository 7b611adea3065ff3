//! Lots: what came in at once, and what became of it.

use crate::calendar::Calendar;
use crate::parts::{Part, Parts};
use crate::people::Person;
use crate::places::Places;
use crate::rng::Rng;
use crate::sourcing::Sourcing;
use crate::stock::{Happened, Item, OK, Stock};

/// How many boards or modules are made at once.
const BATCH: (i64, i64) = (2, 40);
/// Steps in the life of a lot: most have a short one.
const LIVES: [usize; 10] = [0, 0, 0, 1, 1, 1, 2, 2, 3, 5];
/// Statuses that something may get: attention, damaged, quarantined (spec 30-stock §5).
const DOUBTS: [i64; 3] = [50, 55, 75];
const MINUTE: i64 = 60_000_000;

/// Adds items until there are `count`.
pub(super) fn add(
    stock: &mut Stock,
    count: usize,
    parts: &Parts,
    sourcing: &Sourcing,
    places: &Places,
    calendar: &Calendar,
) {
    let mut rng = Rng::new(5);
    let mut kept: Vec<usize> = parts
        .all
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.uses.template && !part.uses.virtual_ && !part.uses.trackable && part.created > 4)
        .map(|(at, _)| at)
        .collect();
    for at in (1..kept.len()).rev() {
        kept.swap(at, rng.position(at + 1));
    }
    let mut turn = 0;
    while stock.items.len() < count {
        // Every part has its turn, some more often than that.
        let part = if rng.chance(70) {
            turn += 1;
            kept[turn % kept.len()]
        } else {
            *rng.pick(&kept)
        };
        Lot { stock, count, parts, sourcing, places, calendar, rng: &mut rng }.arrive(part);
    }
}

struct Lot<'l> {
    stock: &'l mut Stock,
    count: usize,
    parts: &'l Parts,
    sourcing: &'l Sourcing,
    places: &'l Places,
    calendar: &'l Calendar,
    rng: &'l mut Rng,
}

impl Lot<'_> {
    fn arrive(&mut self, at: usize) {
        let part = &self.parts.all[at];
        let rng = &mut *self.rng;
        let days_ago = rng.between(2, part.created - 1);
        let created = self.calendar.at(days_ago, rng.between(7 * 60, 17 * 60));
        let scale = u32::from(!part.units.is_empty());
        let unit = 10_i64.pow(scale);
        let (least, most) = part.supply.map_or(BATCH, |supply| supply.lot);
        let quantity = rng.between(least * unit, most * unit);
        let articles = self.sourcing.articles(at);
        let article = (!articles.is_empty()).then(|| articles.start + rng.position(articles.len()));
        let price = article.filter(|_| rng.chance(85)).map(|article| self.sourcing.supplier_parts[article].price);
        let expires = (part.keeps > 0).then(|| self.calendar.day(days_ago - part.keeps));
        let place = self.place_of(part);
        let fresh = part.supply.is_some() && self.rng.chance(30);
        let (batch, depletes) = (self.batch(days_ago), !self.rng.chance(15));
        let item = self.stock.items.len();
        self.stock.items.push(Item {
            part: at,
            location: Some(if fresh { self.places.goods_in } else { place }),
            quantity,
            scale,
            serial: None,
            batch,
            status: OK,
            article,
            price,
            parent: None,
            customer: None,
            created,
            updated: created,
            counted: None,
            expires,
            depletes,
        });
        self.stock.write(item, created, Happened::Created { quantity }, Person::Storekeeper, "");
        if fresh && self.rng.chance(90) {
            let at = self.later(created);
            self.move_to(item, at, place, "Checked and put away");
        }
        let life = *self.rng.pick(&LIVES);
        self.live(item, life);
    }

    fn place_of(&mut self, part: &Part) -> usize {
        let elsewhere = if part.supply.is_some() { &self.places.drawers } else { &self.places.bins };
        match part.place {
            Some(place) if self.rng.chance(75) => place,
            _ => *self.rng.pick(elsewhere),
        }
    }

    fn batch(&mut self, days_ago: i64) -> String {
        if self.rng.chance(35) {
            return String::new();
        }
        let day = self.calendar.day(days_ago);
        format!("{:02}{:02}{:02}-{}", day.year() % 100, day.month(), day.day(), self.rng.between(1, 9))
    }

    /// An instant between this one and today, rather sooner than later.
    fn later(&mut self, than: i64) -> i64 {
        let room = (self.calendar.latest() - than) / MINUTE / 2;
        than + self.rng.between(1, room.max(2)) * MINUTE
    }

    fn live(&mut self, item: usize, steps: usize) {
        for _ in 0..steps {
            let at = self.later(self.stock.items[item].updated);
            if at >= self.calendar.latest() || self.stock.items[item].quantity == 0 {
                return;
            }
            match self.rng.below(100) {
                0..24 => self.count(item, at),
                24..66 => self.take(item, at),
                66..73 => self.add(item, at),
                73..85 => {
                    let to = self.another_place();
                    self.move_to(item, at, to, "");
                }
                85..96 => self.split(item, at),
                _ => self.doubt(item, at),
            }
        }
    }

    fn another_place(&mut self) -> usize {
        match self.rng.below(10) {
            0..4 => *self.rng.pick(&self.places.benches),
            4 => self.places.contractor,
            _ => *self.rng.pick(&self.places.bins),
        }
    }

    fn someone(&mut self) -> Person {
        *self.rng.pick(&[Person::Storekeeper, Person::Assistant, Person::Assistant, Person::Assembler])
    }

    fn count(&mut self, item: usize, at: i64) {
        let who = self.someone();
        let before = self.stock.items[item].quantity;
        // Most counts find what is written down.
        let slack = if self.rng.chance(60) { 0 } else { (before / 50).max(1) };
        let left = (before + self.rng.between(-slack, slack)).max(1);
        let kept = &mut self.stock.items[item];
        kept.quantity = left;
        if left != before {
            kept.counted = Some((at, who));
        }
        let note = if left < before { "Some were missing" } else { "" };
        self.stock.write(item, at, Happened::Counted { left }, who, note);
    }

    fn take(&mut self, item: usize, at: i64) {
        let who = self.someone();
        let kept = &mut self.stock.items[item];
        let all = !kept.depletes && self.rng.chance(30);
        let by = if all { kept.quantity } else { self.rng.between(1, (kept.quantity / 2).max(1)) };
        if by == kept.quantity && kept.depletes {
            // It would be deleted with its last piece; then there would be nothing to show.
            return;
        }
        kept.quantity -= by;
        let left = kept.quantity;
        let note = *self.rng.pick(&["", "", "For a build", "For a repair", "Sample for the laboratory"]);
        self.stock.write(item, at, Happened::Removed { by, left }, who, note);
    }

    fn add(&mut self, item: usize, at: i64) {
        let who = self.someone();
        let kept = &mut self.stock.items[item];
        let by = self.rng.between(1, (kept.quantity / 4).max(1));
        kept.quantity += by;
        let left = kept.quantity;
        self.stock.write(item, at, Happened::Added { by, left }, who, "Left over, back from the bench");
    }

    fn move_to(&mut self, item: usize, at: i64, to: usize, note: &'static str) {
        let who = self.someone();
        let kept = &mut self.stock.items[item];
        if kept.location == Some(to) {
            return;
        }
        kept.location = Some(to);
        let quantity = kept.quantity;
        self.stock.write(item, at, Happened::Moved { quantity, to }, who, note);
    }

    /// Part of it goes elsewhere, as an item of its own.
    fn split(&mut self, item: usize, at: i64) {
        if self.stock.items[item].quantity < 2 || self.stock.items.len() >= self.count {
            return;
        }
        let who = self.someone();
        let to = self.another_place();
        let piece = self.stock.items.len();
        let source = &mut self.stock.items[item];
        let by = self.rng.between(1, (source.quantity / 2).max(1));
        source.quantity -= by;
        let left = source.quantity;
        let split = Item { quantity: by, location: Some(to), parent: Some(item), created: at, ..source.clone() };
        self.stock.items.push(split);
        self.stock.write(piece, at, Happened::SplitOff { from: item, quantity: by }, who, "");
        self.stock.write(item, at, Happened::GaveAway { to: piece, by, left }, who, "");
        if self.rng.chance(40) {
            self.live(piece, 1);
        }
    }

    fn doubt(&mut self, item: usize, at: i64) {
        let kept = &mut self.stock.items[item];
        if kept.status != OK {
            return;
        }
        let to = *self.rng.pick(&DOUBTS);
        kept.status = to;
        self.stock.write(item, at, Happened::StatusSet { from: OK, to }, Person::Storekeeper, "Have a look before use");
        if to == 75 {
            let at = self.later(at);
            self.move_to(item, at, self.places.quarantine, "");
        }
    }
}
