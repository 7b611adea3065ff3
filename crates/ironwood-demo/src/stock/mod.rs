//! Stock: items and how they came to be what they are.

mod lots;
mod products;
mod store;

use ironwood_db::Decimal;
use jiff::civil::Date;

pub(crate) use store::store;

use crate::calendar::Calendar;
use crate::companies::MAIN_CURRENCY;
use crate::parts::Parts;
use crate::people::Person;
use crate::places::Places;
use crate::sourcing::Sourcing;

/// Codes of stock (spec 30-stock §5).
const OK: i64 = 10;

/// A stock item as it is in the end.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    part: usize,
    location: Option<usize>,
    /// How much there is, in steps of the part's unit.
    quantity: i64,
    /// Decimals of a step: whole pieces, or tenths of a metre.
    scale: u32,
    serial: Option<i64>,
    batch: String,
    status: i64,
    article: Option<usize>,
    /// Price of one unit, in ten-thousandths.
    price: Option<i64>,
    parent: Option<usize>,
    customer: Option<usize>,
    created: i64,
    updated: i64,
    counted: Option<(i64, Person)>,
    expires: Option<Date>,
    depletes: bool,
}

impl Item {
    fn amount(&self, steps: i64) -> Decimal {
        Decimal::new(steps, self.scale)
    }
}

/// What happened to an item. Amounts are in its steps; `left` is what there was afterwards.
#[derive(Debug, Clone, Copy)]
enum Happened {
    Created { quantity: i64 },
    StatusSet { from: i64, to: i64 },
    Counted { left: i64 },
    Added { by: i64, left: i64 },
    Removed { by: i64, left: i64 },
    Moved { quantity: i64, to: usize },
    SplitOff { from: usize, quantity: i64 },
    GaveAway { to: usize, by: i64, left: i64 },
    Sold { customer: usize },
}

/// One row of the history.
#[derive(Debug, Clone, Copy)]
struct Entry {
    at: i64,
    item: usize,
    what: Happened,
    who: Person,
    note: &'static str,
}

/// The outcome of a test.
#[derive(Debug)]
struct Outcome {
    item: usize,
    test: usize,
    passed: bool,
    value: String,
    at: i64,
}

/// All stock.
#[derive(Debug, Default)]
pub(crate) struct Stock {
    items: Vec<Item>,
    entries: Vec<Entry>,
    outcomes: Vec<Outcome>,
}

impl Stock {
    /// Exactly `count` items, in the order in which they came to be.
    pub(crate) fn new(count: usize, parts: &Parts, sourcing: &Sourcing, places: &Places, calendar: &Calendar) -> Self {
        let mut stock = Stock::default();
        let serialised = count / 25;
        products::add(&mut stock, serialised, parts, places, calendar);
        lots::add(&mut stock, count, parts, sourcing, places, calendar);
        stock.put_in_order();
        stock
    }

    /// Keys follow time, in both tables.
    fn put_in_order(&mut self) {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_key(|at| (self.items[*at].created, *at));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut sorted: Vec<Item> = order.into_iter().map(|old| self.items[old].clone()).collect();
        for item in &mut sorted {
            item.parent = item.parent.map(|parent| place[parent]);
        }
        self.items = sorted;
        for entry in &mut self.entries {
            entry.item = place[entry.item];
            match &mut entry.what {
                Happened::SplitOff { from, .. } => *from = place[*from],
                Happened::GaveAway { to, .. } => *to = place[*to],
                _ => {}
            }
        }
        // Equal instants keep their order: that of what happened.
        self.entries.sort_by_key(|entry| entry.at);
        for outcome in &mut self.outcomes {
            outcome.item = place[outcome.item];
        }
        self.outcomes.sort_by_key(|outcome| outcome.at);
    }

    /// What was paid for stock in the main currency: part, price of one unit.
    pub(crate) fn purchases<'a>(&'a self, sourcing: &'a Sourcing) -> impl Iterator<Item = (usize, Decimal)> + 'a {
        self.items.iter().filter_map(|item| {
            let main = sourcing.supplier_parts[item.article?].currency() == MAIN_CURRENCY;
            main.then_some((item.part, Decimal::new(item.price?, 4)))
        })
    }

    fn write(&mut self, item: usize, at: i64, what: Happened, who: Person, note: &'static str) {
        self.items[item].updated = at;
        self.entries.push(Entry { at, item, what, who, note });
    }
}
