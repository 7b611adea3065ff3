//! Every row of the tables of spec 22 §4, spec 21 §3 and spec 31 §6.2.

use ironwood_units::{ConversionError, Dialect, Registry};

fn convert(text: &str, unit: &str) -> Result<f64, ConversionError> {
    Registry::standard().convert(text, Some(unit))
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, what: &str) {
    let tolerance = 1e-6 * expected.abs();
    assert!((actual - expected).abs() <= tolerance, "{what}: {actual} instead of {expected}");
}

#[track_caller]
fn assert_all(unit: &str, rows: &[(&str, f64)]) {
    for &(text, expected) in rows {
        let actual = convert(text, unit).unwrap_or_else(|error| panic!("{text} in {unit}: {error}"));
        assert_close(actual, expected, &format!("{text} in {unit}"));
    }
}

#[track_caller]
fn assert_refused(unit: &str, texts: &[&str]) {
    for &text in texts {
        let refusal = ConversionError::CouldNotConvert { original: text.to_owned(), unit: unit.to_owned() };
        assert_eq!(convert(text, unit), Err(refusal), "{text} in {unit}");
    }
}

#[test]
fn resistance_in_the_notations_of_electronics() {
    assert_all("ohm", &[("10k", 1e4), ("10 kohm", 1e4), ("10kΩ", 1e4), ("10 kΩ", 1e4), ("1M", 1e6)]);
    assert_all("ohm", &[("4k7", 4_700.0), ("2M2", 2.2e6), ("2m2", 0.0022), ("4R7", 4.7), ("8R6", 8.6), ("0R", 0.0)]);
    assert_all("ohm", &[("4r7", 4.7e-27), ("22k0R", 22_000.0), ("220kR", 220_000.0), ("1 megaohm", 1e6)]);
    assert_refused("ohm", &["10K", "10KΩ", "4K7", "1K2 ohm", "10 kOhm"]);
}

#[test]
fn capacitance() {
    assert_all("F", &[("100n", 1e-7), ("100nF", 1e-7), ("4n7", 4.7e-9), ("0.1µF", 1e-7), ("10n005F", 10.005e-9)]);
    assert_all("F", &[("0.1\u{b5}F", 1e-7), ("0.1\u{3bc}F", 1e-7), ("0.1uF", 1e-7)]);
}

#[test]
fn lengths() {
    assert_all("m", &[("5 mm", 0.005), ("5", 5.0), ("5 M", 5e6), ("5mm", 0.005), ("1,000", 1_000.0), ("1,5", 15.0)]);
    assert_all("mm", &[("12\"", 304.8), ("12 in", 304.8), ("6'", 1_828.8), ("1/4\"", 6.35), ("1/4 inch", 6.35)]);
    assert_all("mm", &[("100 thou", 2.54), ("2 inches", 50.8), ("3 feet", 914.4), ("1,000 um", 1.0)]);
}

#[test]
fn numbers() {
    assert_all("W", &[("1/4W", 0.25), ("-5", -5.0), (".5", 0.5), ("5.", 5.0), ("1e3", 1_000.0), ("1E-3", 0.001)]);
    assert_all("W", &[("2*3", 6.0), ("(1 + 2) * 3 - 1", 8.0), ("2**3", 8.0), ("2^-1", 0.5), ("-2**2", -4.0)]);
    assert_refused("V", &["0x10", "5v", "abc", "5-10 V", "5 V max", "10 +/- 1", "5 +", "5 / 0", "(5"]);
    assert_eq!(convert("inf", "V"), Ok(f64::INFINITY));
    assert_eq!(convert("1e400", "V"), Ok(f64::INFINITY));
    assert!(convert("nan", "V").unwrap().is_nan());
}

#[test]
fn temperatures() {
    assert_all("degC", &[("25", 25.0), ("77 degF", 25.0), ("298.15 K", 25.0), ("25 °C", 25.0), ("25 Celsius", 25.0)]);
    assert_all("K", &[("25 °C", 298.15), ("-40 °F", 233.15), ("-(5 °C)", 268.15)]);
    assert_refused("degC", &["25C", "5 delta_degC", "20 °C + 5 °C", "5 mdegC", "20 °C / 2"]);
    // Inside a compound unit a degree is a difference.
    assert_all("K/W", &[("5 °C/W", 5.0)]);
    assert_all("°C/W", &[("5 K/W", 5.0), ("5", 5.0)]);
}

