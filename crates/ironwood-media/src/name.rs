//! Names of files: what is left of what a client calls a file, and the names of the files that go with one.

use std::fmt::Write as _;

/// Characters that no stored name has: they mean something to shells, browsers or templates (spec 22 §9).
const DROPPED: &str = "'\"\\`~#|!@#$%^&*()[]{}<>?;:+=,";

/// Most bytes that a stored name may have. File systems take 255; the names of smaller pictures are longer than the name itself.
const MOST_BYTES: usize = 200;

/// What a file that a client calls `name` may be called: no folders, no characters with a meaning, no blanks, nothing that hides
/// it. `None` when nothing is left.
pub fn cleaned(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stays = |letter: &char| !letter.is_control() && !is_unseen(*letter) && !DROPPED.contains(*letter);
    let kept: String =
        base.trim().chars().filter(stays).map(|letter| if letter.is_whitespace() { '_' } else { letter }).collect();
    let kept = kept.trim_start_matches('.');
    let says_something = kept.chars().any(|letter| !matches!(letter, '.' | '_' | '-'));
    says_something.then(|| kept.to_owned())
}

/// Characters that have no width or turn the direction of writing: names with them look like others.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{00ad}'
    )
}

/// The name at the end of a path.
pub fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The stem of a path or name, and its extension without the dot: what follows the last dot, where that is not the first letter
/// of the name.
pub fn split(path: &str) -> (&str, Option<&str>) {
    match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') && !stem.is_empty() && !stem.ends_with('/') => {
            (stem, Some(extension))
        }
        _ => (path, None),
    }
}

/// The extension of a name, in small letters; empty when it has none.
pub fn extension(name: &str) -> String {
    split(name).1.unwrap_or_default().to_ascii_lowercase()
}

/// How the name of a file follows from the name of the upload that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// The upload itself.
    Own,
    /// `<stem>.<word>.<extension>`: a smaller form of a picture.
    Variation(&'static str),
    /// `thumb_<stem>.png`: the small picture of an attachment.
    Thumbnail,
}

impl Naming {
    /// The path of this file beside the upload at `path`.
    pub fn beside(self, path: &str) -> String {
        let (stem, extension) = split(path);
        match (self, extension) {
            (Naming::Own, _) => path.to_owned(),
            (Naming::Variation(word), Some(extension)) => format!("{stem}.{word}.{extension}"),
            (Naming::Variation(word), None) => format!("{stem}.{word}"),
            (Naming::Thumbnail, _) => match stem.rsplit_once('/') {
                Some((folder, stem)) => format!("{folder}/thumb_{stem}.png"),
                None => format!("thumb_{stem}.png"),
            },
        }
    }
}

/// `name` in `folder`, with `tag` at the end of its stem and as much of the stem cut off as is needed: no path has more than
/// `longest` characters. `None` when not even one letter of the stem would be left.
pub(crate) fn fitted(folder: &str, name: &str, tag: &str, longest: usize) -> Option<String> {
    let (stem, extension) = split(name);
    let mut end = String::new();
    let _ = write!(end, "{tag}");
    if let Some(extension) = extension {
        let _ = write!(end, ".{extension}");
    }
    let letters = longest.checked_sub(folder.chars().count() + 1 + end.chars().count())?;
    let bytes = MOST_BYTES.checked_sub(end.len())?;
    let mut kept: String = stem.chars().take(letters).collect();
    while kept.len() > bytes {
        kept.pop();
    }
    (!kept.is_empty()).then(|| format!("{folder}/{kept}{end}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_is_dangerous() {
        for (sent, stored) in [
            ("drawing.pdf", "drawing.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\work\\a b.txt", "a_b.txt"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("<b>'x'</b>.png", "b.png"),
            (".htaccess", "htaccess"),
            ("ümläut-日本.pdf", "ümläut-日本.pdf"),
            ("a\0\n\tb.txt", "ab.txt"),
            ("50% off; rm -rf $HOME.txt", "50_off_rm_-rf_HOME.txt"),
        ] {
            assert_eq!(cleaned(sent).as_deref(), Some(stored), "{sent}");
        }
        for sent in ["", " ", ".", "..", "../..", "a/", "???", "\u{200b}", "._-"] {
            assert_eq!(cleaned(sent), None, "{sent:?}");
        }
    }

    #[test]
    fn the_extension_is_what_follows_the_last_dot() {
        assert_eq!(split("a/b.tar.gz"), ("a/b.tar", Some("gz")));
        assert_eq!(split("a.b/c"), ("a.b/c", None));
        assert_eq!(split(".txt"), (".txt", None));
        assert_eq!(split("a/.txt"), ("a/.txt", None));
        assert_eq!(extension("A.PNG"), "png");
    }

    #[test]
    fn companions_are_named_after_the_file() {
        assert_eq!(Naming::Variation("thumbnail").beside("part_images/a.b.jpg"), "part_images/a.b.thumbnail.jpg");
        assert_eq!(Naming::Variation("preview").beside("part_images/a"), "part_images/a.preview");
        assert_eq!(Naming::Thumbnail.beside("attachments/part/5/a.JPG"), "attachments/part/5/thumb_a.png");
    }

    #[test]
    fn long_names_are_cut_at_the_stem() {
        assert_eq!(fitted("f", "abcdef.txt", "_tag", 13).as_deref(), Some("f/abc_tag.txt"));
        assert_eq!(fitted("folder", "a.txt", "", 10), None);
    }

    proptest! {
        #[test]
        fn no_name_leads_anywhere(sent in ".{0,60}") {
            if let Some(name) = cleaned(&sent) {
                prop_assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with('.'));
                prop_assert_eq!(cleaned(&name), Some(name.clone()), "a clean name stays");
                let path = fitted("a", &name, "", 100).expect("room for a letter");
                prop_assert!(path.chars().count() <= 100 && path.len() <= 202);
            }
        }
    }
}
