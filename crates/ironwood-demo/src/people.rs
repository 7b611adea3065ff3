//! Who works at Larkfield Instruments: users, the groups they are in and what those may do (spec 10 §3, §4).
//!
//! Nobody can sign in: they have no password until an administrator gives them one.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use ironwood_auth::{Action, Actions, Role, RoleGrants, django};
use ironwood_db::{Conn, DbError, Param};

use crate::calendar::{Calendar, FOUNDED};
use crate::rng::Rng;
use crate::table;

struct Group {
    name: &'static str,
    roles: Vec<(Role, Actions)>,
}

/// The groups: a line for each, a column for each role.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let table = include_str!("../tables/groups.tsv");
    let roles = table.lines().next().unwrap_or_default().split('\t').skip(1).map(table::read::<Role>);
    let roles: Vec<Role> = roles.collect();
    let granted = |cells: &[&str]| -> Vec<(Role, Actions)> {
        let cells = roles.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(role, cell)| (*role, table::read::<Grant>(cell).0)).collect()
    };
    table::lines(table).map(|[name, cells @ ..]: [&str; 11]| Group { name, roles: granted(&cells) }).collect()
});

/// What a cell of the table of groups means.
struct Grant(Actions);

impl FromStr for Grant {
    type Err = ();

    fn from_str(cell: &str) -> Result<Self, ()> {
        const SEE: Actions = Actions::NONE.with(Action::View);
        match cell {
            "see" => Ok(Grant(SEE)),
            "work" => Ok(Grant(SEE.with(Action::Add).with(Action::Change))),
            "all" => Ok(Grant(Actions::ALL)),
            _ => Err(()),
        }
    }
}

struct User {
    name: &'static str,
    first: &'static str,
    last: &'static str,
    position: &'static str,
    place: &'static str,
    group: &'static str,
}

/// A user, by place in [`USERS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Storekeeper,
    Assistant,
    Assembler,
    Engineer,
    Purchaser,
    Seller,
    Apprentice,
}

static USERS: LazyLock<Vec<User>> = LazyLock::new(|| {
    let lines = table::lines(include_str!("../tables/users.tsv"));
    lines
        .map(|[name, first, last, position, place, group]| User { name, first, last, position, place, group })
        .collect()
});

/// The keys of those who are there now.
#[derive(Debug, Default)]
pub(crate) struct People {
    users: Vec<i64>,
    owners: HashMap<&'static str, i64>,
}

impl People {
    /// The key of a user.
    pub(crate) fn user(&self, person: Person) -> i64 {
        self.users[person as usize]
    }

    /// The owner row of a group.
    pub(crate) fn group_owner(&self, group: &str) -> Param {
        self.owners.get(group).copied().into()
    }
}

