//! Second factors that are numbers: one-time codes of an app, and recovery codes on paper (spec 10 §5.5, §5.9).

mod base32;
pub mod recovery;
pub mod totp;
