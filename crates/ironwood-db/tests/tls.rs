//! TLS to PostgreSQL, against a server that speaks just enough of its protocol to be connected to.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use ironwood_db::{DatabaseUrl, Db, DbError, Options};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The question for TLS, in place of a protocol version.
const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// What a server shows.
struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    pem: String,
}

/// Who signs.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority of tests");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Authority { issuer: Issuer::new(params, key), pem }
    }

    fn sign(&self, name: &str) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        identity(params.signed_by(&key, &self.issuer).expect("a certificate"), &key)
    }
}

/// A server that has nobody to sign for it.
fn self_signed(name: &str) -> Identity {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    identity(params.self_signed(&key).expect("a certificate"), &key)
}

fn identity(certificate: rcgen::Certificate, key: &KeyPair) -> Identity {
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    Identity { certificate: certificate.der().clone(), key: private, pem: certificate.pem() }
}

/// A running server, and whether those who came talked to it by TLS.
struct Server {
    port: u16,
    encrypted: Receiver<bool>,
}

impl Server {
    fn start(identity: Option<Identity>) -> Self {
        let config = identity.map(|identity| {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = ServerConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .expect("protocol versions")
                .with_no_client_auth()
                .with_single_cert(vec![identity.certificate], identity.key)
                .expect("an identity");
            Arc::new(config)
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (sender, encrypted) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that breaks off is what some of the tests are about.
                let _ = greet(stream, config.clone(), &sender);
            }
        });
        Server { port, encrypted }
    }

    async fn connect(&self, query: &str) -> Result<(), DbError> {
        let url = DatabaseUrl::parse(&format!("postgres://me@127.0.0.1:{}/stock?{query}", self.port))?;
        Db::open(&url, &Options { postgres_connections: 1, ..Options::default() }).await.map(drop)
    }

    /// Connects; whether by TLS.
    async fn is_encrypted(&self, query: &str) -> bool {
        self.connect(query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
        self.encrypted.recv().expect("somebody came")
    }

    async fn refusal(&self, query: &str) -> String {
        self.connect(query).await.expect_err(query).to_string()
    }
}

/// The first words of a connection.
fn greet(
    mut stream: std::net::TcpStream,
    config: Option<Arc<ServerConfig>>,
    came: &Sender<bool>,
) -> std::io::Result<()> {
    let mut head = [0; 8];
    stream.read_exact(&mut head)?;
    if head[4..] != SSL_REQUEST {
        return talk(stream, &head, came, false);
    }
    match config {
        Some(config) => {
            stream.write_all(b"S")?;
            let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
            let mut stream = StreamOwned::new(connection, stream);
            stream.read_exact(&mut head)?;
            talk(stream, &head, came, true)
        }
        None => {
            stream.write_all(b"N")?;
            stream.read_exact(&mut head)?;
            talk(stream, &head, came, false)
        }
    }
}

/// Lets anybody in and says that whatever is asked is done.
fn talk(mut stream: impl Read + Write, head: &[u8; 8], came: &Sender<bool>, encrypted: bool) -> std::io::Result<()> {
    let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    stream.read_exact(&mut vec![0; size - 8])?;
    let _ = came.send(encrypted);
    stream.write_all(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I")?;
    stream.flush()?;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let size = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        stream.read_exact(&mut vec![0; size - 4])?;
        stream.write_all(b"C\0\0\0\x08SET\0Z\0\0\0\x05I")?;
        stream.flush()?;
    }
}

/// A file with a certificate, as a part of a URL.
fn root(directory: &Path, name: &str, pem: &str) -> String {
    let path: PathBuf = directory.join(name);
    std::fs::write(&path, pem).expect("a file");
    format!("sslrootcert={}", path.display())
}

#[tokio::test]
async fn a_server_without_tls_is_talked_to_in_the_clear_unless_that_is_refused() {
    let server = Server::start(None);
    for query in ["", "sslmode=disable", "sslmode=allow", "sslmode=prefer"] {
        assert!(!server.is_encrypted(query).await, "{query}");
    }
    let refusal = server.refusal("sslmode=require").await;
    assert!(refusal.contains("does not support TLS") && refusal.contains("hint: turn TLS on"), "{refusal}");
}

#[tokio::test]
async fn a_server_with_tls_is_talked_to_by_it_unless_that_is_refused() {
    let server = Server::start(Some(self_signed("somewhere.else")));
    for query in ["", "sslmode=prefer", "sslmode=require"] {
        assert!(server.is_encrypted(query).await, "{query}");
    }
    assert!(!server.is_encrypted("sslmode=disable").await);
}

#[tokio::test]
async fn who_the_server_is_counts_where_it_is_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let (ours, theirs) = (Authority::new(), Authority::new());
    let trusted = root(directory.path(), "ours.pem", &ours.pem);
    let other = root(directory.path(), "theirs.pem", &theirs.pem);

    let here = Server::start(Some(ours.sign("127.0.0.1")));
    for mode in ["require", "verify-ca", "verify-full"] {
        assert!(here.is_encrypted(&format!("sslmode={mode}&{trusted}")).await, "{mode}");
        let refusal = here.refusal(&format!("sslmode={mode}&{other}")).await;
        assert!(refusal.contains("hint: name the certificate of the server's authority"), "{refusal}");
    }
    let public = here.refusal("sslmode=verify-full&sslrootcert=system").await;
    assert!(public.contains("sslrootcert"), "{public}");

    let elsewhere = Server::start(Some(ours.sign("db.example.com")));
    assert!(elsewhere.is_encrypted(&format!("sslmode=verify-ca&{trusted}")).await);
    let refusal = elsewhere.refusal(&format!("sslmode=verify-full&{trusted}")).await;
    assert!(refusal.contains("subjectAltName"), "{refusal}");
}

#[tokio::test]
async fn a_server_that_signed_for_itself_can_be_trusted_by_its_own_certificate() {
    let directory = tempfile::tempdir().expect("a directory");
    let identity = self_signed("127.0.0.1");
    let trusted = root(directory.path(), "server.pem", &identity.pem);
    let server = Server::start(Some(identity));
    assert!(server.is_encrypted(&format!("sslmode=verify-full&{trusted}")).await);

    let identity = self_signed("db.example.com");
    let trusted = root(directory.path(), "other.pem", &identity.pem);
    let server = Server::start(Some(identity));
    assert!(server.is_encrypted(&format!("sslmode=verify-ca&{trusted}")).await);
    let refusal = server.refusal(&format!("sslmode=verify-full&{trusted}")).await;
    assert!(refusal.contains("subjectAltName"), "{refusal}");
}
