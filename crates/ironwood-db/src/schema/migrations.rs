//! The migrations this schema is the result of, and what it means when a database has others.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use super::fixed::records;

const MIGRATIONS: &str = include_str!("../../schema/fixed/migrations.tsv");

static EXPECTED: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| records(MIGRATIONS).map(|[app, name]| (app, name)).collect());

/// The migrations that a database of this schema has applied, as `(app, name)`, in the order of `django_migrations`.
pub fn expected_migrations() -> &'static [(&'static str, &'static str)] {
    &EXPECTED
}

/// A migration by application and name, shown as `part.0001_initial`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The application whose tables it changes.
    pub app: String,
    /// Its name, which begins with its number within the application.
    pub name: String,
}

impl fmt::Display for Migration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.app, self.name)
    }
}

/// How a database stands to this schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diagnosis {
    /// No migration is recorded: the schema may be created here.
    Empty,
    /// The same state: it opens as it is.
    Current,
    /// Migrations are missing.
    Older {
        /// The first that is missing, in the order of [`expected_migrations`].
        first_missing: Migration,
        /// How many are missing.
        missing: usize,
    },
    /// There are migrations that this schema does not know, whether or not others are missing.
    Newer {
        /// The first unknown one, in the order given.
        first_unknown: Migration,
        /// How many are unknown.
        unknown: usize,
    },
}

impl Diagnosis {
    /// For the person who starts the server: why this database is refused, and what to do. Nothing when it is not.
    pub fn refusal(&self) -> Option<String> {
        match self {
            Diagnosis::Empty | Diagnosis::Current => None,
            Diagnosis::Older { first_missing, missing } => Some(format!(
                "the database belongs to an older InvenTree: {}, the first is `{first_missing}`\n\
                 hint: back it up, upgrade it with the InvenTree release whose API version is 532, then start Ironwood \
                 again; nothing was changed",
                counted(*missing, "migration is missing", "migrations are missing"),
            )),
            Diagnosis::Newer { first_unknown, unknown } => Some(format!(
                "the database belongs to a newer InvenTree: {}, the first is `{first_unknown}`\n\
                 hint: use a release of Ironwood made for that version, or a backup from before the upgrade; nothing \
                 was changed",
                counted(*unknown, "migration is unknown here", "migrations are unknown here"),
            )),
        }
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Compares the rows of `django_migrations`, as `(app, name)` in the order of their keys, with what this schema expects.
///
/// An application that this schema does not know is no concern of ours: plugins bring their own, and old databases keep
/// the tables of applications that are gone. An unknown migration of a known application, however, has changed tables
/// in a way that we cannot know.
pub fn diagnose(applied: &[(String, String)]) -> Diagnosis {
    if applied.is_empty() {
        return Diagnosis::Empty;
    }
    let expected: HashSet<(&str, &str)> = expected_migrations().iter().copied().collect();
    let known_apps: HashSet<&str> = expected.iter().map(|&(app, _)| app).collect();
    let applied = || applied.iter().map(|(app, name)| (app.as_str(), name.as_str()));
    let present: HashSet<(&str, &str)> = applied().collect();

    let unknown = applied().filter(|it| known_apps.contains(it.0) && !expected.contains(it));
    if let Some((first_unknown, unknown)) = first_and_count(unknown) {
        return Diagnosis::Newer { first_unknown, unknown };
    }
    let missing = expected_migrations().iter().copied().filter(|it| !present.contains(it));
    match first_and_count(missing) {
        Some((first_missing, missing)) => Diagnosis::Older { first_missing, missing },
        None => Diagnosis::Current,
    }
}

fn first_and_count<'m>(mut migrations: impl Iterator<Item = (&'m str, &'m str)>) -> Option<(Migration, usize)> {
    let (app, name) = migrations.next()?;
    Some((Migration { app: app.to_owned(), name: name.to_owned() }, 1 + migrations.count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn current() -> Vec<(String, String)> {
        expected_migrations().iter().map(|&(app, name)| row(app, name)).collect()
    }

    fn row(app: &str, name: &str) -> (String, String) {
        (app.to_owned(), name.to_owned())
    }

    #[test]
    fn no_migration_is_expected_twice() {
        let distinct: HashSet<_> = expected_migrations().iter().collect();
        assert_eq!(distinct.len(), expected_migrations().len());
    }

    #[test]
    fn a_database_without_migrations_is_empty() {
        assert_eq!(diagnose(&[]), Diagnosis::Empty);
        assert_eq!(Diagnosis::Empty.refusal(), None);
    }

    #[test]
    fn the_same_migrations_in_any_order_are_current() {
        let mut applied = current();
        applied.reverse();
        assert_eq!(diagnose(&applied), Diagnosis::Current);
        assert_eq!(Diagnosis::Current.refusal(), None);
    }

    #[test]
    fn migrations_of_unknown_applications_are_ignored() {
        let mut applied = current();
        applied.insert(0, row("label", "0001_initial"));
        applied.push(row("some_plugin", "0042_more_of_it"));
        assert_eq!(diagnose(&applied), Diagnosis::Current);
    }

    #[test]
    fn an_older_database_is_refused_with_the_first_missing_migration() {
        let mut applied = current();
        let (app, name) = applied.remove(700);
        applied.truncate(720);
        let found = diagnose(&applied);
        let missing = expected_migrations().len() - 720;
        assert_eq!(
            found,
            Diagnosis::Older { first_missing: Migration { app: app.clone(), name: name.clone() }, missing }
        );
        let message = found.refusal().expect("an older database is refused");
        assert!(message.starts_with("the database belongs to an older InvenTree: "), "{message}");
        assert!(
            message.contains(&format!("{missing} migrations are missing, the first is `{app}.{name}`")),
            "{message}"
        );
        assert!(message.contains("\nhint: back it up, upgrade it with the InvenTree release"), "{message}");
    }

    #[test]
    fn a_newer_database_is_refused_with_the_first_unknown_migration() {
        let mut applied = current();
        applied.push(row("part", "9001_from_the_future"));
        applied.push(row("stock", "9001_from_the_future"));
        let first_unknown = Migration { app: "part".into(), name: "9001_from_the_future".into() };
        let found = diagnose(&applied);
        assert_eq!(found, Diagnosis::Newer { first_unknown, unknown: 2 });
        let message = found.refusal().expect("a newer database is refused");
        assert!(
            message.contains("2 migrations are unknown here, the first is `part.9001_from_the_future`"),
            "{message}"
        );
        assert!(message.contains("\nhint: use a release of Ironwood made for that version"), "{message}");
    }

    #[test]
    fn unknown_migrations_weigh_more_than_missing_ones() {
        let mut applied = current();
        applied.remove(5);
        applied.push(row("build", "9001_from_the_future"));
        let first_unknown = Migration { app: "build".into(), name: "9001_from_the_future".into() };
        let found = diagnose(&applied);
        assert_eq!(found, Diagnosis::Newer { first_unknown, unknown: 1 });
        let message = found.refusal().expect("refused");
        assert!(message.contains("1 migration is unknown here, "), "{message}");
    }
}
