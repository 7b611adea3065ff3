//! Random queries at everything that can be read.

use ironwood_rest::declare::Shown;
use ironwood_rest::{Method, Route};
use proptest::prelude::*;

use crate::Dice;
use crate::values;
use crate::workshop::{Place, Workshop, complaint, request, workshops};

/// Values for each parameter by itself.
const VALUES: usize = 2;
/// Combinations of parameters for each path.
const COMBINATIONS: usize = 6;

/// What every list looks at, and some look at beside.
const COMMON: [&str; 11] = [
    "limit",
    "offset",
    "ordering",
    "search",
    "search_regex",
    "search_whole",
    "search_notes",
    "cascade",
    "parameter_1_gt",
    "all",
    "context",
];

/// The parameters that a path looks at.
fn parameters(route: Route<'_>) -> Vec<String> {
    let mut names: Vec<&str> = COMMON.to_vec();
    match route {
        Route::List(resource) | Route::Row(resource) => {
            names.extend(resource.filters.iter().map(|filter| filter.name));
            names.extend(resource.shape.fields.iter().filter_map(|field| match field.shown {
                Shown::Flag { flag, .. } => Some(flag),
                _ => None,
            }));
        }
        Route::Endpoint(endpoint) => {
            names.extend(endpoint.verbs.iter().flat_map(|verb| &verb.parameters).map(|parameter| parameter.name));
        }
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

/// What may stand in place of the placeholders of a path: the key of a row most of the time.
pub async fn captures(workshop: &Workshop, place: &Place, dice: &mut Dice) -> Vec<String> {
    let number = prop_oneof![
        6 => (1i64..40).prop_map(|number| number.to_string()),
        1 => Just("2147483648".to_owned()),
        1 => Just("9223372036854775807".to_owned()),
        1 => Just("99999999999999999999999".to_owned()),
    ];
    let words =
        ["STOCK_STALE_DAYS", "PART_IPN_REGEX", "SEARCH_PREVIEW_RESULTS", "part", "stockitem", "company", "StockStatus"];
    let word = prop_oneof![
        6 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        // The router lets no null character through.
        1 => values::text().prop_map(|text| text.replace('\0', "")).prop_filter("a segment", |text| !text.is_empty()),
    ];
    let segments = place.pattern.split('/').filter(|segment| segment.starts_with('<'));
    let mut captures: Vec<String> =
        segments.map(|segment| if segment == "<pk>" { dice.roll(&number) } else { dice.roll(&word) }).collect();
    if let (Route::Row(resource), Some(last)) = (workshop.route(place), captures.last_mut()) {
        let rows = workshop.rows_of(resource).await;
        if !rows.is_empty() && dice.roll(&proptest::bool::weighted(0.85)) {
            *last = dice.roll(&proptest::sample::select(rows)).to_string();
        }
    }
    captures
}

async fn complaints(workshop: &Workshop, dice: &mut Dice) -> Vec<String> {
    let mut wrong = Vec::new();
    for place in workshop.places() {
        let route = workshop.route(&place);
        if !route.methods().contains(&Method::Get) {
            continue;
        }
        let names = parameters(route);
        let one = values::text();
        let mut queries: Vec<Vec<(String, String)>> = Vec::new();
        for name in &names {
            queries.extend((0..VALUES).map(|_| vec![(name.clone(), dice.roll(&one))]));
        }
        let pair = (proptest::sample::select(names), values::text());
        let several = proptest::collection::vec(pair, 1..6);
        queries.extend((0..COMBINATIONS).map(|_| dice.roll(&several)));
        for query in queries {
            for method in [Method::Get, Method::Options] {
                let asked = request(method, &place, captures(workshop, &place, dice).await, query.clone());
                let shown = format!("{}: {} {} {query:?}", workshop.name(), method.name(), asked.path);
                if let Err(error) = workshop.ask(&place, asked).await {
                    wrong.extend(complaint(&error).map(|complaint| format!("{shown}: {complaint}")));
                }
                // Forms do not depend on the query.
                if query.len() < 2 {
                    break;
                }
            }
        }
    }
    wrong
}

#[tokio::test]
async fn no_query_makes_an_answer_fail() {
    for workshop in workshops().await {
        let wrong = complaints(&workshop, &mut Dice::new(7)).await;
        assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
    }
}
