//! One resource in words and SQL, for people who want to know what it does.

use std::fmt::Write as _;

use ironwood_db::Engine;
use serde_json::{Map, Value};

use crate::declare::{DefaultValue, Field, Resource, Search, Shown, Source, Writing};
use crate::kernel::Route;
use crate::read;

/// Everything that is declared of a resource: its paths, its fields with kind and source, its filters, orderings and search,
/// and the statements of its list on `engine`. Meant to be read and to be compared between versions, not to be parsed.
pub fn explain(resource: &Resource, engine: Engine) -> String {
    let mut out = Text::default();
    head(resource, &mut out);
    out.title("Fields");
    let width = resource.shape.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    for field in &resource.shape.fields {
        describe(field, width, &mut out);
    }
    if !resource.shape.hidden.is_empty() {
        let columns: Vec<&str> = resource.shape.hidden.iter().map(|(column, _)| *column).collect();
        out.line(1, &format!("(not shown: {})", columns.join(", ")));
    }
    if !resource.filters.is_empty() {
        out.title("Filters");
        let width = resource.filters.iter().map(|filter| filter.name.len()).max().unwrap_or(0);
        for filter in &resource.filters {
            out.line(1, &format!("{:width$}  {:8} {}", filter.name, filter.value_type, filter.help));
        }
    }
    orders(resource, &mut out);
    out.title("List");
    let statements = read::statements(resource, engine);
    for statement in &statements {
        out.line(1, statement);
    }
    out.0
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, indent: usize, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{:1$}{2}", "", indent * 2, text.trim_end());
    }

    fn title(&mut self, text: &str) {
        self.0.push('\n');
        self.line(0, text);
    }
}

fn head(resource: &Resource, out: &mut Text) {
    let model = resource.model();
    out.line(0, resource.path);
    out.line(1, resource.summary);
    out.line(1, &format!("rows of {}, known as {} and {}", model.table, model.key, resource.shape.component));
    out.line(1, &format!("permission: {:?}", resource.access));
    let key = if resource.text_key.is_some() { resource.key_name } else { "pk" };
    let paths = [
        (resource.list, format!("/api/{}/", resource.path), Route::List(resource)),
        (resource.detail, format!("/api/{}/<{key}>/", resource.path), Route::Row(resource)),
    ];
    for (_, path, route) in paths.iter().filter(|(served, ..)| *served) {
        let methods: Vec<&str> = route.methods().into_iter().map(crate::request::Method::name).collect();
        out.line(1, &format!("{path}  {}", methods.join(" ")));
    }
}

fn describe(field: &Field, width: usize, out: &mut Text) {
    let mut words = vec![kind_of(field)];
    let mut fragments = Vec::new();
    match &field.source {
        Source::Column(column) => words.push(format!("column {column}")),
        Source::Expr(fragment) => fragments.push(fragment.as_str()),
        Source::Fixed(value) => words.push(format!("always {value}")),
        Source::Derived { inputs, .. } => fragments.extend(inputs.iter().map(String::as_str)),
        Source::Embed { shape, key, .. } => words.push(format!("row of {} by {key}", shape.model.table)),
        Source::Many(many) => fragments.push(&many.from),
        Source::Expanded(expanded) => words.push(format!("column {}, its keys expanded", expanded.column)),
        Source::Input => words.push("only input".to_owned()),
    }
    words.push(
        match field.writing {
            Writing::Never => "read only",
            Writing::Always => "",
            Writing::OnCreate => "only on create",
            Writing::Secret => "write only",
        }
        .to_owned(),
    );
    for (word, holds) in [("required", field.required), ("null", field.null), ("blank", field.blank)] {
        words.push(if holds { word } else { "" }.to_owned());
    }
    words.push(match &field.default {
        Some(DefaultValue::Fixed(value)) => format!("default {value}"),
        Some(DefaultValue::Setting(key, otherwise)) => format!("default of {key}, else {otherwise}"),
        Some(DefaultValue::LookedUp(_)) => "default worked out when it is needed".to_owned(),
        None => String::new(),
    });
    words.push(match field.shown {
        Shown::Always | Shown::Never => String::new(),
        Shown::Detail => "not in lists".to_owned(),
        Shown::List => "only in lists".to_owned(),
        Shown::Flag { flag, list, detail } if list == detail => format!("{flag}={list} unless asked"),
        Shown::Flag { flag, list, detail } => format!("{flag}={list} unless asked, for one row {detail}"),
    });
    words.retain(|word| !word.is_empty());
    out.line(1, &format!("{:width$}  {}", field.name, words.join(", ")));
    for fragment in fragments {
        out.line(3, fragment);
    }
}

/// The kind as forms call it, with what limits it.
fn kind_of(field: &Field) -> String {
    let mut meta = Map::new();
    field.kind.options(&mut meta);
    let mut kind = meta.get("type").and_then(Value::as_str).unwrap_or("field").to_owned();
    if let Some(target) = field.kind.target() {
        let _ = write!(kind, " to {}", target.path);
        if let Some(restriction) = target.restriction {
            let _ = write!(kind, " where {restriction}");
        }
    }
    for (word, name) in
        [("max_length", "at most"), ("min_value", "from"), ("max_value", "to"), ("max_digits", "digits")]
    {
        if let Some(limit) = meta.get(word) {
            let _ = write!(kind, " {name} {limit}");
        }
    }
    if let Some(list) = field.kind.enumeration() {
        let values: Vec<String> = list.values.iter().map(|(value, _)| value.to_string()).collect();
        let _ = write!(kind, " {}", values.join("|"));
    }
    kind
}

fn orders(resource: &Resource, out: &mut Text) {
    out.title("Orderings");
    let width = resource.orders.iter().map(|order| order.name.len()).max().unwrap_or(0).max("(default)".len());
    for order in &resource.orders {
        out.line(1, &format!("{:width$}  {}", order.name, order.terms.join(", ")));
    }
    let default =
        resource.default_order.iter().map(|(term, down)| format!("{term}{}", if *down { " DESC" } else { "" }));
    let mut default: Vec<String> = default.collect();
    default.push("primary key".to_owned());
    out.line(1, &format!("{:width$}  {}", "(default)", default.join(", ")));
    if resource.search.is_empty() {
        return;
    }
    out.title("Search");
    for place in &resource.search {
        match place {
            Search::In(fragment) => out.line(1, fragment),
            Search::Among(query, fragments) => {
                out.line(1, &fragments.join(", "));
                out.line(2, &format!("of {query}"));
            }
        }
    }
    if let Some(notes) = &resource.notes {
        out.line(1, &format!("{notes} (search_notes=true)"));
    }
}
