//! Every operation that is declared, tried by everybody: who is refused is who the rules of the specification refuse.

use futures_util::future::join_all;
use http::Method;
use ironwood_rest::Route;
use serde_json::{Value, json};

use super::spec_rules::{Asker, refusal};
use crate::common::{App, Client, each_database};

const ALL: &str = "view add change delete";
const ROLES: [&str; 11] = [
    "admin",
    "part_category",
    "part",
    "bom",
    "stock_location",
    "stock",
    "build",
    "purchase_order",
    "sales_order",
    "return_order",
    "transfer_order",
];

/// One method of one path.
#[derive(Debug)]
struct Operation {
    method: Method,
    /// The path as it is declared.
    pattern: String,
    /// The model that its permissions are about.
    model: &'static str,
}

impl Operation {
    /// The path of an object that is not there: whoever is let in finds nothing, and changes nothing.
    fn url(&self) -> String {
        let mut url = String::from("/api/");
        let mut rest = &self.pattern[..];
        while let Some((before, after)) = rest.split_once('<') {
            let (name, after) = after.split_once('>').expect("the end of a placeholder");
            url += before;
            url += if name == "pk" { "0" } else { "nothing" };
            rest = after;
        }
        url + rest
    }
}

/// All operations of the API, with OPTIONS for each path.
fn operations(app: &App) -> Vec<Operation> {
    let kernel = ironwood_inventory::kernel(app.engine());
    let mut all = Vec::new();
    for (pattern, route) in kernel.routes() {
        let model = match route {
            Route::List(resource) | Route::Row(resource) => resource.model().key,
            Route::Endpoint(endpoint) => endpoint.model.map_or("", |model| model.key),
        };
        let methods = route.methods().into_iter().map(|method| method.name());
        for name in methods.chain(["OPTIONS"]) {
            let method = name.parse().expect("a method");
            all.push(Operation { method, pattern: pattern.clone(), model });
        }
    }
    all
}

/// A user with these roles, which an administrator gave by the API, as every administrator does: the permissions in InvenTree's
/// own tables follow.
async fn hired(
    app: &App,
    name: &str,
    is_staff: bool,
    roles: &[(&'static str, &'static str)],
) -> (String, Asker, Client) {
    let client = if is_staff { app.staff(name, &[]).await } else { app.actor(name, &[]).await };
    let admin = app.admin();
    let group = admin.post("/api/user/group/", json!({"name": format!("{name}s")})).await.expect(201);
    let rulesets = admin.get(&format!("/api/user/ruleset/?group={}", group["pk"])).await.expect(200);
    for ruleset in rulesets.as_array().expect("a list") {
        let Some((_, flags)) = roles.iter().find(|(role, _)| ruleset["name"] == *role) else { continue };
        let change: Value = flags.split(' ').map(|flag| (format!("can_{flag}"), json!(true))).collect();
        admin.patch(&format!("/api/user/ruleset/{}/", ruleset["pk"]), change).await.expect(200);
    }
    let user = client.get("/api/user/me/").await.expect(200)["pk"].clone();
    admin.patch(&format!("/api/user/{user}/"), json!({"group_ids": [group["pk"]]})).await.expect(200);
    let asker = Asker { is_signed_in: true, is_staff, roles: roles.to_vec(), ..Asker::default() };
    (name.to_owned(), asker, client)
}

/// Sends every operation as each of these, and compares who is refused.
async fn compare(app: &App, askers: Vec<(String, Asker, Client)>) {
    let operations = operations(app);
    assert!(operations.len() > 300, "{} operations", operations.len());
    let answers = askers.iter().map(|(name, asker, client)| surprises(name, asker, client, &operations));
    let wrong: Vec<String> = join_all(answers).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
}

/// The operations that one asker is answered otherwise than the rules say.
async fn surprises(name: &str, asker: &Asker, client: &Client, operations: &[Operation]) -> Vec<String> {
    let mut wrong = Vec::new();
    for operation in operations {
        let Operation { method, pattern, model } = operation;
        // Who is let in here is gone afterwards: see below.
        if *method == Method::DELETE && pattern == "user/me/" {
            continue;
        }
        let reads = matches!(*method, Method::GET | Method::OPTIONS);
        let (kind, body) = if reads { ("", "") } else { ("application/json", "{}") };
        let status = client.send(method.clone(), &operation.url(), kind, body).await.status;
        let expected = refusal(asker, method.as_str(), pattern, model);
        let is_right = match expected {
            Some(refused) => status == refused,
            None => !matches!(status, 401 | 403 | 405 | 500..),
        };
        if !is_right {
            wrong.push(format!("{name}: {method} {pattern} ({model}): {status}, not {expected:?}"));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn people_without_a_role_staff_and_superusers_are_let_in_where_the_rules_say_so_and_nowhere_else() {
    each_database(async |app| {
        let (name, _, gone) = hired(app, "gone", true, &[("admin", ALL)]).await;
        app.execute("UPDATE auth_user SET is_active = ? WHERE username = 'gone'", &[false.into()]).await;
        let askers = vec![
            ("nobody".to_owned(), Asker::default(), app.nobody()),
            (name, Asker { has_left: true, ..Asker::default() }, gone),
            hired(app, "guest", false, &[]).await,
            hired(app, "reader", false, &ROLES.map(|role| (role, "view"))).await,
            hired(app, "staff", true, &[]).await,
            hired(app, "office", true, &[("admin", ALL)]).await,
            ("superuser".to_owned(), Asker { is_signed_in: true, is_superuser: true, ..Asker::default() }, app.admin()),
        ];
        compare(app, askers).await;
    })
    .await;
}

/// With all permissions of one role.
async fn keepers(roles: &[&'static str]) {
    each_database(async |app| {
        let mut askers = Vec::new();
        for role in roles {
            askers.push(hired(app, &format!("{role}-keeper"), false, &[(role, ALL)]).await);
        }
        compare(app, askers).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_of_parts_and_stock_open_what_they_list_and_nothing_else() {
    keepers(&ROLES[..6]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_of_builds_and_orders_open_what_they_list_and_nothing_else() {
    keepers(&ROLES[6..]).await;
}

#[tokio::test]
async fn everybody_may_leave_and_take_nobody_along() {
    each_database(async |app| {
        app.nobody().delete("/api/user/me/").await.expect(401);
        let (_, _, guest) = hired(app, "guest", false, &[]).await;
        let users = app.number("SELECT COUNT(*) FROM auth_user").await;
        guest.delete("/api/user/me/").await.expect(204);
        guest.get("/api/user/me/").await.expect(401);
        assert_eq!(app.number("SELECT COUNT(*) FROM auth_user").await, users - 1);
        // The last superuser stays.
        app.admin().delete("/api/user/me/").await.expect(400);
    })
    .await;
}
