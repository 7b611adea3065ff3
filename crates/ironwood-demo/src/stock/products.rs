//! Finished products: each with its serial number, tested, many of them sold.

use crate::calendar::{Calendar, FOUNDED};
use crate::companies;
use crate::parts::{Measured, Parts, TESTS};
use crate::people::Person;
use crate::places::Places;
use crate::rng::Rng;
use crate::stock::{Happened, Item, OK, Outcome, Stock};

/// The first serial number of each family.
const FIRST_SERIAL: i64 = 1_001;
const HOUR: i64 = 3_600_000_000;

/// Adds `count` items, one product after the other having its turn, the oldest first.
pub(super) fn add(stock: &mut Stock, count: usize, parts: &Parts, places: &Places, calendar: &Calendar) {
    let mut rng = Rng::new(4);
    let is_product = |at: &usize| parts.all[*at].uses.trackable && !parts.all[*at].uses.template;
    let products: Vec<usize> = (0..parts.all.len()).filter(is_product).collect();
    let customers = companies::customers();
    // Variants of one template share their numbers (spec 30-stock §12.1).
    let mut serials = std::collections::HashMap::new();
    for number in 0..count {
        let part = *rng.pick(&products);
        let family = parts.all[part].variant_of.unwrap_or(part);
        let serial = serials.entry(family).or_insert(FIRST_SERIAL);
        let days_ago = (FOUNDED - 300) - (FOUNDED - 310) * number as i64 / count as i64;
        let created = calendar.at(days_ago, rng.between(8 * 60, 16 * 60));
        let item = stock.items.len();
        stock.items.push(Item {
            part,
            location: Some(*rng.pick(&places.benches)),
            quantity: 1,
            scale: 0,
            serial: Some(*serial),
            batch: String::new(),
            status: OK,
            article: None,
            price: None,
            parent: None,
            customer: None,
            created,
            updated: created,
            counted: None,
            expires: None,
            depletes: false,
        });
        *serial += 1;
        stock.write(item, created, Happened::Created { quantity: 1 }, Person::Assembler, "");
        let tested = examine(stock, item, family, parts, created, &mut rng);
        let done = tested + HOUR;
        stock.items[item].location = Some(places.finished);
        stock.write(item, done, Happened::Moved { quantity: 1, to: places.finished }, Person::Assembler, "Packed");
        let sold = done + rng.between(1, 40) * 24 * HOUR;
        if sold < calendar.latest() && rng.chance(70) {
            let customer = *rng.pick(&customers);
            stock.items[item].location = None;
            stock.items[item].customer = Some(customer);
            stock.write(item, sold, Happened::Sold { customer }, Person::Seller, "");
        }
    }
}

/// Tests an item by everything its family asks for; when that was done.
fn examine(stock: &mut Stock, item: usize, family: usize, parts: &Parts, begun: i64, rng: &mut Rng) -> i64 {
    let mut at = begun;
    for (test, asked) in TESTS.iter().enumerate().filter(|(_, test)| parts.named(test.part) == family) {
        // A first attempt that fails is repeated.
        for passed in if rng.chance(5) { [false, true].as_slice() } else { &[true] } {
            at += rng.between(1, 3) * HOUR;
            let value = match asked.value {
                Measured::Nothing => String::new(),
                Measured::Number(low, high) => ironwood_db::Decimal::new(rng.between(low, high), 2).to_string(),
                Measured::Choice(choices) => {
                    let choices: Vec<&str> = choices.split(',').collect();
                    (*rng.pick(&choices)).to_owned()
                }
            };
            stock.outcomes.push(Outcome { item, test, passed: *passed, value, at });
        }
    }
    at
}
