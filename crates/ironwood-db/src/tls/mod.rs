//! TLS to PostgreSQL, in the words that every client of it knows: `sslmode` and what goes with it in the URL.

mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{DbError, Result};
use verify::{Trust, Verifier};

/// Certificates that are trusted where `sslrootcert` says `system`: those that browsers trust.
const SYSTEM: &str = "system";
/// Where an operator's own certificate authority is looked for when nothing is said, below the home directory.
const OWN_ROOT: &str = ".postgresql/root.crt";

/// How much of the way to the server must be safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mode {
    Disable,
    /// With TLS if the server has it, whoever it is.
    #[default]
    Prefer,
    /// With TLS, whoever the server is, unless there is a certificate of whom to trust.
    Require,
    /// With TLS, to a server whose certificate is signed by somebody trusted.
    VerifyCa,
    /// With TLS, to the very server that the URL names.
    VerifyFull,
}

/// What a URL says about TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Security {
    mode: Mode,
    root: Option<String>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Security {
    /// Takes what is said about TLS out of a URL, and leaves what the driver understands.
    ///
    /// # Errors
    /// [`DbError::Url`] when it makes no sense.
    pub(crate) fn take(url: &str) -> Result<(String, Self)> {
        let mut security = Security::default();
        let Some((server, query)) = url.split_once('?') else { return Ok((url.to_owned(), security)) };
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            match name {
                "sslmode" => security.mode = Mode::read(&value)?,
                "sslrootcert" => security.root = Some(value.into_owned()).filter(|root| !root.is_empty()),
                "sslcert" => security.certificate = Some(value.as_ref().into()),
                "sslkey" => security.key = Some(value.as_ref().into()),
                _ => rest.push(pair),
            }
        }
        if security.certificate.is_some() != security.key.is_some() {
            return Err(DbError::Url("sslcert and sslkey name the two halves of one identity: give both".into()));
        }
        if security.root.as_deref() == Some(SYSTEM) && security.mode != Mode::VerifyFull {
            return Err(DbError::Url(
                "sslrootcert=system trusts every public authority, so only sslmode=verify-full means anything with it"
                    .into(),
            ));
        }
        let mode = match security.mode {
            Mode::Disable => "sslmode=disable",
            Mode::Prefer => "sslmode=prefer",
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => "sslmode=require",
        };
        rest.push(mode);
        Ok((format!("{server}?{}", rest.join("&")), security))
    }

    /// What connects; `None` when nothing is to be encrypted.
    ///
    /// # Errors
    /// When a file that is named cannot be used.
    pub(crate) fn connector(&self) -> Result<Option<MakeRustlsConnect>> {
        if self.mode == Mode::Disable {
            return Ok(None);
        }
        let provider = Arc::new(ring::default_provider());
        let verifier = Arc::new(Verifier::new(self.trust(&provider)?, provider.clone()));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(DbError::engine)?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let config = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable("sslkey", key, error))?;
                let chain = certificates("sslcert", certificate)?;
                config.with_client_auth_cert(chain, private).map_err(|error| unusable("sslkey", key, error))?
            }
            _ => config.with_no_client_auth(),
        };
        Ok(Some(MakeRustlsConnect::new(config)))
    }

    /// Whom to believe. As other clients of PostgreSQL have it, `require` with a root certificate looks at it.
    fn trust(&self, provider: &Arc<CryptoProvider>) -> Result<Trust> {
        let own = std::env::home_dir().map(|home| home.join(OWN_ROOT)).filter(|path| path.is_file());
        let path = match (self.root.as_deref(), own) {
            (Some(SYSTEM), _) => {
                let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
                return Trust::signed(roots, Vec::new(), true, provider);
            }
            _ if self.mode == Mode::Prefer => return Ok(Trust::Anybody),
            (Some(path), _) => PathBuf::from(path),
            (None, Some(path)) => path,
            (None, None) if self.mode == Mode::Require => return Ok(Trust::Anybody),
            (None, None) => {
                return Err(DbError::Url(format!(
                    "sslmode=verify-ca and verify-full need to know whom to trust: give sslrootcert, a file with the certificate \
                     of the server's authority (or {SYSTEM}, with verify-full), or put it at ~/{OWN_ROOT}"
                )));
            }
        };
        let trusted = certificates("sslrootcert", &path)?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        Trust::signed(roots, trusted, self.mode == Mode::VerifyFull, provider)
    }
}

