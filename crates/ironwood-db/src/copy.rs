//! Rows in the text form of PostgreSQL's `COPY`: a line each, tabs between the values.

use bytes::{BufMut, BytesMut};

use crate::value::{Param, date_text, timestamp_text};

/// Appends one row.
pub(crate) fn write_row(row: &[Param], out: &mut BytesMut) {
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            out.put_u8(b'\t');
        }
        write_value(value, out);
    }
    out.put_u8(b'\n');
}

fn write_value(value: &Param, out: &mut BytesMut) {
    match value {
        Param::Null => out.put_slice(b"\\N"),
        Param::Bool(flag) => out.put_u8(if *flag { b't' } else { b'f' }),
        Param::Int(number) => out.put_slice(number.to_string().as_bytes()),
        Param::Real(number) => out.put_slice(number.to_string().as_bytes()),
        Param::Decimal(number) => out.put_slice(number.to_string().as_bytes()),
        Param::Text(text) | Param::Json(text) => write_text(text, out),
        Param::Date(date) => out.put_slice(date_text(*date).as_bytes()),
        // Every session of ours is in UTC.
        Param::Timestamp(micros) => out.put_slice(timestamp_text(*micros).as_bytes()),
        Param::Ints(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            out.put_slice(format!("{{{}}}", numbers.join(",")).as_bytes());
        }
        Param::Texts(texts) => {
            let quoted: Vec<String> =
                texts.iter().map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))).collect();
            write_text(&format!("{{{}}}", quoted.join(",")), out);
        }
    }
}

fn write_text(text: &str, out: &mut BytesMut) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.put_slice(b"\\\\"),
            b'\t' => out.put_slice(b"\\t"),
            b'\n' => out.put_slice(b"\\n"),
            b'\r' => out.put_slice(b"\\r"),
            other => out.put_u8(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_whatever_its_texts_hold() {
        let mut out = BytesMut::new();
        write_row(
            &[Param::Null, true.into(), 7i64.into(), "a\tb\\N\n".into(), Param::Texts(vec!["x\"y".into()])],
            &mut out,
        );
        assert_eq!(&out[..], b"\\N\tt\t7\ta\\tb\\\\N\\n\t{\"x\\\\\"y\"}\n");
    }
}
