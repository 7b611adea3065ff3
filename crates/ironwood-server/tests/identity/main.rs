//! Users, groups, rulesets, tokens and sessions as clients use them, and the trail that all of it leaves (spec 10).

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod escalation;
mod matrix;
mod sessions;
mod spec_rules;
mod status;
