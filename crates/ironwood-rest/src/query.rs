//! The query string of a request.

/// Parameters in the order they were sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// A query from decoded pairs.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Query { pairs }
    }

    /// The value of a parameter; the last one when it was sent several times.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A positive page size, if the caller wants pages (spec 00 §3).
    pub fn limit(&self) -> Option<i64> {
        self.get("limit").and_then(|text| text.trim().parse::<i64>().ok()).filter(|limit| *limit > 0)
    }

    /// Where the page begins.
    pub fn offset(&self) -> i64 {
        self.get("offset").and_then(|text| text.trim().parse::<i64>().ok()).filter(|offset| *offset > 0).unwrap_or(0)
    }
}

/// A boolean as filters read it: `None` when it is neither (spec 00 §4).
pub fn exact_bool(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// A boolean as flags read it: everything that does not say yes is no (spec 00 §4).
pub fn loose_bool(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "1" | "y" | "yes" | "t" | "true" | "ok" | "on")
}

/// The words of a search: split at blanks and commas, quotes keep a phrase together (spec 00 §6).
pub fn search_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut term = String::new();
    let mut quote = None;
    for letter in text.chars() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            (_, Some(_)) => term.push(letter),
            ('"' | '\'', None) if term.is_empty() => quote = Some(letter),
            (_, None) if letter == ',' || letter.is_whitespace() => {
                if !term.is_empty() {
                    terms.push(std::mem::take(&mut term));
                }
            }
            _ => term.push(letter),
        }
    }
    if !term.is_empty() {
        terms.push(term);
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_a_list_of_words_and_phrases() {
        assert_eq!(search_terms("red, \"blue green\"  'a b'c"), ["red", "blue green", "a bc"]);
        assert!(search_terms(" , ").is_empty());
    }

    #[test]
    fn pages_need_a_positive_limit() {
        let query = |limit: &str| Query::new(vec![("limit".into(), limit.into())]).limit();
        assert_eq!(query("10"), Some(10));
        assert_eq!((query("0"), query("-1"), query("ten"), query("")), (None, None, None, None));
    }
}
