//! Files and pictures: stored as a path below the media root, shown below the media URL, sent as a part of a form.

use ironwood_db::{Cell, Param};
pub use ironwood_media::Naming;
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected};
use crate::json::JsonWriter;
use crate::read::Render;
use crate::write::Draft;

/// Most characters of the name of a file.
const LONGEST_NAME: usize = 100;

/// Where a file of this name goes: the path that it gets below the media root if that is free. The draft has the row's values,
/// its key included.
pub type Shelf = fn(&Draft, &str) -> String;

/// A file. What nobody can upload has no shelf. No file is the empty text in the column.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Whether it must be a picture.
    pub is_picture: bool,
    /// Longest stored path that forms are told of; 0 for none.
    pub max: usize,
    /// Where uploads go.
    pub shelf: Option<Shelf>,
    /// Smaller forms that are kept beside a picture, and the square that each fits into, in pixels.
    pub smaller: &'static [(Naming, u32)],
    /// The column with the path of the first of the smaller forms, where there is one: then any file may be uploaded, and
    /// pictures among them get it.
    pub thumbnail: Option<&'static str>,
    /// Whether it stays on the disk when its row is deleted.
    pub outlives_row: bool,
}

impl File {
    /// Any file.
    pub const fn any(max: usize) -> Self {
        File { is_picture: false, max, shelf: None, smaller: &[], thumbnail: None, outlives_row: false }
    }

    /// A picture.
    pub const fn picture(max: usize) -> Self {
        File { is_picture: true, ..File::any(max) }
    }

    /// It can be uploaded, and goes where `shelf` says.
    pub const fn kept_at(self, shelf: Shelf) -> Self {
        File { shelf: Some(shelf), ..self }
    }

    /// Smaller forms are kept beside it.
    pub const fn with_smaller(self, smaller: &'static [(Naming, u32)]) -> Self {
        File { smaller, ..self }
    }

    /// The path of its small form is in this column.
    pub const fn thumbnail_in(self, column: &'static str) -> Self {
        File { thumbnail: Some(column), ..self }
    }

    /// It stays on the disk when its row is deleted.
    pub const fn outlives_row(self) -> Self {
        File { outlives_row: true, ..self }
    }

    /// Most characters that a path in the column may have.
    pub fn longest_path(&self) -> usize {
        if self.max > 0 { self.max } else { LONGEST_NAME }
    }
}

impl Kind for File {
    fn decode(&self, _: &Value) -> Result<Param, Rejected> {
        rejected("The submitted data was not a file. Check the encoding type on the form.")
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            Cell::Text(path) if !path.is_empty() => out.text(&render.media(path)),
            _ => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), if self.is_picture { "image upload" } else { "file upload" }.into());
        if self.max > 0 {
            meta.insert("max_length".into(), self.max.into());
        }
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "uri"})
    }

    fn missing(&self) -> &'static str {
        "No file was submitted."
    }

    fn nothing(&self) -> Param {
        Param::Text(String::new())
    }

    fn file(&self) -> Option<&File> {
        Some(self)
    }
}
