//! Static files, kept in the form that most clients take.

use flate2::bufread::GzDecoder;
use std::borrow::Cow;
use std::io::Read;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// A file in the binary.
#[derive(Debug)]
pub struct StaticFile {
    /// Path of the URL it is served under, with the leading slash.
    pub path: &'static str,
    /// `Content-Type`, with the character set where the type has one.
    pub content_type: &'static str,
    /// `ETag`, quoted, made of the content. Weak (`W/"..."`) where the file has two encodings.
    pub etag: &'static str,
    /// Bytes of the plain form.
    pub length: usize,
    pub(crate) kept: Kept,
}

/// The form a file has in the binary.
#[derive(Debug)]
pub(crate) enum Kept {
    Gzip(&'static [u8]),
    Plain(&'static [u8]),
}

impl StaticFile {
    /// The gzipped bytes, for clients that accept `Content-Encoding: gzip`. `None` where
    /// compression gains nothing (woff2, most pictures): send [`StaticFile::plain`] then.
    #[must_use]
    pub fn gzip(&self) -> Option<&'static [u8]> {
        match self.kept {
            Kept::Gzip(bytes) => Some(bytes),
            Kept::Plain(_) => None,
        }
    }

    /// The plain bytes. Inflated on each call if the file is kept gzipped, some milliseconds per
    /// megabyte: prefer [`StaticFile::gzip`].
    #[must_use]
    pub fn plain(&self) -> Cow<'static, [u8]> {
        match self.kept {
            Kept::Plain(bytes) => Cow::Borrowed(bytes),
            Kept::Gzip(bytes) => {
                let mut plain = Vec::with_capacity(self.length);
                GzDecoder::new(bytes)
                    .read_to_end(&mut plain)
                    .expect("the build wrote these bytes and a test inflates every file");
                Cow::Owned(plain)
            }
        }
    }
}

/// The file that the path of a URL names, such as `/static/img/blank_image.png`.
#[must_use]
pub fn static_file(path: &str) -> Option<&'static StaticFile> {
    let index = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    Some(&FILES[index])
}

/// All static files, sorted by path.
#[must_use]
pub fn static_files() -> &'static [StaticFile] {
    &FILES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_path() {
        for file in static_files() {
            assert_eq!(static_file(file.path).expect(file.path).etag, file.etag);
        }
        for path in ["", "/static", "/static/", "/static/nope.js", "/static/../Cargo.toml"] {
            assert!(static_file(path).is_none(), "{path}");
        }
    }

    #[test]
    fn paths_that_clients_rely_on_are_served() {
        for (path, content_type) in [
            ("/static/img/blank_image.png", "image/png"),
            ("/static/img/blank_image.thumbnail.png", "image/png"),
            ("/static/img/inventree.png", "image/png"),
            ("/static/img/inventree_splash.jpg", "image/jpeg"),
            ("/static/img/favicon/favicon.ico", "image/x-icon"),
            ("/static/img/favicon/favicon.svg", "image/svg+xml"),
            ("/static/tabler-icons/tabler-icons.woff2", "font/woff2"),
            ("/static/tabler-icons/tabler-icons.ttf", "font/ttf"),
            ("/static/swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            ("/static/swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
            ("/static/swagger-ui/LICENSE.txt", "text/plain; charset=utf-8"),
            ("/static/tabler-icons/LICENSE.txt", "text/plain; charset=utf-8"),
            ("/static/uqr/uqr.js", "text/javascript; charset=utf-8"),
            ("/static/uqr/LICENSE.txt", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(static_file(path).expect(path).content_type, content_type, "{path}");
        }
        // Data of the build is not a file to serve.
        assert!(static_file("/static/tabler-icons/icons.tsv").is_none());
    }

    #[test]
    fn every_file_inflates_to_its_length() {
        for file in static_files() {
            let plain = file.plain();
            assert_eq!(plain.len(), file.length, "{}", file.path);
            assert!(!plain.is_empty(), "{}", file.path);
        }
    }

    #[test]
    fn content_is_what_the_name_says() {
        for (path, magic) in [
            ("/static/img/blank_image.png", b"\x89PNG".as_slice()),
            ("/static/img/inventree_splash.jpg", b"\xff\xd8\xff"),
            ("/static/img/favicon/favicon.ico", b"\0\0\x01\0"),
            ("/static/img/favicon/favicon.svg", b"<svg"),
            ("/static/tabler-icons/tabler-icons.woff2", b"wOF2"),
            ("/static/tabler-icons/tabler-icons.ttf", b"\0\x01\0\0"),
        ] {
            assert!(static_file(path).expect(path).plain().starts_with(magic), "{path}");
        }
    }

    #[test]
    fn tags_are_quoted_unique_and_weak_where_there_are_two_encodings() {
        let mut seen = std::collections::HashSet::new();
        for file in static_files() {
            let strong = file.etag.strip_prefix("W/").unwrap_or(file.etag);
            assert!(strong.len() == 26 && strong.starts_with('"') && strong.ends_with('"'));
            assert_eq!(file.etag.starts_with("W/"), file.gzip().is_some(), "{}", file.path);
            assert!(seen.insert(file.etag), "{}", file.path);
        }
    }

    #[test]
    fn files_are_kept_gzipped_where_that_helps() {
        let viewer = static_file("/static/swagger-ui/swagger-ui-bundle.js").unwrap();
        assert!(viewer.gzip().unwrap().len() < viewer.length / 3);
        assert!(static_file("/static/tabler-icons/tabler-icons.woff2").unwrap().gzip().is_none());
    }
}
