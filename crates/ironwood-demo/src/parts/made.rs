//! What the workshop makes: modules, the Nimbus weather stations, the Murmur synthesizers, and what they are made of.

use std::str::FromStr;
use std::sync::LazyLock;

use ironwood_db::Decimal;
use ironwood_units::Registry;
use rust_decimal::prelude::FromPrimitive;

use crate::categories::Category;
use crate::parts::{Line, MODULE, NONE, PRODUCT, PRODUCT_LINE, Part, Parts, Substitute, Uses};
use crate::people::Person;
use crate::places::Places;
use crate::properties::Property;
use crate::rng::Rng;
use crate::table;

struct Made {
    key: &'static str,
    number: &'static str,
    name: &'static str,
    says: &'static str,
    category: Category,
    uses: Uses,
    variant_of: &'static str,
    revision: &'static str,
    revision_of: &'static str,
    /// Lines of small parts besides those of [`MADE_OF`].
    passives: usize,
    /// What one costs and what ten cost each, in cents.
    prices: Option<(i64, i64)>,
}

static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let lines = table::lines(include_str!("../../tables/made.tsv"));
    lines
        .map(|[key, number, name, says, category, kind, variant_of, revision, revision_of, passives, one, ten]| Made {
            key,
            number,
            name,
            says,
            category: table::read(category),
            uses: table::read(kind),
            variant_of,
            revision,
            revision_of,
            passives: table::read(passives),
            prices: table::read_some(one).zip(table::read_some(ten)),
        })
        .collect()
});

/// What one needs: for what, a part, how much of it, where it goes.
static MADE_OF: LazyLock<Vec<[&str; 4]>> =
    LazyLock::new(|| table::lines(include_str!("../../tables/made_of.tsv")).collect());

impl FromStr for Uses {
    type Err = ();

    /// By what the table of made parts calls them.
    fn from_str(kind: &str) -> Result<Self, ()> {
        Ok(match kind {
            "module" => MODULE,
            "sold module" => Uses { salable: true, ..MODULE },
            "product" => PRODUCT,
            "product line" => PRODUCT_LINE,
            "service" => Uses { salable: true, virtual_: true, ..NONE },
            _ => return Err(()),
        })
    }
}

pub(super) fn add(parts: &mut Parts, places: &Places) {
    for (at, made) in (1..).zip(MADE.iter()) {
        let place = match made.category {
            Category::BuiltBoards => Some(places.bins[at as usize % places.bins.len()]),
            Category::Services => None,
            _ => Some(places.finished),
        };
        let sold_to_standard = made.uses.testable && !made.uses.template;
        let added = parts.add(Part {
            name: made.name.into(),
            says: made.says.into(),
            keywords: if made.category == Category::WeatherStations { "weather, station" } else { "" },
            number: made.number.into(),
            revision: made.revision,
            category: made.category,
            units: "",
            uses: made.uses,
            active: made.key != "main-a",
            variant_of: parts.named.get(made.variant_of).copied(),
            revision_of: parts.named.get(made.revision_of).copied(),
            place,
            keeps: 0,
            minimum: if made.uses.trackable || made.uses.virtual_ { 0 } else { 5 },
            notes: if made.uses.template {
                "## Before a change\n\nAsk **engineering**: lines here count for all variants."
            } else {
                ""
            },
            values: if sold_to_standard { vec![Property::Compliant.value("true")] } else { Vec::new() },
            supply: None,
            created: crate::calendar::FOUNDED - 80 - 9 * at,
            creator: Person::Engineer,
        });
        parts.named.insert(made.key, added);
    }
}

/// Prices at which parts are sold: part, from which quantity, cents.
pub(crate) fn sale_prices(parts: &Parts) -> Vec<(usize, i64, i64)> {
    let priced = MADE.iter().filter_map(|made| Some((parts.named(made.key), made.prices?)));
    priced.flat_map(|(part, (one, ten))| [(part, 1, one), (part, 10, ten)]).collect()
}

/// The lines of everything above. Small parts are taken from what was generated, so this comes last.
pub(super) fn add_lines(parts: &mut Parts, rng: &mut Rng) {
    let small: Vec<usize> = parts
        .all
        .iter()
        .enumerate()
        .filter(|(_, part)| matches!(part.category, Category::Resistors | Category::Ceramic | Category::Leds))
        .map(|(at, _)| at)
        .collect();
    for made in MADE.iter() {
        let part = parts.named(made.key);
        for [_, key, typed, reference] in MADE_OF.iter().filter(|[what, ..]| *what == made.key) {
            let sub_part = parts.named(key);
            let of = &parts.all[sub_part];
            let line = Line {
                quantity: amount(typed, of.units),
                typed: (*typed).into(),
                consumable: of.uses.consumable,
                inherited: made.uses.template,
                allow_variants: of.uses.template,
                note: if of.uses.template { "Any colour" } else { "" },
                ..Line::pieces(part, sub_part, 1, *reference)
            };
            parts.lines.push(line);
        }
        let mut used = std::collections::BTreeSet::new();
        for number in 1..=made.passives {
            let Some(sub_part) = (!small.is_empty()).then(|| *rng.pick(&small)).filter(|part| used.insert(*part))
            else {
                continue;
            };
            let letter = match parts.all[sub_part].category {
                Category::Resistors => 'R',
                Category::Ceramic => 'C',
                _ => 'D',
            };
            let count = rng.between(1, 6);
            let first = number * 10;
            let mut line = Line::pieces(part, sub_part, count, designators(letter, first, count));
            line.optional = rng.chance(5);
            parts.lines.push(line);
            // Now and then another part of the kind will do.
            let other = *rng.pick(&small);
            if rng.chance(20) && other != sub_part && parts.all[other].category == parts.all[sub_part].category {
                parts.substitutes.push(Substitute { line: parts.lines.len() - 1, part: other });
            }
        }
    }
}

/// `R10-R13`.
pub(super) fn designators(letter: char, first: usize, count: i64) -> String {
    if count == 1 {
        format!("{letter}{first}")
    } else {
        format!("{letter}{first}-{letter}{}", first + count as usize - 1)
    }
}

/// What somebody typed, in the part's own unit.
fn amount(typed: &str, units: &str) -> Decimal {
    let unit = Some(units).filter(|units| !units.is_empty());
    let number = Registry::standard().convert(typed, unit).unwrap_or_default();
    Decimal::from_f64(number).unwrap_or_default().round_dp(5).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_counted_in_the_unit_of_the_part() {
        assert_eq!(amount("60 cm", "m"), Decimal::new(6, 1));
        assert_eq!(amount("5 ml", "l"), Decimal::new(5, 3));
        assert_eq!(amount("6", ""), Decimal::from(6));
    }

    #[test]
    fn every_line_names_a_part_that_comes_before_and_an_amount() {
        let parts = Parts::new(300, &Places::new(0));
        for line in &parts.lines {
            assert!(line.quantity > Decimal::ZERO, "{}", line.typed);
            assert!(parts.all[line.part].uses.assembly, "{}", parts.all[line.part].name);
            assert!(parts.all[line.sub_part].uses.component, "{}", parts.all[line.sub_part].name);
        }
        assert!(MADE_OF.iter().all(|[what, ..]| MADE.iter().any(|made| made.key == *what)));
        for made in MADE.iter() {
            assert!(
                made.variant_of.is_empty() || parts.all[parts.named(made.key)].variant_of.is_some(),
                "{}",
                made.key
            );
            assert!(
                made.revision_of.is_empty() || parts.all[parts.named(made.key)].revision_of.is_some(),
                "{}",
                made.key
            );
        }
    }
}
