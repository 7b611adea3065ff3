//! Orders and builds, as those read them who buy, sell, move and make.

#[path = "../common/mod.rs"]
mod common;
#[path = "../stock/warehouse.rs"]
#[allow(dead_code, reason = "each test binary uses its own part of it")]
mod warehouse;

mod builds;
mod calendar;
mod forms;
mod moves;
mod office;
mod permissions;
mod purchases;
mod returns;
mod sales;
