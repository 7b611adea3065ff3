//! What a resource does when it is written.

use ironwood_db::BoxFuture;

use crate::audit::Audited;
use crate::ctx::Ctx;
use crate::declare::{Form, Given, Resource};
use crate::error::{Error, Result};
use crate::write::Draft;

/// Checks a batch of drafts, refusing what is wrong by [`Draft::refuse`]. All drafts of a request come at once, so that one
/// query does for all.
pub type Rule = for<'a> fn(&'a mut Ctx<'_>, &'a Resource, &'a mut [Draft]) -> BoxFuture<'a, Result<()>>;

/// Does something with a batch of drafts before or after they are stored.
pub type Hook = for<'a> fn(&'a mut Ctx<'_>, &'a Resource, &'a mut [Draft]) -> BoxFuture<'a, Result<()>>;

/// Checks or prepares the deletion of rows, with what the client said about it.
pub type RemovalHook = for<'a> fn(&'a mut Ctx<'_>, &'a Resource, &'a [i64], &'a Given) -> BoxFuture<'a, Result<()>>;

/// What a caller wants to do to rows that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Change them.
    Change,
    /// Delete the row that the path names.
    Delete,
    /// Delete the rows that a bulk form names.
    DeleteSeveral,
}

/// Judges by the rows themselves whether the caller may do it, before anything that was sent is looked at. Where what a row
/// belongs to decides, not its own table.
pub type RowPermission = for<'a> fn(&'a mut Ctx<'_>, &'a [i64], Deed) -> BoxFuture<'a, Result<()>>;

/// Columns that must differ from every other row, and the answer when they do not.
#[derive(Clone)]
pub struct Unique {
    /// The columns.
    pub columns: Vec<&'static str>,
    /// The answer.
    pub answer: fn() -> Error,
    /// Whether text is compared letter case aside.
    pub ignore_case: bool,
}

/// The writing half of a resource.
#[derive(Clone, Default)]
pub struct Writes {
    /// Forms are told of the methods below, but the path does not have them yet.
    pub announced_only: bool,
    /// POST on the list.
    pub create: bool,
    /// A list as body of a POST creates several rows.
    pub bulk_create: bool,
    /// PUT and PATCH on a row.
    pub update: bool,
    /// PUT and PATCH on the list.
    pub bulk_update: bool,
    /// DELETE on a row.
    pub delete: bool,
    /// DELETE on the list.
    pub bulk_delete: bool,
    /// Who may change and delete a row, where the row itself decides.
    pub row_permission: Option<RowPermission>,
    /// Checks of single fields that need the database; what they refuse is reported together with the other fields' problems.
    pub field_rules: Vec<Rule>,
    /// Uniqueness, checked when all fields are good.
    pub unique: Vec<Unique>,
    /// Rules of the model, checked when uniqueness holds; all of them, their refusals reported together.
    pub rules: Vec<Rule>,
    /// Derived columns.
    pub before_save: Vec<Hook>,
    /// Rows of other tables, trees, history.
    pub after_save: Vec<Hook>,
    /// What a DELETE must say in its body.
    pub delete_form: Option<Form>,
    /// Refusals and preparations of a deletion.
    pub before_delete: Vec<RemovalHook>,
    /// What a deletion does in place of deleting rows.
    pub removed_by: Option<RemovalHook>,
    /// Upkeep after a deletion.
    pub after_delete: Vec<RemovalHook>,
    /// What the audit trail keeps of the rows.
    pub audited: Option<Audited>,
}
