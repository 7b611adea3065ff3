//! Notes in Markdown: what they say stays, what could run where they are shown goes (spec 00 §8). Raw HTML is cut down to harmless
//! elements, links to harmless addresses; all else stays as it was written.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag as Block};

use super::markup::{feed, tokenizer};

/// Elements that only say how a text looks.
const ELEMENTS: &str = "\
    a abbr b blockquote br caption center code col colgroup dd del details dfn div dl dt em figcaption figure h1 \
    h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table \
    tbody td tfoot th thead tr u ul var wbr";
/// Elements that go with all that is in them.
const SILENT: &str = "\
    applet embed frameset iframe math noembed noframes noscript object plaintext script style svg template \
    textarea title xmp";
const ATTRIBUTES: &str = "\
    align alt colspan height href open rowspan span src start title valign width";
/// What a link may begin with, besides addresses on this server.
const SCHEMES: &[&str] = &["http", "https", "ftp", "ftps", "mailto", "tel"];
/// Pictures that an address may carry in itself.
const PICTURES: &[&str] = &["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
/// Taking something out may bring two halves of something else together. Texts that people write are clean after one round.
const MOST_ROUNDS: usize = 8;
/// A letter of no script, which shows at the end of a block of HTML whether a tag is still open.
const MARK: char = '\u{e000}';

/// The notes without what could run; `None` for a text that is made to come together again and again.
pub(super) fn sanitised(notes: &str) -> Option<String> {
    let mut text = notes.to_owned();
    for _ in 0..MOST_ROUNDS {
        let edits = if text.contains(['<', '[']) { edits(&text) } else { Vec::new() };
        if edits.is_empty() {
            return Some(text);
        }
        text = apply(&text, edits);
    }
    None
}

type Edit = (Range<usize>, String);

/// What is to be replaced, by place.
fn edits(text: &str) -> Vec<Edit> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let parser = Parser::new_ext(text, options);
    let definitions = parser.reference_definitions().iter();
    let mut edits: Vec<Edit> = definitions
        .filter(|(_, definition)| !is_harmless(&definition.dest, true))
        .map(|(_, definition)| (definition.span.clone(), String::new()))
        .collect();
    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
    let mut at = 0;
    while let Some((event, range)) = events.get(at) {
        at += 1;
        match event {
            Event::InlineHtml(_) => edits.extend(sieve(text, std::slice::from_ref(range))),
            Event::Start(Block::HtmlBlock) => {
                let inside = events[at..].iter().take_while(|(event, _)| !matches!(event, Event::End(_)));
                let lines: Vec<Range<usize>> = inside.map(|(_, line)| line.clone()).collect();
                at += lines.len();
                edits.extend(sieve(text, &lines));
            }
            Event::Start(Block::Link { dest_url, .. }) if !is_harmless(dest_url, false) => {
                edits.extend(unwrap(range, &events[at..]));
            }
            Event::Start(Block::Image { dest_url, .. }) if !is_harmless(dest_url, true) => {
                edits.extend(unwrap(range, &events[at..]));
            }
            _ => {}
        }
    }
    edits
}

