//! Slugs: names that fit into a URL, made from other names (spec 22 §11).

use unicode_normalization::UnicodeNormalization;

/// The slug of a name: letters without their accents, small, other characters dropped, blanks and hyphens as single hyphens.
pub fn slugify(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.nfkd().filter(char::is_ascii) {
        match letter {
            '-' => push_hyphen(&mut slug),
            blank if blank.is_ascii_whitespace() => push_hyphen(&mut slug),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => slug.push(letter.to_ascii_lowercase()),
            _ => {}
        }
    }
    slug.trim_matches(['-', '_']).to_owned()
}

fn push_hyphen(slug: &mut String) {
    if !slug.ends_with('-') {
        slug.push('-');
    }
}

/// The slug, or the first of `slug_1`, `slug_2` ... that is not taken.
pub fn unique(slug: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (1u64..).map(|number| format!("{slug}_{number}"));
    std::iter::once(slug.to_owned()).chain(numbered).find(|slug| !is_taken(slug)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_small_and_plain() {
        for (name, slug) in [
            ("Long lead", "long-lead"),
            ("äöü ß", "aou"),
            (" A -- b__c ", "a-b__c"),
            ("50 % off!", "50-off"),
            ("???", ""),
            ("ﬁne", "fine"),
        ] {
            assert_eq!(slugify(name), slug, "{name}");
        }
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        assert_eq!(unique("a", |slug| matches!(slug, "a" | "a_1")), "a_2");
        assert_eq!(unique("a", |_| false), "a");
    }
}
