//! The Django permissions a group's roles amount to (spec 10 §3).

use crate::authority::BOM_LINE;
use crate::{Action, Actions, ModelRule, RoleGrants};

/// A row of `auth_permission`, found by its content type and code name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionRow<'a> {
    /// `django_content_type.app_label`.
    pub app_label: &'a str,
    /// `django_content_type.model`, lower case.
    pub model: &'a str,
    pub action: Action,
}

impl PermissionRow<'_> {
    /// `auth_permission.codename`, as `change_part`.
    pub fn codename(&self) -> String {
        format!("{}_{}", self.action, self.model)
    }
}

/// The permissions `auth_group_permissions` must hold for a group with these rulesets, out of
/// the given content types (app label, model). A group's other permissions on models that are
/// [governed](ModelRule::is_governed) by roles are to be removed.
///
/// `part_before` is what the group held on parts when it was saved: InvenTree passes that on
/// to lines of bills of materials with the next save (spec 21, permissions of `bomitem`). We
/// do so too, since readers of bills rely on it, but only what the group still has on parts:
/// a permission taken away is gone at once.
pub fn group_permissions<'a>(
    roles: RoleGrants,
    part_before: Actions,
    content_types: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<PermissionRow<'a>> {
    let inherited = roles.on(ModelRule::of("part_part")).intersection(part_before);
    let mut rows = Vec::new();
    for (app_label, model) in content_types {
        let key = format!("{app_label}_{model}");
        let mut actions = roles.on(ModelRule::of(&key));
        if key == BOM_LINE {
            actions = actions.union(inherited);
        }
        rows.extend(actions.iter().map(|action| PermissionRow { app_label, model, action }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Authority, Role};

    const VIEW: Actions = Actions::NONE.with(Action::View);

    const CONTENT_TYPES: [(&str, &str); 7] = [
        ("admin", "logentry"),
        ("common", "attachment"),
        ("part", "part"),
        ("part", "bomitem"),
        ("part", "bomitemsubstitute"),
        ("otp_totp", "totpdevice"),
        ("stock", "stockitem"),
    ];

    fn rows(grants: &[(Role, Actions)], part_before: Actions) -> Vec<String> {
        let roles = grants.iter().copied().collect();
        group_permissions(roles, part_before, CONTENT_TYPES)
            .iter()
            .map(|row| format!("{}.{}", row.app_label, row.codename()))
            .collect()
    }

    #[test]
    fn roles_become_rows_of_their_models_and_of_no_others() {
        assert_eq!(
            rows(&[(Role::Stock, VIEW.with(Action::Change)), (Role::Bom, VIEW)], Actions::NONE),
            ["part.view_bomitem", "part.view_bomitemsubstitute", "stock.view_stockitem", "stock.change_stockitem",]
        );
        assert!(rows(&[], Actions::ALL).is_empty());
    }

    #[test]
    fn wildcards_reach_content_types() {
        assert_eq!(rows(&[(Role::Admin, VIEW)], Actions::NONE), ["otp_totp.view_totpdevice"]);
    }

    #[test]
    fn bill_of_materials_lines_follow_the_parts_of_the_save_before() {
        let first = rows(&[(Role::Part, VIEW)], Actions::NONE);
        assert_eq!(first, ["part.view_part"]);
        let second = rows(&[(Role::Part, VIEW)], VIEW);
        assert_eq!(second, ["part.view_part", "part.view_bomitem"]);
        let taken_away = rows(&[(Role::Part, VIEW)], VIEW.with(Action::Delete));
        assert_eq!(taken_away, second);
    }

    /// InvenTree reads the rows, Ironwood the roles: both must come to the same answer.
    #[test]
    fn rows_open_nothing_that_the_roles_do_not() {
        for role in Role::ALL {
            for action in Action::ALL {
                let actions = VIEW.with(action).normalised();
                let roles = [(role, actions)].into_iter().collect();
                let user = Authority { is_active: true, roles, ..Authority::default() };
                for row in group_permissions(roles, Actions::NONE, CONTENT_TYPES) {
                    let key = format!("{}_{}", row.app_label, row.model);
                    assert!(user.may(row.action, &key), "{role} {action}: {row:?}");
                }
            }
        }
    }
}
