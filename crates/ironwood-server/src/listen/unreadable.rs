//! Requests that hyper cannot read. It answers them by itself, with a status and nothing else; clients of a JSON API, and the
//! people in front of them, want to know what was wrong.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use tokio::time::Sleep;

/// After such an answer this much of what the client still sends is read and thrown away: closing at once would reset the
/// connection, and the answer with it.
const MOST_DISCARDED: usize = 4 << 20;
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection whose bare refusals get a body. Everything else passes untouched.
pub(super) struct Explained<I> {
    inner: I,
    refusal: Option<Refusal>,
}

struct Refusal {
    answer: Vec<u8>,
    written: usize,
    discarded: usize,
    deadline: Pin<Box<Sleep>>,
}

impl<I> Explained<I> {
    pub(super) fn new(inner: I) -> Self {
        Explained { inner, refusal: None }
    }
}

/// The whole answer in place of a bare one. Ours are never taken for one: they all carry the version of the API.
fn explained(head: &[u8]) -> Option<Vec<u8>> {
    let status = head.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let (reason, text) = match status {
        b"400" => ("Bad Request", "This is no HTTP request that the server can read."),
        b"414" => ("URI Too Long", "The address of the request, with its query, is longer than 65,534 bytes."),
        b"431" => ("Request Header Fields Too Large", "The head of the request is too large."),
        _ => return None,
    };
    let lower = head.to_ascii_lowercase();
    let has = |text: &[u8]| lower.windows(text.len()).any(|part| part == text);
    if has(b"x-inventree-api") || !has(b"content-length: 0\r\n") {
        return None;
    }
    let status = String::from_utf8_lossy(status);
    let body = serde_json::json!({"detail": text}).to_string();
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Some((head + &body).into_bytes())
}

impl<I: Write + Unpin> Explained<I> {
    /// Writes what is left of an explanation.
    fn write_refusal(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(refusal) = &mut self.refusal else { return Poll::Ready(Ok(())) };
        while refusal.written < refusal.answer.len() {
            let rest = &refusal.answer[refusal.written..];
            match ready!(Pin::new(&mut self.inner).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => refusal.written += written,
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Keeps an explanation for the next flush, if this is the head of a bare refusal.
    fn takes(&mut self, head: &[u8]) -> bool {
        if self.refusal.is_none()
            && let Some(answer) = explained(head)
        {
            let deadline = Box::pin(tokio::time::sleep(PATIENCE));
            self.refusal = Some(Refusal { answer, written: 0, discarded: 0, deadline });
            return true;
        }
        false
    }
}

impl<I: Read + Unpin> Read for Explained<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<I: Read + Write + Unpin> Write for Explained<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.takes(buf) {
            return Poll::Ready(Ok(buf.len()));
        }
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(head) = bufs.iter().find(|buf| !buf.is_empty())
            && self.takes(head)
        {
            return Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_refusal(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_refusal(cx))?;
        ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
        let Explained { inner, refusal } = &mut *self;
        let Some(refusal) = refusal else { return Poll::Ready(Ok(())) };
        let mut scratch = [0; 8192];
        while refusal.discarded < MOST_DISCARDED && refusal.deadline.as_mut().poll(cx).is_pending() {
            let mut read = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut *inner).poll_read(cx, read.unfilled())) {
                Ok(()) if !read.filled().is_empty() => refusal.discarded += read.filled().len(),
                // The client has nothing more to say, or is gone.
                Ok(()) | Err(_) => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_refusals_are_explained() {
        let bare = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let answer = String::from_utf8(explained(bare).unwrap()).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 414 URI Too Long\r\n"), "{head}");
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{head}");
        assert!(serde_json::from_str::<serde_json::Value>(body).unwrap()["detail"].is_string());
        for other in [
            &b"HTTP/1.1 400 Bad Request\r\nx-inventree-api: 532\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 20\r\n\r\n",
            b"HTTP/1.1 204 No Content\r\n\r\n",
            b"{\"HTTP/1.1 400\": 1}",
            b"",
        ] {
            assert_eq!(explained(other), None);
        }
    }
}