#[test]
fn pure_numbers() {
    let base = |text| Registry::standard().convert(text, None).unwrap();
    assert_close(base("2 dozen"), 24.0, "two dozen");
    assert_close(base("50%"), 0.5, "half");
    assert_close(base("dozen"), 12.0, "a dozen");
    assert_close(base("10k"), 10_000.0, "a prefix alone");
    assert_close(base("5 kg"), 5.0, "base units are those of the mks system");
    assert_all("dozen", &[("2 dozen", 24.0)]);
    assert_all("%", &[("50", 50.0), ("50 %", 0.5), ("50 percent", 0.5)]);
    assert_all("ppm", &[("10", 10.0), ("10 ppm", 1e-5)]);
    assert_all("ohm", &[("3 dB", 1.995_262_314_968_879_5), ("3 piece", 3.0), ("2 ea", 2.0), ("2 hundred", 200.0)]);
    assert_all("m", &[("1 000", 0.0), ("1 2", 2.0), ("6' 2\"", 0.3048)]);
    assert_all("V", &[("1 234.5", 234.5)]);
}

#[test]
fn angles_rates_areas_and_information() {
    assert_all("rad", &[("90 deg", std::f64::consts::FRAC_PI_2)]);
    assert_all("deg", &[("90°", 90.0)]);
    assert_all("m/s", &[("10 km/h", 2.777_777_8), ("10 km per h", 2.777_777_8)]);
    assert_all("Hz", &[("10 rpm", std::f64::consts::FRAC_PI_3)]);
    assert_all("cm^2", &[("1 m^2", 1e4), ("1 m²", 1e4), ("1 square m", 1e4), ("1 sq m", 1e4), ("1 m squared", 1e4)]);
    assert_all("l", &[("2 cubic cm", 0.002), ("1 m cubed", 1_000.0)]);
    assert_all("byte", &[("1 kB", 1_000.0), ("1 KiB", 1_024.0)]);
    assert_all("day", &[("1 month", 30.4375), ("1 year", 365.25)]);
    assert_all("N*m", &[("5 N m", 5.0), ("5 N·m", 5.0), ("500 N cm", 5.0)]);
    assert_refused("byte", &["1 KB"]);
    assert_refused("cm^2", &["1 m2"]);
    assert_refused("N*m", &["5 Nm"]);
}

#[test]
fn traps_that_are_kept() {
    assert_all("s", &[("1 m", 0.001)]);
    assert_all("km", &[("1 pcs", 3.085_677_6e13)]);
}

#[test]
fn a_prefix_never_scales_a_prefixed_unit() {
    assert_refused("nF", &["100n"]);
    assert_refused("kohm", &["4k7", "10k"]);
    assert_all("ohm", &[("10 k ohm", 1e4)]);
}

#[test]
fn the_four_refusals() {
    let units = Registry::standard();
    for unit in ["nosuch", "5 mm", "10 %", "m^", "("] {
        assert_eq!(units.convert("5", Some(unit)), Err(ConversionError::InvalidUnit(unit.to_owned())));
    }
    assert_eq!(units.convert("", Some("5 mm")), Err(ConversionError::InvalidUnit("5 mm".to_owned())));
    assert_eq!(units.convert(" ", Some("mm")), Err(ConversionError::NoValue));
    assert_eq!(units.convert("", None), Err(ConversionError::NoValue));
    assert_eq!(units.convert("abc", None), Err(ConversionError::InvalidQuantity("abc".to_owned())));
    let refusal = convert(" 5 kg ", "mm").unwrap_err();
    assert_eq!(refusal.to_string(), "'5 kg' cannot be expressed in mm");
    // A blank unit is none.
    assert_eq!(units.convert("5 mm", Some("")), Ok(0.005));
}

