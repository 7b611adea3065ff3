//! Statement text together with its parameters.

use crate::value::Param;

/// A piece of SQL and the values of its `?`, in order. Pieces are joined by pushing one behind the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sql {
    /// The text, with `?` for each parameter.
    pub text: String,
    /// The values, in the order of the `?`.
    pub params: Vec<Param>,
}

impl Sql {
    /// SQL without parameters.
    pub fn raw(text: impl Into<String>) -> Self {
        Sql { text: text.into(), params: Vec::new() }
    }

    /// SQL with its parameters.
    pub fn new(text: impl Into<String>, params: impl Into<Vec<Param>>) -> Self {
        Sql { text: text.into(), params: params.into() }
    }

    /// Appends text that has no parameter.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends text with one `?` and its value.
    pub fn push_with(&mut self, text: &str, param: impl Into<Param>) -> &mut Self {
        self.text.push_str(text);
        self.params.push(param.into());
        self
    }

    /// Appends another piece.
    pub fn append(&mut self, other: &Sql) -> &mut Self {
        self.text.push_str(&other.text);
        self.params.extend_from_slice(&other.params);
        self
    }

    /// The pieces joined by `separator`; empty when there is none.
    pub fn join(pieces: &[Sql], separator: &str) -> Self {
        let mut out = Sql::default();
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                out.push(separator);
            }
            out.append(piece);
        }
        out
    }

    /// `(piece) AND (piece)`, or `TRUE`.
    pub fn all(pieces: &[Sql]) -> Self {
        Self::grouped(pieces, " AND ", "TRUE")
    }

    /// `(piece) OR (piece)`, or `FALSE`.
    pub fn any(pieces: &[Sql]) -> Self {
        Self::grouped(pieces, " OR ", "FALSE")
    }

    /// `NOT (piece)`, where an unknown truth counts as false.
    pub fn negated(self) -> Self {
        Sql { text: format!("NOT COALESCE(({}), FALSE)", self.text), params: self.params }
    }

    fn grouped(pieces: &[Sql], operator: &str, empty: &str) -> Self {
        match pieces {
            [] => Sql::raw(empty),
            [one] => one.clone(),
            many => {
                let mut out = Sql::raw("(");
                out.append(&Sql::join(many, &format!("){operator}(")));
                out.push(")");
                out
            }
        }
    }
}
