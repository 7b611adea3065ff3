//! Which flags of which roles somebody holds, in eight bytes.

use super::{ModelRule, Role};
use crate::{Action, Actions};

/// A set of roles: one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleSet(u16);

impl RoleSet {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self((1 << Role::ALL.len()) - 1);

    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u16)
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The flags of all roles: of one group, or of all groups of a user together.
///
/// Kept by action, so that "may this user change that table" is one `and` of the roles that
/// hold the flag with the roles that list the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleGrants {
    roles: [RoleSet; Action::ALL.len()],
}

impl RoleGrants {
    pub const NONE: Self = Self { roles: [RoleSet::NONE; Action::ALL.len()] };
    pub const ALL: Self = Self { roles: [RoleSet::ALL; Action::ALL.len()] };

    /// Adds the flags of one row of `users_ruleset`. Rows of several groups add up.
    pub fn grant(&mut self, role: Role, actions: Actions) {
        for action in actions.iter() {
            let roles = &mut self.roles[action as usize];
            *roles = roles.with(role);
        }
    }

    /// What one role allows.
    pub fn of(&self, role: Role) -> Actions {
        Action::ALL.into_iter().filter(|action| self.has(role, *action)).collect()
    }

    /// Whether the role has that flag.
    pub const fn has(&self, role: Role, action: Action) -> bool {
        self.roles[action as usize].contains(role)
    }

    /// Whether one of the roles that list the table has that flag. The free list and the
    /// exceptions of [`crate::Authority::may`] are not looked at.
    pub const fn allow(&self, action: Action, rule: ModelRule) -> bool {
        self.roles[action as usize].meets(rule.roles)
    }

    /// Everything the roles allow on a table; see [`allow`](Self::allow).
    pub fn on(&self, rule: ModelRule) -> Actions {
        Action::ALL.into_iter().filter(|action| self.allow(*action, rule)).collect()
    }
}

impl FromIterator<(Role, Actions)> for RoleGrants {
    fn from_iter<I: IntoIterator<Item = (Role, Actions)>>(rows: I) -> Self {
        let mut grants = Self::NONE;
        for (role, actions) in rows {
            grants.grant(role, actions);
        }
        grants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Actions = Actions::NONE.with(Action::View);

    #[test]
    fn rows_of_several_groups_add_up() {
        let grants: RoleGrants = [
            (Role::Stock, VIEW),
            (Role::Stock, VIEW.with(Action::Delete)),
            (Role::TransferOrder, Actions::ALL),
            (Role::Admin, Actions::NONE),
        ]
        .into_iter()
        .collect();
        assert_eq!(grants.of(Role::Stock), VIEW.with(Action::Delete));
        assert_eq!(grants.of(Role::TransferOrder), Actions::ALL);
        assert_eq!(grants.of(Role::Admin), Actions::NONE);
        assert!(!grants.has(Role::Stock, Action::Add));
    }

    #[test]
    fn all_is_every_flag_of_every_role() {
        for role in Role::ALL {
            assert_eq!(RoleGrants::ALL.of(role), Actions::ALL);
            assert_eq!(RoleGrants::NONE.of(role), Actions::NONE);
        }
        let every = Role::ALL.into_iter().fold(RoleSet::NONE, RoleSet::with);
        assert_eq!(RoleSet::ALL, every);
    }

    #[test]
    fn a_table_is_open_through_any_role_that_lists_it() {
        let grants: RoleGrants = [(Role::Build, VIEW.with(Action::Change)), (Role::Stock, VIEW)].into_iter().collect();
        let on = |model| grants.on(ModelRule::of(model));
        assert_eq!(on("stock_stockitem"), VIEW.with(Action::Change));
        assert_eq!(on("stock_stockitemtracking"), VIEW);
        assert_eq!(on("company_company"), Actions::NONE);
    }
}
