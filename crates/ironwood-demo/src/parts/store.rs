//! Parts, bills of materials, tests and sale prices on their way into the database.

use ironwood_db::{Conn, DbError, Decimal, Param};

use crate::calendar::Calendar;
use crate::categories::category_key;
use crate::load::{columns, key, key_of, load, no_metadata};
use crate::parts::{Parts, made};
use crate::people::People;
use crate::properties::{self, Value};
use crate::tree;

/// Stores parts, their parameters and sale prices. How many parameters there were.
pub(crate) async fn store(
    conn: &mut Conn,
    parts: &Parts,
    people: &People,
    calendar: &Calendar,
    part_type: i64,
) -> Result<u64, DbError> {
    let positions = tree::positions(&parts.all);
    let responsible = people.group_owner("Engineering");
    load(conn, "part_part", &parts.all, |id, part| {
        let position = positions[(id - 1) as usize];
        columns![
            "name" => &part.name,
            "description" => &part.says,
            "keywords" => part.keywords,
            "IPN" => &part.number,
            "revision" => part.revision,
            "units" => part.units,
            "category_id" => category_key(part.category),
            "default_location_id" => key_of(part.place),
            "minimum_stock" => part.minimum,
            "maximum_stock" => 0i64,
            "default_expiry" => part.keeps,
            "assembly" => part.uses.assembly,
            "component" => part.uses.component,
            "consumable" => part.uses.consumable,
            "is_template" => part.uses.template,
            "purchaseable" => part.uses.purchaseable,
            "salable" => part.uses.salable,
            "testable" => part.uses.testable,
            "trackable" => part.uses.trackable,
            "virtual" => part.uses.virtual_,
            "active" => part.active,
            "locked" => false,
            "variant_of_id" => key_of(part.variant_of),
            "revision_of_id" => key_of(part.revision_of),
            "level" => position.level,
            "lft" => position.left,
            "rght" => position.right,
            "tree_id" => position.tree,
            "notes" => part.notes,
            "creation_date" => calendar.day(part.created),
            "creation_user_id" => people.user(part.creator),
            "responsible_owner_id" => if part.uses.assembly { responsible.clone() } else { Param::Null },
            "bom_checksum" => "",
            "bom_validated" => false,
            "base_cost" => 0i64,
            "multiple" => 1i64,
            "barcode_data" => "",
            "barcode_hash" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    store_sale_prices(conn, parts, calendar).await?;
    let values: Vec<(usize, &Value)> =
        parts.all.iter().enumerate().flat_map(|(at, part)| part.values.iter().map(move |value| (at, value))).collect();
    let engineer = people.user(crate::people::Person::Engineer);
    properties::store_values(conn, &values, part_type, calendar.at(30, 600), engineer).await
}

async fn store_sale_prices(conn: &mut Conn, parts: &Parts, calendar: &Calendar) -> Result<(), DbError> {
    load(conn, "part_partsellpricebreak", &made::sale_prices(parts), |_, (part, quantity, cents)| {
        columns![
            "part_id" => key(*part),
            "quantity" => *quantity,
            "price" => Decimal::new(*cents, 2),
            "price_currency" => "USD",
            "updated" => Param::Timestamp(calendar.at(200, 540)),
        ]
    })
    .await
    .map(drop)
}

/// Stores lines and substitutes. How many lines there were.
pub(crate) async fn store_bom(conn: &mut Conn, parts: &Parts) -> Result<u64, DbError> {
    let lines = load(conn, "part_bomitem", &parts.lines, |_, line| {
        columns![
            "part_id" => key(line.part),
            "sub_part_id" => key(line.sub_part),
            "quantity" => line.quantity,
            "raw_amount" => &line.typed,
            "piece_count" => 1i64,
            "reference" => &line.reference,
            "note" => line.note,
            "optional" => line.optional,
            "consumable" => line.consumable,
            "inherited" => line.inherited,
            "allow_variants" => line.allow_variants,
            "setup_quantity" => 0i64,
            "attrition" => 0i64,
            "checksum" => "",
            "validated" => false,
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    load(conn, "part_bomitemsubstitute", &parts.substitutes, |_, substitute| {
        columns![
            "bom_item_id" => key(substitute.line),
            "part_id" => key(substitute.part),
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    Ok(lines)
}

/// A test that every item of a part, and of its variants, goes through.
#[derive(Debug)]
pub(crate) struct Test {
    /// The name of the part in our own lists.
    pub(crate) part: &'static str,
    name: &'static str,
    says: &'static str,
    /// Values that may be written down; none, one, or a choice.
    pub(crate) value: Measured,
}

/// What a test writes down beside "passed".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    Nothing,
    /// A number between two bounds, in hundredths.
    Number(i64, i64),
    Choice(&'static str),
}

/// All tests.
pub(crate) const TESTS: [Test; 9] = [
    test("nimbus", "Visual inspection", "Seals, screws, label", Measured::Choice("clean,touched up")),
    test("nimbus", "Air calibration", "Deviation from the reference, in hectopascal", Measured::Number(-40, 40)),
    test("nimbus", "Burn-in 24 h", "A day and a night on the roof", Measured::Nothing),
    test("murmur", "Tuning", "Deviation over five octaves, in cent", Measured::Number(0, 300)),
    test(
        "murmur",
        "Noise floor",
        "With everything turned down, in decibel below full level",
        Measured::Number(7_800, 9_200),
    ),
    test("main-b", "Supply current", "Asleep, in microampere", Measured::Number(900, 2_400)),
    test("sensor", "Function", "Talks to the fixture", Measured::Nothing),
    test("power", "Charge current", "In milliampere, at full light", Measured::Number(14_000, 16_500)),
    test("oscillator", "Function", "Sweeps without a gap", Measured::Nothing),
];

const fn test(part: &'static str, name: &'static str, says: &'static str, value: Measured) -> Test {
    Test { part, name, says, value }
}

/// Stores the tests.
pub(crate) async fn store_tests(conn: &mut Conn, parts: &Parts) -> Result<(), DbError> {
    load(conn, "part_parttesttemplate", &TESTS, |_, test| {
        let choices = if let Measured::Choice(choices) = test.value { choices } else { "" };
        columns![
            "part_id" => key(parts.named(test.part)),
            "test_name" => test.name,
            "key" => test_key(test.name),
            "description" => test.says,
            "enabled" => true,
            "required" => true,
            "requires_value" => test.value != Measured::Nothing,
            "requires_attachment" => false,
            "choices" => choices,
            "metadata" => no_metadata(),
        ]
    })
    .await
    .map(drop)
}

/// The name without blanks and signs (spec 30-stock §17).
fn test_key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
