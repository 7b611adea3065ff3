//! Notations of electronics and of the workshop that are rewritten before a text is read.

/// `12"` and `6'` as inches and feet, when the mark is the last character and the only one of its kind (spec 22 §4, step 3).
pub(crate) fn feet_and_inches(text: &str) -> String {
    let text = text.replace('′', "'").replace('″', "\"");
    let text = spelled_out(&text, '\'', " feet");
    spelled_out(&text, '"', " inches")
}

fn spelled_out(text: &str, mark: char, unit: &str) -> String {
    match text.strip_suffix(mark) {
        Some(number) if !number.contains(mark) => format!("{number}{unit}"),
        _ => text.to_owned(),
    }
}

/// `4k7` as `4.7k`, `10n005F` as `10.005nF`: letters between digits stand for the decimal point (spec 22 §4, step 4).
///
/// `None` when the text does not start with digits, letters, digits.
pub(crate) fn engineering_form(text: &str) -> Option<String> {
    let (whole, rest) = leading(text, |c| c.is_ascii_digit())?;
    let (letters, rest) = leading(rest, char::is_alphabetic)?;
    let (fraction, rest) = leading(rest, |c| c.is_ascii_digit())?;
    Some(format!("{whole}.{fraction}{letters}{rest}"))
}

/// `10K`, `4K7`, `2.2 Kohm` with the capital letter, which is kelvin, as the small one, which is kilo.
///
/// `None` when the text is not a number directly followed by `K`.
pub(crate) fn capital_kilo(text: &str) -> Option<String> {
    let (number, rest) = leading(text, |c| c.is_ascii_digit() || c == '.')?;
    let gap = &rest[..rest.len() - rest.trim_start().len()];
    let rest = rest.trim_start().strip_prefix('K')?;
    Some(format!("{number}{gap}k{rest}"))
}

/// Splits off the characters at the start of `text` that fit; `None` when the first does not.
fn leading(text: &str, fits: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let length = text.find(|c| !fits(c)).unwrap_or(text.len());
    (length > 0).then(|| text.split_at(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_mark_at_the_end_is_a_unit() {
        assert_eq!(feet_and_inches("12\""), "12 inches");
        assert_eq!(feet_and_inches("6'"), "6 feet");
        assert_eq!(feet_and_inches("6′"), "6 feet");
        assert_eq!(feet_and_inches("6' 2\""), "6' 2 inches");
        assert_eq!(feet_and_inches("1' 2'"), "1' 2'");
        assert_eq!(feet_and_inches("2' long"), "2' long");
    }

    #[test]
    fn letters_between_digits_are_a_decimal_point() {
        assert_eq!(engineering_form("4k7").as_deref(), Some("4.7k"));
        assert_eq!(engineering_form("10n005F").as_deref(), Some("10.005nF"));
        assert_eq!(engineering_form("3V3").as_deref(), Some("3.3V"));
        assert_eq!(engineering_form("4µ7").as_deref(), Some("4.7µ"));
        assert_eq!(engineering_form("1k2 ohm").as_deref(), Some("1.2k ohm"));
        assert_eq!(engineering_form("4k"), None);
        assert_eq!(engineering_form("k47"), None);
        assert_eq!(engineering_form("4 k 7"), None);
    }

    #[test]
    fn a_capital_kilo_follows_a_number() {
        assert_eq!(capital_kilo("4K7").as_deref(), Some("4k7"));
        assert_eq!(capital_kilo("2.2 KΩ").as_deref(), Some("2.2 kΩ"));
        assert_eq!(capital_kilo("K"), None);
        assert_eq!(capital_kilo("5 mK"), None);
    }
}
