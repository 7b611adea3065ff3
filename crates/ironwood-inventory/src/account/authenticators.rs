//! Second factors as they are stored: rows of `mfa_authenticator`, in the form that InvenTree stores (spec 10 §5.9).

use ironwood_auth::second_factor::{recovery, totp};
use ironwood_db::{Conn, Param};
use ironwood_rest::Result;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::methods::epoch;
use super::people;
use super::policy::Factor;

/// A second factor with its secrets.
#[derive(Debug, Clone)]
pub struct Authenticator {
    /// Primary key.
    pub id: i64,
    /// Its kind.
    pub factor: Factor,
    /// What there is to know of it, by its kind.
    pub data: Map<String, Value>,
    created: Timestamp,
    last_used: Option<Timestamp>,
}

/// Key in the data of an app: the last period of which a code was taken. InvenTree passes it over.
const LAST_PERIOD: &str = "ironwood_last_period";

/// The second factors of a user, oldest first. Inside a transaction nobody else changes them until its end.
///
/// # Errors
/// From storage.
pub async fn of_user(conn: &mut Conn, user: i64) -> Result<Vec<Authenticator>> {
    read(conn, user, "").await
}

/// The same, for changing one of them.
///
/// # Errors
/// From storage.
pub async fn lock(conn: &mut Conn, user: i64) -> Result<Vec<Authenticator>> {
    // The user's own row stands for those that are not there yet.
    people::lock(conn, user).await?;
    let for_update = conn.engine().for_update();
    read(conn, user, for_update).await
}

async fn read(conn: &mut Conn, user: i64, lock: &str) -> Result<Vec<Authenticator>> {
    let sql = format!(
        "SELECT id, type, data, created_at, last_used_at FROM mfa_authenticator WHERE user_id = ? ORDER BY id{lock}"
    );
    let rows = conn
        .rows(&sql, &[user.into()], |row| {
            let name: String = row.get(1)?;
            let data = row.cell(2).text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            let (id, created, last_used) = (row.get(0)?, row.get(3)?, row.get(4)?);
            Ok(Factor::from_name(&name).map(|factor| Authenticator { id, factor, data, created, last_used }))
        })
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

/// Adds a second factor to a user; it was never used yet.
///
/// # Errors
/// From storage.
pub async fn add(
    conn: &mut Conn,
    user: i64,
    factor: Factor,
    data: Map<String, Value>,
    now: Timestamp,
) -> Result<Authenticator> {
    let columns = [
        ("user_id", user.into()),
        ("type", factor.name().into()),
        ("data", json_of(&data)),
        ("created_at", now.into()),
        ("last_used_at", Param::Null),
    ];
    let id = conn.insert("mfa_authenticator", &columns).await?;
    Ok(Authenticator { id, factor, data, created: now, last_used: None })
}

/// Makes new recovery codes for a user who has none.
///
/// # Errors
/// From storage.
pub async fn add_recovery_codes(conn: &mut Conn, user: i64, now: Timestamp) -> Result<Authenticator> {
    let mut data = Map::new();
    data.insert("seed".into(), recovery::new_seed().into());
    data.insert("used_mask".into(), 0.into());
    add(conn, user, Factor::RecoveryCodes, data, now).await
}

/// Takes second factors away.
///
/// # Errors
/// From storage.
pub async fn remove(conn: &mut Conn, ids: Vec<i64>) -> Result<()> {
    let sql = format!("DELETE FROM mfa_authenticator WHERE {}", conn.engine().any_of("id"));
    conn.execute(&sql, &[Param::Ints(ids)]).await?;
    Ok(())
}

/// Takes away the recovery codes that are left over once the last other factor of a user has gone.
///
/// # Errors
/// From storage.
pub async fn remove_stray_recovery_codes(conn: &mut Conn, user: i64) -> Result<bool> {
    let sql = "DELETE FROM mfa_authenticator WHERE user_id = ? AND type = ? AND NOT EXISTS (
                   SELECT 1 FROM mfa_authenticator o WHERE o.user_id = mfa_authenticator.user_id AND o.type <> ?)";
    let codes = Factor::RecoveryCodes.name();
    Ok(conn.execute(sql, &[user.into(), codes.into(), codes.into()]).await? > 0)
}

fn json_of(data: &Map<String, Value>) -> Param {
    Param::Json(Value::Object(data.clone()).to_string())
}

impl Authenticator {
    /// Stores changed data.
    ///
    /// # Errors
    /// From storage.
    pub async fn store(&self, conn: &mut Conn) -> Result<()> {
        let sql = "UPDATE mfa_authenticator SET data = ?, last_used_at = ? WHERE id = ?";
        conn.execute_one(sql, &[json_of(&self.data), self.last_used.into(), self.id.into()]).await?;
        Ok(())
    }

    /// Notes that it was just used.
    pub fn used(&mut self, now: Timestamp) {
        self.last_used = Some(now);
    }

