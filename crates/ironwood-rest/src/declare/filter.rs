//! Filters of a list: the query parameter, what it accepts, and the condition it adds.

use std::sync::Arc;

use ironwood_db::{Engine, Param, parse_date};

use crate::declare::Target;
use crate::error::{Error, Result};
use crate::query::{Query, exact_bool, loose_bool};

/// What a filter may look at besides its own value.
pub struct Selection<'a> {
    /// The whole query.
    pub query: &'a Query,
    /// The engine the condition is for.
    pub engine: Engine,
    /// Today, in the server's time zone.
    pub today: jiff::civil::Date,
    /// The server's time zone.
    pub zone: &'a jiff::tz::TimeZone,
}

impl Selection<'_> {
    /// The flag of this name as the looser parser reads it (spec 00 §4).
    pub fn flag(&self, name: &str, otherwise: bool) -> bool {
        self.query.get(name).map_or(otherwise, loose_bool)
    }

    /// The boolean of this name, `None` when absent or unclear.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.query.get(name).and_then(exact_bool)
    }

    /// Microseconds of the local midnight at which `date` begins.
    pub fn midnight(&self, date: jiff::civil::Date) -> i64 {
        self.zone.to_timestamp(date.at(0, 0, 0, 0)).map_or(0, jiff::Timestamp::as_microsecond)
    }
}

/// A condition over the resource's row: a fragment whose `?` have values of their own.
#[derive(Debug, Clone, Default)]
pub struct Clause {
    /// The fragment.
    pub text: String,
    /// Values of its `?`.
    pub params: Vec<Param>,
    /// A row that must exist for the request to be valid.
    pub check: Option<Check>,
}

/// A row that a filter names and that must be there (spec 00 §4).
#[derive(Debug, Clone)]
pub struct Check {
    /// The query parameter.
    pub parameter: String,
    /// What it points to.
    pub target: Target,
    /// The primary key.
    pub id: i64,
    /// Whether it is looked for even where rows were found: a filter that leaves things out finds some in any case.
    pub always: bool,
}

impl Clause {
    /// A condition.
    pub fn new(text: impl Into<String>, params: impl Into<Vec<Param>>) -> Self {
        Clause { text: text.into(), params: params.into(), check: None }
    }

    /// A condition without values.
    pub fn raw(text: impl Into<String>) -> Self {
        Clause::new(text, Vec::new())
    }

    /// All of these conditions; the rows that they name are checked apart.
    pub fn all(clauses: &[Clause]) -> Self {
        let texts: Vec<String> = clauses.iter().map(|clause| format!("({})", clause.text)).collect();
        let text = if texts.is_empty() { "TRUE".to_owned() } else { texts.join(" AND ") };
        Clause::new(text, clauses.iter().flat_map(|clause| clause.params.clone()).collect::<Vec<_>>())
    }

    /// `NOT` this condition, where an unknown truth counts as false.
    pub fn negated(self) -> Self {
        Clause { text: format!("NOT COALESCE(({}), FALSE)", self.text), ..self }
    }

    /// The condition or its opposite.
    pub fn when(self, wanted: bool) -> Self {
        if wanted { self } else { self.negated() }
    }
}

type Apply = dyn Fn(&Selection<'_>, &str) -> Result<Option<Clause>> + Send + Sync;

/// One filter.
#[derive(Clone)]
pub struct Filter {
    /// The query parameter.
    pub name: &'static str,
    /// Its type in the OpenAPI document: `boolean`, `integer`, `number`, `string`, `date`, or `integers` for several of them
    /// with commas between.
    pub value_type: &'static str,
    /// A sentence for people.
    pub help: &'static str,
    apply: Arc<Apply>,
}

/// The answer to a filter value that is no row of its model (spec 00 §4).
pub fn invalid_choice(parameter: &str) -> Error {
    Error::field(parameter, "Select a valid choice. That choice is not one of the available choices.")
}

/// Words that mean "no row" where a filter accepts null (spec 00 §4).
pub fn is_null_word(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "null" | "none" | "top" | "empty" | "false" | "-1" | "")
}

/// Reads a number filter.
///
/// # Errors
/// The framework's message when it is no number.
pub fn number(parameter: &str, value: &str) -> Result<f64> {
    match value.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(Error::field(parameter, "Enter a number.")),
    }
}

