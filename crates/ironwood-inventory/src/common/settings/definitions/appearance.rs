//! What everybody sees in the web interface.

use super::*;

settings! { Global:
    DISPLAY_FULL_NAMES: bool = false, "Full names", "People appear under their full name where they have one.";
    DISPLAY_PROFILE_INFO: bool = true, "Profiles", "The page of a user shows what their profile says.";
    WEEK_STARTS_ON: String = "1", "First day of the week", "The day on which the weeks of calendars begin.", of(WEEKDAYS);
    CALENDAR_HORIZON_MONTHS: i64 = 12, "Calendar reach", "How far ahead calendars look.", units("months"), at_least(1);
}