    /// Whether this code is good, by whichever kind it is; then it is used up. An app's code is used up together with all that came
    /// before it.
    pub fn takes(&mut self, code: &str, now: Timestamp) -> bool {
        let taken = match self.factor {
            Factor::Totp => self.takes_app_code(code, now),
            Factor::RecoveryCodes => self.takes_recovery_code(code),
            Factor::Webauthn => false,
        };
        if taken {
            self.used(now);
        }
        taken
    }

    fn takes_app_code(&mut self, code: &str, now: Timestamp) -> bool {
        let secret = self.data.get("secret").and_then(Value::as_str).unwrap_or_default();
        let last = self.data.get(LAST_PERIOD).and_then(Value::as_i64);
        let Some(period) = totp::period_of(secret, code, now.as_second()) else { return false };
        if last.is_some_and(|last| period <= last) {
            return false;
        }
        self.data.insert(LAST_PERIOD.into(), period.into());
        true
    }

    fn takes_recovery_code(&mut self, code: &str) -> bool {
        if let Some(Value::Array(codes)) = self.data.get_mut("migrated_codes") {
            let found = codes.iter().position(|known| known.as_str() == Some(code));
            return found.map(|at| codes.remove(at)).is_some();
        }
        let mask = self.used_mask();
        let found = self.seed_codes().iter().position(|known| known == code);
        let Some(at) = found.filter(|at| mask >> at & 1 == 0) else { return false };
        self.data.insert("used_mask".into(), (mask | 1 << at).into());
        true
    }

    /// The recovery codes that can still be used.
    pub fn unused_codes(&self) -> Vec<String> {
        if let Some(Value::Array(codes)) = self.data.get("migrated_codes") {
            return codes.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let mask = self.used_mask();
        let codes = self.seed_codes().into_iter().enumerate();
        codes.filter(|(at, _)| mask >> at & 1 == 0).map(|(_, code)| code).collect()
    }

    fn seed_codes(&self) -> Vec<String> {
        self.data.get("seed").and_then(Value::as_str).map(recovery::codes).unwrap_or_default()
    }

    fn used_mask(&self) -> u64 {
        self.data.get("used_mask").and_then(Value::as_u64).unwrap_or_default()
    }

    /// What its user is told of it; no secrets.
    pub fn to_json(&self) -> Value {
        let mut entry = json!({
            "type": self.factor.name(),
            "created_at": epoch(self.created),
            "last_used_at": self.last_used.map(epoch),
        });
        match self.factor {
            Factor::Totp => {}
            Factor::RecoveryCodes => {
                let unused = self.unused_codes().len();
                let total = if self.data.contains_key("migrated_codes") { unused } else { recovery::COUNT };
                entry["total_code_count"] = total.into();
                entry["unused_code_count"] = unused.into();
            }
            Factor::Webauthn => {
                entry["id"] = self.id.into();
                entry["name"] = self.data.get("name").and_then(Value::as_str).unwrap_or_default().into();
                let properties = self
                    .data
                    .get("credential")
                    .map(|credential| &credential["clientExtensionResults"]["credProps"]["rk"]);
                if let Some(Value::Bool(is_resident)) = properties {
                    entry["is_passwordless"] = (*is_resident).into();
                }
            }
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(factor: Factor, data: Value) -> Authenticator {
        let data = data.as_object().cloned().expect("an object");
        Authenticator { id: 1, factor, data, created: Timestamp::UNIX_EPOCH, last_used: None }
    }

    #[test]
    fn an_apps_code_counts_once_and_none_before_it_counts_again() {
        let secret = totp::new_secret();
        let at = |period: i64| Timestamp::from_second(period * totp::PERIOD).expect("an instant");
        let code = |period| totp::code(&secret, at(period).as_second()).expect("a code");
        let mut app = one(Factor::Totp, json!({"secret": secret}));
        assert!(app.takes(&code(100), at(99)));
        assert!(!app.takes(&code(100), at(100)));
        assert!(!app.takes(&code(99), at(100)));
        assert!(app.takes(&code(101), at(100)));
        assert_eq!(app.to_json()["last_used_at"], 3000.0);
    }

    #[test]
    fn a_recovery_code_counts_once() {
        let mut codes = one(Factor::RecoveryCodes, json!({"seed": recovery::new_seed(), "used_mask": 0}));
        let all = codes.unused_codes();
        assert!(codes.takes(&all[9], Timestamp::UNIX_EPOCH));
        assert!(!codes.takes(&all[9], Timestamp::UNIX_EPOCH) && !codes.takes("x", Timestamp::UNIX_EPOCH));
        assert_eq!(codes.unused_codes(), all[..9]);
        assert_eq!((&codes.to_json()["total_code_count"], &codes.data["used_mask"]), (&json!(10), &json!(512)));
    }

    #[test]
    fn codes_of_an_older_server_are_taken_from_their_list() {
        let mut codes = one(Factor::RecoveryCodes, json!({"migrated_codes": ["ab12", "cd34"]}));
        assert!(codes.takes("cd34", Timestamp::UNIX_EPOCH) && !codes.takes("cd34", Timestamp::UNIX_EPOCH));
        assert_eq!(codes.unused_codes(), ["ab12"]);
    }
}
