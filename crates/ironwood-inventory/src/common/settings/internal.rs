//! Keys the server keeps for itself in the table of global settings. They begin with `_`; the API
//! neither lists nor answers them (spec 60-system §1.1 and §1.2).

use super::definition::{Scope, Setting};

/// Whether a key is the server's own, so that the API answers 404 for it even when it has a row.
pub fn is_internal(key: &str) -> bool {
    key.starts_with('_')
}

/// Number of migrations of the database that have not run.
pub static PENDING_MIGRATIONS: Setting<i64> = Setting::<i64>::new(
    Scope::Global,
    "_PENDING_MIGRATIONS",
    0,
    "Pending migrations",
    "Migrations of the database that have not run yet.",
);

/// JSON object of warning codes (`INVE-W10`) and their options.
pub static GLOBAL_WARNING: Setting<String> = Setting::<String>::new(
    Scope::Global,
    "_GLOBAL_WARNING",
    "{}",
    "Warnings",
    "Warnings that hold for the server as it is configured now.",
);

/// The newest published version, as the daily check found it.
pub const LATEST_VERSION: &str = "_INVENTREE_LATEST_VERSION";
/// Digest of the loaded plugins; a process whose own differs reloads them.
pub const PLUGIN_REGISTRY_HASH: &str = "_PLUGIN_REGISTRY_HASH";
/// Digest of the machines, likewise.
pub const MACHINE_REGISTRY_HASH: &str = "_MACHINE_REGISTRY_HASH";
/// Digest of the custom units, likewise.
pub const UNIT_REGISTRY_HASH: &str = "_UNIT_REGISTRY_HASH";
pub const MAINTENANCE_MODE: &str = "_MAINTENANCE_MODE";

/// The key that holds when a scheduled task was last begun, an ISO timestamp (spec 60-system
/// §10.3).
pub fn attempt(task: &str) -> String {
    format!("_{task}_ATTEMPT")
}

/// The key that holds when a scheduled task last succeeded.
pub fn success(task: &str) -> String {
    format!("_{task}_SUCCESS")
}

#[cfg(test)]
mod tests {
    use super::super::definitions::find;
    use super::*;

    #[test]
    fn internal_keys_are_recognised_and_have_no_public_definition() {
        for key in
            [PENDING_MIGRATIONS.key(), GLOBAL_WARNING.key(), LATEST_VERSION, PLUGIN_REGISTRY_HASH, MAINTENANCE_MODE]
        {
            assert!(is_internal(key));
            assert!(find(Scope::Global, key).is_none());
        }
        assert!(!is_internal("LABEL_DPI"));
    }

    #[test]
    fn times_of_a_task_are_kept_under_its_name() {
        assert_eq!(
            (attempt("BACKUP"), success("BACKUP")),
            ("_BACKUP_ATTEMPT".to_owned(), "_BACKUP_SUCCESS".to_owned())
        );
    }
}
