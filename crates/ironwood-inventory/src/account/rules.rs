//! What administrators have set about accounts: the settings `LOGIN_*`, `SIGNUP_*` and `SSO_*`, read together.

use ironwood_db::{Conn, Param};
use ironwood_rest::Result;

use super::answer::Fault;
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
    /// What is wrong with an address, where only those of some domains are taken (spec 10 §5.7).
    pub fn refuses(&self, email: Option<&str>) -> Option<Fault> {
        let mut domains = self.mail_domains.split(',').map(str::trim).filter(|entry| !entry.is_empty()).peekable();
        domains.peek()?;
        let fault = |message: &str| Some(Fault::of("email", "", message));
        let Some((_, host)) = email.and_then(|email| email.rsplit_once('@')) else {
            return fault("An address of one of the approved domains is needed.");
        };
        let mut is_malformed = false;
        let is_approved = domains.any(|entry| match entry.strip_prefix('@') {
            Some(domain) => domain.eq_ignore_ascii_case(host),
            None => {
                is_malformed = true;
                false
            }
        });
        match (is_approved, is_malformed) {
            (true, _) => None,
            (false, true) => fault("No address can be taken: the list of approved domains is malformed."),
            (false, false) => fault("Addresses of this domain are not approved."),
        }
    }

    /// Whether people may make their own account: only where mail is sent (spec 10 §5.7).
    pub fn is_open(&self, sends_mail: bool) -> bool {
        self.registration && sends_mail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(mail_domains: &str) -> Rules {
        Rules {
            registration: true,
            password_by_mail: true,
            mail_required: false,
            mail_domains: mail_domains.into(),
            signup_group: String::new(),
        }
    }

    #[test]
    fn addresses_are_of_approved_domains_exactly() {
        let some = rules("@example.org, @Example.com");
        for (address, is_fine) in [
            ("a@example.org", true),
            ("a@example.com", true),
            ("a@sub.example.org", false),
            ("a@notexample.org", false),
            ("a@example.org.evil", false),
        ] {
            assert_eq!(some.refuses(Some(address)).is_none(), is_fine, "{address}");
        }
        assert!(some.refuses(None).is_some());
        assert!(rules("").refuses(None).is_none() && rules("").refuses(Some("a@x.y")).is_none());
        assert!(rules("example.org").refuses(Some("a@example.org")).is_some());
    }

    #[test]
    fn nobody_signs_up_where_no_mail_is_sent() {
        assert!(rules("").is_open(true) && !rules("").is_open(false));
    }
}
