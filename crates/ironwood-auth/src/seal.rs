//! Texts that we hand out and want back as they were: keys in links of mails, cookies that say something about a browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::digest;

/// Seals texts for one purpose with the installation's secret. What is sealed can be read by whoever holds it, and made by nobody
/// else; a text that was sealed for one purpose is worth nothing for another.
#[derive(Clone)]
pub struct Seal {
    key: [u8; 32],
}

impl Seal {
    /// `purpose` tells the uses apart; `secret` is `INVENTREE_SECRET_KEY`.
    pub fn new(purpose: &str, secret: &str) -> Self {
        Self { key: digest::sha256(&[b"ironwood.seal", &[0], purpose.as_bytes(), &[0], secret.as_bytes()]) }
    }

    /// The text, in letters, digits and `-_.` only, and the seal behind it.
    pub fn close(&self, text: &str) -> String {
        let body = URL_SAFE_NO_PAD.encode(text);
        let seal = URL_SAFE_NO_PAD.encode(self.mark(&body));
        format!("{body}.{seal}")
    }

    /// The text behind a seal of ours, compared in constant time; `None` for everything else.
    pub fn open(&self, sealed: &str) -> Option<String> {
        let (body, seal) = sealed.rsplit_once('.')?;
        let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
        if !bool::from(self.mark(body).ct_eq(&seal)) {
            return None;
        }
        String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }

    /// A name for a text that cannot be turned back into it, the same on all servers of one installation.
    pub fn digest(&self, text: &str) -> String {
        digest::hex(&digest::hmac_sha256(&self.key, &[b"digest", &[0], text.as_bytes()]))
    }

    fn mark(&self, body: &str) -> [u8; 32] {
        digest::hmac_sha256(&self.key, &[b"seal", &[0], body.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_comes_back_and_nothing_else_does() {
        let seal = Seal::new("mail", "secret");
        let closed = seal.close("7 zoë@example.com");
        assert!(closed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)), "{closed}");
        assert_eq!(seal.open(&closed).as_deref(), Some("7 zoë@example.com"));
        assert_eq!(Seal::new("reset", "secret").open(&closed), None);
        assert_eq!(Seal::new("mail", "other").open(&closed), None);
        for broken in ["", ".", "a.b", &closed[1..], &closed[..closed.len() - 1], &format!("{closed}A")] {
            assert_eq!(seal.open(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_digest_is_no_seal() {
        let seal = Seal::new("limit", "secret");
        assert_eq!(seal.digest("a"), Seal::new("limit", "secret").digest("a"));
        assert_ne!(seal.digest("a"), seal.digest("b"));
        assert_ne!(seal.digest("a"), Seal::new("limit", "other").digest("a"));
        assert_eq!(seal.open(&format!("YQ.{}", seal.digest("YQ"))), None);
    }
}
