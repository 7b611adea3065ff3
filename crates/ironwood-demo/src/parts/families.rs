//! Families of parts that differ in a few values: resistors, screws, cables. Their members are counted like the figures of a
//! clock, so a workshop of any size can be made from them, the usual members first.

use crate::categories::Category;
use crate::companies::Trade;
use crate::parts::series::{Steps, values};
use crate::parts::{Supply, supply};
use crate::properties::{COLOURS, Property};

/// In what the members of a family differ.
#[derive(Debug)]
pub(crate) struct Axis {
    /// What the patterns call it, in braces.
    pub(crate) name: &'static str,
    pub(crate) property: Option<Property>,
    pub(crate) values: Vec<String>,
}

/// A family.
#[derive(Debug)]
pub(crate) struct Family {
    /// What part numbers begin with.
    pub(crate) code: &'static str,
    pub(crate) category: Category,
    /// Its share among all families.
    pub(crate) weight: u64,
    /// Pattern of names, with `{axis}` for a value.
    pub(crate) name: &'static str,
    /// Pattern of descriptions.
    pub(crate) says: &'static str,
    pub(crate) keywords: &'static str,
    pub(crate) units: &'static str,
    /// The first one turns fastest.
    pub(crate) axes: Vec<Axis>,
    pub(crate) supply: Supply,
    /// Whether the members of its first axis are variants of a template.
    pub(crate) templated: bool,
}

/// One member: a value of each axis, and which series it is when all combinations are used up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) picks: Vec<usize>,
    pub(crate) series: usize,
}

impl Family {
    /// The member with this number.
    pub(crate) fn member(&self, number: usize) -> Member {
        let mut rest = number;
        let picks = self
            .axes
            .iter()
            .map(|axis| {
                let pick = rest % axis.values.len();
                rest /= axis.values.len();
                pick
            })
            .collect();
        Member { picks, series: rest }
    }

    /// A pattern with the member's values in it.
    pub(crate) fn write(&self, pattern: &str, member: &Member) -> String {
        let mut text = pattern.to_owned();
        for (axis, pick) in self.axes.iter().zip(&member.picks) {
            text = text.replace(&format!("{{{}}}", axis.name), &axis.values[*pick]);
        }
        text
    }

    /// The member's name; members of later series say so.
    pub(crate) fn name_of(&self, pattern: &str, member: &Member) -> String {
        let name = self.write(pattern, member);
        if member.series == 0 { name } else { format!("{name}, series {}", member.series + 1) }
    }
}

