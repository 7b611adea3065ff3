//! Instants before the one at which the workshop is made up.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

const MICROS_A_MINUTE: i64 = 60_000_000;
/// How long ago the workshop was founded, in days: nothing is older.
pub(crate) const FOUNDED: i64 = 1_200;

/// Counts days back from the day of `now`, in UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    today: Date,
    midnight: i64,
}

impl Calendar {
    pub(crate) fn new(now: Timestamp) -> Self {
        let today = TimeZone::UTC.to_datetime(now).date();
        let midnight = TimeZone::UTC.to_timestamp(today.at(0, 0, 0, 0)).map_or(now, |midnight| midnight);
        Calendar { today, midnight: midnight.as_microsecond() }
    }

    /// The day so many days ago (in the future when negative).
    pub(crate) fn day(&self, days_ago: i64) -> Date {
        self.today.saturating_sub(days_ago.days())
    }

    /// Microseconds since the epoch of that minute of the day so many days ago. Days begin at midnight UTC.
    pub(crate) fn at(&self, days_ago: i64, minute: i64) -> i64 {
        self.midnight - (days_ago * 24 * 60 - minute) * MICROS_A_MINUTE
    }

    /// The last instant that has surely passed.
    pub(crate) fn latest(&self) -> i64 {
        self.midnight
    }

    /// The day of an instant.
    pub(crate) fn day_of(micros: i64) -> Date {
        TimeZone::UTC.to_datetime(Timestamp::from_microsecond(micros).unwrap_or_default()).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_back_from_today() {
        let calendar = Calendar::new("2026-03-02T15:30:00Z".parse().expect("an instant"));
        assert_eq!(calendar.day(2), jiff::civil::date(2026, 2, 28));
        let at = Timestamp::from_microsecond(calendar.at(1, 9 * 60 + 5)).expect("an instant");
        assert_eq!(at.to_string(), "2026-03-01T09:05:00Z");
        assert_eq!(Calendar::day_of(calendar.at(1, 0)), calendar.day(1));
    }
}
