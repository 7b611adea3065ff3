//! The key that signs sessions: kept in the data directory, under the name that InvenTree gives it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;
use ironwood_auth::django::new_csrf_secret;

use crate::advice::Advice;

const FILE: &str = "secret_key.txt";

/// The key of this data directory; made, with the directory, when it is not there.
///
/// # Errors
/// When the directory or the file cannot be read or written.
pub fn key_in(data_dir: &Path) -> anyhow::Result<String> {
    make_directory(data_dir)?;
    let path = data_dir.join(FILE);
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    // 64 letters and digits, from the operating system.
    let key = new_csrf_secret() + &new_csrf_secret();
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    match open.open(&path) {
        Ok(mut file) => {
            file.write_all(key.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| unwritable(&path, &error))?;
            Ok(key)
        }
        // Another server made it in the meantime.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(&path)?.with_context(|| format!("{} is empty", path.display()))
        }
        Err(error) => Err(unwritable(&path, &error).into()),
    }
}

/// Makes a directory that only this user may enter, where there is none.
///
/// # Errors
/// When it cannot be made.
pub fn make_directory(path: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| unwritable(path, &error).into())
}

fn read(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|key| !key.is_empty())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(anyhow::anyhow!("cannot read {}: {error}", path.display())),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Advice {
    Advice::new(
        format!("cannot write {}: {error}", path.display()),
        "choose a directory that this user may write to, with --data-dir",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_nobody_elses_business() {
        let directory = std::env::temp_dir().join(format!("ironwood-secret-{}", std::process::id()));
        let key = key_in(&directory.join("data")).unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(key_in(&directory.join("data")).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(directory.join("data").join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let file = std::env::temp_dir().join(format!("ironwood-no-directory-{}", std::process::id()));
        fs::write(&file, "").unwrap();
        let error = key_in(&file.join("data")).unwrap_err();
        fs::remove_file(&file).unwrap();
        assert!(error.to_string().contains(&*file.to_string_lossy()), "{error}");
        assert!(Advice::of(&error).is_some_and(|hint| hint.contains("--data-dir")));
    }
}
