//! What administrators have set about accounts: the settings `LOGIN_*`, `SIGNUP_*` and `SSO_*`, read together.

use ironwood_db::{Conn, Param};
use ironwood_rest::Result;

use crate::common::settings::definitions as d;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $setting:ident;)*) => {
        /// The settings about accounts.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rules {
            $($(#[$doc])* pub $name: $kind,)*
        }

        impl Rules {
            /// Reads them, in one statement.
            ///
            /// # Errors
            /// From storage.
            pub async fn load(conn: &mut Conn) -> Result<Self> {
                let keys = Param::Texts(vec![$(d::$setting.key().to_owned()),*]);
                let sql = format!(
                    "SELECT key, value FROM common_inventreesetting WHERE {}",
                    conn.engine().any_of("key")
                );
                let stored: Vec<(String, String)> =
                    conn.rows(&sql, &[keys], |row| Ok((row.get(0)?, row.get(1)?))).await?;
                let of = |wanted: &str| stored.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
                Ok(Rules { $($name: d::$setting.read(of(d::$setting.key())),)* })
            }
        }
    };
}

rules! {
    /// Whether people may make their own account; see [`Rules::is_open`].
    registration: bool = LOGIN_ENABLE_REG;
    /// Whether a forgotten password can be replaced by mail.
    password_by_mail: bool = LOGIN_ENABLE_PWD_FORGOT;
    /// Whether an account needs an address.
    mail_required: bool = LOGIN_MAIL_REQUIRED;
    /// Domains that addresses must be of.
    mail_domains: String = LOGIN_SIGNUP_MAIL_RESTRICTION;
    /// Group of new users, by its key.
    signup_group: String = SIGNUP_GROUP;
}

impl Rules {
    /// Whether people may make their own account: only where mail is sent (spec 10 §5.7).
    pub fn is_open(&self, sends_mail: bool) -> bool {
        self.registration && sends_mail
    }
}
