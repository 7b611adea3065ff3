//! Pages of the server itself. They hold no script and no style of their own and load nothing
//! from elsewhere, so that they work offline and under a strict content security policy.

use crate::files::{API_DOC, CONSOLE, LANDING, StaticFile};

/// `Content-Security-Policy` that all pages work under. `data:` is for the symbols in the
/// stylesheet of the API viewer.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// `/api-doc/`: the viewer of the API document that `/api/schema/?format=json` serves.
#[must_use]
pub fn api_doc() -> &'static StaticFile {
    &API_DOC
}

/// The administration console. It knows no path of its own and works under any; what it shows comes from the public API.
#[must_use]
pub fn console() -> &'static StaticFile {
    &CONSOLE
}

/// What `/` and everything below the base of the web interface answer while no build of it is
/// installed (spec 71-plugins-and-clients §9.1).
#[must_use]
pub fn landing() -> &'static StaticFile {
    &LANDING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{static_file, static_files};

    const PAGES: [fn() -> &'static StaticFile; 3] = [api_doc, console, landing];
    const MODULES: &str = "/static/ironwood/console/";

    /// The modules of the console.
    fn modules() -> impl Iterator<Item = &'static StaticFile> {
        static_files().iter().filter(|file| file.path.starts_with(MODULES) && file.path.ends_with(".js"))
    }

    fn text(file: &StaticFile) -> String {
        String::from_utf8(file.plain().into_owned()).unwrap()
    }

    /// Values of an attribute, in the order of the page.
    fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
        html.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    }

    #[test]
    fn pages_are_html() {
        for page in PAGES.map(|page| page()) {
            assert_eq!(page.content_type, "text/html; charset=utf-8");
            assert!(text(page).starts_with("<!doctype html>"));
        }
        assert!(text(api_doc()).contains("<title>Ironwood API</title>"));
    }

    #[test]
    fn everything_a_page_loads_is_in_the_binary() {
        for page in PAGES.map(|page| page()) {
            let html = text(page);
            let links = html.split("<link ").skip(1).map(|link| attributes(&format!(" {link}"), "href")[0].to_owned());
            let sources = attributes(&html, "src").into_iter().map(str::to_owned);
            let loaded: Vec<_> = links.chain(sources).collect();
            assert!(loaded.len() > 4);
            for path in loaded {
                assert!(static_file(&path).is_some(), "{} loads {path}", page.path);
            }
        }
    }

    #[test]
    fn pages_fit_their_content_security_policy() {
        for page in PAGES.map(|page| page()) {
            let html = text(page);
            assert_eq!(html.matches("<script").count(), html.matches("<script src=\"/").count());
            for inline in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
                assert!(!html.contains(inline), "{} has {inline}", page.path);
            }
        }
        for file in static_files().iter().filter(|file| file.path.starts_with("/static/ironwood/")) {
            let text = text(file);
            for elsewhere in ["http://", "https://", "@import", "url(", "eval("] {
                assert!(!text.contains(elsewhere), "{} has {elsewhere}", file.path);
            }
        }
    }

    #[test]
    fn scripts_find_the_elements_they_fill() {
        for (page, script) in [
            (api_doc(), "/static/ironwood/api-doc.js"),
            (api_doc(), "/static/ironwood/theme.js"),
            (console(), "/static/ironwood/console/dom.js"),
            (console(), "/static/ironwood/console/feedback.js"),
            (console(), "/static/ironwood/console/main.js"),
            (landing(), "/static/ironwood/landing.js"),
            (landing(), "/static/ironwood/theme.js"),
        ] {
            let html = text(page);
            let ids = attributes(&html, "id");
            let script = text(static_file(script).unwrap());
            let wanted: Vec<_> = ["getElementById(\"", " element(\"", "  element(\""]
                .iter()
                .flat_map(|call| script.split(call).skip(1))
                .map(|rest| rest.split('"').next().unwrap())
                .collect();
            assert!(!wanted.is_empty());
            for id in wanted {
                assert!(ids.contains(&id), "{} lacks #{id}", page.path);
            }
        }
    }

    #[test]
    fn modules_of_the_console_find_each_other() {
        let page = text(console());
        assert!(page.contains(r#"<script src="/static/ironwood/console/main.js" type="module"></script>"#));
        let mut imported = std::collections::HashSet::from([format!("{MODULES}main.js")]);
        for module in modules() {
            let folder = module.path.rsplit_once('/').unwrap().0;
            let script = text(module);
            for line in script.lines().filter(|line| line.starts_with("import ")) {
                let name = line.rsplit('"').nth(1).expect(line);
                let path = match name.strip_prefix("../") {
                    Some(name) => format!("{}/{name}", folder.rsplit_once('/').unwrap().0),
                    None => format!("{folder}/{}", name.strip_prefix("./").expect(name)),
                };
                assert!(static_file(&path).is_some(), "{} imports {name}", module.path);
                imported.insert(path);
            }
        }
        let unused: Vec<_> = modules().map(|module| module.path).filter(|path| !imported.contains(*path)).collect();
        assert!(unused.is_empty(), "nobody imports {unused:?}");
    }

    #[test]
    fn the_console_writes_text_and_never_markup() {
        for module in modules() {
            let script = text(module);
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "setHTML", ".style."] {
                assert!(!script.contains(word), "{} has {word}", module.path);
            }
        }
    }

    #[test]
    fn the_console_carries_the_icons_it_shows_and_no_others() {
        let page = text(console());
        let scripts: String = modules().map(text).collect();
        let carried: Vec<_> = attributes(&page, "id").into_iter().filter_map(|id| id.strip_prefix("icon-")).collect();
        for name in &carried {
            assert!(scripts.contains(&format!("\"{name}\"")), "nothing shows the icon {name}");
        }
        for call in ["icon(\"", "icon: \"", "nothing(\"", "point(\""] {
            for name in scripts.split(call).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(carried.contains(&name), "there is no icon {name}");
            }
        }
    }
}
