//! From a path below `/api/` to what the kernel has there: a tree of path segments, one step per segment.

use std::collections::HashMap;
use std::sync::Arc;

use ironwood_rest::{Kernel, Method, Route};

/// Where a path leads.
#[derive(Debug)]
pub(crate) enum Destination {
    /// Something the kernel answers.
    Place(Arc<Place>),
    /// The old address of a row's metadata: moved for good to `metadata/<model>/pk/<pk>/` (spec 00 §1).
    Metadata(&'static str),
}

/// A route of the kernel with what is asked of it at every request.
#[derive(Debug)]
pub(crate) struct Place {
    at: At,
    /// Name for logs: the path that was declared.
    pub(crate) name: &'static str,
    /// The `Allow` header.
    pub(crate) allow: String,
}

/// Position among the kernel's declarations.
#[derive(Debug, Clone, Copy)]
enum At {
    List(usize),
    Row(usize),
    Endpoint(usize),
}

impl Place {
    fn new(kernel: &Kernel, route: Route<'_>) -> Option<Self> {
        let resource = |wanted| kernel.all_resources().iter().position(|known| std::ptr::eq(known, wanted));
        let (at, name) = match route {
            Route::List(list) => (At::List(resource(list)?), list.path),
            Route::Row(row) => (At::Row(resource(row)?), row.path),
            Route::Endpoint(endpoint) => {
                let at = kernel.all_endpoints().iter().position(|known| std::ptr::eq(known, endpoint))?;
                (At::Endpoint(at), endpoint.path)
            }
        };
        let methods = route.methods();
        let mut names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
        if methods.contains(&Method::Get) {
            names.push("HEAD");
        }
        names.push("OPTIONS");
        Some(Place { at, name, allow: names.join(", ") })
    }

    /// The kernel's own form of it.
    pub(crate) fn route<'k>(&self, kernel: &'k Kernel) -> Route<'k> {
        match self.at {
            At::List(at) => Route::List(&kernel.all_resources()[at]),
            At::Row(at) => Route::Row(&kernel.all_resources()[at]),
            At::Endpoint(at) => Route::Endpoint(&kernel.all_endpoints()[at]),
        }
    }

    /// Whether it is the rows of a resource.
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.at, At::List(_))
    }
}

/// What a path led to.
#[derive(Debug)]
pub(crate) struct Found<'r> {
    pub(crate) destination: &'r Destination,
    /// Values of the placeholders, in order.
    pub(crate) captures: Vec<String>,
}

/// All paths.
#[derive(Debug, Default)]
pub(crate) struct Router {
    root: Node,
    destinations: Vec<Destination>,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<String, Node>,
    number: Option<Box<Node>>,
    word: Option<Box<Node>>,
    /// What is here when the path ends with a slash, and when it does not.
    with_slash: Option<usize>,
    without_slash: Option<usize>,
}

impl Router {
    /// The paths of the kernel. Where two declarations have one path, the first one counts.
    pub(crate) fn new(kernel: &Kernel) -> Self {
        let mut router = Router::default();
        for (pattern, route) in kernel.routes() {
            if let Some(place) = Place::new(kernel, route) {
                router.insert(&pattern, Destination::Place(Arc::new(place)));
            }
        }
        for resource in kernel.all_resources().iter().filter(|resource| resource.has_metadata()) {
            let pattern = format!("{}/<pk>/metadata/", resource.path);
            router.insert(&pattern, Destination::Metadata(resource.model().name));
        }
        router
    }

    fn insert(&mut self, pattern: &str, destination: Destination) {
        let number = self.destinations.len();
        let (path, slash) = split_slash(pattern);
        let mut node = &mut self.root;
        for segment in segments(path) {
            node = if segment == "<pk>" {
                &mut **node.number.get_or_insert_default()
            } else if segment.starts_with('<') {
                &mut **node.word.get_or_insert_default()
            } else {
                node.literals.entry(segment.to_owned()).or_default()
            };
        }
        let end = if slash { &mut node.with_slash } else { &mut node.without_slash };
        if end.is_none() {
            *end = Some(number);
            self.destinations.push(destination);
        }
    }

