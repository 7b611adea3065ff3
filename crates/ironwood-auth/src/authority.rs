//! Who is asking, and what that person may do (spec 10 §3).

use std::collections::HashMap;

use crate::{Action, Actions, ModelRule, Role, RoleGrants};

/// Lines of a bill of materials, opened by the change flag of [`Role::Part`].
pub(crate) const BOM_LINE: &str = "part_bomitem";

/// One user's powers, ready for any number of questions.
///
/// Read from the database once and kept until a group, a ruleset, a membership or the user
/// changes; the questions themselves are a few bit operations.
#[derive(Debug, Clone, Default)]
pub struct Authority {
    /// Primary key of `auth_user`.
    pub user_id: i64,
    pub username: String,
    /// False: every question is answered no.
    pub is_active: bool,
    /// May use the endpoints set aside for staff. Gives no role.
    pub is_staff: bool,
    /// Every question is answered yes.
    pub is_superuser: bool,
    /// The rulesets of all groups of the user together.
    pub roles: RoleGrants,
    /// The Django permissions of the user and of all their groups together.
    pub granted: Grants,
}

impl Authority {
    /// Whether the user may do that with the rows of a model (`<app label>_<model name>`).
    pub fn may(&self, action: Action, model: &str) -> bool {
        if !self.is_active {
            return false;
        }
        if self.is_superuser {
            return true;
        }
        let rule = ModelRule::of(model);
        rule.free
            || self.roles.allow(action, rule)
            || (model == BOM_LINE && self.roles.has(Role::Part, Action::Change))
            || self.granted.contains(action, model)
    }

    /// Whether one of the user's groups has that flag of the role itself.
    pub fn has_role(&self, role: Role, action: Action) -> bool {
        self.is_active && (self.is_superuser || self.roles.has(role, action))
    }

    /// Whether endpoints for staff are open. Superusers count: they could give themselves the
    /// flag.
    pub fn acts_as_staff(&self) -> bool {
        self.is_active && (self.is_staff || self.is_superuser)
    }

    /// Whether endpoints for superusers are open.
    pub fn acts_as_superuser(&self) -> bool {
        self.is_active && self.is_superuser
    }

    /// What `user/me/roles/` says of each role, in the order of roles: the allowed actions
    /// (written in the order of [`Actions::iter`]), or `None`, written as null, when there are
    /// none.
    pub fn roles_answer(&self) -> [(Role, Option<Actions>); Role::ALL.len()] {
        Role::ALL.map(|role| {
            let actions: Actions = Action::ALL.into_iter().filter(|action| self.has_role(role, *action)).collect();
            (role, (!actions.is_empty()).then_some(actions))
        })
    }
}

/// Django permissions, as far as they are about one of the four actions on a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    models: HashMap<Box<str>, Actions>,
}

impl Grants {
    /// Adds a row of `auth_permission`, by the app label of its content type and its code
    /// name. Says whether it was about an action (`add_part`); others (`accept_terms`) open
    /// nothing in this API and are left out.
    pub fn grant(&mut self, app_label: &str, codename: &str) -> bool {
        let Some((action, model)) = codename.split_once('_') else {
            return false;
        };
        let Some(action) = Action::from_name(action) else {
            return false;
        };
        let key = format!("{app_label}_{model}").into_boxed_str();
        let actions = self.models.entry(key).or_default();
        *actions = actions.with(action);
        true
    }

    /// Whether the permission was granted, for a model `<app label>_<model name>`.
    pub fn contains(&self, action: Action, model: &str) -> bool {
        self.on(model).contains(action)
    }

