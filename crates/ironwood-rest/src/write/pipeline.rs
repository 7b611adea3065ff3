//! The one road of every create and update: decode, field checks, uniqueness, rules, hooks, store, hooks, answer.

use std::collections::HashMap;

use ironwood_db::{DbError, Param, Violation};
use serde_json::{Map, Value, json};

use super::choices::{existing_rows, known_choices};
use super::clean::{clean_body, complete_addresses};
use super::decode::decode;
use super::draft::Draft;
use super::files::{self, Files};
use super::{decode_fields, decode_groups};
use crate::audit;
use crate::ctx::Ctx;
use crate::declare::{Deed, DefaultValue, Field, Resource, Shape, Source, Writing};
use crate::error::{Error, Problem, Problems, Result};
use crate::json::JsonWriter;
use crate::query::Query;
use crate::read::{self, Purpose};
use crate::request::{Method, Reply, Request};

/// `POST` on a list.
///
/// # Errors
/// What is wrong with the input, or from storage.
pub async fn create(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    if let (Value::Array(items), true) = (&request.body, resource.writes.bulk_create) {
        return create_many(ctx, resource, request, items).await;
    }
    // An empty list says nothing, like an empty object.
    let body = match &request.body {
        Value::Array(items) if items.is_empty() => &Map::new(),
        _ => request.body_object()?,
    };
    let files = files::receive(ctx, &resource.shape.fields, request).await?;
    let mut draft = decode_sent(ctx, resource, body, &files).await?;
    check(ctx, resource, std::slice::from_mut(&mut draft)).await?;
    let keys = insert(ctx, resource, std::slice::from_mut(&mut draft)).await?;
    let out = answer_rows(ctx, resource, &keys, Purpose::Created, &request.query).await?;
    Ok(Reply::created(out.into_bytes()))
}

/// A list of objects: all or nothing, problems aligned with the input (spec 00 §11).
async fn create_many(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request, items: &[Value]) -> Result<Reply> {
    if items.is_empty() {
        return Err(Error::bare(crate::error::GENERAL, "No data provided"));
    }
    let mut drafts = Vec::with_capacity(items.len());
    let mut problems = Vec::with_capacity(items.len());
    for item in items {
        let object = item.as_object().ok_or_else(|| crate::declare::not_an_object(item));
        let decoded = match object {
            Ok(object) => decode_new(ctx, resource, object).await,
            Err(error) => Err(error),
        };
        match decoded {
            Ok(draft) => {
                drafts.push(draft);
                problems.push(Problem::Messages(Vec::new()));
            }
            Err(Error::Invalid(problem)) => problems.push(problem),
            Err(other) => return Err(other),
        }
    }
    if problems.iter().all(|problem| *problem == Problem::Messages(Vec::new())) {
        collect_problems(ctx, resource, &mut drafts).await?;
        for (problem, draft) in problems.iter_mut().zip(&mut drafts) {
            if !draft.problems.is_empty() {
                *problem = Problem::Object(std::mem::take(&mut draft.problems));
            }
        }
    }
    if problems.iter().any(|problem| *problem != Problem::Messages(Vec::new())) {
        return Err(Error::Invalid(Problem::List(problems)));
    }
    let keys = insert(ctx, resource, &mut drafts).await?;
    answer_list(ctx, resource, &keys, Purpose::Created, &request.query).await
}

/// A draft of a new row from a body: field checks done, defaults filled in.
///
/// # Errors
/// All problems of the fields.
pub async fn decode_new(ctx: &mut Ctx<'_>, resource: &Resource, body: &Map<String, Value>) -> Result<Draft> {
    decode_sent(ctx, resource, body, &Files::default()).await
}

async fn decode_sent(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    body: &Map<String, Value>,
    files: &Files,
) -> Result<Draft> {
    let shape = &resource.shape;
    let mut body = clean_body(&shape.fields, body)?;
    complete_addresses(ctx, &shape.fields, &mut body).await?;
    let mut draft = Draft::default();
    let without_file = shape.fields.iter().filter(|field| !files.has(field.name));
    let mut values = decode_fields(without_file, &body, false, &mut draft.problems);
    draft.groups = decode_groups(&shape.fields, &body, &mut draft.problems);
    for field in shape.fields.iter().filter(|field| field.is_writable() && !body.contains_key(field.name)) {
        if !matches!(field.default, Some(DefaultValue::Fixed(_))) {
            values.extend(default_of(ctx, field).await?.map(|value| (field.name, value)));
        }
    }
    take_values(resource, &mut draft, values, &body, true);
    files.give_to(&mut draft);
    if stands_alone(&draft.problems) {
        return Err(std::mem::take(&mut draft.problems).into());
    }
    existing_rows(ctx, resource, std::slice::from_mut(&mut draft)).await?;
    known_choices(ctx, resource, std::slice::from_mut(&mut draft)).await?;
    for rule in &resource.writes.field_rules {
        rule(ctx, resource, std::slice::from_mut(&mut draft)).await?;
    }
    std::mem::take(&mut draft.problems).check()?;
    fill_in(shape, &mut draft);
    Ok(draft)
}

