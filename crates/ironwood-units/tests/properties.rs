//! What holds for any input.

use ironwood_units::{CustomUnit, Dialect, Registry};
use proptest::prelude::*;

/// Texts made of what quantities are made of, which get further than random ones.
fn expression() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "(",
            ")",
            "+",
            "-",
            "*",
            "/",
            "**",
            "^",
            "²",
            "⁻",
            " ",
            " per ",
            " squared",
            "square ",
            ",",
            "'",
            "\"",
            "%",
            "°C",
            "dB",
            "k",
            "mm",
            "ohm",
            "inf",
            "nan",
            "#",
            "±",
            "1_0",
            "e",
            "1e",
            "999999999999",
            ".",
            "½",
            "\u{0}",
        ])
        .prop_map(str::to_owned),
        any::<f64>().prop_map(|number| number.to_string()),
        ".{0,3}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A canonical name that is not a pure number, and one that it converts to.
fn compatible_units() -> impl Strategy<Value = (String, String)> {
    let units = Registry::standard().catalogue().available_units;
    let pairs: Vec<_> = units
        .values()
        .filter(|entry| entry.is_alias && !entry.isdimensionless)
        .flat_map(|entry| entry.compatible_units.iter().map(|other| (entry.name.to_owned(), (*other).to_owned())))
        .collect();
    proptest::sample::select(pairs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), expression()], unit in expression()) {
        let units = Registry::standard();
        for dialect in [Dialect::Compatible, Dialect::Careful] {
            for unit in [None, Some(unit.as_str()), Some("mm"), Some("°C"), Some("dBm"), Some("%")] {
                let _ = units.convert_in(dialect, &text, unit);
            }
        }
        let _ = units.parse_quantity(&text);
        let _ = units.check_definition(&text);
        // What values convert to may also stand in a field that names a unit.
        if units.is_known_unit(&text) {
            prop_assert_eq!(units.check_unit(&text), Ok(()));
        }
    }

    #[test]
    fn there_and_back_is_the_identity((unit, other) in compatible_units(), number in 1e-3..1e3_f64) {
        let units = Registry::standard();
        let there = units.convert(&format!("{number:e} {unit}"), Some(&other));
        let difference = |name: &str| name.starts_with("delta_");
        // Points and differences of temperature do not mix; everything else of one kind converts.
        prop_assume!(there.is_ok() || !(difference(&unit) || difference(&other)));
        let there = there.unwrap();
        let back = units.convert(&format!("{there:e} {other}"), Some(&unit)).unwrap();
        prop_assert!((back - number).abs() <= 1e-9 * (1.0 + number.abs()), "{} {} {} {}", number, unit, there, other);
    }

    #[test]
    fn a_number_is_taken_as_being_in_the_unit((unit, _) in compatible_units(), number in -1e6..1e6_f64) {
        prop_assert_eq!(Registry::standard().convert(&number.to_string(), Some(&unit)), Ok(number));
    }

    #[test]
    fn no_custom_unit_breaks_another(name in ".{0,8}", symbol in ".{0,4}", definition in expression()) {
        let units = Registry::standard().with_custom(&[
            CustomUnit { name, symbol, definition },
            CustomUnit { name: "crate_of_bolts".to_owned(), symbol: String::new(), definition: "144".to_owned() },
        ]);
        prop_assert_eq!(units.convert("2 crate_of_bolts", None), Ok(288.0));
        prop_assert!(units.catalogue().available_units.contains_key("crate_of_bolts"));
    }
}

#[test]
fn the_cost_is_bounded() {
    let units = Registry::standard();
    let nested = |depth: usize| format!("{}5 mm{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(units.convert(&nested(20), Some("mm")), Ok(5.0));
    let costly = [
        nested(100),
        nested(100_000),
        "(".repeat(100_000),
        "-".repeat(900) + "5",
        "2**".repeat(300) + "1",
        "9**9**9".to_owned(),
        "m**1000**2".to_owned(),
        "1 m".repeat(10_000),
        format!("{}m", "ym*".repeat(300)),
    ];
    for text in costly {
        assert!(units.parse_quantity(&text).is_err(), "{}", &text[..7]);
        assert!(units.convert(&text, Some("mm")).is_err());
        assert!(!units.is_known_unit(&text));
    }
}