/// Stores groups and users. A user name that is taken already stays with whoever has it.
pub(crate) async fn store(conn: &mut Conn, calendar: &Calendar) -> Result<People, DbError> {
    let types = content_types(conn).await?;
    let owner_type = |model: &str| types.get(&("auth".to_owned(), model.to_owned())).copied();
    let mut people = People::default();
    let rows: Vec<Vec<Param>> = GROUPS.iter().map(|group| vec![group.name.into()]).collect();
    let groups = conn.insert_many("auth_group", &["name"], &rows).await?;
    store_roles(conn, &groups, &types).await?;
    let owners = store_owners(conn, owner_type("group"), &groups).await?;
    people.owners = GROUPS.iter().map(|group| group.name).zip(owners).collect();

    let taken: Vec<(String, i64)> =
        conn.rows("SELECT username, id FROM auth_user", &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let mut taken: HashMap<String, i64> = taken.into_iter().collect();
    let new: Vec<&User> = USERS.iter().filter(|user| !taken.contains_key(user.name)).collect();
    let columns = [
        "password",
        "is_superuser",
        "username",
        "first_name",
        "last_name",
        "email",
        "is_staff",
        "is_active",
        "date_joined",
    ];
    let mut rng = Rng::new(1);
    let rows: Vec<Vec<Param>> = new
        .iter()
        .map(|user| {
            vec![
                // No hash begins like this, so no password fits.
                format!("!{:020}{:020}", rng.below(u64::MAX), rng.below(u64::MAX)).into(),
                false.into(),
                user.name.into(),
                user.first.into(),
                user.last.into(),
                format!("{}@larkfield.example", user.name).into(),
                false.into(),
                true.into(),
                Param::Timestamp(calendar.at(FOUNDED, 9 * 60)),
            ]
        })
        .collect();
    let keys = conn.insert_many("auth_user", &columns, &rows).await?;
    store_owners(conn, owner_type("user"), &keys).await?;
    store_profiles(conn, &new, &keys, &groups).await?;
    taken.extend(new.iter().map(|user| user.name.to_owned()).zip(keys));
    people.users = USERS.iter().filter_map(|user| taken.get(user.name).copied()).collect();
    Ok(people)
}

/// Content types by application and model.
pub(crate) async fn content_types(conn: &mut Conn) -> Result<HashMap<(String, String), i64>, DbError> {
    let sql = "SELECT app_label, model, id FROM django_content_type";
    let rows = conn.rows(sql, &[], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).await?;
    Ok(rows.into_iter().collect())
}

fn group_of(user: &User, groups: &[i64]) -> Option<i64> {
    GROUPS.iter().position(|group| group.name == user.group).map(|at| groups[at])
}

async fn store_owners(conn: &mut Conn, owner_type: Option<i64>, keys: &[i64]) -> Result<Vec<i64>, DbError> {
    let rows: Vec<Vec<Param>> = keys.iter().map(|key| vec![owner_type.into(), (*key).into()]).collect();
    conn.insert_many("users_owner", &["owner_type_id", "owner_id"], &rows).await
}

/// Memberships and what people say of themselves.
async fn store_profiles(conn: &mut Conn, users: &[&User], keys: &[i64], groups: &[i64]) -> Result<(), DbError> {
    let mut members = Vec::new();
    let mut profiles = Vec::new();
    for (user, key) in users.iter().zip(keys) {
        let group: Param = group_of(user, groups).into();
        members.push(vec![(*key).into(), group.clone()]);
        profiles.push(vec![
            (*key).into(),
            format!("{} {}", user.first, user.last).into(),
            user.position.into(),
            user.place.into(),
            true.into(),
            "internal".into(),
            "Larkfield Instruments".into(),
            group,
            crate::load::no_metadata(),
        ]);
    }
    conn.insert_many("auth_user_groups", &["user_id", "group_id"], &members).await?;
    let columns = [
        "user_id",
        "displayname",
        "position",
        "location",
        "active",
        "type",
        "organisation",
        "primary_group_id",
        "metadata",
    ];
    conn.insert_many("users_userprofile", &columns, &profiles).await?;
    Ok(())
}

/// A row for each role of each group, and the Django permissions they amount to, which InvenTree reads.
async fn store_roles(conn: &mut Conn, groups: &[i64], types: &HashMap<(String, String), i64>) -> Result<(), DbError> {
    let sql = "SELECT content_type_id, codename, id FROM auth_permission";
    let known: Vec<((i64, String), i64)> =
        conn.rows(sql, &[], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).await?;
    let known: HashMap<(i64, String), i64> = known.into_iter().collect();
    let mut names: Vec<(&str, &str)> = types.keys().map(|(app, model)| (app.as_str(), model.as_str())).collect();
    names.sort_unstable();
    let mut rulesets = Vec::new();
    let mut permissions = Vec::new();
    for (group, key) in GROUPS.iter().zip(groups) {
        let grants: RoleGrants = group.roles.iter().map(|(role, actions)| (*role, actions.normalised())).collect();
        for role in Role::ALL {
            let mut row = vec![role.name().into(), (*key).into()];
            row.extend(Action::ALL.into_iter().map(|action| Param::Bool(grants.has(role, action))));
            rulesets.push(row);
        }
        for row in django::group_permissions(grants, Actions::NONE, names.iter().copied()) {
            let permission = types
                .get(&(row.app_label.to_owned(), row.model.to_owned()))
                .and_then(|content_type| known.get(&(*content_type, row.codename())));
            permissions.extend(permission.map(|permission| vec![(*key).into(), (*permission).into()]));
        }
    }
    let columns = ["name", "group_id", "can_view", "can_add", "can_change", "can_delete"];
    conn.insert_many("users_ruleset", &columns, &rulesets).await?;
    conn.insert_many("auth_group_permissions", &["group_id", "permission_id"], &permissions).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_a_group_and_stands_where_the_enum_says() {
        assert!(GROUPS.iter().all(|group| group.roles.iter().any(|(role, _)| *role == Role::Part)));
        assert!(USERS.iter().all(|user| group_of(user, &vec![0; GROUPS.len()]).is_some()));
        assert_eq!(USERS[Person::Storekeeper as usize].position, "Storekeeper");
        assert_eq!(USERS[Person::Apprentice as usize].position, "Apprentice");
    }
}
