//! SVG without anything that could run or call home: what is known to draw stays, all else goes.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use quick_xml::{XmlVersion, escape};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Elements that draw, or describe what is drawn.
const DRAWING: &str = "\
    animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix \
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight \
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology \
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient \
    marker mask mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text \
    textPath title tspan use view";

/// What a style must not say: it could fetch something, or run in old browsers. A backslash could spell any of it.
const LIVELY: &[&str] = &["\\", "@import", "expression(", "javascript:", "vbscript:", "-moz-binding", "behavior:"];

/// Why a file is no SVG.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    /// It is no XML.
    #[error("it is no well-formed XML in UTF-8: {0}")]
    Malformed(String),
    /// Its root is something else.
    #[error("it is XML, but no SVG")]
    OtherRoot,
}

/// A drawing without scripts, event handlers, links, embedded pages and addresses of anything outside of it.
///
/// # Errors
/// When it is no SVG.
pub fn without_scripts(content: &[u8]) -> Result<Vec<u8>, SvgError> {
    let malformed = |error: &dyn std::fmt::Display| SvgError::Malformed(error.to_string());
    let text = std::str::from_utf8(content).map_err(|error| malformed(&error))?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut out = Drawing::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|error| malformed(&error))?;
        let known = match namespace {
            ResolveResult::Bound(namespace) => namespace.as_ref() == SVG.as_bytes(),
            ResolveResult::Unbound => true,
            ResolveResult::Unknown(_) => false,
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                let attributes = attributes(&tag, &reader).map_err(|error| malformed(&error))?;
                out.open(known, tag.local_name().as_ref(), &attributes, false)?;
            }
            Event::Empty(tag) => {
                let attributes = attributes(&tag, &reader).map_err(|error| malformed(&error))?;
                out.open(known, tag.local_name().as_ref(), &attributes, true)?;
            }
            Event::End(_) => out.close(),
            Event::Text(text) => out.text(&text),
            Event::CData(text) => {
                let text = text.decode().map_err(|error| malformed(&error))?;
                out.text(escape::partial_escape(text.as_ref()).as_bytes());
            }
            Event::GeneralRef(name) => out.reference(&name),
            // Declarations of entities, instructions for other programs, remarks.
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if out.has_root && out.open.is_empty() { Ok(out.bytes) } else { Err(SvgError::OtherRoot) }
}

/// The attributes that stay, with the names that they are written by.
fn attributes(tag: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Result<Vec<(String, String)>, quick_xml::Error> {
    let mut kept = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        let is_link = matches!(namespace, ResolveResult::Bound(bound) if bound.as_ref() == XLINK.as_bytes());
        let has_prefix = attribute.key.prefix().is_some();
        let name = String::from_utf8_lossy(local.as_ref()).into_owned();
        // An entity that the file itself defines is nothing that we would look up.
        let Some(value) = value(&attribute) else { continue };
        let stays = match name.as_str() {
            "href" if is_link || !has_prefix => is_inside(&value),
            "space" if attribute.key.as_ref() == b"xml:space" => true,
            _ if has_prefix || attribute.key.as_namespace_binding().is_some() => false,
            "attributeName" => !matches!(value.trim(), "href" | "xlink:href") && !is_handler(value.trim()),
            name => !is_handler(name) && is_harmless(&value),
        };
        if stays {
            let name = match name.as_str() {
                "href" if is_link => "xlink:href".to_owned(),
                "space" => "xml:space".to_owned(),
                _ => name,
            };
            kept.push((name, value));
        }
    }
    Ok(kept)
}

