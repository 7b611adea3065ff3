//! What writing a value needs to know besides the value.

use std::cell::RefCell;

use ironwood_db::Engine;
use jiff::tz::TimeZone;

use crate::ctx::Site;

/// Helps fields to write their values; one per page of rows.
pub struct Render<'a> {
    /// The server's set-up.
    pub site: &'a Site,
    /// The engine the rows come from.
    pub engine: Engine,
    /// A place for derived fields to keep something between rows, such as a compiled name format.
    pub memo: RefCell<Option<(String, Box<dyn std::any::Any + Send>)>>,
}

impl<'a> Render<'a> {
    /// A helper for rows of `engine`.
    pub fn new(site: &'a Site, engine: Engine) -> Self {
        Render { site, engine, memo: RefCell::new(None) }
    }

    /// `2026-11-25 10:30` in the server's time zone.
    pub fn local_minutes(&self, micros: i64) -> String {
        let at = self.local(micros);
        format!("{:04}-{:02}-{:02} {:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
    }

    /// ISO 8601 with microseconds and the server's offset, `Z` for UTC.
    pub fn local_iso(&self, micros: i64) -> String {
        let at = self.local(micros);
        let micro = at.subsec_nanosecond() / 1000;
        let fraction = if micro == 0 { String::new() } else { format!(".{micro:06}") };
        let offset =
            jiff::Timestamp::from_microsecond(micros).map_or(0, |instant| self.site.zone.to_offset(instant).seconds());
        let zone = if offset == 0 {
            "Z".to_owned()
        } else {
            let minutes = offset.abs() / 60;
            format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
        };
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{fraction}{zone}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    fn local(&self, micros: i64) -> jiff::civil::DateTime {
        let zone: &TimeZone = &self.site.zone;
        zone.to_datetime(jiff::Timestamp::from_microsecond(micros).unwrap_or_default())
    }

    /// The URL of a media file.
    pub fn media(&self, path: &str) -> String {
        format!("{}{path}", self.site.media_url)
    }
}
