//! A resource: a table's rows as a list and one by one, with everything clients can do with them.

use std::sync::Arc;

use ironwood_auth::PermissionClass;
use ironwood_db::BoxFuture;

use crate::audit::Audited;
use crate::ctx::Ctx;
use crate::declare::{
    Clause, Filter, Form, Handler, Hook, Model, Parameter, RemovalHook, RowPermission, Rule, Selection, Shape, Unique,
    Writes,
};
use crate::error::{Error, Result};
use crate::query::Query;

/// An ordering that clients may ask for.
#[derive(Clone)]
pub struct Order {
    /// Its name.
    pub name: &'static str,
    /// The fragments it stands for, each in the asked direction.
    pub terms: Vec<String>,
}

/// Where a search looks.
#[derive(Clone)]
pub enum Search {
    /// A fragment with text.
    In(String),
    /// Texts of rows that belong to this one: the query up to its condition (`SELECT 1 FROM x WHERE x.part_id = t.id`), and the
    /// texts. No row is found twice.
    Among(String, Vec<String>),
}

/// Conditions that need the database to be understood, such as filters by parameter. Also may give orderings, which then
/// replace the asked ones.
pub type Prepare = for<'a> fn(&'a mut Ctx<'_>, &'a Query) -> BoxFuture<'a, Result<Prepared>>;

/// What a [`Prepare`] found.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Conditions.
    pub clauses: Vec<Clause>,
    /// Orderings: fragment and whether descending.
    pub order: Option<Vec<(String, bool)>>,
}

