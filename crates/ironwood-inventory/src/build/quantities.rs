//! What is counted of builds, as fragments, written once (spec 50-build §4.1, §6.3).

use crate::stock::quantities::BUILD_ACTIVE;

/// The build `t` is not finished.
pub fn active() -> String {
    format!("t.status IN {BUILD_ACTIVE}")
}

/// The build is not finished, and today is its target date or a later day.
pub fn overdue() -> String {
    format!("({} AND t.target_date IS NOT NULL AND t.target_date <= :today)", active())
}
