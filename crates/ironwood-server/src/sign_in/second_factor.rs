//! What stays open to somebody who must have a second factor and has not shown one (spec 10 §5.12): the way to set one up, and what
//! the web interface asks for on that way.

/// Paths that are open.
const OPEN: [&str; 4] = ["/api/", "/api/user/me/", "/api/user/me/roles/", "/api/user/me/token/"];
/// What is below these is open too.
const OPEN_BELOW: [&str; 3] = ["/api/auth/v1/", "/web", "/static/"];

/// Whether a path is closed to them.
pub(super) fn guards(path: &str) -> bool {
    !OPEN.contains(&path) && !OPEN_BELOW.iter().any(|prefix| path.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_way_to_a_second_factor_is_open() {
        for open in ["/api/", "/api/user/me/", "/api/user/me/token/", "/api/auth/v1/config", "/web/mfa", "/static/a.js"]
        {
            assert!(!guards(open), "{open}");
        }
        for closed in
            ["/api/auth/", "/api/part/", "/api/user/token/", "/api/user/me/profile/", "/media/x.png", "/auth/"]
        {
            assert!(guards(closed), "{closed}");
        }
    }
}