/// Condition that every row must meet for this caller to know of it.
pub type Scope = fn(&Ctx<'_>, &Query) -> Option<Clause>;

/// The key of the one row that a [`Single`] resource has for this caller.
pub type OwnRow = for<'a> fn(&'a mut Ctx<'_>) -> BoxFuture<'a, Result<i64>>;

/// A resource of one row for each caller, at the path itself: the caller's account, the caller's profile.
#[derive(Clone, Copy)]
pub struct Single {
    /// Which row it is.
    pub own: OwnRow,
    /// Whether asking for it may make it, so that reading it needs a transaction.
    pub makes: bool,
}

/// Rows that come along with those that a query selects, such as the ancestors of what a search found. It is given the condition
/// of the selected rows, over `t` and without joins, and gives the condition of all rows, perhaps with an ordering of its own;
/// `None` when nothing comes along.
pub type Widen = fn(&Selection<'_>, &Resource, &Clause) -> Option<Prepared>;

/// A resource.
#[derive(Clone)]
pub struct Resource {
    /// Path below `/api/`, without slashes around it.
    pub path: &'static str,
    /// Its rows.
    pub shape: Arc<Shape>,
    /// Who may read and write.
    pub access: PermissionClass,
    /// Filters.
    pub filters: Vec<Filter>,
    /// Orderings.
    pub orders: Vec<Order>,
    /// Ordering when none is asked for: fragments and whether descending. The primary key is appended.
    pub default_order: Vec<(String, bool)>,
    /// Where a search looks.
    pub search: Vec<Search>,
    /// Where a search also looks when notes are asked for.
    pub notes: Option<String>,
    /// Filters that need the database to be understood.
    pub prepare: Option<Prepare>,
    /// Rows that come along with the selected ones.
    pub widen: Option<Widen>,
    /// Rows that exist for the caller.
    pub scope: Option<Scope>,
    /// What writes do.
    pub writes: Writes,
    /// Another way to create, in place of the kernel's.
    pub create_with: Option<Handler>,
    /// The key in the path is text in this column rather than the primary key.
    pub text_key: Option<&'static str>,
    /// The key in the path may be any word; one that is no number is not found, rather than no endpoint.
    pub any_key: bool,
    /// What the key in the path is called when it is text.
    pub key_name: &'static str,
    /// Component of the OpenAPI document for entries of the list, when it is not the shape's.
    pub listed_as: Option<&'static str>,
    /// Component of the OpenAPI document for new rows, when it is not the shape's.
    pub created_as: Option<&'static str>,
    /// Whether a create answers a list of all the rows that it made.
    pub creates_list: bool,
    /// Query parameters of the list that no filter reads but [`Resource::prepare`], for the OpenAPI document.
    pub parameters: Vec<Parameter>,
    /// Whether there is a list.
    pub list: bool,
    /// Whether rows can be had one by one.
    pub detail: bool,
    /// There is one row for each caller, and no list.
    pub single: Option<Single>,
    /// OPTIONS names the model; without it only deleting is not offered, since that is a permission on the model.
    pub names_model: bool,
    /// A sentence for people.
    pub summary: &'static str,
}

impl Resource {
    /// A readable resource; what else it can do is said by the other methods.
    pub fn new(path: &'static str, shape: Arc<Shape>, summary: &'static str) -> Self {
        Resource {
            path,
            shape,
            access: PermissionClass::Role,
            filters: Vec::new(),
            orders: Vec::new(),
            default_order: Vec::new(),
            search: Vec::new(),
            notes: None,
            prepare: None,
            widen: None,
            scope: None,
            writes: Writes::default(),
            create_with: None,
            text_key: None,
            any_key: false,
            key_name: "key",
            listed_as: None,
            created_as: None,
            creates_list: false,
            parameters: Vec::new(),
            list: true,
            detail: true,
            single: None,
            names_model: true,
            summary,
        }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.shape.model
    }

    /// Who may read and write.
    pub fn access(mut self, access: PermissionClass) -> Self {
        self.access = access;
        self
    }

    /// Adds a filter.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Adds filters.
    pub fn filters(mut self, filters: impl IntoIterator<Item = Filter>) -> Self {
        self.filters.extend(filters);
        self
    }

    /// Adds an ordering over one fragment.
    pub fn order(self, name: &'static str, fragment: impl Into<String>) -> Self {
        self.order_by(name, [fragment.into()])
    }

    /// Adds an ordering over several fragments.
    pub fn order_by(mut self, name: &'static str, terms: impl IntoIterator<Item = String>) -> Self {
        self.orders.push(Order { name, terms: terms.into_iter().collect() });
        self
    }

    /// Adds orderings over columns of the same name.
    pub fn order_columns(mut self, names: &[&'static str]) -> Self {
        for name in names {
            self.orders.push(Order { name, terms: vec![format!("t.\"{name}\"")] });
        }
        self
    }

    /// The ordering when none is asked for; `-` before a fragment turns it around.
    pub fn default_order(mut self, terms: &[&str]) -> Self {
        self.default_order = terms
            .iter()
            .map(|term| term.strip_prefix('-').map_or(((*term).to_owned(), false), |rest| (rest.to_owned(), true)))
            .collect();
        self
    }

    /// A search looks into these fragments.
    pub fn search(mut self, fragments: &[&str]) -> Self {
        self.search.extend(fragments.iter().map(|fragment| Search::In((*fragment).to_owned())));
        self
    }

    /// A search looks into rows that belong to this one.
    pub fn search_among(mut self, query: impl Into<String>, fragments: &[&str]) -> Self {
        let fragments = fragments.iter().map(|fragment| (*fragment).to_owned()).collect();
        self.search.push(Search::Among(query.into(), fragments));
        self
    }

    /// A search looks into the notes when asked to.
    pub fn search_notes(mut self, fragment: impl Into<String>) -> Self {
        self.notes = Some(fragment.into());
        self
    }

    /// Filters that need the database to be understood.
    pub fn prepare(mut self, prepare: Prepare) -> Self {
        self.prepare = Some(prepare);
        self
    }

    /// Which rows come along with the selected ones.
    pub fn widen(mut self, widen: Widen) -> Self {
        self.widen = Some(widen);
        self
    }

    /// Which rows exist for the caller.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Rows are found by a text column in the path.
    pub fn text_key(mut self, column: &'static str) -> Self {
        self.text_key = Some(column);
        self
    }

    /// The path takes any word for a key; what is no number is not found.
    pub fn any_key(mut self) -> Self {
        self.any_key = true;
        self
    }

    /// What the text in the path is called, when it is not `key`.
    pub fn key_named(mut self, name: &'static str) -> Self {
        self.key_name = name;
        self
    }

    /// The list looks at this query parameter, though no filter does.
    pub fn parameter(mut self, name: &'static str, value_type: &'static str, help: &'static str) -> Self {
        self.parameters.push(Parameter { name, value_type, help });
        self
    }

    /// The OpenAPI document has a component of its own for the entries of the list.
    pub fn listed_as(mut self, component: &'static str) -> Self {
        self.listed_as = Some(component);
        self
    }

    /// A create answers a list of all the rows that it made.
    pub fn creates_list(mut self) -> Self {
        self.creates_list = true;
        self
    }

    /// The OpenAPI document has a component of its own for new rows.
    pub fn created_as(mut self, component: &'static str) -> Self {
        self.created_as = Some(component);
        self
    }

    /// Only a list.
    pub fn without_detail(mut self) -> Self {
        self.detail = false;
        self
    }

    /// One row for each caller, at the path itself.
    pub fn single(self, own: OwnRow) -> Self {
        Resource { single: Some(Single { own, makes: false }), list: false, detail: false, ..self }
    }

    /// One row for each caller, at the path itself; `own` makes it where it is missing.
    pub fn single_on_demand(self, own: OwnRow) -> Self {
        Resource { single: Some(Single { own, makes: true }), list: false, detail: false, ..self }
    }

    /// Only rows, no list: another resource at the same path has it.
    pub fn without_list(mut self) -> Self {
        self.list = false;
        self
    }

    /// OPTIONS keeps silent about the model.
    pub fn without_model(mut self) -> Self {
        self.names_model = false;
        self
    }

    /// Rows can be created, updated and deleted.
    pub fn writable(mut self) -> Self {
        self.writes.create = true;
        self.writes.update = true;
        self.writes.delete = true;
        self
    }

    /// Rows can be updated.
    pub fn updatable(mut self) -> Self {
        self.writes.update = true;
        self
    }

    /// Rows can be deleted.
    pub fn deletable(mut self) -> Self {
        self.writes.delete = true;
        self
    }

    /// Rows can be created.
    pub fn creatable(mut self) -> Self {
        self.writes.create = true;
        self
    }

    /// Creates are done by an action of the domain.
    pub fn create_with(mut self, handler: Handler) -> Self {
        self.writes.create = true;
        self.create_with = Some(handler);
        self
    }

    /// What is declared about writing is for forms and documentation only: the path answers that it has no such method, until
    /// the rules of the domain that go with it are there and this line is not.
    pub fn announced_only(mut self) -> Self {
        self.writes.announced_only = true;
        self
    }

    /// PUT and PATCH on the list change several rows.
    pub fn bulk_update(mut self) -> Self {
        self.writes.bulk_update = true;
        self
    }

    /// DELETE on the list deletes several rows.
    pub fn bulk_delete(mut self) -> Self {
        self.writes.bulk_delete = true;
        self
    }

    /// A list posted creates several rows.
    pub fn bulk_create(mut self) -> Self {
        self.writes.bulk_create = true;
        self
    }

    /// The row itself decides who may change and delete it.
    pub fn row_permission(mut self, permission: RowPermission) -> Self {
        self.writes.row_permission = Some(permission);
        self
    }

    /// Columns that must differ from every other row; `answer` says what the client is told.
    pub fn unique(mut self, columns: &[&'static str], answer: fn() -> Error) -> Self {
        self.writes.unique.push(Unique { columns: columns.to_vec(), answer, ignore_case: false });
        self
    }

    /// Adds a check of single fields that needs the database, reported with the other fields' problems. What a field's value
    /// stands for is found out here too, such as the key of a name.
    pub fn field_rule(mut self, rule: Rule) -> Self {
        self.writes.field_rules.push(rule);
        self
    }

    /// Columns that must differ from every other row, letter case aside.
    pub fn unique_ignoring_case(mut self, columns: &[&'static str], answer: fn() -> Error) -> Self {
        self.writes.unique.push(Unique { columns: columns.to_vec(), answer, ignore_case: true });
        self
    }

    /// Adds a rule of the model.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.writes.rules.push(rule);
        self
    }

    /// Adds a hook that derives columns.
    pub fn before_save(mut self, hook: Hook) -> Self {
        self.writes.before_save.push(hook);
        self
    }

    /// Adds a hook that keeps other rows right.
    pub fn after_save(mut self, hook: Hook) -> Self {
        self.writes.after_save.push(hook);
        self
    }

    /// What a DELETE must say in its body.
    pub fn delete_form(mut self, form: Form) -> Self {
        self.writes.delete_form = Some(form);
        self
    }

    /// Adds a refusal or preparation of deletions.
    pub fn before_delete(mut self, hook: RemovalHook) -> Self {
        self.writes.before_delete.push(hook);
        self
    }

    /// Adds upkeep after deletions.
    pub fn after_delete(mut self, hook: RemovalHook) -> Self {
        self.writes.after_delete.push(hook);
        self
    }

    /// The audit trail keeps the fields of `kept`, another shape of the same rows: creates, updates and deletions leave an entry
    /// with what was before and what is now. `called` is a fragment with the name of a row. Never name a secret here.
    pub fn audited(mut self, kept: Shape, called: impl Into<String>) -> Self {
        self.writes.audited = Some(Audited::new(kept, called));
        self
    }

    /// What the audit trail says of a deletion, when the word is not `deleted`: a token is revoked, a session ended.
    pub fn audited_removal(mut self, word: &'static str) -> Self {
        self.writes.audited = self.writes.audited.map(|audited| audited.removed_as(word));
        self
    }

    /// Whether its rows carry metadata, which `metadata/<model>/...` serves: they have a column for it (spec 22 §14).
    pub fn has_metadata(&self) -> bool {
        self.detail && self.shape.hidden.iter().any(|(column, _)| *column == "metadata")
    }

    /// Deleting a row does this to it instead: it stays, marked as gone.
    pub fn removed_by(mut self, removal: RemovalHook) -> Self {
        self.writes.delete = true;
        self.writes.removed_by = Some(removal);
        self
    }

    /// All conditions the query asks for.
    ///
    /// # Errors
    /// When a filter cannot understand its value.
    pub fn clauses(&self, selection: &Selection<'_>) -> Result<Vec<Clause>> {
        let mut clauses = Vec::new();
        for filter in &self.filters {
            clauses.extend(filter.clause(selection)?);
        }
        Ok(clauses)
    }
}
