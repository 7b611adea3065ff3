//! Which uploaded files a browser may show by itself.

/// Types that a browser only shows or plays. Everything else might run, and is saved instead.
const SHOWN: [&str; 4] = ["image/", "audio/", "video/", "font/"];
const ALSO_SHOWN: [&str; 2] = ["text/plain", "application/pdf"];
/// Pictures that may hold scripts. Inside of `<img>` they don't run and are shown all the same.
const RUNS: [&str; 2] = ["image/svg+xml", "image/svg"];

/// The type of a file by its name, with the character set where it is text.
pub(super) fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    if kind.type_() == mime_guess::mime::TEXT { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// Whether a browser must save a file of this type rather than show it.
pub(super) fn is_attachment(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    RUNS.contains(&essence) || !(ALSO_SHOWN.contains(&essence) || SHOWN.iter().any(|kind| essence.starts_with(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_might_run_is_saved() {
        for name in ["a.html", "a.HTM", "a.xhtml", "a.svg", "a.xml", "a.js", "a.mjs", "a.swf", "a.zip", "a", "a.step"] {
            assert!(is_attachment(&content_type(name)), "{name}: {}", content_type(name));
        }
        for name in ["a.png", "a.JPG", "a.webp", "a.pdf", "a.txt", "a.mp4"] {
            assert!(!is_attachment(&content_type(name)), "{name}: {}", content_type(name));
        }
        assert_eq!(content_type("a.txt"), "text/plain; charset=utf-8");
    }
}