fn value(attribute: &Attribute<'_>) -> Option<String> {
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Whether it is the name of an event handler.
fn is_handler(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

/// Whether a reference leads to a part of the drawing itself, or carries the picture that it speaks of.
fn is_inside(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let pictures = ["png", "jpeg", "jpg", "gif", "webp"].map(|kind| format!("data:image/{kind};base64,"));
    address.starts_with('#') || pictures.iter().any(|start| address.starts_with(start))
}

/// Whether a value or style neither runs nor fetches anything.
fn is_harmless(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let stays_inside = |rest: &str| is_inside(rest.trim_start().trim_start_matches(['"', '\'']));
    !LIVELY.iter().any(|word| text.contains(word)) && text.split("url(").skip(1).all(stays_inside)
}

/// The drawing that is being written.
#[derive(Default)]
struct Drawing {
    bytes: Vec<u8>,
    /// The open elements and whether each is written; inside of one that is left out everything is.
    open: Vec<Level>,
    has_root: bool,
    /// The text of the style that is being read.
    style: Option<Vec<u8>>,
}

enum Level {
    Written(String),
    /// Its content stays, it does not: a link.
    Transparent,
    LeftOut,
}

impl Drawing {
    fn open(&mut self, known: bool, local: &[u8], kept: &[(String, String)], empty: bool) -> Result<(), SvgError> {
        let name = std::str::from_utf8(local).unwrap_or_default();
        if self.open.is_empty() && (self.has_root || !known || name != "svg") {
            return Err(SvgError::OtherRoot);
        }
        let level = match self.open.last() {
            Some(Level::LeftOut) => Level::LeftOut,
            _ if known && DRAWING.split(' ').any(|known| known == name) => Level::Written(name.to_owned()),
            _ if known && name == "a" => Level::Transparent,
            _ => Level::LeftOut,
        };
        if let Level::Written(name) = &level {
            self.bytes.extend(format!("<{name}").bytes());
            if !self.has_root {
                self.bytes.extend(format!(" xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\"").bytes());
            }
            for (name, value) in kept {
                self.bytes.extend(format!(" {name}=\"{}\"", escape::escape(value.as_str())).bytes());
            }
            self.bytes.extend(if empty { &b"/>"[..] } else { b">" });
            self.style = (name == "style" && !empty).then(Vec::new);
        }
        self.has_root = true;
        if !empty {
            self.open.push(level);
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(Level::Written(name)) = self.open.pop() {
            if let Some(style) = self.style.take() {
                // An escaped quote or bracket changes nothing of what the style might fetch.
                let plain = String::from_utf8_lossy(&style);
                let plain = escape::unescape(&plain).unwrap_or_default();
                if is_harmless(&plain) {
                    self.bytes.extend(&style);
                }
            }
            self.bytes.extend(format!("</{name}>").bytes());
        }
    }

    /// Text in its escaped form.
    fn text(&mut self, escaped: &[u8]) {
        match (self.open.last(), &mut self.style) {
            (None | Some(Level::LeftOut), _) => {}
            (_, Some(style)) => style.extend(escaped),
            (_, None) => self.bytes.extend(escaped),
        }
    }

    /// A character by its name or number; what a file defines itself is left out.
    fn reference(&mut self, name: &[u8]) {
        let is_plain = |name: &[u8]| name.iter().all(u8::is_ascii_alphanumeric);
        let number = name.strip_prefix(b"#").is_some_and(|rest| !rest.is_empty() && is_plain(rest));
        if number || [&b"lt"[..], b"gt", b"amp", b"quot", b"apos"].contains(&name) {
            self.text(&[b"&", name, b";"].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(inner: &str) -> String {
        let file = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x \"y\">]>\
             <svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\" xmlns:h=\"http://www.w3.org/1999/xhtml\">{inner}</svg>"
        );
        let out = String::from_utf8(without_scripts(file.as_bytes()).expect("a drawing")).expect("UTF-8");
        let start = format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\">");
        out.strip_prefix(&start).and_then(|rest| rest.strip_suffix("</svg>")).expect("the root").to_owned()
    }

    #[test]
    fn a_drawing_stays_as_it_is() {
        for inner in [
            "<g id=\"a\" transform=\"rotate(5)\"><path d=\"M0 0L1 1\" style=\"fill:url(#b);stroke:red\"/></g>",
            "<defs><linearGradient id=\"b\"><stop offset=\"1\"/></linearGradient></defs><use xlink:href=\"#a\"/>",
            "<text xml:space=\"preserve\">5 &lt; 6 &#181; &amp;</text>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<style>.a &gt; .b { fill: red }</style>",
        ] {
            assert_eq!(cleaned(inner), inner);
        }
        assert_eq!(cleaned("<style><![CDATA[.a > .b {}]]></style>"), "<style>.a &gt; .b {}</style>");
    }

    #[test]
    fn nothing_that_runs_is_left() {
        for (inner, left) in [
            ("<script>alert(1)</script><g/>", "<g/>"),
            ("<SCRIPT>alert(1)</SCRIPT>", ""),
            ("<h:script>alert(1)</h:script>", ""),
            ("<g xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></g>", ""),
            ("<foreignObject><h:iframe src=\"javascript:alert(1)\"/></foreignObject>", ""),
            ("<g onload=\"alert(1)\" OnClick=\"alert(1)\" id=\"a\"/>", "<g id=\"a\"/>"),
            ("<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>", "<text>x</text>"),
            ("<use href=\"https://evil.example/x.svg#a\"/>", "<use/>"),
            ("<use href=\"data:image/svg+xml;base64,AAAA\"/>", "<use/>"),
            ("<image xlink:href=\"http://evil.example/pixel.png\"/>", "<image/>"),
            ("<animate attributeName=\"href\" to=\"x\"/>", "<animate to=\"x\"/>"),
            ("<set attributeName=\"onload\" to=\"alert(1)\"/>", "<set to=\"alert(1)\"/>"),
            ("<rect fill=\"url(http://evil.example/)\"/>", "<rect/>"),
            ("<rect style=\"fill: u\\72l(http://evil.example/)\"/>", "<rect/>"),
            ("<style>@import 'http://evil.example/'; a{}</style>", "<style></style>"),
            ("<style>a{b:url(&#x68;ttp://evil.example/)}</style>", "<style></style>"),
            ("<text>&x;&y;</text>", "<text></text>"),
            ("<text a=\"&x;\">b</text>", "<text>b</text>"),
            ("<!-- a --><?php echo 1 ?>", ""),
        ] {
            assert_eq!(cleaned(inner), left, "{inner}");
        }
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for file in ["", "text", "<html/>", "<svg", "<svg><g></svg>", "<svg/><svg/>", "<svg a=\"1\" a=\"2\"/>"] {
            assert!(without_scripts(file.as_bytes()).is_err(), "{file}");
        }
        assert!(without_scripts(b"\xff\xfe<\0s\0v\0g\0/\0>\0").is_err());
        assert!(without_scripts(b"<h:svg xmlns:h='http://www.w3.org/1999/xhtml'/>").is_err());
        assert!(without_scripts(format!("<s:svg xmlns:s='{SVG}'><s:g/></s:svg>").as_bytes()).is_ok());
    }
}
