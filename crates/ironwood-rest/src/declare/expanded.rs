//! A JSON column whose members are keys of rows.

use std::sync::Arc;

use crate::declare::{Field, Model, Shape, Source};
use crate::kernel::Kernel;
use crate::kind::Json;

/// A column with a JSON object, and what some of its members stand for.
pub struct Expanded {
    /// The column.
    pub column: &'static str,
    /// Members that hold a key, and the rows that they are keys of.
    pub members: Vec<(&'static str, Kept)>,
}

/// Where a row is found and what it looks like.
#[derive(Clone)]
pub enum Kept {
    /// As this shape shows it.
    As(Arc<Shape>),
    /// As the resource of this model shows it.
    In(Model),
}

impl Kept {
    /// The shape; `None` when no resource has rows of the model.
    pub fn shape<'k>(&'k self, kernel: &'k Kernel) -> Option<&'k Arc<Shape>> {
        match self {
            Kept::As(shape) => Some(shape),
            Kept::In(model) => kernel.resource_of(model.name).map(|resource| &resource.shape),
        }
    }

    /// The model.
    pub fn model(&self) -> Model {
        match self {
            Kept::As(shape) => shape.model,
            Kept::In(model) => *model,
        }
    }
}

impl Field {
    /// A JSON object in which every member that is a key is followed by `<member>_detail`: the row, null when it is gone. Rows of
    /// models that the caller may not see are left out. One statement for each kind of row does for a whole page.
    pub fn expanded(name: &'static str, column: &'static str, members: Vec<(&'static str, Kept)>) -> Self {
        Field::new(name, Json, Source::Expanded(Arc::new(Expanded { column, members })))
    }
}
