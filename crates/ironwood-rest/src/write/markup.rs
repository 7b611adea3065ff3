//! Tags in text, told from comparisons as browsers tell them.

use std::cell::{Cell, RefCell};

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Hands a text to a tokenizer; it may come in pieces.
pub(super) fn feed<S: TokenSink>(tokenizer: &Tokenizer<S>, text: &str) {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
}

/// A tokenizer of HTML.
pub(super) fn tokenizer<S: TokenSink>(sink: S) -> Tokenizer<S> {
    Tokenizer::new(sink, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() })
}

/// Whether a browser would read some of the text as markup. `R&amp;D` is none: it is shown as something else, and runs nothing.
pub(super) fn has_markup(text: &str) -> bool {
    if !text.contains('<') {
        return false;
    }
    let plain = text.replace('\r', "\n");
    let tokenizer = tokenizer(Plain::default());
    feed(&tokenizer, &plain.replace('&', "&amp;"));
    tokenizer.end();
    // Half a tag at the end of the text is no token; it shows by what is missing.
    tokenizer.sink.found_tag.get() || *tokenizer.sink.text.borrow() != plain
}

/// What is left of a text without its tags.
#[derive(Default)]
struct Plain {
    text: RefCell<String>,
    found_tag: Cell<bool>,
}

impl TokenSink for Plain {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::NullCharacterToken => self.text.borrow_mut().push('\0'),
            Token::TagToken(_) | Token::CommentToken(_) | Token::DoctypeToken(_) => self.found_tag.set(true),
            Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_comparisons() {
        for bad in [
            "<b>x</b>",
            "a<script src=x>",
            "</p>",
            "<!-- x -->",
            "x <img src=1 onerror=a>",
            "<!doctype html>",
            "<?php x ?>",
            "<img src=x onerror=alert(1)",
            "if a<b then",
            "<SVG/onload=alert(1)>",
            "<x:y z>",
        ] {
            assert!(has_markup(bad), "{bad}");
        }
        for good in ["a < b", "1<2>0", "x <- y", "<>", "a <= b && c >= d", "I <3 it", "R&amp;D", "&lt;b&gt;", "a<", ""]
        {
            assert!(!has_markup(good), "{good}");
        }
    }
}
