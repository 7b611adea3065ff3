//! Serial numbers: the expressions people type, and counting on from one (spec 30-stock §12).

/// Most serial numbers of one expression.
pub const MOST: i64 = 1000;
/// Largest number that is kept for ordering.
const LARGEST_INT: i64 = 2_147_483_647;

/// The serial number after this one: a number at its end goes up by one and keeps its width; without one it stays as it is.
pub fn increment(serial: &str) -> String {
    let digits = serial.bytes().rev().take_while(u8::is_ascii_digit).count();
    if serial.is_empty() {
        return "1".into();
    }
    if digits == 0 {
        return serial.into();
    }
    let (head, number) = serial.split_at(serial.len() - digits);
    format!("{head}{}", plus_one(number))
}

/// Adds one to a row of digits of any length.
fn plus_one(digits: &str) -> String {
    let mut out: Vec<u8> = digits.bytes().collect();
    for digit in out.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return String::from_utf8_lossy(&out).into_owned();
        }
    }
    format!("1{}", String::from_utf8_lossy(&out))
}

/// The number in a serial number, for ordering: the whole of it, a hexadecimal one, the digits at its beginning or else at its
/// end, or 0.
pub fn number_in(serial: &str) -> i64 {
    let text = serial.trim();
    let digits =
        |text: &str| text.parse::<i64>().map_or(LARGEST_INT, |number| number.saturating_abs().min(LARGEST_INT));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if is_number(unsigned) {
        return digits(unsigned);
    }
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
        && !hex.is_empty()
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return i64::from_str_radix(hex, 16).map_or(LARGEST_INT, |number| number.min(LARGEST_INT));
    }
    let leading = text.bytes().take_while(u8::is_ascii_digit).count();
    if leading > 0 {
        return digits(&text[..leading]);
    }
    let trailing = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    if trailing > 0 { digits(&text[text.len() - trailing..]) } else { 0 }
}

/// The serial numbers that an expression stands for; exactly `quantity` of them. `latest` is the latest one in use.
///
/// # Errors
/// What is wrong with the expression, for people.
pub fn expand(text: &str, quantity: i64, latest: Option<&str>) -> Result<Vec<String>, Vec<String>> {
    if quantity > MOST {
        return Err(vec![format!("Serial numbers can be given to {MOST} items at once, not to {quantity}")]);
    }
    if text.trim().is_empty() {
        return Err(vec!["The serial numbers are empty".into()]);
    }
    let text = replace_next(text, latest);
    let groups: Vec<&str> =
        text.split(|letter: char| letter == ',' || letter.is_whitespace()).filter(|group| !group.is_empty()).collect();
    let wanted = usize::try_from(quantity).unwrap_or_default();
    let mut collected = Collected { serials: Vec::new(), errors: Vec::new(), wanted };
    // As many groups as items: every group is meant as it stands.
    let literal = groups.len() == wanted;
    for group in groups {
        if literal { collected.add(group.to_owned()) } else { collected.expand(group) }
    }
    collected.finish()
}

/// `~` stands for the next free serial number; several count on.
fn replace_next(text: &str, latest: Option<&str>) -> String {
    let mut next = latest.unwrap_or_default().to_owned();
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '~' {
            next = increment(&next);
            out.push_str(&next);
        } else {
            out.push(letter);
        }
    }
    out
}

struct Collected {
    serials: Vec<String>,
    errors: Vec<String>,
    wanted: usize,
}

impl Collected {
    fn remaining(&self) -> usize {
        self.wanted.saturating_sub(self.serials.len())
    }

    fn add(&mut self, serial: String) {
        if self.serials.contains(&serial) {
            self.fail(format!("Duplicate serial: {serial}"));
        } else {
            self.serials.push(serial);
        }
    }

    fn fail(&mut self, message: String) {
        if !self.errors.contains(&message) {
            self.errors.push(message);
        }
    }

    fn expand(&mut self, group: &str) {
        if group.contains('-') {
            match group.split('-').collect::<Vec<_>>()[..] {
                [from, to] => self.range(group, from, to),
                _ => self.add(group.to_owned()),
            }
        } else if group.contains('+') {
            match group.split('+').collect::<Vec<_>>()[..] {
                [from, ""] => self.sequence(group, from, self.remaining()),
                [from, count] => match count.parse::<usize>() {
                    Ok(count) if count < MOST as usize => self.sequence(group, from, count + 1),
                    _ => self.fail(format!("Invalid group: {group}")),
                },
                _ => self.fail(format!("Invalid group: {group}")),
            }
        } else {
            self.add(group.to_owned());
        }
    }

