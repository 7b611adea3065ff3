//! A request as it arrived: its head, and what that says about where it came from.

use std::net::{IpAddr, SocketAddr};

use http::header::{self, HeaderName};
use http::{HeaderMap, Method, Uri};
use ironwood_rest::Visitor;
use uuid::Uuid;

use crate::options::Forwarded;

/// The head of a request.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// Its id in answers and logs.
    pub(crate) id: Uuid,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// `http` or `https`, as the client sees it.
    pub(crate) scheme: &'static str,
    /// Host and, where it is not the scheme's own, port, as the client sees them.
    pub(crate) host: String,
    /// The client.
    pub(crate) address: IpAddr,
}

impl Arrival {
    /// Reads the head of a request that came from `peer` to `local`.
    pub(crate) fn new(head: http::request::Parts, peer: SocketAddr, local: SocketAddr, forwarded: Forwarded) -> Self {
        let http::request::Parts { method, uri, headers, .. } = head;
        let scheme = match forwarded.proto.then(|| last(&headers, "x-forwarded-proto")).flatten() {
            Some(proto) if proto.eq_ignore_ascii_case("https") => "https",
            _ => "http",
        };
        let host = host(&headers, &uri, forwarded, scheme).unwrap_or_else(|| local.to_string());
        let client = forwarded.any().then(|| last(&headers, "x-forwarded-for")).flatten();
        let address = client.and_then(|text| text.parse().ok()).unwrap_or_else(|| peer.ip());
        Arrival { id: Uuid::new_v4(), method, uri, headers, scheme, host, address }
    }

    /// Scheme and host, for absolute links.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// The text of a header, if it is sent and is one.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What a cookie holds.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|cookies| {
            cookies.split(';').find_map(|pair| {
                let (key, value) = pair.split_once('=')?;
                (key.trim() == name).then(|| value.trim().trim_matches('"'))
            })
        })
    }

    /// From where it came, for the audit trail.
    pub(crate) fn visitor(&self) -> Visitor {
        let user_agent = self.header(header::USER_AGENT).unwrap_or_default().to_owned();
        Visitor { address: self.address, user_agent }
    }

    /// Path and query as they were sent.
    pub(crate) fn path_and_query(&self) -> &str {
        self.uri.path_and_query().map_or("/", |whole| whole.as_str())
    }
}

fn host(headers: &HeaderMap, uri: &Uri, forwarded: Forwarded, scheme: &str) -> Option<String> {
    let host = forwarded
        .host
        .then(|| last(headers, "x-forwarded-host"))
        .flatten()
        .or_else(|| headers.get(header::HOST)?.to_str().ok())
        .or_else(|| uri.authority().map(|authority| authority.as_str()))
        .map(str::trim)
        .filter(|host| is_host(host))?;
    let Some(port) = forwarded.port.then(|| last(headers, "x-forwarded-port")).flatten() else {
        return Some(host.to_owned());
    };
    // An IPv6 address has colons of its own, inside brackets.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let own = if scheme == "https" { "443" } else { "80" };
    match port.parse::<u16>() {
        Ok(_) if port != own => Some(format!("{name}:{port}")),
        _ => Some(name.to_owned()),
    }
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

/// The last entry of a list header: what the nearest proxy, ours, has put there.
fn last<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let text = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    text.rsplit(',').next().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: Forwarded = Forwarded { host: true, port: true, proto: true };

    fn arrival(headers: &[(&str, &str)], forwarded: Forwarded) -> Arrival {
        let mut request = http::Request::get("/api/part/?limit=1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let peer = SocketAddr::from(([10, 0, 0, 9], 4711));
        Arrival::new(head, peer, SocketAddr::from(([127, 0, 0, 1], 8000)), forwarded)
    }

    #[test]
    fn links_begin_with_what_the_client_asked_for() {
        assert_eq!(arrival(&[("host", "stock.local:8000")], PROXY).origin(), "http://stock.local:8000");
        assert_eq!(arrival(&[], PROXY).origin(), "http://127.0.0.1:8000");
        assert_eq!(arrival(&[("host", "a b\"<x>")], PROXY).origin(), "http://127.0.0.1:8000");
    }

    #[test]
    fn a_proxy_is_believed_only_where_there_is_one() {
        let headers = [
            ("host", "inner:8000"),
            ("x-forwarded-host", "evil.example, stock.example"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-for", "1.2.3.4, 10.0.0.7"),
        ];
        let through = arrival(&headers, PROXY);
        assert_eq!(through.origin(), "https://stock.example");
        assert_eq!(through.address, IpAddr::from([10, 0, 0, 7]));
        let direct = arrival(&headers, Forwarded::default());
        assert_eq!(direct.origin(), "http://inner:8000");
        assert_eq!(direct.address, IpAddr::from([10, 0, 0, 9]));
    }

    #[test]
    fn the_port_of_a_proxy_replaces_ours() {
        for (proto, port, origin) in [
            ("https", "443", "https://stock"),
            ("https", "8443", "https://stock:8443"),
            ("http", "80", "http://stock"),
            ("http", "none", "http://stock"),
        ] {
            let headers = [("host", "stock:8000"), ("x-forwarded-proto", proto), ("x-forwarded-port", port)];
            assert_eq!(arrival(&headers, PROXY).origin(), origin);
        }
        let six = [("host", "[::1]"), ("x-forwarded-port", "8000")];
        assert_eq!(arrival(&six, PROXY).origin(), "http://[::1]:8000");
    }

    #[test]
    fn cookies_are_found_among_others() {
        let arrival = arrival(&[("cookie", "a=1; sessionid=\"abc\"; b=2"), ("cookie", "csrftoken = x=y")], PROXY);
        assert_eq!(arrival.cookie("sessionid"), Some("abc"));
        assert_eq!(arrival.cookie("csrftoken"), Some("x=y"));
        assert_eq!(arrival.cookie("session"), None);
    }
}
