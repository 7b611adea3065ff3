//! What the workshop buys for its own products.

use crate::categories::Category;
use crate::companies::Trade;
use crate::parts::{COMPONENT, CONSUMABLE, NONE, Part, Parts, Supply, Uses, supply};
use crate::people::Person;
use crate::places::Places;
use crate::properties::{Property, Value};
use crate::rng::Rng;

struct Bought {
    key: &'static str,
    name: &'static str,
    says: &'static str,
    category: Category,
    units: &'static str,
    uses: Uses,
    supply: Supply,
    keeps: i64,
    minimum: i64,
}

const fn electronic(
    key: &'static str,
    category: Category,
    name: &'static str,
    says: &'static str,
    price: i64,
    lot: (i64, i64),
) -> Bought {
    let supply = supply(Trade::Electronics, price, &[1, 50, 500], lot, "Tray");
    Bought { key, name, says, category, units: "", uses: COMPONENT, supply, keeps: 0, minimum: lot.0 / 2 }
}

const fn mechanical(
    key: &'static str,
    category: Category,
    name: &'static str,
    says: &'static str,
    price: i64,
    lot: (i64, i64),
) -> Bought {
    let supply = supply(Trade::Mechanics, price, &[1, 25], lot, "Carton");
    Bought { key, name, says, category, units: "", uses: COMPONENT, supply, keeps: 0, minimum: lot.0 / 2 }
}

const fn used_up(
    key: &'static str,
    category: Category,
    name: &'static str,
    says: &'static str,
    price: i64,
    lot: (i64, i64),
) -> Bought {
    let supply = supply(Trade::Supplies, price, &[1, 10], lot, "Box");
    Bought { key, name, says, category, units: "", uses: CONSUMABLE, supply, keeps: 0, minimum: lot.0 / 2 }
}

impl Bought {
    const fn by(mut self, units: &'static str) -> Self {
        self.units = units;
        self
    }

    const fn keeps(mut self, days: i64) -> Self {
        self.keeps = days;
        self
    }
}

use Category::*;