impl Mode {
    fn read(text: &str) -> Result<Self> {
        Ok(match text {
            "disable" => Mode::Disable,
            "allow" | "prefer" => Mode::Prefer,
            "require" => Mode::Require,
            "verify-ca" => Mode::VerifyCa,
            "verify-full" => Mode::VerifyFull,
            _ => {
                return Err(DbError::Url(format!(
                    "sslmode is `{text}`: it must be disable, allow, prefer, require, verify-ca or verify-full"
                )));
            }
        })
    }
}

fn certificates(option: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    match read {
        Ok(found) if found.is_empty() => Err(unusable(option, path, "no certificate is in it")),
        other => other.map_err(|error| unusable(option, path, error)),
    }
}

fn unusable(option: &str, path: &Path, error: impl std::fmt::Display) -> DbError {
    DbError::Url(format!("{option} must name a PEM file that this user may read: {}: {error}", path.display()))
}

/// What an operator can do about a connection that failed on the way to safety.
pub(crate) fn advice(error: &tokio_postgres::Error) -> Option<&'static str> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        // A failed handshake arrives in an error of the socket, which does not name it as its source.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let handshake = inner.and_then(|inner| inner.downcast_ref()).or_else(|| error.downcast_ref());
        if let Some(rustls::Error::InvalidCertificate(reason)) = handshake {
            return Some(match reason {
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    "the certificate is another server's: connect by a name that it has as subjectAltName, or use \
                     sslmode=verify-ca"
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    "the server's certificate has expired: give the server a new one"
                }
                _ => "name the certificate of the server's authority by sslrootcert",
            });
        }
        if error.to_string().contains("server does not support TLS") {
            return Some("turn TLS on at the server (ssl = on), or use sslmode=prefer or disable");
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> String {
        let url = format!("postgres://db/x?{query}");
        let refused = Security::take(&url).and_then(|(_, security)| security.connector().map(drop));
        refused.expect_err(query).to_string()
    }

    #[test]
    fn what_the_driver_does_not_know_is_taken_out_of_the_url() {
        let (rest, security) =
            Security::take("postgres://db/x?connect_timeout=5&sslmode=verify-full&sslrootcert=%2Fetc%2Fca%20x.pem")
                .expect("a URL");
        assert_eq!(rest, "postgres://db/x?connect_timeout=5&sslmode=require");
        assert_eq!((security.mode, security.root.as_deref()), (Mode::VerifyFull, Some("/etc/ca x.pem")));
        let (rest, security) = Security::take("postgres://db/x").expect("a URL");
        assert_eq!((rest.as_str(), security.mode), ("postgres://db/x", Mode::Prefer));
        let (rest, security) = Security::take("postgres://db/x?sslmode=disable").expect("a URL");
        assert_eq!(rest, "postgres://db/x?sslmode=disable");
        assert!(security.connector().expect("nothing to read").is_none());
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        assert!(refusal("sslmode=on").contains("`on`"));
        assert!(refusal("sslcert=/x.pem").contains("sslkey"));
        assert!(refusal("sslmode=require&sslrootcert=system").contains("verify-full"));
        assert!(refusal("sslmode=verify-ca&sslrootcert=/nowhere.pem").contains("/nowhere.pem"));
        assert!(refusal("sslmode=verify-ca&sslrootcert=/dev/null").contains("no certificate"));
    }
}
