//! Users: who they are, what they may do, and how they prove it (spec 10).

pub mod accounts;
mod all_sessions;
mod brief;
pub(crate) mod companions;
mod grants;
mod groups;
pub mod identity;
mod kept;
mod me;
mod names;
mod own_token;
mod owners;
pub mod password;
mod permissions;
mod profile;
mod rules;
mod rulesets;
pub mod sessions;
mod tokens;
mod users;

pub use brief::brief;
pub use companions::leave;
pub use owners::shape as owner;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// Users, groups and what belongs to them.
pub fn resources(engine: Engine) -> Vec<Resource> {
    let mut all: Vec<Resource> = users::resources(engine).into();
    all.extend([groups::resource(engine), rulesets::resource(), owners::resource(), tokens::resource()]);
    all.push(me::account(engine));
    all.extend(me::roles_resources(engine));
    all.extend(profile::resources());
    all.push(all_sessions::resource(engine));
    all
}

/// What is no row: tokens by name, setting of passwords.
pub fn endpoints() -> Vec<Endpoint> {
    let mut all: Vec<Endpoint> = own_token::endpoints().into();
    all.push(password::endpoint());
    all
}