/// A family by code, category, share, patterns of names and descriptions, keywords, axes and supply.
fn family(
    code: &'static str,
    category: Category,
    weight: u64,
    [name, says, keywords]: [&'static str; 3],
    axes: Vec<Axis>,
    supply: Supply,
) -> Family {
    Family { code, category, weight, name, says, keywords, units: "", axes, supply, templated: false }
}

impl Family {
    fn counted_in(self, units: &'static str) -> Self {
        Family { units, ..self }
    }

    fn templated(self) -> Self {
        Family { templated: true, ..self }
    }
}

fn axis(name: &'static str, property: Property, values: Vec<String>) -> Axis {
    Axis { name, property: Some(property), values }
}

fn plain(name: &'static str, values: &[&str]) -> Axis {
    Axis { name, property: None, values: words(values) }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Every `step`-th number from `from` to `to`.
fn steps(from: u32, to: u32, step: usize) -> Vec<String> {
    (from..=to).step_by(step).map(|number| number.to_string()).collect()
}

fn colours() -> Vec<String> {
    COLOURS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

const THREADS: [&str; 8] = ["M3", "M2.5", "M4", "M2", "M5", "M6", "M1.6", "M8"];
const REEL: &[i64] = &[1, 100, 5_000];
const BAG: &[i64] = &[1, 100, 500];
const SINGLE: &[i64] = &[1, 10];

/// All families.
pub(crate) fn families() -> Vec<Family> {
    let mut all = electronic();
    all.extend(connecting());
    all.extend(mechanical());
    all
}

fn electronic() -> Vec<Family> {
    use Property::*;
    let chips = || axis("size", Package, words(&["0603", "0805", "0402", "1206", "2512"]));
    let small = |price| supply(Trade::Electronics, price, REEL, (200, 5_000), "Tape and reel");
    vec![
        family(
            "RES",
            Category::Resistors,
            18,
            ["Resistor {value} {tolerance}% {size}", "Chip resistor, {value} ohm, {film} film", "resistor, smd"],
            vec![
                axis("value", Resistance, values(Steps::NinetySix, 0, 6, "")),
                axis("tolerance", Tolerance, words(&["1", "5", "0.1"])),
                chips(),
                plain("film", &["thick", "thin"]),
            ],
            small(120),
        ),
        family(
            "CAP",
            Category::Ceramic,
            16,
            ["Capacitor {value} {dielectric} {voltage}V {size}", "Multilayer ceramic, {dielectric}", "capacitor, mlcc"],
            vec![
                axis("value", Capacitance, values(Steps::TwentyFour, -11, -6, "F")),
                chips(),
                axis("dielectric", Dielectric, words(&["X7R", "C0G", "X5R", "X7S"])),
                axis("voltage", Voltage, words(&["50", "25", "16", "100", "10"])),
            ],
            small(260),
        ),
        family(
            "ELC",
            Category::Electrolytic,
            3,
            ["Electrolytic {value} {voltage}V {mounting}", "Aluminium, 105 degrees, {mounting}", "capacitor, elko"],
            vec![
                axis("value", Capacitance, values(Steps::Twelve, -6, -3, "F")),
                axis("voltage", Voltage, words(&["25", "16", "35", "50", "63", "10"])),
                plain("mounting", &["radial", "chip"]),
            ],
            supply(Trade::Electronics, 900, BAG, (50, 800), "Ammo box"),
        ),
        family(
            "IND",
            Category::Inductors,
            4,
            ["Inductor {value} {current}A {size}", "Shielded power inductor", "choke, coil"],
            vec![
                axis("value", Inductance, values(Steps::TwentyFour, -7, -3, "H")),
                axis("current", Current, words(&["1", "0.5", "2", "3.5"])),
                axis("size", Package, words(&["4x4", "3x3", "5x5", "6x6", "1210"])),
            ],
            small(2_900),
        ),
        family(
            "ZEN",
            Category::Diodes,
            2,
            ["Zener diode {voltage}V {power}W {outline}", "Voltage reference and protection", "diode, zener"],
            vec![
                axis("voltage", Voltage, values(Steps::TwentyFour, 0, 1, "")),
                axis("power", Power, words(&["0.5", "0.3", "1"])),
                axis("outline", Package, words(&["SOD-123", "SOD-323", "MELF", "SMA"])),
            ],
            small(700),
        ),
        family(
            "LED",
            Category::Leds,
            3,
            ["LED {colour} {size} {angle} degrees bin {bin}", "Indicator, {colour}", "light"],
            vec![
                axis("colour", Colour, words(&["green", "red", "yellow", "blue", "white", "orange"])),
                axis("size", Package, words(&["0805", "3 mm", "5 mm", "0603", "1206"])),
                plain("angle", &["120", "60", "30", "15"]),
                plain("bin", &["A", "B", "C", "D", "E", "F"]),
            ],
            small(800),
        ),
        family(
            "XTL",
            Category::Timing,
            2,
            ["Crystal {frequency} {load} pF {size}", "Fundamental mode, 20 ppm", "quartz"],
            vec![
                axis("frequency", Frequency, (4..=50).map(|mega| format!("{mega}MHz")).collect()),
                plain("load", &["18", "12", "8", "20"]),
                axis("size", Package, words(&["3225", "5032", "HC-49", "2016"])),
            ],
            small(3_800),
        ),
    ]
}

fn connecting() -> Vec<Family> {
    use Property::*;
    let plugs = [
        "JST 2 pin",
        "JST 4 pin",
        "ring 4 mm",
        "open end",
        "M12 4 pin",
        "jack 3.5 mm",
        "IDC 16",
        "USB-C",
        "SMA",
        "RJ12",
        "Molex 6",
        "BNC",
    ];
    vec![
        family(
            "HDR",
            Category::Headers,
            5,
            ["Header {pins} pins {pitch} mm {style} {plating}", "Pin header, {style}", "connector, header"],
            vec![
                axis("pins", Pins, steps(2, 40, 1)),
                axis("pitch", Pitch, words(&["2.54", "2.00", "1.27"])),
                plain("style", &["straight", "angled", "socket", "surface mount"]),
                plain("plating", &["tin", "gold", "selective gold"]),
            ],
            supply(Trade::Electronics, 1_600, BAG, (40, 600), "Tube"),
        ),
        family(
            "WIR",
            Category::Wire,
            4,
            ["Wire {section} mm2 {colour} {insulation}", "Hook-up wire, {core}", "cable"],
            vec![
                axis("colour", Colour, colours()),
                axis("section", CrossSection, words(&["0.25", "0.14", "0.5", "0.75", "1.0", "1.5", "0.08", "2.5"])),
                plain("insulation", &["PVC", "silicone", "PTFE", "polyethylene"]),
                plain("core", &["stranded", "solid"]),
            ],
            supply(Trade::Electronics, 2_100, &[10, 100], (20, 300), "Spool"),
        )
        .counted_in("m"),
        family(
            "CBL",
            Category::CableAssemblies,
            8,
            [
                "Cable {from} to {to} {length} mm {colour}",
                "Ready-made, {length} mm from {from} to {to}",
                "lead, harness",
            ],
            vec![
                axis(
                    "length",
                    Length,
                    words(&[
                        "100", "200", "300", "500", "1000", "150", "250", "400", "750", "1500", "2000", "3000", "5000",
                    ]),
                ),
                axis("colour", Colour, words(&["black", "grey", "red", "blue", "white", "yellow"])),
                plain("from", &plugs),
                plain("to", &plugs),
            ],
            supply(Trade::Electronics, 9_800, SINGLE, (10, 120), "Bag"),
        ),
    ]
}

fn mechanical() -> Vec<Family> {
    use Property::*;
    let threads = || axis("thread", Thread, words(&THREADS));
    let metals =
        || axis("material", Material, words(&["steel zinc", "stainless A2", "brass", "stainless A4", "black oxide"]));
    let loose = |price| supply(Trade::Mechanics, price, BAG, (100, 3_000), "Bag");
    let lengths = || {
        let mut lengths = steps(4, 20, 2);
        lengths.extend(steps(3, 19, 4));
        lengths.extend(steps(25, 60, 5));
        lengths
    };
    vec![
        family(
            "SCR",
            Category::Screws,
            16,
            [
                "Screw {thread}x{length} {head} {drive} {material}",
                "Machine screw, {head} head, {drive} drive",
                "bolt, fastener",
            ],
            vec![
                axis("length", Length, lengths()),
                threads(),
                plain("head", &["pan", "countersunk", "cap", "button", "low", "hex"]),
                metals(),
                plain("drive", &["hex socket", "cross", "six lobe"]),
            ],
            loose(350),
        ),
        family(
            "NUT",
            Category::Washers,
            3,
            ["{form} {thread} {material}", "{form} for {thread}", "nut, washer, fastener"],
            vec![
                threads(),
                plain(
                    "form",
                    &[
                        "Nut",
                        "Washer",
                        "Spring washer",
                        "Lock nut",
                        "Large washer",
                        "Tooth washer",
                        "Thin nut",
                        "Cap nut",
                    ],
                ),
                metals(),
            ],
            loose(150),
        ),
        family(
            "STD",
            Category::Standoffs,
            4,
            ["Standoff {thread}x{length} {ends} {material}", "Board spacer, {ends}", "spacer"],
            vec![
                axis("length", Length, lengths()),
                threads(),
                plain("ends", &["female", "male and female", "male"]),
                axis("material", Material, words(&["brass", "nylon", "aluminium", "steel zinc"])),
            ],
            loose(1_900),
        ),
        family(
            "SPR",
            Category::Springs,
            4,
            ["Spring {diameter}x{length} wire {wire} mm", "Compression spring, ends ground", "spring"],
            vec![
                axis("length", Length, steps(10, 60, 2)),
                axis("diameter", Diameter, steps(4, 20, 1)),
                plain("wire", &["0.5", "0.8", "0.3", "1.0", "1.2", "1.5"]),
            ],
            loose(3_300),
        ),
        family(
            "ORG",
            Category::Seals,
            3,
            ["O-ring {diameter}x{cord} {material}", "Seal, cord {cord} mm", "gasket, seal"],
            vec![
                axis("diameter", Diameter, steps(3, 60, 1)),
                plain("cord", &["1.5", "2", "1", "2.5", "3", "3.5", "4"]),
                axis("material", Material, words(&["NBR 70", "silicone", "FKM", "EPDM"])),
            ],
            loose(900),
        ),
        family(
            "KNB",
            Category::Knobs,
            4,
            ["Knob {style} {diameter} mm {colour}", "For 6 mm shafts, {style}", "dial"],
            vec![
                axis("colour", Colour, words(&["black", "grey", "red", "white", "blue"])),
                axis("diameter", Diameter, steps(10, 40, 1)),
                plain("style", &["plain", "with pointer", "skirted", "fluted", "soft touch"]),
            ],
            supply(Trade::Mechanics, 6_400, SINGLE, (20, 200), "Bag"),
        )
        .templated(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::categories::takes_parts;

    #[test]
    fn members_have_different_names_that_fit_their_column() {
        for family in families() {
            let all: usize = family.axes.iter().map(|axis| axis.values.len()).product();
            let mut names = std::collections::HashSet::new();
            for number in 0..all + 10 {
                let member = family.member(number);
                let name = family.name_of(family.name, &member);
                assert!(name.chars().count() <= 100 && !name.contains('{'), "{name}");
                // Films and cores of one value share a name and differ in their description.
                names.insert((name, family.write(family.says, &member)));
            }
            assert_eq!(names.len(), all + 10, "{}", family.code);
            assert!(takes_parts(family.category), "{}", family.code);
        }
    }

    #[test]
    fn values_with_units_are_understood() {
        for family in families() {
            for axis in &family.axes {
                let Some(property) = axis.property else { continue };
                for value in &axis.values {
                    let understood = property.is_text() || property.value(value).number().is_some();
                    assert!(understood, "{}: {value}", family.code);
                }
            }
        }
    }
}