const BOUGHT: [Bought; 45] = [
    electronic("controller", Circuits, "Controller SB32-256", "32 bit, 256 kB flash, 48 pins", 24_000, (100, 600)),
    electronic(
        "converter",
        Circuits,
        "Converter SB-AD24",
        "Analogue to digital, 24 bit, four channels",
        41_000,
        (50, 300),
    ),
    electronic("amplifier", Circuits, "Amplifier SB-Q4N", "Four low-noise operational amplifiers", 9_500, (100, 800)),
    electronic(
        "transconductor",
        Circuits,
        "Transconductance amplifier SB-T2",
        "Two in one case, for filters",
        18_000,
        (100, 500),
    ),
    electronic("regulator", Circuits, "Regulator 3.3 V 500 mA", "Linear, low dropout", 3_200, (200, 1_000)),
    electronic("charger", Circuits, "Solar charger SB-CH1", "For one cell and a small panel", 15_500, (50, 400)),
    electronic("radio", Circuits, "Radio module 868 MHz", "Long range, low rate", 62_000, (50, 300)),
    electronic("air", Sensors, "Air sensor NO-PHT", "Pressure, humidity and temperature", 38_000, (50, 300)),
    electronic("sunlight", Sensors, "Light sensor NO-UV", "Brightness and ultraviolet index", 26_000, (50, 250)),
    electronic("angle", Sensors, "Angle sensor 12 bit", "Contactless, for wind vanes", 29_500, (50, 250)),
    electronic("reed", Sensors, "Reed switch NO 10 mm", "Closes in a magnetic field", 5_600, (100, 500)),
    electronic("panel", PowerSources, "Solar panel 6 V 1 W", "110 x 60 mm, epoxy", 46_000, (30, 200)),
    electronic("cell", PowerSources, "Cell 18650 protected", "3.4 Ah, with protection circuit", 58_000, (40, 240)),
    electronic("holder", PowerSources, "Cell holder 18650", "For one cell, solder tabs", 6_900, (100, 400)),
    electronic("supply", PowerSources, "Bench supply 12 V", "Two rails for cases of synthesizers", 145_000, (10, 80)),
    electronic("jack", Controls, "Jack socket 3.5 mm", "Vertical, with nut", 4_400, (300, 2_000)),
    electronic("pot", Controls, "Potentiometer 10k linear", "9 mm, metal shaft", 7_200, (300, 2_000)),
    electronic("toggle", Controls, "Toggle switch 2 positions", "Sub-miniature", 9_900, (100, 600)),
    electronic("ribbon", CableAssemblies, "Ribbon cable 16 way 200 mm", "Power bus of a case", 11_000, (50, 300)),
    electronic("bare-main", BareBoards, "Bare board Nimbus main", "Four layers, 80 x 60 mm", 32_000, (50, 250)),
    electronic("bare-sensor", BareBoards, "Bare board Nimbus sensor", "Two layers, 25 x 25 mm", 9_000, (50, 250)),
    electronic("bare-power", BareBoards, "Bare board Nimbus power", "Two layers, 60 x 40 mm", 14_000, (50, 250)),
    electronic(
        "bare-oscillator",
        BareBoards,
        "Bare board Murmur oscillator",
        "Two layers, 100 x 50 mm",
        21_000,
        (50, 250),
    ),
    electronic("bare-filter", BareBoards, "Bare board Murmur filter", "Two layers, 100 x 50 mm", 21_000, (50, 250)),
    electronic("bare-envelope", BareBoards, "Bare board Murmur envelope", "Two layers, 100 x 40 mm", 18_500, (50, 250)),
    mechanical("magnet", Parts, "Magnet 6x3 mm", "Neodymium, nickel", 2_100, (100, 800)),
    mechanical("bearing", Parts, "Ball bearing 624", "4 x 13 x 5 mm, sealed", 13_000, (50, 300)),
    mechanical("plate", Parts, "Radiation shield plate", "White, UV stable", 12_500, (100, 900)),
    mechanical("cups", Parts, "Rotor with three cups", "Moulded in one piece", 31_000, (30, 200)),
    mechanical("vane", Parts, "Vane with counterweight", "Balanced", 28_000, (30, 200)),
    mechanical("funnel", Parts, "Rain funnel 200 cm2", "With leaf grid", 37_000, (30, 200)),
    mechanical("bucket", Parts, "Tipping bucket 0.2 mm", "Stainless pivots", 22_000, (30, 200)),
    mechanical("tube", Parts, "Mast tube 32 mm", "Aluminium, anodised", 54_000, (12, 90)).by("m"),
    mechanical("clamp", Parts, "Mast clamp 32 mm", "Galvanised", 19_000, (40, 200)),
    mechanical("front-oscillator", Enclosures, "Front panel oscillator", "10 HP, printed", 48_000, (25, 150)),
    mechanical("front-filter", Enclosures, "Front panel filter", "8 HP, printed", 46_000, (25, 150)),
    mechanical("front-envelope", Enclosures, "Front panel envelope", "6 HP, printed", 44_000, (25, 150)),
    mechanical("rail", Parts, "Rail 84 HP", "With sliding nuts", 66_000, (20, 100)),
    used_up("wire", Solder, "Solder wire 0.7 mm", "Lead free, 2.2 % flux", 2_500, (20, 200)).by("m"),
    used_up("paste", Solder, "Solder paste type 4", "Lead free, in cartridges", 4_200, (2, 40)).keeps(180),
    used_up("cleaner", Chemicals, "Isopropyl alcohol", "99.9 %", 82_000, (2, 25)).by("l").keeps(900),
    used_up("coating", Chemicals, "Conformal coating", "Acrylic, glows in ultraviolet light", 390_000, (1, 8))
        .by("l")
        .keeps(540),
    used_up("carton-small", Packaging, "Carton 300x200x100", "Plain", 7_000, (50, 400)),
    used_up("carton-large", Packaging, "Carton 600x400x300", "Double wall", 19_000, (25, 200)),
    used_up("label", Packaging, "Serial number label", "Weatherproof, 30 x 15 mm", 900, (500, 4_000)),
];

/// The case that comes in two colours.
const CASE: Supply = supply(Trade::Mechanics, 124_000, &[1, 25], (20, 120), "Carton");

pub(super) fn add(parts: &mut Parts, places: &Places, rng: &mut Rng) {
    for (at, bought) in (1..).zip(&BOUGHT) {
        let place = match (bought.supply.trade, bought.category) {
            (_, Chemicals) => Some(places.chemicals),
            (_, Solder) => Some(places.cold),
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
            minimum: bought.minimum,
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
        category: Enclosures,
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