    /// All that was granted on a model.
    pub fn on(&self, model: &str) -> Actions {
        self.models.get(model).copied().unwrap_or_default()
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Grants {
    /// From rows of (app label, code name).
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(rows: I) -> Self {
        let mut grants = Self::default();
        for (app_label, codename) in rows {
            grants.grant(app_label, codename);
        }
        grants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Actions = Actions::NONE.with(Action::View);

    fn user(rows: &[(Role, Actions)]) -> Authority {
        Authority {
            user_id: 4,
            username: "zoe".to_owned(),
            is_active: true,
            roles: rows.iter().copied().collect(),
            ..Authority::default()
        }
    }

    fn allowed(user: &Authority, model: &str) -> String {
        let may = Action::ALL.into_iter().filter(|a| user.may(*a, model));
        may.map(Action::name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_role_opens_its_models_as_far_as_its_flags_go() {
        let user = user(&[(Role::Build, VIEW.with(Action::Change)), (Role::Part, VIEW)]);
        assert_eq!(allowed(&user, "stock_stockitem"), "view change");
        assert_eq!(allowed(&user, "part_partpricing"), "view");
        assert_eq!(allowed(&user, "stock_stockitemtracking"), "");
        assert_eq!(allowed(&user, "admin_logentry"), "");
    }

    #[test]
    fn free_models_are_open_to_everybody_who_is_active() {
        let mut nobody = user(&[]);
        assert_eq!(allowed(&nobody, "common_attachment"), "view add change delete");
        assert_eq!(allowed(&nobody, "part_part"), "");
        nobody.is_active = false;
        assert_eq!(allowed(&nobody, "common_attachment"), "");
    }

    #[test]
    fn who_may_change_parts_may_do_everything_with_their_bills_of_materials() {
        let viewer = user(&[(Role::Part, VIEW)]);
        assert_eq!(allowed(&viewer, "part_bomitem"), "");
        let editor = user(&[(Role::Part, VIEW.with(Action::Change))]);
        assert_eq!(allowed(&editor, "part_bomitem"), "view add change delete");
        // But not with substitutes, and the role itself is not theirs.
        assert_eq!(allowed(&editor, "part_bomitemsubstitute"), "");
        assert!(!editor.has_role(Role::Bom, Action::View));
        // `build` lists parts as well, but it is the role that counts.
        let builder = user(&[(Role::Build, VIEW.with(Action::Change))]);
        assert_eq!(allowed(&builder, "part_bomitem"), "view change");
    }

    #[test]
    fn django_permissions_open_single_models() {
        let mut user = user(&[]);
        user.granted = [
            ("part", "view_bomitem"),
            ("admin", "view_logentry"),
            ("admin", "delete_logentry"),
            ("shop", "accept_terms"),
            ("shop", "publish"),
        ]
        .into_iter()
        .collect();
        assert_eq!(allowed(&user, "part_bomitem"), "view");
        assert_eq!(allowed(&user, "admin_logentry"), "view delete");
        assert_eq!(allowed(&user, "shop_terms"), "");
        assert!(!Grants::default().grant("shop", "accept_terms"));
    }

    #[test]
    fn superusers_may_everything_unless_inactive() {
        let mut root = user(&[]);
        root.is_superuser = true;
        assert_eq!(allowed(&root, "admin_logentry"), "view add change delete");
        assert!(root.has_role(Role::Admin, Action::Delete));
        assert!(root.acts_as_staff() && root.acts_as_superuser());
        root.is_active = false;
        assert_eq!(allowed(&root, "admin_logentry"), "");
        assert!(!root.has_role(Role::Admin, Action::Delete));
        assert!(!root.acts_as_staff() && !root.acts_as_superuser());
    }

    #[test]
    fn staff_is_a_flag_without_roles() {
        let mut clerk = user(&[]);
        clerk.is_staff = true;
        assert!(clerk.acts_as_staff() && !clerk.acts_as_superuser());
        assert_eq!(allowed(&clerk, "auth_user"), "");
    }

    #[test]
    fn the_answer_has_every_role() {
        let mut user = user(&[(Role::Stock, VIEW.with(Action::Change))]);
        let answer = user.roles_answer();
        assert_eq!(answer.map(|(role, _)| role), Role::ALL);
        for (role, actions) in answer {
            let expected = (role == Role::Stock).then_some(VIEW.with(Action::Change));
            assert_eq!(actions, expected, "{role}");
        }
        user.is_superuser = true;
        assert!(user.roles_answer().iter().all(|(_, a)| *a == Some(Actions::ALL)));
    }
}