/// Takes away what makes a text a link, before and behind the text.
fn unwrap(link: &Range<usize>, following: &[(Event<'_>, Range<usize>)]) -> [Edit; 2] {
    let inside =
        following.iter().map(|(_, range)| range).take_while(|range| range.start < link.end && **range != *link);
    let (start, end) =
        inside.fold((link.end, link.start), |(start, end), range| (start.min(range.start), end.max(range.end)));
    if start >= end {
        return [(link.clone(), String::new()), (link.end..link.end, String::new())];
    }
    [(link.start..start, String::new()), (end..link.end, String::new())]
}

/// Whether an address is one that may be followed, or that a picture may come from.
fn is_harmless(address: &str, of_picture: bool) -> bool {
    // Browsers overlook these.
    let address: String = address
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect::<String>()
        .to_lowercase();
    let scheme =
        address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    match scheme {
        None => true,
        Some("data") => of_picture && PICTURES.iter().any(|start| address.starts_with(start)),
        Some(scheme) => SCHEMES.contains(&scheme),
    }
}

/// What is to be replaced in a piece of HTML, which comes in lines. Nothing where all of it is harmless.
fn sieve(text: &str, lines: &[Range<usize>]) -> Vec<Edit> {
    let tokenizer: Tokenizer<Sieve> = tokenizer(Sieve::default());
    let mut edits: Vec<Edit> = Vec::with_capacity(lines.len());
    for line in lines {
        feed(&tokenizer, &text[line.clone()]);
        edits.push((line.clone(), tokenizer.sink.out.take()));
    }
    feed(&tokenizer, &MARK.to_string());
    let mut rest = tokenizer.sink.out.take();
    if rest.pop() != Some(MARK) {
        tokenizer.sink.has_refused.set(true);
        rest.clear();
    }
    if let Some((_, last)) = edits.last_mut() {
        last.push_str(&rest);
    }
    if tokenizer.sink.has_refused.get() { edits } else { Vec::new() }
}

/// Lets through what is harmless.
#[derive(Default)]
struct Sieve {
    out: RefCell<String>,
    has_refused: Cell<bool>,
    /// The element that goes with its content, while it is open.
    silent: RefCell<Option<String>>,
}

impl TokenSink for Sieve {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(text) if self.silent.borrow().is_none() => escape(&text, &mut self.out.borrow_mut()),
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::NullCharacterToken => self.has_refused.set(true),
            Token::CharacterTokens(_) | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sieve {
    fn tag(&self, tag: &Tag) {
        let name: &str = &tag.name;
        let ends_silence = tag.kind == TagKind::EndTag && self.silent.borrow().as_deref() == Some(name);
        if ends_silence {
            self.silent.replace(None);
            return;
        }
        if self.silent.borrow().is_some() {
            return;
        }
        if !is_among(ELEMENTS, name) {
            self.has_refused.set(true);
            if tag.kind == TagKind::StartTag && is_among(SILENT, name) && name != "embed" {
                self.silent.replace(Some(name.to_owned()));
            }
            return;
        }
        let mut out = self.out.borrow_mut();
        out.push_str(if tag.kind == TagKind::EndTag { "</" } else { "<" });
        out.push_str(name);
        for attribute in &tag.attrs {
            let key: &str = &attribute.name.local;
            let is_address = matches!(key, "href" | "src");
            if !is_among(ATTRIBUTES, key) || is_address && !is_harmless(&attribute.value, key == "src") {
                self.has_refused.set(true);
                continue;
            }
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            escape(&attribute.value, &mut out);
            out.push('"');
        }
        out.push_str(if tag.self_closing { "/>" } else { ">" });
    }
}

/// Whether it is one of these words.
fn is_among(words: &str, name: &str) -> bool {
    words.split(' ').any(|word| word == name)
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, replacement) in edits {
        // What overlaps is looked at again in the next round.
        if range.start < from {
            continue;
        }
        out.push_str(&text[from..range.start]);
        out.push_str(&replacement);
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(notes: &str) -> String {
        sanitised(notes).expect("notes that can be cleaned")
    }

    #[test]
    fn notes_that_people_write_stay_letter_by_letter() {
        for notes in [
            "# Title\n\nText with *stress*, a < b && c > d, R&D and `<script>` in code.\n\n> quoted\n> <b>bold</b>",
            "```html\n<script>alert(1)</script>\n```\n\n    <script>indented</script>\n",
            "| a | b |\n|---|---|\n| <br> | <sup>2</sup> |",
            "[a](https://example.com \"t\") <https://example.com> [b](/part/5/) ![c](/media/notes/x.png) [d][e]\n\n[e]: mailto:a@b.example",
            "<div align=center>\n\n<img src='/media/notes/x.png' width=100>\n\n</div>\n\n- [ ] task",
            "<details><summary>More</summary>\ntext & more\n</details>",
            "![dot](data:image/png;base64,iVBORw0KGgo=)",
            "[not a link] (javascript:alert(1))",
            "",
        ] {
            assert_eq!(cleaned(notes), notes);
        }
    }

    #[test]
    fn what_could_run_goes() {
        for (notes, left) in [
            ("a <script>alert(1)</script> b", "a alert(1) b"),
            ("<script>\nalert(1)\n</script>\n\ntext", "\n\ntext"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
            ("x <b onclick=\"a()\">y</b>", "x <b>y</b>"),
            ("<iframe src='https://e.example'></iframe>", ""),
            ("<a href='java\nscript:alert(1)'>x</a>", "<a>x</a>"),
            ("<a href='&#106;avascript:alert(1)'>x</a>", "<a>x</a>"),
            ("[x](javascript:alert(1))", "x"),
            ("[*x* y](<JaVaScRiPt:alert(1)> 'title') z", "*x* y z"),
            ("[x](&#106;avascript&colon;alert(1))", "x"),
            ("![x](vbscript:a) [](data:text/html;base64,AAAA)", "x "),
            ("<javascript:alert(1)>", "javascript:alert(1)"),
            ("[x]\n\n[x]: javascript:alert(1)", "x\n\n"),
            ("<svg onload=alert(1)><a>x</a></svg>y", "<a>x</a>y"),
            ("<!-- remark --> x", " x"),
            ("> <img src=x onerror=a>\n> more", "> <img src=\"x\">\n> more"),
        ] {
            assert_eq!(cleaned(notes).trim_end(), left.trim_end(), "{notes}");
        }
    }

    #[test]
    fn half_a_tag_and_halves_that_come_together_do_not_help() {
        for notes in [
            "<div\nonclick=alert(1)\n",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<<script>img src=x onerror=alert(1)>",
            "[[x](javascript:a)](javascript:b)",
            "![![x](javascript:a)](javascript:b)",
            "<div><style><img src=\"</style><img src=x onerror=alert(1)>\"></div>",
            "<math><mtext></p><img src=x onerror=alert(1)>",
        ] {
            let left = cleaned(notes).to_lowercase();
            assert!(!left.contains("onerror=") && !left.contains("onclick=") && !left.contains("<script"), "{left}");
            assert!(!left.contains("](javascript"), "{left}");
            assert_eq!(cleaned(&left), left, "clean notes stay");
        }
    }
}