/// A draft of a new row with its defaults, for actions that make rows of other resources. Nothing of it has been checked, nor is
/// it: what the action does not set must be allowed to be empty.
///
/// # Errors
/// From storage.
pub async fn new_draft(ctx: &mut Ctx<'_>, resource: &Resource) -> Result<Draft> {
    let shape = &resource.shape;
    let (body, mut draft) = (Map::new(), Draft::default());
    let mut values = decode_fields(&shape.fields, &body, false, &mut Problems::new());
    for field in shape.fields.iter().filter(|field| field.is_writable()) {
        if !matches!(field.default, Some(DefaultValue::Fixed(_))) {
            values.extend(default_of(ctx, field).await?.map(|value| (field.name, value)));
        }
    }
    take_values(resource, &mut draft, values, &body, true);
    fill_in(shape, &mut draft);
    Ok(draft)
}

/// Sets the columns that nobody named to nothing, in the form the column has for it.
fn fill_in(shape: &Shape, draft: &mut Draft) {
    for field in &shape.fields {
        let Source::Column(column) = field.source else { continue };
        let is_unsaid = !draft.was_sent(field.name) || draft.file(field.name).is_some();
        if column != shape.key && draft.get(column).is_null() && is_unsaid {
            let is_blank = !field.null && field.kind.is_text();
            let nothing = if is_blank { Param::Text(String::new()) } else { field.kind.nothing() };
            if !matches!(draft.new.iter().find(|(known, _)| *known == column), Some((_, value)) if !value.is_null()) {
                draft.set(column, nothing);
            }
        }
    }
    for (column, value) in &shape.hidden {
        if draft.get(column).is_null() {
            draft.set(column, value.clone());
        }
    }
}

/// Whether the one problem is an amount of money that cannot be read: it hides all others (spec 20 §20).
fn stands_alone(problems: &Problems) -> bool {
    problems.has_message(super::NOT_A_NUMBER)
}

/// What a field that was not named is set to; `None` when it has no default.
async fn default_of(ctx: &mut Ctx<'_>, field: &Field) -> Result<Option<Param>> {
    Ok(match &field.default {
        None => None,
        Some(DefaultValue::Fixed(fixed)) => decode(field, fixed).ok(),
        Some(DefaultValue::Setting(key, otherwise)) => {
            let stored = ctx.setting(key).await?.map_or_else(|| otherwise.clone(), Value::String);
            decode(field, &stored).or_else(|_| decode(field, otherwise)).ok()
        }
        Some(DefaultValue::LookedUp(look_up)) => decode(field, &look_up(ctx).await?).ok(),
    })
}

