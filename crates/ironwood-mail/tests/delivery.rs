//! Mails arrive: at a mail server, and in a folder.

use ironwood_mail::{Encryption, Mail, MailError, Mailer, Smtp, Transport};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

fn mail() -> Mail {
    Mail {
        id: "42@example.com".into(),
        sender: "stock@example.com".into(),
        to: "zoe@example.org".into(),
        subject: "Your password".into(),
        body: "Hello\n.\nZoë\n".into(),
    }
}

/// A mail server for one mail, which it refuses when `refusal` says how. What was said to it.
async fn server(refusal: Option<&'static str>) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut heard = String::new();
        let mut in_data = false;
        write.write_all(b"220 test\r\n").await.expect("a greeting");
        while let Ok(Some(line)) = lines.next_line().await {
            heard.push_str(&line);
            heard.push('\n');
            let answer = match line.as_str() {
                "." => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => continue,
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                text if text.starts_with("EHLO") => "250-test\r\n250 8BITMIME",
                text if text.starts_with("RCPT") => refusal.unwrap_or("250 fine"),
                _ => "250 fine",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() || line == "QUIT" {
                break;
            }
        }
        heard
    });
    (port, heard)
}

fn mailer(port: u16, encryption: Encryption) -> Mailer {
    let smtp = Smtp { host: "127.0.0.1".into(), port, encryption, login: None };
    Mailer::new(Transport::Smtp(smtp)).expect("a mailer")
}

#[tokio::test]
async fn a_mail_server_takes_a_mail() {
    let (port, heard) = server(None).await;
    let mailer = mailer(port, Encryption::None);
    mailer.send(&mail()).await.expect("it is sent");
    drop(mailer);
    let heard = heard.await.expect("the server ends");
    for line in [
        "MAIL FROM:<stock@example.com>",
        "RCPT TO:<zoe@example.org>",
        "Subject: Your password",
        "Message-ID: <42@example.com>",
    ] {
        assert!(heard.contains(line), "{line} in {heard}");
    }
}

#[tokio::test]
async fn refusals_say_whether_another_try_is_worth_it() {
    for (refusal, is_final) in [("550 nobody here", true), ("451 come back later", false)] {
        let (port, _) = server(Some(refusal)).await;
        let error = mailer(port, Encryption::None).send(&mail()).await.expect_err("it is refused");
        assert_eq!(error.is_final(), is_final, "{error}");
        assert!(error.to_string().contains(&refusal[4..]), "{error}");
    }
}

#[tokio::test]
async fn a_server_without_encryption_gets_nothing_that_wants_it() {
    let (port, heard) = server(None).await;
    mailer(port, Encryption::StartTls).send(&mail()).await.expect_err("it is not sent");
    assert!(!heard.await.expect("the server ends").contains("MAIL FROM"));
}

#[tokio::test]
async fn no_server_is_a_reason_to_try_again() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let error = mailer(port, Encryption::None).send(&mail()).await.expect_err("nobody is there");
    assert!(!error.is_final() && matches!(error, MailError::Refused { .. }), "{error}");
}

#[tokio::test]
async fn a_folder_gets_a_file_that_mail_programs_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mails");
    let mailer = Mailer::new(Transport::Folder(path.clone())).expect("a mailer");
    mailer.send(&Mail { id: "../../x@y".into(), ..mail() }).await.expect("it is written");
    let text = std::fs::read_to_string(path.join("------x-y.eml")).expect("the mail");
    assert!(text.contains("To: zoe@example.org\r\n"), "{text}");
}

#[test]
fn passwords_are_not_printed() {
    let login = Some(("user".to_owned(), "secret".to_owned()));
    let smtp = Smtp { host: "mail.example.com".into(), port: 25, encryption: Encryption::Tls, login };
    let text = format!("{smtp:?}");
    assert!(text.contains("user") && !text.contains("secret"), "{text}");
}
