//! Dates and instants in their wire forms (spec 00 §8).

use ironwood_db::{Cell, Param, date_text, parse_date, parse_datetime};
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected};
use crate::json::JsonWriter;
use crate::read::Render;

/// A calendar date.
#[derive(Debug, Clone, Copy)]
pub struct Date;

impl Kind for Date {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        match input.as_str().and_then(|text| parse_date(text.trim())) {
            Some(date) => Ok(Param::Date(date)),
            None => rejected("Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
        }
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            // The stored text is the wire text.
            Cell::Text(text) => out.text(text.get(..10).unwrap_or(text)),
            other => match other.date() {
                Some(date) => out.text(&date_text(date)),
                None => out.null(),
            },
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "date".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "date"})
    }
}

/// How an instant is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateTimeForm {
    /// `2026-11-25 10:30`, in the server's time zone.
    Minutes,
    /// `2026-11-25T10:30:00.123456Z`, in the server's time zone with its offset.
    Iso,
}

/// An instant.
#[derive(Debug, Clone, Copy)]
pub struct DateTime {
    /// How it is written.
    pub form: DateTimeForm,
}

impl DateTime {
    /// The usual form.
    pub const MINUTES: DateTime = DateTime { form: DateTimeForm::Minutes };
    /// With offset and all digits.
    pub const ISO: DateTime = DateTime { form: DateTimeForm::Iso };
}

impl Kind for DateTime {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        // A text without zone is taken as UTC here; fields that take local times say so in a rule of their own.
        match input.as_str().map(str::trim).and_then(parse_datetime) {
            Some(micros) => Ok(Param::Timestamp(micros)),
            None => rejected(
                "Datetime has wrong format. Use one of these formats instead: \
                 YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
            ),
        }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        let Some(micros) = cell.timestamp() else {
            out.null();
            return;
        };
        match self.form {
            DateTimeForm::Minutes => out.text(&render.local_minutes(micros)),
            DateTimeForm::Iso => out.text(&render.local_iso(micros)),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "datetime".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "date-time"})
    }
}