fn take_values(
    resource: &Resource,
    draft: &mut Draft,
    values: Vec<(&'static str, Param)>,
    body: &Map<String, Value>,
    creating: bool,
) {
    for (name, value) in values {
        let Some(field) = resource.shape.find(name) else { continue };
        if !creating && field.writing == Writing::OnCreate {
            continue;
        }
        match field.source {
            Source::Column(column) => draft.set(column, value),
            _ => draft.set_input(field.name, value),
        }
        if body.contains_key(name) {
            draft.sent.push(field.name);
        }
    }
}

/// Uniqueness, then the rules of the model; what they find stands in the drafts.
async fn collect_problems(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    unique(ctx, resource, drafts).await?;
    if drafts.iter().any(|draft| !draft.problems.is_empty()) {
        return Ok(());
    }
    super::checks::within_limits(resource, drafts);
    super::checks::still_eligible(ctx, resource, drafts).await?;
    for rule in &resource.writes.rules {
        rule(ctx, resource, drafts).await?;
    }
    Ok(())
}

/// Checks drafts by everything but their fields.
///
/// # Errors
/// The problems of the first draft that has any.
pub async fn check(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    collect_problems(ctx, resource, drafts).await?;
    drafts.iter_mut().try_for_each(|draft| std::mem::take(&mut draft.problems).check())
}

/// Looks for rows that have the same values in columns that must differ. This is a courtesy that gives all problems at once;
/// the constraint of the database is the guard.
async fn unique(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    let table = resource.model().table;
    for unique in &resource.writes.unique {
        let mut asked = Vec::new();
        let (mut texts, mut params) = (Vec::new(), Vec::new());
        for (at, draft) in drafts.iter().enumerate() {
            let touched = unique.columns.iter().any(|column| draft.changes(column));
            if !touched || unique.columns.iter().any(|column| draft.get(column).is_null()) {
                continue;
            }
            let mut conditions = Vec::new();
            params.push(Param::Int(i64::try_from(at).unwrap_or_default()));
            for column in &unique.columns {
                let quoted = format!("\"{column}\"");
                if unique.ignore_case {
                    conditions.push(format!("LOWER({quoted}) = LOWER(?)"));
                } else {
                    conditions.push(format!("{quoted} = ?"));
                }
                params.push(draft.get(column).clone());
            }
            params.push(Param::Int(draft.id.unwrap_or(0)));
            texts.push(format!("SELECT ? FROM {table} WHERE {} AND id <> ?", conditions.join(" AND ")));
            asked.push(at);
        }
        if asked.is_empty() {
            continue;
        }
        let taken: Vec<i64> = ctx.conn.column(&texts.join(" UNION "), &params).await?;
        for at in taken {
            if let Some(draft) = usize::try_from(at).ok().and_then(|at| drafts.get_mut(at))
                && let Error::Invalid(Problem::Object(problems)) = (unique.answer)()
            {
                draft.problems.merge(problems);
            }
        }
    }
    Ok(())
}

/// Stores new rows and runs the hooks around it; their keys.
///
/// # Errors
/// From hooks or storage; a constraint that fires is answered as declared.
pub async fn insert(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<Vec<i64>> {
    run_hooks(ctx, resource, &resource.writes.before_save, drafts).await?;
    let table = resource.model().table;
    let columns: Vec<&'static str> = drafts.first().map_or_else(Vec::new, |first| {
        first.new.iter().map(|(column, _)| *column).filter(|column| *column != resource.shape.key).collect()
    });
    let rows: Vec<Vec<Param>> =
        drafts.iter().map(|draft| columns.iter().map(|column| draft.get(column).clone()).collect()).collect();
    let keys = ctx.conn.insert_many(table, &columns, &rows).await.map_err(|error| answer(error, resource))?;
    for (draft, key) in drafts.iter_mut().zip(&keys) {
        draft.id = Some(*key);
    }
    files::place_of_new(ctx, resource, drafts).await?;
    run_hooks(ctx, resource, &resource.writes.after_save, drafts).await?;
    audit::created(ctx, resource, &keys).await?;
    announce(ctx, resource, &keys, "created");
    Ok(keys)
}

async fn run_hooks(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    hooks: &[crate::declare::Hook],
    drafts: &mut [Draft],
) -> Result<()> {
    for hook in hooks {
        hook(ctx, resource, drafts).await?;
        drafts.iter_mut().try_for_each(|draft| std::mem::take(&mut draft.problems).check())?;
    }
    Ok(())
}

fn announce(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64], what: &str) {
    let model = resource.model();
    for key in keys {
        ctx.emit(format!("{}.{what}", model.key), &json!({"id": key, "model": model.class}));
    }
}

/// `PUT` and `PATCH` of one row.
///
/// # Errors
/// What is wrong with the input, or from storage.
pub async fn update(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    let key = read::find(ctx, resource, request).await?;
    let mut drafts = load(ctx, resource, &[key]).await?;
    if drafts.is_empty() {
        return Err(Error::no_row(resource.model().class));
    }
    permitted(ctx, resource, &[key], Deed::Change).await?;
    let partial = request.method == Method::Patch;
    let body = request.body_object()?;
    let files = files::receive(ctx, &resource.shape.fields, request).await?;
    let before = figures_before(ctx, resource, &[key]).await?;
    update_with_files(ctx, resource, &mut drafts, body, &files, partial).await?;
    let objections = drafts.iter_mut().map(|draft| std::mem::take(&mut draft.objections));
    if let Some(Error::Invalid(problem)) = objections.filter_map(|problems| problems.check().err()).next() {
        // What else was asked for is done, and stays.
        return Ok(Reply::value(&problem.to_json()).with_status(400));
    }
    let out = answer_rows(ctx, resource, &[key], Purpose::Updated, &request.query).await?;
    Ok(Reply::ok(with_figures(out, before)))
}

