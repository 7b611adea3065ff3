//! As many more parts as are asked for: members of families, and boards made of them.

use crate::calendar::FOUNDED;
use crate::categories::Category;
use crate::parts::families::{Family, families};
use crate::parts::made::designators;
use crate::parts::{COMPONENT, Line, MODULE, NONE, Part, Parts, Uses};
use crate::people::Person;
use crate::places::Places;
use crate::properties::{Property, Value};
use crate::rng::Rng;

/// Share of boards beside the families' weights.
const BOARDS: u64 = 3;
const FUNCTIONS: [&str; 16] = [
    "Mixer",
    "Sequencer",
    "Logger",
    "Display",
    "Clock",
    "Relay",
    "Envelope",
    "Reverb",
    "Quantizer",
    "Gateway",
    "Filter",
    "Charger",
    "Preamp",
    "Sampler",
    "Dew point",
    "Barometer",
];

/// Adds `count` parts.
pub(super) fn add(parts: &mut Parts, count: usize, places: &Places, rng: &mut Rng) {
    let families = families();
    let mut kinds: Vec<(Kind<'_>, u64)> = families.iter().map(|family| (Kind::of(family), family.weight)).collect();
    kinds.push((Kind::Boards { made: 0 }, BOARDS));
    let all: u64 = kinds.iter().map(|(_, weight)| weight).sum();
    // Whoever is furthest behind its share is next, so every beginning of the list is a cross-section of it.
    let mut credit: Vec<i64> = vec![0; kinds.len()];
    let mut components: Vec<usize> = electronic_components(parts);
    for number in 0..count {
        for (credit, (_, weight)) in credit.iter_mut().zip(&kinds) {
            *credit += *weight as i64;
        }
        let next = (0..kinds.len()).rev().max_by_key(|at| credit[*at]).unwrap_or(0);
        credit[next] -= all as i64;
        let mut part = kinds[next].0.next(parts, places, rng);
        part.created = (FOUNDED - 250) - (FOUNDED - 260) * number as i64 / count.max(1) as i64;
        let at = parts.add(part);
        let added = &parts.all[at];
        if added.uses.assembly {
            add_lines(parts, at, &components, rng);
        } else if is_electronic(added) {
            components.push(at);
        }
    }
}

fn electronic_components(parts: &Parts) -> Vec<usize> {
    parts.all.iter().enumerate().filter(|(_, part)| is_electronic(part)).map(|(at, _)| at).collect()
}

fn is_electronic(part: &Part) -> bool {
    use Category::{Ceramic, Circuits, Controls, Diodes, Electrolytic, Headers, Inductors, Leds, Resistors, Timing};
    let on_boards = [Resistors, Ceramic, Electrolytic, Inductors, Diodes, Leds, Timing, Headers, Circuits, Controls];
    part.uses == COMPONENT && on_boards.contains(&part.category)
}

enum Kind<'f> {
    /// Members of a family so far.
    Members {
        family: &'f Family,
        values: Vec<Vec<Value>>,
        made: usize,
    },
    /// Members of a family, those that differ in its first axis below a template.
    Variants {
        family: &'f Family,
        values: Vec<Vec<Value>>,
        made: usize,
        template: usize,
    },
    Boards {
        made: usize,
    },
}

impl<'f> Kind<'f> {
    fn of(family: &'f Family) -> Self {
        let values_of = |property: Option<Property>, texts: &[String]| {
            property.map_or_else(Vec::new, |property| texts.iter().map(|text| property.value(text)).collect())
        };
        let values = family.axes.iter().map(|axis| values_of(axis.property, &axis.values)).collect();
        match family.templated {
            true => Kind::Variants { family, values, made: 0, template: 0 },
            false => Kind::Members { family, values, made: 0 },
        }
    }

    fn next(&mut self, parts: &Parts, places: &Places, rng: &mut Rng) -> Part {
        match self {
            Kind::Members { family, values, made } => {
                *made += 1;
                member(family, values, *made, *made - 1, None, places, rng)
            }
            Kind::Variants { family, values, made, template } => {
                let below = family.axes[0].values.len();
                let (group, place) = (*made / (below + 1), *made % (below + 1));
                *made += 1;
                if place == 0 {
                    *template = parts.all.len();
                    return template_of(family, *made, group * below, places, rng);
                }
                member(family, values, *made, group * below + place - 1, Some(*template), places, rng)
            }
            Kind::Boards { made } => {
                *made += 1;
                board(*made, places, rng)
            }
        }
    }
}

