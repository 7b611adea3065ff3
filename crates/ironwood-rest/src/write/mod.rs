//! Writing: JSON becomes a draft, the draft is checked, stored and answered, all in one transaction.

mod bulk;
mod checks;
mod choices;
mod clean;
mod decode;
mod draft;
mod files;
mod markup;
mod notes;
mod pipeline;
mod remove;

pub use bulk::{bulk_delete, bulk_update};
pub use choices::check_keys;
pub(crate) use clean::clean_body;
pub use clean::{check_markup, cleaned};
pub(crate) use decode::NOT_A_NUMBER;
pub use decode::decode_fields;
pub(crate) use decode::decode_groups;
pub use draft::Draft;
pub use files::{Files, Received, keep, largest_upload, receive, rename};
pub use pipeline::{
    answer_list, answer_rows, check, create, decode_new, insert, load, new_draft, save, update, update_drafts,
};
pub use remove::{OnDelete, Reference, delete, remove};
