//! What the workshop makes: modules, the Nimbus weather stations, the Murmur synthesizers, and what they are made of.

use ironwood_db::Decimal;
use ironwood_units::Registry;
use rust_decimal::prelude::FromPrimitive;

use crate::categories::Category;
use crate::parts::{Line, MODULE, NONE, PRODUCT, PRODUCT_LINE, Part, Parts, Substitute, Uses};
use crate::people::Person;
use crate::places::Places;
use crate::properties::Property;
use crate::rng::Rng;

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
    /// What one needs: a part, how much of it, where it goes.
    lines: &'static [(&'static str, &'static str, &'static str)],
    /// Lines of small parts besides.
    passives: usize,
    /// What one costs and what ten cost each, in cents.
    prices: Option<(i64, i64)>,
}

const fn made(
    key: &'static str,
    number: &'static str,
    name: &'static str,
    says: &'static str,
    category: Category,
    uses: Uses,
) -> Made {
    Made {
        key,
        number,
        name,
        says,
        category,
        uses,
        variant_of: "",
        revision: "",
        revision_of: "",
        lines: &[],
        passives: 0,
        prices: None,
    }
}

impl Made {
    const fn of(mut self, lines: &'static [(&'static str, &'static str, &'static str)], passives: usize) -> Self {
        self.lines = lines;
        self.passives = passives;
        self
    }

    const fn variant_of(mut self, key: &'static str) -> Self {
        self.variant_of = key;
        self
    }

    const fn revision(mut self, revision: &'static str, of: &'static str) -> Self {
        self.revision = revision;
        self.revision_of = of;
        self
    }

    const fn sold_for(mut self, one: i64, ten: i64) -> Self {
        self.prices = Some((one, ten));
        self
    }
}

const SOLD_MODULE: Uses = Uses { salable: true, ..MODULE };
const SERVICE: Uses = Uses { salable: true, virtual_: true, ..NONE };

use Category::{Accessories, BuiltBoards, Services, Synthesizers, WeatherStations};

