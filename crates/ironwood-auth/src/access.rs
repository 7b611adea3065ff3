//! Permission classes: the rule an endpoint has for its callers (spec 10 §3).

use crate::{Action, Authority};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PermissionClass {
    /// Whoever [may](Authority::may) do the action with the endpoint's model.
    #[default]
    Role,
    /// Everybody who is signed in.
    Authenticated,
    /// Read: everybody who is signed in. Write: whoever may do the action with the model.
    RoleOrReadOnly,
    /// Read: everybody who is signed in. Write: staff that may do the action with the model.
    StaffRoleOrReadOnly,
    /// Read: everybody who is signed in. Write: staff.
    StaffOrReadOnly,
    /// Staff only.
    Staff,
    /// Read: everybody who is signed in. Write: superusers.
    SuperuserOrReadOnly,
    /// Superusers only.
    Superuser,
    /// Everybody, signed in or not.
    Any,
}

/// The answer to a caller who knocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    /// Nobody is signed in: 401.
    Unauthenticated,
    /// Somebody is, but may not: 403.
    Forbidden,
}

impl PermissionClass {
    /// Decides about one request. `caller` is `None` when nobody is signed in; an inactive
    /// account counts as nobody. `model` is the endpoint's, `<app label>_<model name>`; only
    /// the classes that speak of it look at it.
    pub fn decide(self, caller: Option<&Authority>, action: Action, model: &str) -> Decision {
        if self == Self::Any {
            return Decision::Allowed;
        }
        let Some(caller) = caller.filter(|caller| caller.is_active) else {
            return Decision::Unauthenticated;
        };
        let reads = action == Action::View;
        let allowed = match self {
            Self::Any | Self::Authenticated => true,
            Self::Role => caller.may(action, model),
            Self::RoleOrReadOnly => reads || caller.may(action, model),
            Self::StaffRoleOrReadOnly => reads || (caller.acts_as_staff() && caller.may(action, model)),
            Self::StaffOrReadOnly => reads || caller.acts_as_staff(),
            Self::Staff => caller.acts_as_staff(),
            Self::SuperuserOrReadOnly => reads || caller.acts_as_superuser(),
            Self::Superuser => caller.acts_as_superuser(),
        };
        if allowed { Decision::Allowed } else { Decision::Forbidden }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actions, Role};

    /// Who gets in, reading and writing users: nobody, a plain user, staff, staff with the
    /// admin role, a superuser.
    fn doors(class: PermissionClass) -> [&'static str; 2] {
        let plain = Authority { is_active: true, ..Authority::default() };
        let staff = Authority { is_staff: true, ..plain.clone() };
        let admin = Authority { roles: [(Role::Admin, Actions::ALL)].into_iter().collect(), ..staff.clone() };
        let root = Authority { is_superuser: true, ..plain.clone() };
        let callers = [None, Some(&plain), Some(&staff), Some(&admin), Some(&root)];
        [Action::View, Action::Change].map(|action| {
            let answers = callers.map(|caller| match class.decide(caller, action, "auth_user") {
                Decision::Allowed => 'y',
                Decision::Unauthenticated => '?',
                Decision::Forbidden => 'n',
            });
            match answers.iter().collect::<String>().as_str() {
                "yyyyy" => "anyone",
                "?yyyy" => "signed in",
                "?nyyy" => "staff",
                "?nnyy" => "role",
                "?nnny" => "superuser",
                other => panic!("{class:?} {action}: {other}"),
            }
        })
    }

    #[test]
    fn each_class_has_its_doors_for_reading_and_writing() {
        for (class, expected) in [
            (PermissionClass::Role, ["role", "role"]),
            (PermissionClass::Authenticated, ["signed in", "signed in"]),
            (PermissionClass::RoleOrReadOnly, ["signed in", "role"]),
            (PermissionClass::StaffRoleOrReadOnly, ["signed in", "role"]),
            (PermissionClass::StaffOrReadOnly, ["signed in", "staff"]),
            (PermissionClass::Staff, ["staff", "staff"]),
            (PermissionClass::SuperuserOrReadOnly, ["signed in", "superuser"]),
            (PermissionClass::Superuser, ["superuser", "superuser"]),
            (PermissionClass::Any, ["anyone", "anyone"]),
        ] {
            assert_eq!(doors(class), expected, "{class:?}");
        }
    }

    #[test]
    fn the_admin_role_alone_does_not_write_users() {
        let admin = Authority {
            is_active: true,
            roles: [(Role::Admin, Actions::ALL)].into_iter().collect(),
            ..Authority::default()
        };
        let class = PermissionClass::StaffRoleOrReadOnly;
        assert_eq!(class.decide(Some(&admin), Action::Add, "auth_user"), Decision::Forbidden);
    }

    #[test]
    fn an_inactive_account_is_nobody() {
        let gone = Authority { is_superuser: true, ..Authority::default() };
        assert_eq!(
            PermissionClass::Authenticated.decide(Some(&gone), Action::View, "part_part"),
            Decision::Unauthenticated
        );
    }
}
