//! Units that users add (spec 22 §8).

use ironwood_units::{CustomUnit, QuantityError, Registry};

fn registry(rows: &[(&str, &str, &str)]) -> Registry {
    let rows: Vec<_> = rows
        .iter()
        .map(|&(name, definition, symbol)| CustomUnit {
            name: name.to_owned(),
            symbol: symbol.to_owned(),
            definition: definition.to_owned(),
        })
        .collect();
    Registry::standard().with_custom(&rows)
}

#[test]
fn a_custom_unit_is_used_by_name_symbol_plural_and_prefix() {
    let units = registry(&[("spool", "25 metre", "spl")]);
    for (text, metres) in [("2 spool", 50.0), ("2 spools", 50.0), ("3 spl", 75.0), ("1 kspool", 25_000.0)] {
        assert_eq!(units.convert(text, Some("m")), Ok(metres), "{text}");
    }
    assert_eq!(units.convert("50 m", Some("spl")), Ok(2.0));
    assert!(!Registry::standard().is_known_unit("spool"));
}

#[test]
fn numbers_define_units_of_nothing() {
    let units = registry(&[("box", "12", ""), ("widget", "12 dimensionless", "wdg")]);
    assert_eq!(units.convert("2 box", None), Ok(24.0));
    assert_eq!(units.convert("2 wdg", None), Ok(24.0));
    let catalogue = units.catalogue();
    assert!(catalogue.available_units["wdg"].isdimensionless);
    assert!(!catalogue.available_units["wdg"].is_alias);
    assert!(catalogue.available_units["widget"].is_alias);
}

#[test]
fn rows_refer_to_each_other_in_any_order() {
    let units = registry(&[("pallet", "40 carton", ""), ("carton", "6 box", ""), ("box", "12", "")]);
    assert_eq!(units.convert("1 pallet", None), Ok(2_880.0));
}

#[test]
fn built_in_names_may_be_taken_over() {
    let units = registry(&[("inch", "3 cm", ""), ("R", "ohm", "")]);
    assert_eq!(units.convert("1 inch", Some("cm")), Ok(3.0));
    assert_eq!(units.convert("4R7", Some("ohm")), Ok(4.7));
}

#[test]
fn bad_rows_are_left_out() {
    let rows = [
        ("one", "2 nosuch", ""),
        ("two", "three", ""),
        ("three", "two", ""),
        ("four", "0", ""),
        ("five", "1e400", ""),
        ("six", "2 degC", ""),
        ("bad name", "2 m", ""),
        ("", "2 m", ""),
        ("eight", "8", "not a name"),
    ];
    let units = registry(&rows);
    for name in ["one", "two", "three", "four", "five", "six", "bad name"] {
        assert!(!units.is_known_unit(name), "{name}");
    }
    assert_eq!(units.convert("1 eight", None), Ok(8.0));
    assert_eq!(units.convert("1 inch", Some("mm")), Ok(25.4));
}

#[test]
fn definitions_are_checked() {
    let units = Registry::standard();
    for definition in ["52 day", "12", "12 dimensionless", "ohm", "m", "degC", "2 kg/m^3"] {
        assert_eq!(units.check_definition(definition), Ok(()), "{definition}");
    }
    assert_eq!(units.check_definition("2 nosuch"), Err(QuantityError::UnknownUnit("nosuch".to_owned())));
    assert_eq!(units.check_definition("m^"), Err(QuantityError::Malformed));
    assert_eq!(units.check_definition("0 m"), Err(QuantityError::Unusable));
    assert_eq!(units.check_definition("nan"), Err(QuantityError::Unusable));
    assert_eq!(units.check_definition("2 degC"), Err(QuantityError::Unusable));
}