const MADE: [Made; 21] = [
    made("main-a", "LI-0101", "Nimbus main board", "Collects, keeps and sends", BuiltBoards, MODULE)
        .revision("A", "")
        .of(&[("bare-main", "1", ""), ("controller", "1", "U1"), ("regulator", "1", "U2"), ("radio", "1", "U3")], 10),
    made(
        "main-b",
        "LI-0101",
        "Nimbus main board",
        "Collects, keeps and sends; more memory, better antenna",
        BuiltBoards,
        MODULE,
    )
    .revision("B", "main-a")
    .of(
        &[
            ("bare-main", "1", ""),
            ("controller", "1", "U1"),
            ("converter", "1", "U4"),
            ("regulator", "1", "U2"),
            ("radio", "1", "U3"),
            ("wire", "60 cm", ""),
            ("coating", "5 ml", ""),
        ],
        14,
    ),
    made("sensor", "LI-0102", "Nimbus sensor board", "Air and light", BuiltBoards, MODULE)
        .of(&[("bare-sensor", "1", ""), ("air", "1", "U1"), ("sunlight", "1", "U2"), ("wire", "15 cm", "")], 5),
    made("power", "LI-0103", "Nimbus power board", "Charges by day, feeds by night", BuiltBoards, MODULE).of(
        &[
            ("bare-power", "1", ""),
            ("charger", "1", "U1"),
            ("regulator", "1", "U2"),
            ("holder", "1", "BT1"),
            ("wire", "30 cm", ""),
        ],
        7,
    ),
    made("shield", "LI-0110", "Radiation shield", "Six plates around the sensor board", Accessories, SOLD_MODULE)
        .of(&[("plate", "6", ""), ("sensor", "1", "")], 0)
        .sold_for(4_900, 4_400),
    made("anemometer", "LI-0111", "Anemometer", "Counts turns of the wind", Accessories, SOLD_MODULE)
        .of(&[("cups", "1", ""), ("bearing", "2", ""), ("magnet", "2", ""), ("reed", "1", "")], 0)
        .sold_for(5_900, 5_300),
    made("wind-vane", "LI-0112", "Wind vane", "Where the wind comes from", Accessories, SOLD_MODULE)
        .of(&[("vane", "1", ""), ("bearing", "2", ""), ("magnet", "1", ""), ("angle", "1", "U1")], 0)
        .sold_for(6_400, 5_800),
    made("rain-gauge", "LI-0113", "Rain gauge", "A tip for every fifth of a millimetre", Accessories, SOLD_MODULE)
        .of(&[("funnel", "1", ""), ("bucket", "1", ""), ("magnet", "1", ""), ("reed", "1", "")], 0)
        .sold_for(7_900, 7_100),
    made("mast", "LI-0114", "Mast set 1.5 m", "Tube and clamps", Accessories, SOLD_MODULE)
        .of(&[("tube", "1.5 m", ""), ("clamp", "3", "")], 0)
        .sold_for(3_900, 3_500),
    made("nimbus", "LI-0200", "Nimbus", "Weather station without mains or network", WeatherStations, PRODUCT_LINE).of(
        &[
            ("main-b", "1", ""),
            ("power", "1", ""),
            ("panel", "1", ""),
            ("cell", "1", ""),
            ("shield", "1", ""),
            ("case", "1", ""),
            ("label", "1", ""),
            ("carton-large", "1", ""),
        ],
        0,
    ),
    made("nimbus-garden", "LI-0201", "Nimbus Garden", "Air and rain", WeatherStations, PRODUCT)
        .variant_of("nimbus")
        .of(&[("rain-gauge", "1", "")], 0)
        .sold_for(34_900, 31_900),
    made(
        "nimbus-coast",
        "LI-0202",
        "Nimbus Coast",
        "Air, rain and wind, coated against salt",
        WeatherStations,
        PRODUCT,
    )
    .variant_of("nimbus")
    .of(
        &[
            ("rain-gauge", "1", ""),
            ("anemometer", "1", ""),
            ("wind-vane", "1", ""),
            ("mast", "1", ""),
            ("coating", "20 ml", ""),
        ],
        0,
    )
    .sold_for(54_900, 49_900),
    made(
        "nimbus-alpine",
        "LI-0203",
        "Nimbus Alpine",
        "Air and wind, second cell for dark valleys",
        WeatherStations,
        PRODUCT,
    )
    .variant_of("nimbus")
    .of(
        &[("anemometer", "1", ""), ("wind-vane", "1", ""), ("mast", "2", ""), ("cell", "1", ""), ("holder", "1", "")],
        0,
    )
    .sold_for(59_900, 54_900),
    made("oscillator", "LI-0120", "Murmur oscillator", "Three waves and a sub-octave", BuiltBoards, SOLD_MODULE)
        .of(
            &[
                ("bare-oscillator", "1", ""),
                ("front-oscillator", "1", ""),
                ("amplifier", "3", "U1 U2 U3"),
                ("jack", "6", "J1-J6"),
                ("pot", "5", "P1-P5"),
                ("toggle", "1", "S1"),
                ("wire", "40 cm", ""),
            ],
            18,
        )
        .sold_for(17_900, 15_900),
    made("filter", "LI-0121", "Murmur filter", "Four poles, sings when asked to", BuiltBoards, SOLD_MODULE)
        .of(
            &[
                ("bare-filter", "1", ""),
                ("front-filter", "1", ""),
                ("transconductor", "2", "U1 U2"),
                ("amplifier", "1", "U3"),
                ("jack", "5", "J1-J5"),
                ("pot", "4", "P1-P4"),
                ("wire", "35 cm", ""),
            ],
            16,
        )
        .sold_for(16_900, 14_900),
    made("envelope", "LI-0122", "Murmur envelope", "Attack to release, loops", BuiltBoards, SOLD_MODULE)
        .of(
            &[
                ("bare-envelope", "1", ""),
                ("front-envelope", "1", ""),
                ("amplifier", "2", "U1 U2"),
                ("jack", "3", "J1-J3"),
                ("pot", "4", "P1-P4"),
                ("toggle", "1", "S1"),
            ],
            12,
        )
        .sold_for(13_900, 12_400),
    made("rack", "LI-0123", "Murmur rack", "84 HP, powered", Synthesizers, SOLD_MODULE)
        .of(&[("rail", "2", ""), ("supply", "1", ""), ("ribbon", "4", "")], 0)
        .sold_for(18_900, 16_900),
    made("murmur", "LI-0300", "Murmur", "A small modular synthesizer", Synthesizers, PRODUCT_LINE).of(
        &[
            ("oscillator", "2", ""),
            ("filter", "1", ""),
            ("envelope", "2", ""),
            ("label", "1", ""),
            ("carton-large", "1", ""),
        ],
        0,
    ),
    made("murmur-rack", "LI-0301", "Murmur Complete", "Built into its rack and tuned", Synthesizers, PRODUCT)
        .variant_of("murmur")
        .of(&[("rack", "1", "")], 0)
        .sold_for(94_900, 87_900),
    made("murmur-skiff", "LI-0302", "Murmur Skiff", "Without a rack, for your own", Synthesizers, PRODUCT)
        .variant_of("murmur")
        .of(&[("ribbon", "5", ""), ("carton-small", "1", "")], 0)
        .sold_for(74_900, 68_900),
    made("forecast", "LI-0900", "Forecast for a year", "The station's own forecast, by letter", Services, SERVICE)
        .sold_for(2_900, 2_400),
];

pub(super) fn add(parts: &mut Parts, places: &Places) {
    for (at, made) in (1..).zip(&MADE) {
        let place = match made.category {
            BuiltBoards => Some(places.bins[at as usize % places.bins.len()]),
            Services => None,
            _ => Some(places.finished),
        };
        let sold_to_standard = made.uses.testable && !made.uses.template;
        let added = parts.add(Part {
            name: made.name.into(),
            says: made.says.into(),
            keywords: if made.category == WeatherStations { "weather, station" } else { "" },
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
    for made in &MADE {
        let part = parts.named(made.key);
        for (key, typed, reference) in made.lines {
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
        for made in &MADE {
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
