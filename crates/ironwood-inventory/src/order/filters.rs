//! Filters that the lists of all kinds of orders have (spec 40-orders §11).

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Filter, day};

use crate::common::states;
use crate::order::{Kind, quantities};
use crate::targets;

/// SQL: the caller is responsible, alone or as one of a group. `owner` is a fragment with the key of who is responsible.
pub fn is_mine(owner: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM users_owner w JOIN django_content_type k ON k.id = w.owner_type_id \
         WHERE w.id = {owner} AND k.app_label = 'auth' AND ((k.model = 'user' AND w.owner_id = :user) \
         OR (k.model = 'group' AND w.owner_id IN (SELECT g.group_id FROM auth_user_groups g WHERE g.user_id = :user))))"
    )
}

/// Filters that builds have as well as the four kinds of orders.
pub fn of_any_order() -> Vec<Filter> {
    let is_set = |name, column: &str| Filter::truth(name, format!("t.{column} IS NOT NULL"));
    vec![
        states::filter("status", "t"),
        Filter::same_text("reference", "t.reference"),
        Filter::truth("assigned_to_me", is_mine("t.responsible_id"))
            .help("The caller is responsible, or a group of theirs"),
        targets::filter_key("assigned_to", "responsible_id", targets::owner()),
        targets::filter_key("project_code", "project_code_id", targets::project_code()),
        is_set("has_project_code", "project_code_id"),
        is_set("has_start_date", "start_date"),
        is_set("has_target_date", "target_date"),
        Filter::date("created_before", "t.creation_date", "<"),
        Filter::date("created_after", "t.creation_date", ">"),
        Filter::date("start_date_before", "t.start_date", "<"),
        Filter::date("start_date_after", "t.start_date", ">"),
        Filter::date("target_date_before", "t.target_date", "<"),
        Filter::date("target_date_after", "t.target_date", ">"),
    ]
}

/// The filters of a list of orders.
pub fn common(kind: &Kind) -> Vec<Filter> {
    let finished = format!("t.{}", kind.finished);
    let mut filters = of_any_order();
    filters.extend([
        targets::filter_key("created_by", "created_by_id", targets::user()),
        Filter::truth("overdue", quantities::overdue(kind)),
        Filter::truth("outstanding", format!("t.status IN {}", kind.open)),
        Filter::date("completed_before", finished.clone(), "<"),
        Filter::date("completed_after", finished, ">"),
        Filter::midnight("updated_before", "t.updated_at", "<"),
        Filter::midnight("updated_after", "t.updated_at", ">"),
    ]);
    filters.extend(in_calendar(&[
        "t.creation_date {} AND t.issue_date IS NULL AND t.start_date IS NULL",
        "t.issue_date {} AND t.start_date IS NULL",
        "t.start_date {}",
        "t.target_date {}",
    ]));
    filters
}

/// `min_date` and `max_date`: a row is in a calendar by several days, and one of them compares so with the given one; `{}` in the
/// conditions is the comparison. The two are apart: one day may meet the first and another day the second.
pub fn in_calendar(days: &'static [&'static str]) -> [Filter; 2] {
    [
        ("min_date", ">= ?", "In a calendar on this day or later"),
        ("max_date", "<= ?", "In a calendar on this day or before"),
    ]
    .map(|(name, comparison, help)| {
        let any: Vec<String> = days.iter().map(|day| format!("({})", day.replace("{}", comparison))).collect();
        let any = format!("({})", any.join(" OR "));
        Filter::custom(name, "date", move |_, value| {
            let day = Param::from(day(name, value)?);
            Ok(Some(Clause::new(any.clone(), vec![day; days.len()])))
        })
        .help(help)
    })
}
