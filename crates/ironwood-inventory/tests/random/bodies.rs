//! Random bodies at everything that can be written.

use ironwood_rest::declare::{Field, Form};
use ironwood_rest::{BoxFuture, Method, Request, Route};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::Dice;
use crate::queries::captures;
use crate::values;
use crate::workshop::{Place, Workshop, complaint, request, workshops};

/// Bodies for each method of each path.
const BODIES: usize = 40;
/// Attempts at creating a row.
const TRIES: usize = 40;

/// How much of a body is as it should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// All of it: what comes after the checks of single fields must be reached too.
    Good,
    /// Most of it.
    Careless,
}

/// An object with the fields that must be there and some of the others.
async fn object(workshop: &Workshop, fields: &[Field], mood: Mood, dice: &mut Dice) -> Map<String, Value> {
    let mut body = Map::new();
    // Now and then only what must be there: each field more is one more that may not go with the others.
    let more = dice.roll(&proptest::sample::select(vec![0.001, 0.15, 0.4]));
    for field in fields.iter().filter(|field| field.is_writable()) {
        let is_named = match mood {
            // A file comes in a form, not in JSON.
            Mood::Good if values::is_file(field) => false,
            Mood::Good => field.required || dice.roll(&proptest::bool::weighted(more)),
            Mood::Careless => dice.roll(&proptest::bool::weighted(0.75)),
        };
        if !is_named {
            continue;
        }
        let keys = match field.kind.target().or_else(|| field.kind.many_targets()) {
            Some(target) => workshop.targets(target).await,
            None => Vec::new(),
        };
        let fits = mood == Mood::Good || dice.roll(&proptest::bool::weighted(0.8));
        let value = if fits { dice.roll(&values::fitting(field, &keys)) } else { dice.roll(&values::json()) };
        body.insert(field.name.to_owned(), value);
    }
    body
}

fn filled_in<'a>(workshop: &'a Workshop, form: &'a Form, mood: Mood, dice: &'a mut Dice) -> BoxFuture<'a, Value> {
    Box::pin(async move {
        let mut body = object(workshop, &form.fields, mood, dice).await;
        for (name, entry, _) in &form.lists {
            let mut entries = Vec::new();
            for _ in 0..dice.roll(&(1usize..4)) {
                entries.push(filled_in(workshop, entry, mood, dice).await);
            }
            if mood == Mood::Careless && dice.roll(&proptest::bool::weighted(0.2)) {
                entries.push(dice.roll(&values::json()));
            }
            body.insert((*name).to_owned(), entries.into());
        }
        Value::Object(body)
    })
}

/// A body for a method: of the declared form most of the time, and anything else now and then.
async fn body(workshop: &Workshop, route: Route<'_>, method: Method, mood: Mood, dice: &mut Dice) -> Value {
    if mood == Mood::Careless && dice.roll(&proptest::bool::weighted(0.2)) {
        return dice.roll(&values::json());
    }
    match route {
        Route::List(resource) => match method {
            Method::Post if resource.writes.bulk_create && dice.roll(&any::<bool>()) => {
                let mut rows = Vec::new();
                for _ in 0..dice.roll(&(0usize..3)) {
                    rows.push(Value::Object(object(workshop, &resource.shape.fields, mood, dice).await));
                }
                rows.into()
            }
            Method::Post => Value::Object(object(workshop, &resource.shape.fields, mood, dice).await),
            _ => {
                let mut body = match method {
                    Method::Delete => Map::new(),
                    _ => object(workshop, &resource.shape.fields, mood, dice).await,
                };
                let rows = workshop.rows_of(resource).await;
                let rows = if rows.is_empty() { vec![1] } else { rows };
                let items = dice.roll(&proptest::collection::vec(proptest::sample::select(rows), 0..4));
                body.insert("items".into(), json!(items));
                Value::Object(body)
            }
        },
        Route::Row(resource) => match (method, &resource.writes.delete_form) {
            (Method::Delete, Some(form)) => filled_in(workshop, form, mood, dice).await,
            (Method::Delete, None) => Value::Null,
            _ => Value::Object(object(workshop, &resource.shape.fields, mood, dice).await),
        },
        Route::Endpoint(endpoint) => {
            match endpoint.verbs.iter().find(|verb| verb.method == method).and_then(|verb| verb.form.as_ref()) {
                Some(form) => filled_in(workshop, form, mood, dice).await,
                None => Value::Null,
            }
        }
    }
}

/// A random request.
async fn roll(workshop: &Workshop, place: &Place, method: Method, mood: Mood, dice: &mut Dice) -> Request {
    let body = body(workshop, workshop.route(place), method, mood, dice).await;
    let captures = captures(workshop, place, dice).await;
    Request { body, ..request(method, place, captures, Vec::new()) }
}

/// Creates a row of everything that can be created, for later requests to work on.
async fn plant(workshop: &Workshop, dice: &mut Dice) {
    for place in workshop.places() {
        let Route::List(resource) = workshop.route(&place) else { continue };
        if !resource.writes.create || !workshop.rows_of(resource).await.is_empty() {
            continue;
        }
        for _ in 0..TRIES {
            let asked = roll(workshop, &place, Method::Post, Mood::Good, dice).await;
            if workshop.keep(&place, asked).await.is_ok() {
                break;
            }
        }
    }
}

async fn complaints(workshop: &Workshop, dice: &mut Dice) -> (Vec<String>, Vec<String>, usize) {
    let (mut wrong, mut never_served, mut all) = (Vec::new(), Vec::new(), 0);
    for place in workshop.places() {
        for method in workshop.route(&place).methods().into_iter().filter(|method| method.is_write()) {
            let mut served = 0;
            all += 1;
            for number in 0..BODIES {
                let mood = if number % 2 == 0 { Mood::Good } else { Mood::Careless };
                let asked = roll(workshop, &place, method, mood, dice).await;
                let shown = format!("{}: {} {} {}", workshop.name(), method.name(), asked.path, asked.body);
                match workshop.ask(&place, asked).await {
                    Ok(()) => served += 1,
                    Err(error) => wrong.extend(complaint(&error).map(|complaint| format!("{shown}: {complaint}"))),
                }
            }
            if served == 0 {
                never_served.push(format!("{} {}", method.name(), place.pattern));
            }
        }
    }
    (wrong, never_served, all)
}

/// One in so many methods of paths may have refused everything: those whose words, names or codes nobody hits upon.
const SELDOM_NEVER_SERVED: usize = 6;

#[tokio::test]
async fn no_body_makes_a_write_fail_or_leaves_a_row_that_points_nowhere() {
    for workshop in workshops().await {
        let mut dice = Dice::new(11);
        plant(&workshop, &mut dice).await;
        let (wrong, never_served, all) = complaints(&workshop, &mut dice).await;
        assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
        let few = never_served.len() * SELDOM_NEVER_SERVED < all;
        assert!(few, "bodies of {all} methods do not fit what is declared: {never_served:#?}");
    }
}