impl Filter {
    /// A filter of one's own making. It is called only with a value that is not empty, and may decline by `None`.
    pub fn custom(
        name: &'static str,
        value_type: &'static str,
        apply: impl Fn(&Selection<'_>, &str) -> Result<Option<Clause>> + Send + Sync + 'static,
    ) -> Self {
        Filter { name, value_type, help: "", apply: Arc::new(apply) }
    }

    /// Explains the filter.
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// Of numbers: whole ones, as the OpenAPI document says.
    pub fn whole(mut self) -> Self {
        self.value_type = "integer";
        self
    }

    /// What the query's value adds; `None` when the filter is not in use.
    ///
    /// # Errors
    /// When the value cannot be understood.
    pub fn clause(&self, selection: &Selection<'_>) -> Result<Option<Clause>> {
        match selection.query.get(self.name) {
            Some(value) if !value.is_empty() => (self.apply)(selection, value),
            _ => Ok(None),
        }
    }

    /// Exact text.
    pub fn text(name: &'static str, fragment: impl Into<String>) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "string", move |_, value| Ok(Some(Clause::new(format!("{fragment} = ?"), [value.into()]))))
    }

    /// Exact text, letter case aside.
    pub fn same_text(name: &'static str, fragment: impl Into<String>) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "string", move |selection, value| {
            let text = selection.engine.same_text(&fragment);
            Ok(Some(Clause::new(text, [Engine::same_text_pattern(value).into()])))
        })
    }

    /// Contains text, letter case aside.
    pub fn contains(name: &'static str, fragment: impl Into<String>) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "string", move |selection, value| {
            let text = selection.engine.contains(&fragment);
            Ok(Some(Clause::new(text, [Engine::contains_pattern(value).into()])))
        })
    }

    /// Matches a regular expression, letter case aside.
    pub fn regex(name: &'static str, fragment: impl Into<String>) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "string", move |selection, value| {
            check_regex(name, value)?;
            Ok(Some(Clause::new(selection.engine.matches_regex(&fragment), [value.into()])))
        })
    }

    /// A truth: the condition, or its opposite.
    pub fn truth(name: &'static str, condition: impl Into<String>) -> Self {
        let condition = condition.into();
        Filter::custom(name, "boolean", move |_, value| {
            Ok(exact_bool(value).map(|wanted| Clause::raw(condition.clone()).when(wanted)))
        })
    }

    /// A truth with two conditions of its own.
    pub fn either(name: &'static str, yes: impl Into<String>, no: impl Into<String>) -> Self {
        let (yes, no) = (yes.into(), no.into());
        Filter::custom(name, "boolean", move |_, value| {
            Ok(exact_bool(value).map(|wanted| Clause::raw(if wanted { yes.clone() } else { no.clone() })))
        })
    }

    /// A boolean column.
    pub fn boolean(name: &'static str, fragment: impl Into<String>) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "boolean", move |_, value| {
            Ok(exact_bool(value).map(|wanted| Clause::new(format!("{fragment} = ?"), [wanted.into()])))
        })
    }

    /// A foreign key: the row must exist.
    pub fn key(name: &'static str, fragment: impl Into<String>, target: Target) -> Self {
        let fragment = fragment.into();
        Filter::through(name, target, move |_, id| Clause::new(format!("{fragment} = ?"), [id.into()]))
    }

    /// A row that must exist, and the condition made of its primary key.
    pub fn through(
        name: &'static str,
        target: Target,
        condition: impl Fn(&Selection<'_>, i64) -> Clause + Send + Sync + 'static,
    ) -> Self {
        Filter::custom(name, "integer", move |selection, value| {
            let id = value.trim().parse::<i64>().ok().filter(|id| i32::try_from(*id).is_ok());
            let id = id.ok_or_else(|| invalid_choice(name))?;
            let mut clause = condition(selection, id);
            clause.check = Some(Check { parameter: name.to_owned(), target: target.clone(), id, always: false });
            Ok(Some(clause))
        })
    }

    /// The row that the filter names must be there even where the filter finds rows without it, because it leaves some out.
    pub fn always_checked(self) -> Self {
        let apply = self.apply.clone();
        let checked = move |selection: &Selection<'_>, value: &str| {
            let mut clause = apply(selection, value)?;
            if let Some(check) = clause.as_mut().and_then(|clause| clause.check.as_mut()) {
                check.always = true;
            }
            Ok(clause)
        };
        Filter { apply: Arc::new(checked), ..self }
    }

    /// A comparison with a number: `operator` is `=`, `>=`, `<=`, `>` or `<`.
    pub fn number(name: &'static str, fragment: impl Into<String>, operator: &'static str) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "number", move |_, value| {
            let wanted = number(name, value)?;
            Ok(Some(Clause::new(format!("{fragment} {operator} ?"), [Param::Real(wanted)])))
        })
    }

    /// A comparison of a date column with a day.
    pub fn date(name: &'static str, fragment: impl Into<String>, operator: &'static str) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "date", move |_, value| {
            let day = day(name, value)?;
            Ok(Some(Clause::new(format!("{fragment} {operator} ?"), [day.into()])))
        })
    }

    /// A comparison of an instant with the local midnight at which a day begins.
    pub fn midnight(name: &'static str, fragment: impl Into<String>, operator: &'static str) -> Self {
        let fragment = fragment.into();
        Filter::custom(name, "date", move |selection, value| {
            let start = selection.midnight(day(name, value)?);
            Ok(Some(Clause::new(format!("{fragment} {operator} ?"), [Param::Timestamp(start)])))
        })
    }
}

/// Reads a date filter.
///
/// # Errors
/// The framework's message when it is no date.
pub fn day(parameter: &str, value: &str) -> Result<jiff::civil::Date> {
    parse_date(value.trim()).ok_or_else(|| Error::field(parameter, "Enter a valid date."))
}

/// Longest regular expression that is accepted.
const LONGEST_REGEX: usize = 500;

/// Refuses expressions that do not compile or would take too long (spec 00 §15).
///
/// # Errors
/// A message that names the parameter.
pub fn check_regex(parameter: &str, pattern: &str) -> Result<()> {
    let fits = pattern.len() <= LONGEST_REGEX
        && regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(1 << 20).build().is_ok();
    if fits {
        return Ok(());
    }
    let shown: String = pattern.chars().take(60).collect();
    Err(Error::field(parameter, format!("'{shown}' is not a regular expression that can be searched for")))
}