/// Asks the resource whether the caller may do something to rows that are there.
///
/// # Errors
/// When not.
pub(super) async fn permitted(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64], deed: Deed) -> Result<()> {
    match resource.writes.row_permission {
        Some(permission) => permission(ctx, keys, deed).await,
        None => Ok(()),
    }
}

/// Applies a body to loaded drafts, checks and stores them.
///
/// # Errors
/// What is wrong with the input, or from storage.
pub async fn update_drafts(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    drafts: &mut [Draft],
    body: &Map<String, Value>,
    partial: bool,
) -> Result<()> {
    update_with_files(ctx, resource, drafts, body, &Files::default(), partial).await
}

async fn update_with_files(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    drafts: &mut [Draft],
    body: &Map<String, Value>,
    files: &Files,
    partial: bool,
) -> Result<()> {
    let shape = &resource.shape;
    let mut body = clean_body(&shape.fields, body)?;
    complete_addresses(ctx, &shape.fields, &mut body).await?;
    for draft in drafts.iter_mut() {
        let without_file = shape.fields.iter().filter(|field| !files.has(field.name));
        let mut values = decode_fields(without_file, &body, true, &mut draft.problems);
        // What only creates take is still checked.
        decode_groups(&shape.fields, &body, &mut draft.problems);
        if !partial {
            let is_unsaid = |field: &&Field| !body.contains_key(field.name) && !files.has(field.name);
            for field in shape.fields.iter().filter(|field| field.is_writable()).filter(is_unsaid) {
                if field.required {
                    draft.refuse(field.name, field.kind.missing());
                } else if field.reset_by_put {
                    values.extend(default_of(ctx, field).await?.map(|value| (field.name, value)));
                }
            }
        }
        take_values(resource, draft, values, &body, false);
        files.give_to(draft);
        if stands_alone(&draft.problems) {
            return Err(std::mem::take(&mut draft.problems).into());
        }
    }
    existing_rows(ctx, resource, drafts).await?;
    known_choices(ctx, resource, drafts).await?;
    for rule in &resource.writes.field_rules {
        rule(ctx, resource, drafts).await?;
    }
    drafts.iter_mut().try_for_each(|draft| std::mem::take(&mut draft.problems).check())?;
    check(ctx, resource, drafts).await?;
    save(ctx, resource, drafts).await
}

/// Stores changed rows and runs the hooks around it.
///
/// # Errors
/// From hooks or storage; a constraint that fires is answered as declared.
pub async fn save(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.id).collect();
    let before = audit::snapshot(ctx, resource, &keys).await?;
    run_hooks(ctx, resource, &resource.writes.before_save, drafts).await?;
    files::place(ctx, resource, drafts)?;
    store_changes(ctx, resource, drafts).await?;
    files::drop_replaced(ctx, resource, drafts).await?;
    run_hooks(ctx, resource, &resource.writes.after_save, drafts).await?;
    audit::saved(ctx, resource, &keys, before).await?;
    announce(ctx, resource, &keys, "saved");
    Ok(())
}

/// One statement for all drafts that change the same columns to the same values.
async fn store_changes(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &[Draft]) -> Result<()> {
    let mut groups: Vec<(Columns, Vec<i64>)> = Vec::new();
    for draft in drafts {
        let (changed, Some(id)) = (draft.changed(), draft.id) else { continue };
        if changed.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == changed) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((changed, vec![id])),
        }
    }
    for (changed, ids) in groups {
        let sets: Vec<String> = changed.iter().map(|(column, _)| format!("\"{column}\" = ?")).collect();
        let key = format!("\"{}\"", resource.shape.key);
        let sql = format!(
            "UPDATE {} SET {} WHERE {}",
            resource.model().table,
            sets.join(", "),
            ctx.conn.engine().any_of(&key)
        );
        let mut params: Vec<Param> = changed.into_iter().map(|(_, value)| value).collect();
        params.push(Param::Ints(ids));
        ctx.conn.execute(&sql, &params).await.map_err(|error| answer(error, resource))?;
    }
    Ok(())
}

