//! Lists that are made in code rather than by SQL: settings, icon packs, configuration. They search, order and page as other
//! lists do.

use regex::{Regex, RegexBuilder};

use super::open_page;
use crate::error::Result;
use crate::json::JsonWriter;
use crate::query::{Query, loose_bool, search_terms};
use crate::request::{Reply, Request};

/// Answers the entries, JSON texts in their order, that the query asks for: all, or a page of them (spec 00 §3).
pub fn made_list<T: AsRef<[u8]>>(request: &Request, entries: &[T]) -> Reply {
    let write = |entries: &[T], out: &mut JsonWriter| {
        out.open_list();
        for entry in entries {
            out.json(entry.as_ref());
        }
        out.close_list();
    };
    let mut out = JsonWriter::new();
    let Some(limit) = request.query.limit() else {
        write(entries, &mut out);
        return Reply::ok(out.into_bytes());
    };
    let offset = request.query.offset();
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    open_page(request, limit, count, &mut out);
    let at = |position: i64| usize::try_from(position).map_or(entries.len(), |at| at.min(entries.len()));
    write(&entries[at(offset)..at(offset.saturating_add(limit))], &mut out);
    out.close_object();
    Reply::ok(out.into_bytes())
}

/// The search of a query, for texts in memory (spec 00 §6).
pub struct TextSearch {
    words: Vec<Regex>,
}

impl TextSearch {
    /// The search that the query asks for; without one, everything is found.
    ///
    /// # Errors
    /// When the text cannot be searched for.
    pub fn of(query: &Query) -> Result<Self> {
        let flag = |name| query.get(name).is_some_and(loose_bool);
        let mut words = Vec::new();
        for term in search_terms(query.get("search").unwrap_or_default()) {
            let term = if flag("search_whole") { format!("\\b{term}\\b") } else { term };
            let pattern = if flag("search_regex") {
                crate::declare::check_regex("search", &term)?;
                term
            } else {
                regex::escape(&term)
            };
            words.extend(RegexBuilder::new(&pattern).case_insensitive(true).build());
        }
        Ok(TextSearch { words })
    }

    /// Whether every word is in one of the texts.
    pub fn finds(&self, texts: &[&str]) -> bool {
        self.words.iter().all(|word| texts.iter().any(|text| word.is_match(text)))
    }
}

/// The orderings that a query asks for, of those that there are, each with whether it is descending (spec 00 §5).
pub fn asked_order(query: &Query, known: &[&'static str]) -> Vec<(&'static str, bool)> {
    query
        .get("ordering")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter_map(|name| {
            let (name, descending) = name.strip_prefix('-').map_or((name, false), |rest| (rest, true));
            Some((*known.iter().find(|known| **known == name)?, descending))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Query {
        Query::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    fn request(pairs: &[(&str, &str)]) -> Request {
        Request {
            method: crate::request::Method::Get,
            path: "/api/x/".into(),
            origin: "http://h".into(),
            captures: Vec::new(),
            query: query(pairs),
            body: serde_json::Value::Null,
            uploads: Vec::new(),
            client: Vec::new(),
        }
    }

    #[test]
    fn pages_are_cut_out_of_the_whole() {
        let entries = ["1", "2", "3"];
        let answer = |pairs: &[(&str, &str)]| {
            String::from_utf8(made_list(&request(pairs), &entries).body).expect("JSON is UTF-8")
        };
        assert_eq!(answer(&[]), "[1,2,3]");
        assert_eq!(
            answer(&[("limit", "2")]),
            r#"{"count":3,"next":"http://h/api/x/?limit=2&offset=2","previous":null,"results":[1,2]}"#
        );
        assert!(answer(&[("limit", "2"), ("offset", "9")]).ends_with(r#""results":[]}"#));
    }

    #[test]
    fn every_word_must_be_in_some_text() {
        let finds =
            |pairs: &[(&str, &str)]| TextSearch::of(&query(pairs)).map(|search| search.finds(&["ONE_TWO", "x"]));
        assert!(finds(&[]).expect("no search"));
        assert!(finds(&[("search", "two X")]).expect("words"));
        assert!(!finds(&[("search", "two three")]).expect("words"));
        assert!(!finds(&[("search", "x"), ("search_whole", "true")]).expect("words"), "a word boundary is no letter");
        assert!(finds(&[("search", "o.e"), ("search_regex", "1")]).expect("an expression"));
        assert!(TextSearch::of(&query(&[("search", "("), ("search_regex", "1")])).is_err());
    }

    #[test]
    fn unknown_orderings_are_dropped() {
        assert_eq!(asked_order(&query(&[("ordering", "-b,zz, a")]), &["a", "b"]), [("b", true), ("a", false)]);
    }
}
