//! The list of differences between the two engines: everything that SQL cannot say once.

/// Which database a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, in the process.
    Sqlite,
    /// PostgreSQL, over the wire.
    Postgres,
}

impl Engine {
    /// `column` contains the text of one parameter, letter case aside. Pass the parameter through [`Engine::contains_pattern`].
    pub fn contains(self, column: &str) -> String {
        match self {
            Engine::Sqlite => format!("{column} LIKE ? ESCAPE '\\'"),
            Engine::Postgres => format!("{column}::text ILIKE ?"),
        }
    }

    /// The pattern that [`Engine::contains`] wants for `needle`.
    pub fn contains_pattern(needle: &str) -> String {
        format!("%{}%", escape_like(needle))
    }

    /// `column` equals the text of one parameter, letter case aside. Pass the parameter through [`escape_like`] by
    /// [`Engine::same_text_pattern`].
    pub fn same_text(self, column: &str) -> String {
        match self {
            Engine::Sqlite => format!("{column} LIKE ? ESCAPE '\\'"),
            Engine::Postgres => format!("{column}::text ILIKE ?"),
        }
    }

    /// The pattern that [`Engine::same_text`] wants for `text`.
    pub fn same_text_pattern(text: &str) -> String {
        escape_like(text)
    }

    /// `column` matches the regular expression of one parameter, letter case aside.
    pub fn matches_regex(self, column: &str) -> String {
        match self {
            Engine::Sqlite => format!("{column} REGEXP ?"),
            Engine::Postgres => format!("{column}::text ~* ?"),
        }
    }

    /// `column` is one of the values of one list parameter ([`crate::Param::Ints`] or [`crate::Param::Texts`]).
    pub fn any_of(self, column: &str) -> String {
        match self {
            Engine::Sqlite => format!("{column} IN (SELECT value FROM json_each(?))"),
            Engine::Postgres => format!("{column} = ANY(?)"),
        }
    }

    /// `FROM` clause that walks a list of keys given as one parameter, named `page` with the column `value`, in order.
    pub fn keys_as_page(self) -> &'static str {
        match self {
            Engine::Sqlite => "json_each(?) AS page CROSS JOIN",
            Engine::Postgres => "unnest(?) AS page(value) JOIN",
        }
    }

    /// The same for one key, given as one number: a plan for a single row.
    pub fn key_as_page(self) -> &'static str {
        match self {
            Engine::Sqlite => "(SELECT ? AS value) AS page CROSS JOIN",
            Engine::Postgres => "(SELECT ? AS value) AS page JOIN",
        }
    }

    /// Suffix that locks the selected rows. SQLite needs none: its writer is alone.
    pub fn for_update(self) -> &'static str {
        match self {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// Suffix that locks the selected rows of one table of a join.
    pub fn for_update_of(self, alias: &str) -> String {
        match self {
            Engine::Sqlite => String::new(),
            Engine::Postgres => format!(" FOR UPDATE OF {alias}"),
        }
    }

    /// Suffix that locks the selected rows of one table of a join and passes over those that somebody else has locked.
    pub fn for_update_unlocked_of(self, alias: &str) -> String {
        match self {
            Engine::Sqlite => String::new(),
            Engine::Postgres => format!(" FOR UPDATE OF {alias} SKIP LOCKED"),
        }
    }

    /// A floating point reading of a numeric expression.
    pub fn float(self, expression: &str) -> String {
        match self {
            Engine::Sqlite => format!("CAST({expression} AS REAL)"),
            Engine::Postgres => format!("({expression})::float8"),
        }
    }

    /// A whole number read from text.
    pub fn whole_number(self, text: &str) -> String {
        match self {
            Engine::Sqlite => format!("CAST({text} AS INTEGER)"),
            Engine::Postgres => format!("CAST({text} AS int)"),
        }
    }

    /// The date so many days after another; the number of days is text.
    pub fn days_after(self, date: &str, days: &str) -> String {
        match self {
            Engine::Sqlite => format!("date({date}, {days} || ' days')"),
            Engine::Postgres => format!("({date} + CAST({days} AS int))"),
        }
    }

    /// The larger of two numbers.
    pub fn greatest(self, a: &str, b: &str) -> String {
        match self {
            Engine::Sqlite => format!("MAX({a}, {b})"),
            Engine::Postgres => format!("GREATEST({a}, {b})"),
        }
    }

    /// The whole part of a number, cut toward zero.
    pub fn truncate(self, expression: &str) -> String {
        match self {
            Engine::Sqlite => format!("CAST({expression} AS INTEGER)"),
            Engine::Postgres => format!("TRUNC({expression})::int8"),
        }
    }

    /// All texts of an expression in one, with blanks between; null when there are none.
    pub fn joined(self, expression: &str) -> String {
        match self {
            Engine::Sqlite => format!("group_concat({expression}, ' ')"),
            Engine::Postgres => format!("string_agg({expression}, ' ')"),
        }
    }

    /// A JSON object as text from (key, value) rows of `source` (text in both columns).
    pub fn object_of(self, key: &str, value: &str, source: &str) -> String {
        match self {
            Engine::Sqlite => format!("(SELECT json_group_object({key}, {value}) FROM {source})"),
            Engine::Postgres => format!("(SELECT json_object_agg({key}, {value})::text FROM {source})"),
        }
    }
}

/// Takes the special meaning from `%`, `_` and `\` in a `LIKE` pattern.
fn escape_like(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
