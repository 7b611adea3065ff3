//! Every setting, one line each: key, type, default, name, description, and what else holds for it
//! (spec 60-system §1.6 and §1.7).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::choices::{DATE_FORMATS, PAGE_SIZES, WEEKDAYS};
use super::definition::{ChoiceSource, Definition, Effect, Scope, Setting, Validator};
use super::lookup::PluginRole;

/// Declares the settings of one theme. Each line becomes a typed key and an entry of the theme's
/// `TABLE`, so neither can exist without the other.
macro_rules! settings {
    ($scope:ident: $($key:ident: $native:ident = $default:expr, $name:literal, $says:literal $(, $more:ident($($arg:expr),*))*;)+) => {
        $(
            #[doc = $says]
            pub static $key: Setting<$native> =
                Setting::<$native>::new(Scope::$scope, stringify!($key), $default, $name, $says)$(.$more($($arg),*))*;
        )+

        /// The settings of this theme, in the order of a settings page.
        pub(super) static TABLE: &[&Definition] = &[$(&$key.definition),+];
    };
}

mod appearance;
mod orders;
mod parts;
mod plugins;
mod pricing;
mod printing;
mod server;
mod sign_in;
mod stock;
mod user;

pub use self::{
    appearance::*, orders::*, parts::*, plugins::*, pricing::*, printing::*, server::*, sign_in::*, stock::*, user::*,
};

const GLOBAL: [&[&Definition]; 9] = [
    server::TABLE,
    printing::TABLE,
    parts::TABLE,
    pricing::TABLE,
    stock::TABLE,
    orders::TABLE,
    sign_in::TABLE,
    plugins::TABLE,
    appearance::TABLE,
];

const USER: [&[&Definition]; 1] = [user::TABLE];

/// Every setting of a scope, in the order of a settings page. A new database gets its rows in this
/// order.
pub fn all(scope: Scope) -> impl Iterator<Item = &'static Definition> {
    let themes: &'static [&[&Definition]] = match scope {
        Scope::Global => &GLOBAL,
        Scope::User => &USER,
    };
    themes.iter().copied().flatten().copied()
}

/// The definition of a key in any case; `None` for the server's own and for unknown keys, which the
/// API answers alike with 404.
pub fn find(scope: Scope, key: &str) -> Option<&'static Definition> {
    static INDEX: LazyLock<HashMap<(Scope, &str), &Definition>> = LazyLock::new(|| {
        [Scope::Global, Scope::User]
            .into_iter()
            .flat_map(all)
            .map(|definition| ((definition.scope, definition.key), definition))
            .collect()
    });
    INDEX.get(&(scope, key.to_ascii_uppercase().as_str())).copied()
}

#[cfg(test)]
mod tests;
