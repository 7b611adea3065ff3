//! SQL fragments of declarations, and how they are placed into a statement.
//!
//! A fragment calls the row it belongs to `t` and the rows joined to it by the names their [`Join`] gives them; a value that
//! only the request knows is a `:name`. [`Placer`] puts a fragment behind real aliases, notes which joins it needs and
//! which values it wants, in the order of the `?` it leaves behind.

use std::fmt::Write as _;

/// A row joined to the resource's own: `LEFT JOIN table AS alias ON on`. There is one at most: lists are counted without the
/// joins that only their order speaks of.
#[derive(Debug, Clone)]
pub struct Join {
    /// The name fragments call it by; a word that no inner query uses as an alias.
    pub alias: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The condition, a fragment; it may speak of `t` and of joins declared before.
    pub on: String,
}

/// Places fragments into one statement.
#[derive(Debug, Clone, Default)]
pub struct Placer {
    /// `LEFT JOIN` clauses in the order they are needed.
    joins: Vec<(String, String)>,
    /// Names of the values wanted by the joins.
    join_vars: Vec<String>,
}

/// A fragment in its place.
#[derive(Debug, Clone, Default)]
pub struct Placed {
    /// SQL with real aliases and `?`.
    pub text: String,
    /// Names of the values of its `?`; those that the fragment brought itself are called `?`.
    pub vars: Vec<String>,
}

impl Placer {
    /// An empty statement.
    pub fn new() -> Self {
        Self::default()
    }

    /// Places `fragment` where its own row is called `alias`.
    pub fn place(&mut self, fragment: &str, joins: &[Join], alias: &str) -> Placed {
        self.place_in(fragment, joins, alias, None)
    }

    /// Places a fragment that may also speak of a row `own` by the name that its join gives it.
    fn place_in(&mut self, fragment: &str, joins: &[Join], alias: &str, own: Option<(&str, &str)>) -> Placed {
        let mut placed = Placed { text: String::with_capacity(fragment.len() + 16), vars: Vec::new() };
        let mut quoted = false;
        let mut at = 0;
        let bytes = fragment.as_bytes();
        while at < bytes.len() {
            let byte = bytes[at];
            if quoted || byte == b'\'' {
                quoted ^= byte == b'\'';
                at = copy_letter(fragment, at, &mut placed.text);
            } else if byte == b':' && bytes.get(at + 1) == Some(&b':') {
                placed.text.push_str("::");
                at += 2;
            } else if byte == b':' && bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic()) {
                let end = word_end(bytes, at + 1);
                placed.vars.push(fragment[at + 1..end].to_owned());
                placed.text.push('?');
                at = end;
            } else if byte == b'?' {
                placed.vars.push("?".to_owned());
                placed.text.push('?');
                at += 1;
            } else if byte.is_ascii_alphabetic() || byte == b'_' {
                let end = word_end(bytes, at);
                let word = &fragment[at..end];
                let is_table = bytes.get(end) == Some(&b'.') && (at == 0 || bytes[at - 1] != b'.');
                let own = own.filter(|(name, _)| *name == word).map(|(_, real)| real.to_owned());
                match is_table.then(|| own.or_else(|| self.alias_of(word, joins, alias))).flatten() {
                    Some(real) => placed.text.push_str(&real),
                    None => placed.text.push_str(word),
                }
                at = end;
            } else {
                at = copy_letter(fragment, at, &mut placed.text);
            }
        }
        placed
    }

    fn alias_of(&mut self, word: &str, joins: &[Join], alias: &str) -> Option<String> {
        if word == "t" {
            return Some(alias.to_owned());
        }
        let position = joins.iter().position(|join| join.alias == word)?;
        let join = &joins[position];
        let real = if alias == "t" { word.to_owned() } else { format!("{alias}__{word}") };
        if !self.joins.iter().any(|(known, _)| *known == real) {
            // Only joins declared before may be spoken of, so this ends.
            let on = self.place_in(&join.on, &joins[..position], alias, Some((word, &real)));
            self.joins.push((real.clone(), format!("LEFT JOIN {} AS {real} ON {}", join.table, on.text)));
            self.join_vars.extend(on.vars);
        }
        Some(real)
    }

    /// Joins a table under a name of the caller's, for embedded rows.
    pub fn join(&mut self, alias: &str, table: &str, on: &Placed) {
        if !self.joins.iter().any(|(known, _)| known == alias) {
            self.joins.push((alias.to_owned(), format!("LEFT JOIN {table} AS {alias} ON {}", on.text)));
            self.join_vars.extend(on.vars.iter().cloned());
        }
    }

    /// All joins, each after those it needs, and the names of the values they want.
    pub fn finish(self) -> (String, Vec<String>) {
        let mut text = String::new();
        for (_, join) in &self.joins {
            // Writing to a String cannot fail.
            let _ = write!(text, " {join}");
        }
        (text, self.join_vars)
    }
}

fn copy_letter(text: &str, at: usize, out: &mut String) -> usize {
    let letter = text[at..].chars().next().unwrap_or_default();
    out.push(letter);
    at + letter.len_utf8()
}

fn word_end(bytes: &[u8], from: usize) -> usize {
    let mut end = from;
    while bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joins() -> Vec<Join> {
        vec![
            Join { alias: "sp", table: "part_supplierpart", on: "sp.id = t.supplier_part_id".into() },
            Join { alias: "mp", table: "company_manufacturerpart", on: "mp.id = sp.manufacturer_part_id".into() },
        ]
    }

    #[test]
    fn fragments_bring_the_joins_they_speak_of_and_those_behind() {
        let mut placer = Placer::new();
        let placed = placer.place("mp.\"MPN\" || ':x t.y' || t.id::text || :user", &joins(), "t");
        assert_eq!(placed.text, "mp.\"MPN\" || ':x t.y' || t.id::text || ?");
        assert_eq!(placed.vars, ["user"]);
        let (joined, _) = placer.finish();
        assert_eq!(
            joined,
            " LEFT JOIN part_supplierpart AS sp ON sp.id = t.supplier_part_id \
             LEFT JOIN company_manufacturerpart AS mp ON mp.id = sp.manufacturer_part_id"
        );
    }

    #[test]
    fn an_embedded_row_keeps_its_names_apart() {
        let mut placer = Placer::new();
        let placed = placer.place("sp.id + t.id + s.t.x", &joins(), "item");
        assert_eq!(placed.text, "item__sp.id + item.id + s.t.x");
        let (joined, _) = placer.finish();
        assert_eq!(joined, " LEFT JOIN part_supplierpart AS item__sp ON item__sp.id = item.supplier_part_id");
    }
}
