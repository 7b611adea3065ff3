//! The two cookies of a browser (spec 10 §1.1, §5.6).

use cookie::{Cookie, time};
use http::header::SET_COOKIE;
use ironwood_auth::django::new_csrf_secret;
use ironwood_inventory::account::TRUST_LIFETIME;
use ironwood_inventory::user::sessions;

use crate::answer::{self, Response};
use crate::options::CookieRules;

/// Holds the key of the session; scripts cannot read it.
pub(crate) const SESSION: &str = "sessionid";
/// Holds the secret that pages of ours repeat in their requests.
pub(crate) const CSRF: &str = "csrftoken";

/// Holds the marks by which users trust this browser with the second factor; scripts cannot read it.
pub(crate) const TRUST: &str = "mfa_trusted";

/// As long as Django keeps it: 52 weeks.
const CSRF_LIFETIME: time::Duration = time::Duration::weeks(52);

/// Gives a browser a session that was just opened, and a new secret with it.
pub(crate) fn sign_in(response: &mut Response, rules: CookieRules, session: &str) {
    keep(response, rules, session);
    give_secret(response, rules);
}

/// Tells a browser the key of its session.
pub(crate) fn keep(response: &mut Response, rules: CookieRules, session: &str) {
    let lifetime = time::Duration::seconds(sessions::LIFETIME.as_secs());
    set(response, rules, Cookie::build((SESSION, session)).http_only(true).max_age(lifetime).build());
}

/// Tells a browser that it has no session any more.
pub(crate) fn forget(response: &mut Response, rules: CookieRules) {
    let gone = Cookie::build((SESSION, "")).http_only(true).max_age(time::Duration::ZERO);
    set(response, rules, gone.expires(time::OffsetDateTime::UNIX_EPOCH).build());
}

/// Lets a browser remember that its user trusts it.
pub(crate) fn trust(response: &mut Response, rules: CookieRules, mark: &str) {
    let lifetime = time::Duration::seconds(TRUST_LIFETIME.as_secs());
    set(response, rules, Cookie::build((TRUST, mark)).http_only(true).max_age(lifetime).build());
}

/// Gives a browser a new secret for its pages.
pub(crate) fn give_secret(response: &mut Response, rules: CookieRules) {
    set(response, rules, Cookie::build((CSRF, new_csrf_secret())).max_age(CSRF_LIFETIME).build());
}

fn set(response: &mut Response, rules: CookieRules, mut cookie: Cookie<'_>) {
    cookie.set_path("/");
    cookie.set_same_site(rules.same_site);
    cookie.set_secure(rules.secure);
    answer::add(response, SET_COOKIE, &cookie.to_string());
}

#[cfg(test)]
mod tests {
    use cookie::SameSite;

    use super::*;

    fn cookies(rules: CookieRules) -> Vec<String> {
        let mut response = answer::empty(http::StatusCode::OK);
        sign_in(&mut response, rules, "abc");
        response.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn signing_in_sets_both_cookies_by_the_rules() {
        let [session, csrf] = &cookies(CookieRules::default())[..] else { panic!("two cookies") };
        assert_eq!(session, "sessionid=abc; HttpOnly; Path=/; Max-Age=1209600");
        assert!(csrf.starts_with("csrftoken=") && csrf.ends_with("; Path=/; Max-Age=31449600"), "{csrf}");
        for cookie in cookies(CookieRules { same_site: Some(SameSite::Strict), secure: true }) {
            assert!(cookie.contains("; SameSite=Strict") && cookie.contains("; Secure"), "{cookie}");
        }
    }
}