    fn range(&mut self, group: &str, from: &str, to: &str) {
        if from.is_empty() || to.is_empty() || from == to {
            return self.fail(format!("Invalid group: {group}"));
        }
        let most = self.remaining();
        let mut serials = vec![from.to_owned()];
        while serials.last().is_some_and(|last| last != to) {
            let next = increment(serials.last().map_or("", String::as_str));
            if serials.last() == Some(&next) {
                return self.fail(format!("Invalid group: {group}"));
            }
            serials.push(next);
            if serials.len() > most {
                return self.fail(format!("Group range {group} exceeds allowed quantity ({})", self.wanted));
            }
        }
        serials.into_iter().for_each(|serial| self.add(serial));
    }

    fn sequence(&mut self, group: &str, from: &str, count: usize) {
        let mut serial = from.to_owned();
        for at in 0..count {
            if at > 0 {
                let next = increment(&serial);
                if next == serial {
                    return self.fail(format!("Invalid group: {group}"));
                }
                serial = next;
            }
            self.add(serial.clone());
        }
    }

    fn finish(self) -> Result<Vec<String>, Vec<String>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        if self.serials.is_empty() {
            return Err(vec!["No serial numbers found".into()]);
        }
        if self.serials.len() != self.wanted {
            let (found, wanted) = (self.serials.len(), self.wanted);
            return Err(vec![format!("Number of unique serial numbers ({found}) must match quantity ({wanted})")]);
        }
        Ok(self.serials)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str, quantity: i64, latest: Option<&str>) -> String {
        match expand(text, quantity, latest) {
            Ok(serials) => serials.join(" "),
            Err(errors) => format!("! {}", errors.join("; ")),
        }
    }

    #[test]
    fn expressions_mean_what_people_type() {
        for (text, quantity, latest, result) in [
            ("1-5", 5, None, "1 2 3 4 5"),
            ("A001-A003", 3, None, "A001 A002 A003"),
            ("1-3,7,10+", 7, None, "1 2 3 7 10 11 12"),
            ("10+3", 4, None, "10 11 12 13"),
            ("099+", 3, None, "099 100 101"),
            ("~+", 3, Some("5"), "6 7 8"),
            ("800,~,900", 3, Some("99"), "800 100 900"),
            ("1-5,~", 6, Some("9"), "1 2 3 4 5 10"),
            ("1-5", 1, None, "1-5"),
            ("10 + 3", 3, None, "10 + 3"),
            ("~", 1, None, "1"),
        ] {
            assert_eq!(expanded(text, quantity, latest), result, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (text, quantity) in
            [("1 - 5", 5), ("1-10", 5), ("1,1", 2), (" , ", 2), ("8001,", 2), ("a-b", 3), ("1+x", 3)]
        {
            assert!(expand(text, quantity, None).is_err(), "{text}");
        }
        assert!(expand("1-2000", 2000, None).is_err());
    }

    #[test]
    fn counting_on_keeps_the_width() {
        for (from, to) in [
            ("001", "002"),
            ("99", "100"),
            ("A-09", "A-10"),
            ("1.5", "1.6"),
            ("-5", "-6"),
            ("A", "A"),
            ("9A", "9A"),
            ("", "1"),
        ] {
            assert_eq!(increment(from), to);
        }
        assert_eq!(increment("99999999999999999999"), "100000000000000000000");
    }

    #[test]
    fn the_number_in_a_serial_orders_it() {
        for (serial, number) in
            [("12", 12), (" -7 ", 7), ("0x1F", 31), ("12B", 12), ("B12", 12), ("x", 0), ("99999999999", LARGEST_INT)]
        {
            assert_eq!(number_in(serial), number, "{serial}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_range_has_its_ends_and_its_length(from in 0i64..5000, length in 2i64..300) {
            let to = from + length - 1;
            let serials = expand(&format!("{from}-{to}"), length, None).expect("a range of its own length");
            proptest::prop_assert_eq!(serials.len() as i64, length);
            proptest::prop_assert_eq!(serials.first(), Some(&from.to_string()));
            proptest::prop_assert_eq!(serials.last(), Some(&to.to_string()));
        }

        #[test]
        fn no_expression_breaks_the_reader(text in "[0-9A+~, -]{0,30}", quantity in 0i64..40) {
            if let Ok(serials) = expand(&text, quantity, Some("7")) {
                proptest::prop_assert_eq!(serials.len() as i64, quantity);
            }
        }
    }
}
