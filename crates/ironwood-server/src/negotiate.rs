//! What the client is willing to read (spec 00 §2).

/// Whether an `Accept` header lets JSON through; none at all does.
pub(crate) fn accepts_json(accept: Option<&str>) -> bool {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return true };
    media_types(accept).any(|kind| matches!(kind.as_str(), "*/*" | "application/*" | "application/json"))
}

/// Whether an `Accept` header names this type itself.
pub(crate) fn asks_for(accept: Option<&str>, kind: &str) -> bool {
    media_types(accept.unwrap_or_default()).any(|asked| asked == kind)
}

/// Whether an `Accept-Encoding` header lets gzip through.
pub(crate) fn accepts_gzip(accept_encoding: Option<&str>) -> bool {
    accept_encoding.unwrap_or_default().split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = quality.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()) == Some(0.0);
        matches!(name.trim(), "gzip" | "x-gzip" | "*") && !refused
    })
}

/// The types of an `Accept` header in lower case, without parameters. Like the framework, we leave qualities aside.
fn media_types(accept: &str) -> impl Iterator<Item = String> {
    accept.split(',').map(|range| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_accepted_unless_it_is_excluded() {
        for accept in ["", "*/*", "application/json", "text/html, application/*;q=0.5", "Application/JSON; indent=4"] {
            assert!(accepts_json(Some(accept)), "{accept}");
        }
        assert!(accepts_json(None));
        for accept in ["text/html", "application/xml, text/*", "application/jsonp"] {
            assert!(!accepts_json(Some(accept)), "{accept}");
        }
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for coding in ["gzip", "br, gzip;q=0.5", "*", "deflate, x-gzip"] {
            assert!(accepts_gzip(Some(coding)), "{coding}");
        }
        for coding in ["", "br", "gzip;q=0", "gzip; q=0.0", "identity"] {
            assert!(!accepts_gzip(Some(coding)), "{coding}");
        }
        assert!(!accepts_gzip(None));
    }
}
