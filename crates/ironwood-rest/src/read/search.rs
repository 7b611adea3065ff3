//! The search condition of a list (spec 00 §6).

use ironwood_db::{Engine, Param};

use crate::declare::{Clause, Resource, Search, Selection, check_regex};
use crate::error::{Error, Result};
use crate::query::search_terms;

/// Most words of one search; further ones are not looked at.
const MOST_TERMS: usize = 20;
/// Longest search text.
const LONGEST: usize = 2_000;

/// Every word must be found in some field; `None` when nothing is searched for.
///
/// # Errors
/// When the text cannot be searched for.
pub(super) fn condition(resource: &Resource, selection: &Selection<'_>) -> Result<Option<Clause>> {
    search_in(&resource.search, resource.notes.as_deref(), selection)
}

/// The search condition over places of one's own, and `notes` where the query asks for them.
///
/// # Errors
/// When the text cannot be searched for.
pub fn search_in(places: &[Search], notes: Option<&str>, selection: &Selection<'_>) -> Result<Option<Clause>> {
    let text = match selection.query.get("search") {
        Some(text) if !places.is_empty() => text,
        _ => return Ok(None),
    };
    if text.contains('\0') {
        return Err(Error::field("search", "Null characters are not allowed."));
    }
    if text.len() > LONGEST {
        return Err(Error::field("search", format!("A search may have {LONGEST} characters at most.")));
    }
    let terms = search_terms(text);
    let by_regex = selection.flag("search_regex", false);
    let whole = selection.flag("search_whole", false);
    let mut words = Vec::with_capacity(terms.len());
    for term in terms.into_iter().take(MOST_TERMS) {
        let term = match (whole, selection.engine) {
            (false, _) => term,
            (true, Engine::Sqlite) => format!("\\b{term}\\b"),
            (true, Engine::Postgres) => format!("\\y{term}\\y"),
        };
        if by_regex {
            check_regex("search", &term.replace("\\y", "\\b"))?;
        }
        words.push(term);
    }
    let notes = notes.filter(|_| selection.flag("search_notes", false));
    let clauses: Vec<Clause> =
        words.iter().map(|word| one_word(places, selection.engine, notes, word, by_regex)).collect();
    Ok((!clauses.is_empty()).then(|| join(clauses, ") AND (")))
}

fn one_word(places: &[Search], engine: Engine, notes: Option<&str>, word: &str, by_regex: bool) -> Clause {
    let matches = |fragment: &str| {
        if by_regex {
            Clause::new(engine.matches_regex(fragment), [Param::from(word)])
        } else {
            Clause::new(engine.contains(fragment), [Param::from(Engine::contains_pattern(word))])
        }
    };
    let mut places: Vec<Clause> = places
        .iter()
        .map(|place| match place {
            Search::In(fragment) => matches(fragment),
            Search::Among(query, fragments) => {
                let inner = join(fragments.iter().map(|fragment| matches(fragment)).collect(), ") OR (");
                Clause::new(format!("EXISTS ({query} AND ({}))", inner.text), inner.params)
            }
        })
        .collect();
    places.extend(notes.map(|fragment| matches(fragment)));
    join(places, ") OR (")
}

fn join(clauses: Vec<Clause>, separator: &str) -> Clause {
    let texts: Vec<&str> = clauses.iter().map(|clause| clause.text.as_str()).collect();
    let text = format!("({})", texts.join(separator));
    Clause::new(text, clauses.into_iter().flat_map(|clause| clause.params).collect::<Vec<_>>())
}
