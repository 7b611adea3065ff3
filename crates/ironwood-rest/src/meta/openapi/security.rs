//! How callers sign in, and what an operation asks of them.

use ironwood_auth::{Action, ModelRule, PermissionClass, Role};
use serde_json::{Map, Value, json};

use super::Info;
use crate::kernel::Route;
use crate::request::Method;

/// Where OAuth2 clients get their tokens.
#[derive(Debug, Clone)]
pub struct OAuth2 {
    /// Page that asks the user.
    pub authorization_url: &'static str,
    /// Where a code becomes a token.
    pub token_url: &'static str,
    /// Where a token is renewed.
    pub refresh_url: &'static str,
}

/// Scope of everything that any signed-in user may do.
const GENERAL: &str = "g:read";
const STAFF: &str = "a:staff";
const SUPERUSER: &str = "a:superuser";

/// The ways to sign in.
pub(super) fn schemes(info: &Info) -> Value {
    let mut schemes = json!({
        "basicAuth": {"type": "http", "scheme": "basic"},
        "cookieAuth": {"type": "apiKey", "in": "cookie", "name": info.session_cookie},
        "tokenAuth": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "The word `Token`, a blank, and a token of the user",
        },
    });
    if let Some(oauth2) = &info.oauth2 {
        let scopes = scopes();
        schemes["oauth2"] = json!({"type": "oauth2", "flows": {
            "authorizationCode": {
                "authorizationUrl": oauth2.authorization_url,
                "tokenUrl": oauth2.token_url,
                "refreshUrl": oauth2.refresh_url,
                "scopes": scopes,
            },
            "clientCredentials": {
                "tokenUrl": oauth2.token_url,
                "refreshUrl": oauth2.refresh_url,
                "scopes": scopes,
            },
        }});
    }
    schemes
}

/// Every scope with a sentence for the page that asks the user.
fn scopes() -> Map<String, Value> {
    let mut scopes = Map::new();
    for (scope, text) in [
        (GENERAL, "Use what every user may use"),
        ("openid", "Know who the user is"),
        (STAFF, "Act as staff"),
        (SUPERUSER, "Act as superuser"),
    ] {
        scopes.insert(scope.to_owned(), text.into());
    }
    for action in Action::ALL {
        for role in Role::ALL {
            scopes.insert(role_scope(action, role), format!("{}: {action}", role.label()).into());
        }
    }
    scopes
}

fn role_scope(action: Action, role: Role) -> String {
    format!("r:{action}:{role}")
}

/// What an operation asks of its caller: one way to sign in, or none where it is open to all.
pub(super) fn of_route(route: Route<'_>, method: Method, info: &Info) -> Value {
    let (access, action, model, role) = match route {
        Route::List(resource) | Route::Row(resource) => (resource.access, method.action(), resource.model().key, None),
        Route::Endpoint(endpoint) => {
            let verb = endpoint.verbs.iter().find(|verb| verb.method == method);
            let model = endpoint.model.map_or("", |model| model.key);
            let action = verb.and_then(|verb| verb.action).unwrap_or_else(|| method.action());
            (
                verb.map_or(PermissionClass::Authenticated, |verb| verb.access),
                action,
                model,
                verb.and_then(|verb| verb.role),
            )
        }
    };
    let mut ways = vec![json!({"tokenAuth": []}), json!({"basicAuth": []}), json!({"cookieAuth": []})];
    if info.oauth2.is_some() {
        let mut scopes = scopes_for(access, action, model);
        scopes.extend(role.map(|(role, action)| role_scope(action, role)));
        ways.push(json!({"oauth2": scopes}));
    }
    if access == PermissionClass::Any {
        ways.push(json!({}));
    }
    ways.into()
}

/// The scopes that stand for a permission class; of roles any one that lists the model will do.
fn scopes_for(access: PermissionClass, action: Action, model: &str) -> Vec<String> {
    let reads = action == Action::View;
    let one = match access {
        PermissionClass::RoleOrReadOnly if reads => GENERAL,
        PermissionClass::Role | PermissionClass::RoleOrReadOnly => {
            let roles = ModelRule::of(model).roles;
            let scopes = Role::ALL.into_iter().filter(|role| roles.contains(*role));
            let scopes: Vec<String> = scopes.map(|role| role_scope(action, role)).collect();
            if !scopes.is_empty() {
                return scopes;
            }
            GENERAL
        }
        PermissionClass::Authenticated | PermissionClass::Any => GENERAL,
        PermissionClass::StaffRoleOrReadOnly | PermissionClass::StaffOrReadOnly if reads => GENERAL,
        PermissionClass::SuperuserOrReadOnly if reads => GENERAL,
        PermissionClass::StaffRoleOrReadOnly | PermissionClass::StaffOrReadOnly | PermissionClass::Staff => STAFF,
        PermissionClass::SuperuserOrReadOnly | PermissionClass::Superuser => SUPERUSER,
    };
    vec![one.to_owned()]
}