    /// Follows a decoded path below `/api/`, without its leading slash.
    pub(crate) fn find(&self, path: &str) -> Option<Found<'_>> {
        if path.contains('\0') {
            return None;
        }
        let (path, slash) = split_slash(path);
        let segments: Vec<&str> = segments(path).collect();
        let mut captures = Vec::new();
        let number = self.root.walk(&segments, slash, &mut captures)?;
        let destination = self.destinations.get(number)?;
        Some(Found { destination, captures: captures.into_iter().map(str::to_owned).collect() })
    }
}

impl Node {
    /// Literal segments win over numbers, numbers over words; a way that leads nowhere is left again.
    fn walk<'p>(&self, segments: &[&'p str], slash: bool, captures: &mut Vec<&'p str>) -> Option<usize> {
        let Some((&segment, rest)) = segments.split_first() else {
            return if slash { self.with_slash } else { self.without_slash };
        };
        if let Some(found) = self.literals.get(segment).and_then(|node| node.walk(rest, slash, captures)) {
            return Some(found);
        }
        let is_number = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        let number = self.number.as_deref().filter(|_| is_number);
        let word = self.word.as_deref().filter(|_| !segment.is_empty());
        for node in [number, word].into_iter().flatten() {
            captures.push(segment);
            if let Some(found) = node.walk(rest, slash, captures) {
                return Some(found);
            }
            captures.pop();
        }
        None
    }
}

fn split_slash(path: &str) -> (&str, bool) {
    path.strip_suffix('/').map_or((path, false), |path| (path, true))
}

/// The segments of a path without slashes at its ends; none of the empty path.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(move |_| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A router of bare patterns, each found by the model name that stands for it.
    fn router(patterns: &[&'static str]) -> Router {
        let mut router = Router::default();
        for pattern in patterns {
            router.insert(pattern, Destination::Metadata(pattern));
        }
        router
    }

    fn find(router: &Router, path: &str) -> Option<(&'static str, Vec<String>)> {
        router.find(path).map(|found| match found.destination {
            Destination::Metadata(pattern) => (*pattern, found.captures),
            Destination::Place(place) => (place.name, found.captures),
        })
    }

    const PATTERNS: &[&str] = &[
        "",
        "part/",
        "part/<pk>/",
        "part/thumbs/",
        "part/<pk>/pricing/",
        "settings/global/<key>/",
        "selection/<pk>/entry/<pk>/",
        "metadata/<model>/<field>/<value>/",
        "machine/<key>/",
        "machine/<pk>/restart/",
        "version-text",
    ];

    #[test]
    fn paths_lead_to_their_patterns() {
        let router = router(PATTERNS);
        for (path, pattern, captures) in [
            ("", "", vec![]),
            ("part/", "part/", vec![]),
            ("part/5/", "part/<pk>/", vec!["5"]),
            ("part/thumbs/", "part/thumbs/", vec![]),
            ("part/0012/pricing/", "part/<pk>/pricing/", vec!["0012"]),
            ("settings/global/A B/", "settings/global/<key>/", vec!["A B"]),
            ("selection/1/entry/22/", "selection/<pk>/entry/<pk>/", vec!["1", "22"]),
            ("metadata/part/IPN/x-1/", "metadata/<model>/<field>/<value>/", vec!["part", "IPN", "x-1"]),
            ("version-text", "version-text", vec![]),
            // A number is a word too, where the way by the number ends.
            ("machine/7/", "machine/<key>/", vec!["7"]),
            ("machine/7/restart/", "machine/<pk>/restart/", vec!["7"]),
        ] {
            let captures = captures.into_iter().map(str::to_owned).collect();
            assert_eq!(find(&router, path), Some((pattern, captures)), "{path}");
        }
    }

    #[test]
    fn everything_else_leads_nowhere() {
        let router = router(PATTERNS);
        for path in [
            "part",
            "part/5",
            "part/abc/",
            "part/-5/",
            "part/5.0/",
            "part/٣/",
            "part//",
            "part/5//",
            "/",
            "/part/",
            "version-text/",
            "settings/global//",
            "settings/global/a\0/",
            "machine/x/restart/",
            "selection/1/entry/",
        ] {
            assert_eq!(find(&router, path), None, "{path}");
        }
    }

    #[test]
    fn the_first_of_two_declarations_counts() {
        let mut router = router(&["a/<pk>/"]);
        router.insert("a/<pk>/", Destination::Metadata("second"));
        assert_eq!(find(&router, "a/1/"), Some(("a/<pk>/", vec!["1".to_owned()])));
    }
}
