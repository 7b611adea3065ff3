//! Whether a server is who it should be.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::error::{DbError, Result};

/// Whom to believe.
#[derive(Debug)]
pub(super) enum Trust {
    /// Whoever answers: what is sent is encrypted, and may be for somebody else.
    Anybody,
    /// Whom somebody trusted has signed.
    Signed {
        chain: Arc<WebPkiServerVerifier>,
        /// Certificates that are trusted as they are: a server that signed its own is among them.
        known: Vec<CertificateDer<'static>>,
        /// Whether the name must be right as well.
        by_name: bool,
    },
}

impl Trust {
    pub(super) fn signed(
        roots: RootCertStore,
        known: Vec<CertificateDer<'static>>,
        by_name: bool,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self> {
        let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
            .build()
            .map_err(|error| DbError::Url(format!("the root certificate cannot be used: {error}")))?;
        Ok(Trust::Signed { chain, known, by_name })
    }
}

/// Looks at the certificate of a server.
#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(trust: Trust, provider: Arc<CryptoProvider>) -> Self {
        Verifier { trust, provider }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Error> {
        let Trust::Signed { chain, known, by_name } = &self.trust else {
            return Ok(ServerCertVerified::assertion());
        };
        if known.iter().any(|known| known.as_ref() == certificate.as_ref()) {
            if *by_name {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        // The name is looked at last, so an error about it means that the rest is good.
        match chain.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !by_name => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