/// The `number`-th member of a family, numbered `serial` among its parts.
fn member(
    family: &Family,
    values: &[Vec<Value>],
    serial: usize,
    number: usize,
    variant_of: Option<usize>,
    places: &Places,
    rng: &mut Rng,
) -> Part {
    let member = family.member(number);
    let values = values.iter().zip(&member.picks).filter_map(|(values, pick)| values.get(*pick).cloned()).collect();
    let name = family.name_of(family.name, &member);
    let says = family.write(family.says, &member);
    Part { values, variant_of, ..plain(family, serial, name, says, COMPONENT, places, rng) }
}

/// What the members that differ in the first axis only have in common.
fn template_of(family: &Family, serial: usize, number: usize, places: &Places, rng: &mut Rng) -> Part {
    let member = family.member(number);
    let pattern = family.name.replace(&format!(" {{{}}}", family.axes[0].name), "");
    let name = family.name_of(&pattern, &member);
    let uses = Uses { template: true, component: true, ..NONE };
    let says = family.write(family.says, &member);
    Part { supply: None, active: true, ..plain(family, serial, name, says, uses, places, rng) }
}

fn plain(
    family: &Family,
    serial: usize,
    name: String,
    says: String,
    uses: Uses,
    places: &Places,
    rng: &mut Rng,
) -> Part {
    let electronic = family.supply.trade == crate::companies::Trade::Electronics;
    let place = if electronic { rng.pick(&places.drawers) } else { rng.pick(&places.bins) };
    // Prices differ by half around the family's, and small lots are the rule.
    let mut supply = family.supply;
    supply.price = (supply.price * rng.between(50, 180) / 100).max(1);
    Part {
        name,
        says,
        keywords: family.keywords,
        number: format!("{}-{serial:05}", family.code),
        revision: "",
        category: family.category,
        units: family.units,
        uses,
        active: !rng.chance(2),
        variant_of: None,
        revision_of: None,
        place: rng.chance(80).then_some(*place),
        keeps: 0,
        minimum: if rng.chance(30) { family.supply.lot.0 } else { 0 },
        notes: "",
        values: Vec::new(),
        supply: Some(supply),
        created: 0,
        creator: if rng.chance(70) { Person::Engineer } else { Person::Purchaser },
    }
}

fn board(serial: usize, places: &Places, rng: &mut Rng) -> Part {
    let function = FUNCTIONS[(serial - 1) % FUNCTIONS.len()];
    Part {
        name: format!("{function} board PCA-{serial:04}"),
        says: format!("{function} for one of our own machines or a customer's"),
        keywords: "board, pcb",
        number: format!("PCA-{serial:05}"),
        revision: "",
        category: Category::BuiltBoards,
        units: "",
        uses: MODULE,
        active: !rng.chance(5),
        variant_of: None,
        revision_of: None,
        place: Some(*rng.pick(&places.bins)),
        keeps: 0,
        minimum: 0,
        notes: "",
        values: vec![Property::Compliant.value("true")],
        supply: None,
        created: 0,
        creator: Person::Engineer,
    }
}

/// Up to two dozen lines of parts that are there already.
fn add_lines(parts: &mut Parts, board: usize, components: &[usize], rng: &mut Rng) {
    let mut used = std::collections::BTreeSet::new();
    for number in 1..=rng.between(8, 24) {
        let sub_part = *rng.pick(components);
        if !used.insert(sub_part) {
            continue;
        }
        let count = rng.between(1, 4);
        let letter = match parts.all[sub_part].category {
            Category::Resistors => 'R',
            Category::Ceramic | Category::Electrolytic => 'C',
            Category::Inductors => 'L',
            Category::Diodes | Category::Leds => 'D',
            Category::Timing => 'Y',
            Category::Headers => 'J',
            _ => 'U',
        };
        parts.lines.push(Line::pieces(board, sub_part, count, designators(letter, number as usize * 10, count)));
    }
}