/// Locks rows and loads every column the resource knows, in ascending order of their keys.
///
/// # Errors
/// From storage.
pub async fn load(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64]) -> Result<Vec<Draft>> {
    let shape = &resource.shape;
    let mut columns: Vec<&'static str> = shape.fields.iter().filter_map(crate::declare::Field::stored).collect();
    columns.extend(shape.hidden.iter().map(|(column, _)| *column));
    columns.retain(|column| *column != shape.key);
    columns.sort_unstable();
    columns.dedup();
    let list: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let key = format!("\"{}\"", shape.key);
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT {key}, {} FROM {} WHERE {} ORDER BY {key}{}",
        list.join(", "),
        shape.model.table,
        engine.any_of(&key),
        engine.for_update()
    );
    let drafts = ctx
        .conn
        .rows(&sql, &[Param::Ints(keys.to_vec())], |row| {
            let old = columns.iter().enumerate().map(|(at, column)| (*column, row.cell(at + 1).to_param())).collect();
            Ok(Draft { id: row.cell(0).int(), old, ..Draft::default() })
        })
        .await?;
    Ok(drafts)
}

/// The answer of a constraint that fired in spite of the check before the write.
fn answer(error: DbError, resource: &Resource) -> Error {
    let DbError::Violated(violation) = &error else { return error.into() };
    match violation {
        Violation::Unique { columns, .. } => resource
            .writes
            .unique
            .iter()
            .find(|unique| unique.columns.iter().all(|column| columns.iter().any(|other| other == column)))
            .map_or_else(
                || Error::general(format!("The fields {} must make a unique set.", columns.join(", "))),
                |unique| (unique.answer)(),
            ),
        Violation::ForeignKey => Error::general("A row that this one refers to was deleted meanwhile."),
        Violation::NotNull(column) => {
            Error::field(column.strip_suffix("_id").unwrap_or(column), "This field may not be null.")
        }
        Violation::Check(name) => Error::general(format!("The database refuses the values ({name}).")),
    }
}

/// The rows as the answer to a write shows them.
///
/// # Errors
/// From storage.
pub async fn answer_rows(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    keys: &[i64],
    purpose: Purpose,
    query: &Query,
) -> Result<JsonWriter> {
    read::rows(ctx, &resource.shape, keys, purpose, query).await
}

/// The answer to a write that made several rows: a plain list of them.
///
/// # Errors
/// From storage.
pub async fn answer_list(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    keys: &[i64],
    purpose: Purpose,
    query: &Query,
) -> Result<Reply> {
    let rows = answer_rows(ctx, resource, keys, purpose, query).await?;
    let mut out = JsonWriter::new();
    out.open_list().raw(rows.as_bytes()).close_list();
    Ok(Reply::created(out.into_bytes()))
}

type Columns = Vec<(&'static str, Param)>;
type Figures = HashMap<i64, Map<String, Value>>;

/// Fields whose value in the answer is the one of before the change (spec 30-stock §11.2).
pub(super) async fn figures_before(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64]) -> Result<Figures> {
    let names: Vec<&str> =
        resource.shape.fields.iter().filter(|field| field.as_before_update).map(|field| field.name).collect();
    if names.is_empty() {
        return Ok(Figures::new());
    }
    let out = read::some_fields(ctx, &resource.shape, keys, &names).await?;
    let objects = objects(out);
    Ok(keys.iter().copied().zip(objects).collect())
}

fn objects(out: JsonWriter) -> Vec<Map<String, Value>> {
    let list = [b"[".as_slice(), out.as_bytes(), b"]"].concat();
    serde_json::from_slice(&list).unwrap_or_default()
}

/// The answer with the figures of before in their places.
pub(super) fn with_figures(out: JsonWriter, before: Figures) -> Vec<u8> {
    if before.is_empty() {
        return out.into_bytes();
    }
    let texts: Vec<String> = objects(out)
        .into_iter()
        .map(|mut object| {
            let key = object.get("pk").and_then(Value::as_i64).unwrap_or_default();
            for (name, value) in before.get(&key).into_iter().flatten() {
                object.insert(name.clone(), value.clone());
            }
            Value::Object(object).to_string()
        })
        .collect();
    texts.join(",").into_bytes()
}

/// Problems of a draft as an error, for actions that use parts of the pipeline.
impl From<Draft> for Problems {
    fn from(draft: Draft) -> Self {
        draft.problems
    }
}
