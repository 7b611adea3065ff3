//! The requests that are measured: what clients ask for again and again, the one list that is long, and two changes.

use serde_json::{Value, json};

/// One request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it is called in the report.
    pub name: &'static str,
    /// Its path below `/api/`, as the kernel declares it.
    pub pattern: &'static str,
    /// The row in the place of `<pk>`.
    pub key: Option<i64>,
    /// The query, in need of no escapes.
    pub query: &'static [(&'static str, &'static str)],
    /// What is posted; nothing for a `GET`.
    pub body: Option<Value>,
    /// Whether it takes so long that many clients at once would only wait for each other.
    pub is_long: bool,
}

/// Rows that requests are about.
#[derive(Debug, Clone, Copy)]
pub struct Subjects {
    /// A part from the middle.
    pub part: i64,
    /// A stock item of many pieces, which lies at `location`.
    pub item: i64,
    /// A location that takes stock.
    pub location: i64,
}

impl Ask {
    fn get(name: &'static str, pattern: &'static str, query: &'static [(&'static str, &'static str)]) -> Self {
        Ask { name, pattern, key: None, query, body: None, is_long: false }
    }

    fn post(name: &'static str, pattern: &'static str, body: Value) -> Self {
        Ask { body: Some(body), ..Ask::get(name, pattern, &[]) }
    }

    /// The path with the key in its place.
    pub fn path(&self) -> String {
        let key = self.key.unwrap_or_default().to_string();
        format!("/api/{}", self.pattern.replace("<pk>", &key))
    }

    /// Path and query.
    pub fn url(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path(), query.join("&"))
    }
}

/// All requests. Those that change something come last, so that the others see what was made up.
pub fn basket(subjects: &Subjects) -> Vec<Ask> {
    const PAGE: (&str, &str) = ("limit", "100");
    const DETAILS: [(&str, &str); 4] =
        [PAGE, ("part_detail", "true"), ("location_detail", "true"), ("supplier_part_detail", "true")];
    // More than there is: the item moves as a whole, however much was added to it.
    let all = json!([{"pk": subjects.item, "quantity": 1_000_000}]);
    vec![
        Ask::get("who am I", "user/me/", &[]),
        Ask::get("part list, 100", "part/", &[PAGE]),
        Ask::get("stock list, 100, details", "stock/", &DETAILS),
        Ask { key: Some(subjects.part), ..Ask::get("part detail", "part/<pk>/", &[]) },
        Ask::get("category tree", "part/category/tree/", &[]),
        Ask::get("tracking list, 100", "stock/track/", &[PAGE]),
        Ask { is_long: true, ..Ask::get("stock list, whole", "stock/", &[]) },
        Ask::post("stock add", "stock/add/", json!({"items": [{"pk": subjects.item, "quantity": 1}]})),
        Ask::post("stock transfer", "stock/transfer/", json!({"items": all, "location": subjects.location})),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_their_keys_and_queries() {
        let asks = basket(&Subjects { part: 7, item: 8, location: 9 });
        let url = |name| asks.iter().find(|ask| ask.name == name).map(Ask::url);
        assert_eq!(url("part detail").as_deref(), Some("/api/part/7/"));
        assert_eq!(url("part list, 100").as_deref(), Some("/api/part/?limit=100"));
    }
}