#[test]
fn fields_that_name_a_unit() {
    let units = Registry::standard();
    for unit in ["mm/s", "kohm", "%", "degC", "m^3", "pcs", "1", "5 mm", "°C/W", "dB/m", "nV/Hz^0.5", "litres"] {
        assert_eq!(units.check_unit(unit), Ok(()), "{unit}");
    }
    for unit in ["notaunit", "/", "m^", "mmmmmmmmmmmmmmmmmmmmm", "parsec_of_beer", "", "m(", "nV/√Hz"] {
        assert!(units.check_unit(unit).is_err(), "{unit}");
    }
    assert!(units.is_known_unit("dB/m") && units.is_known_unit("1") && units.is_known_unit("1/s"));
    assert!(!units.is_known_unit("5 mm") && !units.is_known_unit("nosuch"));
    assert_all("dB/m", &[("5", 5.0), ("5 dB/km", 0.005)]);
}

/// Spec 21 §3: the strict first attempt, then the conversion to the unit of the component.
#[test]
fn amounts_in_a_bill_of_materials() {
    let units = Registry::standard();
    let bare = [("5", 5.0), ("2 dozen", 24.0), ("50%", 0.5), ("2*3", 6.0), ("1 hundred", 100.0), ("3 ea", 3.0)];
    for (text, expected) in bare {
        let quantity = units.parse_quantity(text).unwrap();
        assert!(quantity.is_dimensionless());
        assert_close(quantity.magnitude, expected, text);
        assert_close(units.convert(text, None).unwrap(), expected, text);
    }
    assert!(!units.parse_quantity("5 mm").unwrap().is_dimensionless());
    assert_all("m", &[("5", 5.0), ("50 cm", 0.5), ("12 inches", 0.3048), ("3'", 0.9144), ("1/3", 0.333_333_33)]);
    assert_refused("m", &["5 kg", "3 ft 2 in"]);
    assert!(units.parse_quantity("3'").is_ok(), "an apostrophe is tolerated");
    for text in ["1k5", "nonsense", "", "1 m2"] {
        assert!(units.parse_quantity(text).is_err(), "{text}");
    }
}

/// Spec 31 §6.2.
#[test]
fn pack_quantities() {
    let units = Registry::standard();
    for (text, expected) in [("2 dozen", 24.0), ("1/2", 0.5), ("1e3", 1_000.0), ("10 each", 10.0)] {
        let quantity = units.quantity(text).unwrap();
        assert!(quantity.is_dimensionless());
        assert_close(quantity.magnitude, expected, text);
    }
    for text in ["5 m", "3 inches", "12\"", "2'"] {
        assert!(!units.quantity(text).unwrap().is_dimensionless(), "{text}");
    }
    assert_all("mm", &[("5 m", 5_000.0), ("10", 10.0), ("12\"", 304.8), ("2'", 609.6), ("3 inches", 76.2)]);
    assert_all("m", &[("500 feet", 152.4), ("250 mm", 0.25), ("10 each", 10.0)]);
    assert_refused("mm", &["1 kg"]);
}

/// Spec 22 §18.
#[test]
fn the_careful_dialect_reads_what_people_mean() {
    let units = Registry::standard();
    let convert = |text: &str, unit: &str| units.convert_in(Dialect::Careful, text, Some(unit));
    let rows = [
        ("50 %", "%", 50.0),
        ("50", "%", 50.0),
        ("10 ppm", "ppm", 10.0),
        ("0.1 %", "ppm", 1_000.0),
        ("3 dB", "dB", 3.0),
        ("2 dozen", "dozen", 2.0),
        ("2 dozen", "m", 24.0),
        ("10K", "ohm", 1e4),
        ("4K7", "ohm", 4_700.0),
        ("10 KΩ", "ohm", 1e4),
        ("300K", "degC", 26.85),
        ("4k7", "ohm", 4_700.0),
        ("12\"", "mm", 304.8),
    ];
    for (text, unit, expected) in rows {
        assert_close(convert(text, unit).unwrap(), expected, &format!("{text} in {unit}"));
    }
    for text in ["1 000", "1 234.5 mm", "6' 2\"", "1.2.3"] {
        assert_eq!(convert(text, "m"), Err(ConversionError::Ambiguous(text.to_owned())));
    }
}
