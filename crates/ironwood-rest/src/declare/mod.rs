//! The vocabulary of declarations: models, fields, shapes, filters, resources, actions.

mod endpoint;
mod expanded;
mod field;
mod filter;
mod form;
mod model;
mod resource;
mod shape;
mod target;
mod writes;

pub use endpoint::{Answer, Endpoint, Handler, Parameter, Presence, Run, Verb};
pub use expanded::{Expanded, Kept};
pub use field::{ChoicesFrom, DefaultFrom, DefaultValue, Field, OnCreate, Shown, Source, Writing};
pub use filter::{Check, Clause, Filter, Selection, check_regex, day, invalid_choice, is_null_word, number};
pub(crate) use form::not_an_object;
pub use form::{Form, Found, Given};
pub use model::Model;
pub use resource::{Order, OwnRow, Prepare, Prepared, Resource, Scope, Search, Single, Widen};
pub use shape::{Item, Many, Shape, embed, many};
pub use target::Target;
pub use writes::{Deed, Hook, RemovalHook, RowPermission, Rule, Unique, Writes};
