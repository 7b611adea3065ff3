//! What the workshop buys for its own products.

use std::sync::LazyLock;

use crate::categories::Category;
use crate::companies::Trade;
use crate::parts::{COMPONENT, CONSUMABLE, NONE, Part, Parts, Supply, Uses, supply};
use crate::people::Person;
use crate::places::Places;
use crate::properties::{Property, Value};
use crate::rng::Rng;
use crate::table;

struct Bought {
    key: &'static str,
    name: &'static str,
    says: &'static str,
    category: Category,
    units: &'static str,
    uses: Uses,
    supply: Supply,
    keeps: i64,
}

static BOUGHT: LazyLock<Vec<Bought>> = LazyLock::new(|| {
    let lines = table::lines(include_str!("../../tables/bought.tsv"));
    lines
        .map(|[key, trade, category, name, says, price, from, to, units, keeps]| {
            let trade = table::read(trade);
            let (packs, packaging, uses): (&[i64], _, _) = match trade {
                Trade::Electronics => (&[1, 50, 500], "Tray", COMPONENT),
                Trade::Mechanics => (&[1, 25], "Carton", COMPONENT),
                Trade::Supplies => (&[1, 10], "Box", CONSUMABLE),
            };
            let lot = (table::read(from), table::read(to));
            let supply = supply(trade, table::read(price), packs, lot, packaging);
            Bought { key, name, says, category: table::read(category), units, uses, supply, keeps: table::read(keeps) }
        })
        .collect()
});

/// The case that comes in two colours.
const CASE: Supply = supply(Trade::Mechanics, 124_000, &[1, 25], (20, 120), "Carton");

pub(super) fn add(parts: &mut Parts, places: &Places, rng: &mut Rng) {
    for (at, bought) in (1..).zip(BOUGHT.iter()) {
        let place = match (bought.supply.trade, bought.category) {
            (_, Category::Chemicals) => Some(places.chemicals),
            (_, Category::Solder) => Some(places.cold),
            (Trade::Electronics, _) => Some(*rng.pick(&places.drawers)),
            _ => Some(*rng.pick(&places.bins)),
        };
        let made = parts.add(Part {
            name: bought.name.into(),
            says: bought.says.into(),
            keywords: "",
            number: format!("LI-{at:04}"),
            revision: "",
            category: bought.category,
            units: bought.units,
            uses: bought.uses,
            active: true,
            variant_of: None,
            revision_of: None,
            place,
            keeps: bought.keeps,
            minimum: bought.supply.lot.0 / 2,
            notes: if bought.keeps > 0 { "Write the date of opening on the label." } else { "" },
            values: Vec::new(),
            supply: Some(bought.supply),
            created: crate::calendar::FOUNDED - 10 - at,
            creator: Person::Engineer,
        });
        parts.named.insert(bought.key, made);
    }
    add_cases(parts, *rng.pick(&places.bins));
}

/// A template with a variant for each colour.
fn add_cases(parts: &mut Parts, place: usize) {
    let case = |name: &str, number: &str, uses, variant_of, values: Vec<Value>, supply| Part {
        name: name.into(),
        says: "Wall case, IP65, 120 x 80 x 55 mm".into(),
        keywords: "enclosure, box",
        number: number.into(),
        revision: "",
        category: Category::Enclosures,
        units: "",
        uses,
        active: true,
        variant_of,
        revision_of: None,
        place: Some(place),
        keeps: 0,
        minimum: 20,
        notes: "",
        values,
        supply,
        created: crate::calendar::FOUNDED - 60,
        creator: Person::Engineer,
    };
    let template = Uses { template: true, component: true, ..NONE };
    let line = parts.add(case("Case 120x80", "LI-0050", template, None, Vec::new(), None));
    parts.named.insert("case", line);
    for (key, name, number, colour) in
        [("case-grey", "Case 120x80 grey", "LI-0051", "grey"), ("case-white", "Case 120x80 white", "LI-0052", "white")]
    {
        let values = vec![Property::Colour.value(colour)];
        let made = parts.add(case(name, number, COMPONENT, Some(line), values, Some(CASE)));
        parts.named.insert(key, made);
    }
}
