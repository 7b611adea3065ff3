//! The four things one can do with the rows of a table.

use std::fmt;

/// What a caller wants to do. The order is that of all lists and columns: view, add, change,
/// delete (spec 10 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Action {
    View,
    Add,
    Change,
    Delete,
}

impl Action {
    pub const ALL: [Self; 4] = [Self::View, Self::Add, Self::Change, Self::Delete];

    /// The name on the wire and in Django's code names (`view_part`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Add => "add",
            Self::Change => "change",
            Self::Delete => "delete",
        }
    }

    /// The action of that [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    /// What an HTTP method asks for (upper-case name, spec 10 §3); `None` for methods the API
    /// never serves. Action endpoints are POST, hence [`Action::Add`], unless they name a
    /// permission of their own.
    pub fn of_method(method: &str) -> Option<Self> {
        match method {
            "GET" | "HEAD" | "OPTIONS" => Some(Self::View),
            "POST" => Some(Self::Add),
            "PUT" | "PATCH" => Some(Self::Change),
            "DELETE" => Some(Self::Delete),
            _ => None,
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of [`Action`]s: one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Actions(u8);

impl Actions {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(0b1111);

    /// The set of the four columns `can_view, can_add, can_change, can_delete` of a ruleset.
    pub const fn from_flags(view: bool, add: bool, change: bool, delete: bool) -> Self {
        Self(view as u8 | (add as u8) << 1 | (change as u8) << 2 | (delete as u8) << 3)
    }

    pub const fn contains(self, action: Action) -> bool {
        self.0 & action.bit() != 0
    }

    #[must_use]
    pub const fn with(self, action: Action) -> Self {
        Self(self.0 | action.bit())
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What a ruleset is saved as: add, change and delete imply view; add and delete imply
    /// change (spec 10 §3).
    #[must_use]
    pub const fn normalised(self) -> Self {
        let mut set = self;
        if set.contains(Action::Add) || set.contains(Action::Delete) {
            set = set.with(Action::Change);
        }
        if set.contains(Action::Change) {
            set = set.with(Action::View);
        }
        set
    }

    /// The members, in the order view, add, change, delete.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |a| self.contains(*a))
    }
}

impl FromIterator<Action> for Actions {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        actions.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &str) -> Actions {
        names.split_whitespace().map(|name| Action::from_name(name).unwrap()).collect()
    }

    #[test]
    fn methods_ask_for_actions() {
        for (method, action) in [
            ("GET", Some(Action::View)),
            ("HEAD", Some(Action::View)),
            ("OPTIONS", Some(Action::View)),
            ("POST", Some(Action::Add)),
            ("PUT", Some(Action::Change)),
            ("PATCH", Some(Action::Change)),
            ("DELETE", Some(Action::Delete)),
            ("TRACE", None),
            ("get", None),
        ] {
            assert_eq!(Action::of_method(method), action, "{method}");
        }
    }

    #[test]
    fn stronger_permissions_imply_weaker_ones() {
        for (given, saved) in [
            ("", ""),
            ("view", "view"),
            ("change", "view change"),
            ("add", "view add change"),
            ("delete", "view change delete"),
            ("add delete", "view add change delete"),
        ] {
            assert_eq!(set(given).normalised(), set(saved), "{given}");
        }
    }

    #[test]
    fn columns_become_members_in_order() {
        let given = Actions::from_flags(true, false, true, true);
        let names: Vec<_> = given.iter().map(Action::name).collect();
        assert_eq!(names, ["view", "change", "delete"]);
        assert_eq!(Actions::from_flags(false, true, false, false), set("add"));
        assert!(Actions::from_flags(false, false, false, false).is_empty());
    }
}
