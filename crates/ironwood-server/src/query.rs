//! The query string, and bodies of the same form, taken apart. Whatever a client sends is read as well as it can be: bytes that
//! are no UTF-8 become replacement characters, a `%` that escapes nothing stands for itself.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// More parameters than any client has use for.
pub(crate) const MOST_PARAMETERS: usize = 1000;

/// The decoded pairs of `a=1&b=2`, in order; `None` when there are more than [`MOST_PARAMETERS`].
pub(crate) fn pairs(text: &[u8]) -> Option<Vec<(String, String)>> {
    let parts = text.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    let mut pairs = Vec::new();
    for part in parts {
        if pairs.len() == MOST_PARAMETERS {
            return None;
        }
        let equals = part.iter().position(|byte| *byte == b'=');
        let (name, value) = equals.map_or((part, &[][..]), |at| (&part[..at], &part[at + 1..]));
        pairs.push((decoded(name), decoded(value)));
    }
    Some(pairs)
}

fn decoded(text: &[u8]) -> String {
    let spaced: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect::<Vec<u8>>().into()
    } else {
        text.into()
    };
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

/// A path with its escapes resolved.
pub(crate) fn decoded_path(path: &str) -> Cow<'_, str> {
    percent_decode(path.as_bytes()).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        pairs(text.as_bytes()).unwrap()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn parameters_keep_their_order_and_repetitions() {
        assert_eq!(
            read("b=2&a=1&&b=x%20y+z&flag&=v&c=1=2"),
            [pair("b", "2"), pair("a", "1"), pair("b", "x y z"), pair("flag", ""), pair("", "v"), pair("c", "1=2")]
        );
        assert!(read("").is_empty());
    }

    #[test]
    fn broken_escapes_are_read_as_well_as_can_be() {
        assert_eq!(read("a=%zz%4&b=%ff%C3%A9"), [pair("a", "%zz%4"), pair("b", "\u{fffd}é")]);
        assert_eq!(decoded_path("/api/%ff/a%2Fb/"), "/api/\u{fffd}/a/b/");
    }

    #[test]
    fn there_is_an_end_to_the_number_of_parameters() {
        assert_eq!(pairs("a=1&".repeat(MOST_PARAMETERS).as_bytes()).unwrap().len(), MOST_PARAMETERS);
        assert_eq!(pairs("a&".repeat(MOST_PARAMETERS + 1).as_bytes()), None);
    }
}
