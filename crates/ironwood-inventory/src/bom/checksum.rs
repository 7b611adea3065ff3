//! The digests by which a line, and a whole bill of materials, are known to be as they were when somebody checked them (spec 21
//! §9). Databases hold such digests already, so every byte counts: MD5, written as Python writes a literal of bytes.

use std::fmt::Write as _;

use ironwood_db::Decimal;
use md5::{Digest, Md5};

use super::line::BomLine;

/// The digest of a line. Assembly and component come as people see them: full name and description.
pub fn of_line(line: &BomLine, assembly: &str, component: &str) -> String {
    let mut text = format!("{assembly}{}{component}{}", line.part_id, line.sub_part_id);
    let numbers = [Some(line.quantity), Some(line.setup_quantity), Some(line.attrition), line.rounding_multiple];
    for number in numbers.into_iter().flatten().filter(|number| *number > Decimal::ZERO) {
        text.push_str(&number.normalize().to_string());
    }
    text.push_str(&line.reference);
    for flag in [line.optional, line.inherited, line.consumable, line.allow_variants] {
        text.push_str(if flag { "True" } else { "False" });
    }
    literal(&Md5::digest(text))
}

/// The digest of the bill of materials of a part, from those of its lines in the order of their keys.
pub fn of_lines<S: AsRef<str>>(part: i64, lines: impl IntoIterator<Item = S>) -> String {
    let mut digest = Md5::new();
    digest.update(part.to_string());
    for line in lines {
        digest.update(line.as_ref());
    }
    literal(&digest.finalize())
}

fn literal(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\'' if quote == '\'' => out.push_str("\\'"),
            b' '..=b'~' => out.push(char::from(*byte)),
            // Writing to a text cannot fail.
            other => drop(write!(out, "\\x{other:02x}")),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::super::line::tests::sample;
    use super::*;

    #[test]
    fn bytes_are_written_as_python_writes_them() {
        for (bytes, expected) in [
            (&b"ab"[..], "b'ab'"),
            (b"\x00\x7f\xff~", r"b'\x00\x7f\xff~'"),
            (b"\t\n\r\\", r"b'\t\n\r\\'"),
            (b"it's", r#"b"it's""#),
            (b"it's \"so\"", r#"b'it\'s "so"'"#),
            (b"\"", r#"b'"'"#),
        ] {
            assert_eq!(literal(bytes), expected);
        }
    }

    #[test]
    fn digests_are_those_that_databases_hold() {
        let mut line = sample();
        let plain = of_line(&line, "Lamp - ", "Bulb - E27");
        assert_eq!(plain, PLAIN);
        assert_eq!(of_lines(1, [&plain]), OF_LAMP);
        line.setup_quantity = Decimal::new(2500, 4);
        line.rounding_multiple = Some(Decimal::from(100));
        line.reference = "X1".into();
        line.inherited = true;
        assert_eq!(of_line(&line, "Lamp - ", "Bulb - E27"), FULL);
        line.note = "not summed".into();
        line.piece_count = 9;
        assert_eq!(of_line(&line, "Lamp - ", "Bulb - E27"), FULL);
    }

    // From Python's own hashlib and repr.
    const PLAIN: &str = r#"b"*\xd0R72\xdf \x00k>r'\xd2\xc6\xed,""#;
    const OF_LAMP: &str = r#"b'#9\xe3\x8f\xee\x8e16\x91\xe1\xc7\xcb.\xaf\x82\x19'"#;
    const FULL: &str = r#"b'>\xcd\x06\xb1\xca\x92\xea\x7f\xb6\xf8\xb4\xeb\x8e\xba1\x10'"#;
}
