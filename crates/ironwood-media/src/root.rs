//! The folder of the uploaded files. A file becomes visible by one rename, under a name that was free at that moment.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::name::{Naming, fitted};

/// Where files wait for their name. The dot hides it: no path that a client asks for begins with one.
const WAITING: &str = ".incoming";
/// How long a file may wait before it counts as left behind by a server that died.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
/// Letters of the end that a taken name gets, and what they are chosen from.
const TAG: usize = 7;
const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// Names that are tried for one file.
const MOST_NAMES: usize = 50;

/// The folder of the uploaded files.
#[derive(Debug, Clone)]
pub struct MediaRoot {
    root: PathBuf,
}

/// Content on the disk that has no name yet. It goes when nobody wants it any more.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    size: u64,
}

/// One file of those that are placed together.
#[derive(Debug, Clone, Copy)]
pub struct Part<'s> {
    /// Its content.
    pub file: &'s Staged,
    /// How it is named after the upload.
    pub naming: Naming,
}

/// Where an upload should go.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'w> {
    /// Folder below the root.
    pub folder: &'w str,
    /// A clean name ([`crate::name::cleaned`]).
    pub name: &'w str,
    /// Most characters that a path may have.
    pub longest: usize,
}

/// Files that have just got their names.
#[derive(Debug)]
pub struct Placed {
    paths: Vec<String>,
    /// From where to where.
    moves: Vec<(PathBuf, PathBuf)>,
}

/// What is below a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Number of files.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
}

impl MediaRoot {
    /// The folder, which need not be there yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        MediaRoot { root: root.into() }
    }

    /// The file at a path below the root, never one beside it; what is hidden is nowhere.
    pub fn find(&self, path: &str) -> Option<PathBuf> {
        let fine = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        let relative = Path::new(path);
        let stays = relative.components().all(|part| matches!(part, Component::Normal(_)));
        (stays && path.split('/').all(fine)).then(|| self.root.join(relative))
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some_and(|path| path.is_file())
    }

    /// Number and size of all files, hidden ones too. What cannot be read does not count.
    pub fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        let mut open = vec![self.root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.metadata() {
                    Ok(about) if about.is_dir() => open.push(entry.path()),
                    Ok(about) if about.is_file() => {
                        usage.files += 1;
                        usage.bytes += about.len();
                    }
                    _ => {}
                }
            }
        }
        usage
    }

    /// Writes content to the disk, all of it, under a name that nobody is served.
    ///
    /// # Errors
    /// From the file system; then nothing is left.
    pub fn stage(&self, content: &[u8]) -> io::Result<Staged> {
        let folder = self.root.join(WAITING);
        fs::create_dir_all(&folder)?;
        let path = folder.join(random(24)?);
        // From here on it goes with `staged`, should anything fail.
        let staged = Staged { path, size: content.len() as u64 };
        let mut file = OpenOptions::new().write(true).create_new(true).open(&staged.path)?;
        file.write_all(content)?;
        file.sync_all()?;
        Ok(staged)
    }

    /// Gives files their names, all or none: those that the wish makes, or with a random end where one of them is taken.
    ///
    /// # Errors
    /// From the file system; then everything is as it was.
    pub fn place(&self, parts: &[Part<'_>], wish: &Wish<'_>) -> io::Result<Placed> {
        let too_long = || io::Error::new(ErrorKind::InvalidFilename, "the name does not fit into its folder");
        for attempt in 0..MOST_NAMES {
            let tag = if attempt == 0 { String::new() } else { format!("_{}", random(TAG)?) };
            // Companions have longer names than the upload.
            let path = (0..wish.longest)
                .map(|room| fitted(wish.folder, wish.name, &tag, wish.longest - room))
                .take_while(Option::is_some)
                .flatten()
                .find(|path| parts.iter().all(|part| part.naming.beside(path).chars().count() <= wish.longest))
                .ok_or_else(too_long)?;
            let paths: Vec<String> = parts.iter().map(|part| part.naming.beside(&path)).collect();
            let targets = paths.iter().map(|path| self.find(path)).collect::<Option<Vec<PathBuf>>>();
            let targets = targets.ok_or_else(|| io::Error::from(ErrorKind::InvalidFilename))?;
            match reserve(&targets) {
                Ok(()) => {
                    let moves = parts.iter().map(|part| part.file.path.clone()).zip(targets).collect();
                    return Placed { paths, moves }.fill();
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, format!("no name like '{}' is free", wish.name)))
    }

    /// Gives a file another name.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] when the name is taken, [`ErrorKind::NotFound`] when the file is not there; from the file
    /// system. Then everything is as it was.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<Placed> {
        let invalid = || io::Error::from(ErrorKind::InvalidFilename);
        let (old, new) = (self.find(from).ok_or_else(invalid)?, self.find(to).ok_or_else(invalid)?);
        if !old.is_file() {
            return Err(ErrorKind::NotFound.into());
        }
        reserve(std::slice::from_ref(&new))?;
        Placed { paths: vec![to.to_owned()], moves: vec![(old, new)] }.fill()
    }

    /// Removes a file; one that is not there is gone already.
    ///
    /// # Errors
    /// From the file system.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        let Some(path) = self.find(path) else { return Ok(()) };
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Waits until the names of files in these folders are on the disk.
    ///
    /// # Errors
    /// From the file system.
    pub fn sync(&self, folders: &[PathBuf]) -> io::Result<()> {
        folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())
    }

    /// Removes what servers that died have left waiting; how many files.
    ///
    /// # Errors
    /// From the file system.
    pub fn sweep(&self, now: SystemTime) -> io::Result<usize> {
        let entries = match fs::read_dir(self.root.join(WAITING)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            other => other?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry?;
            let age = now.duration_since(entry.metadata()?.modified()?).unwrap_or_default();
            if age > PATIENCE {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

impl Staged {
    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Mostly it has a name by now, and is not here any more.
        let _ = fs::remove_file(&self.path);
    }
}

impl Placed {
    /// The paths below the root, in the order of the parts.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The folders whose list of names has changed.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.moves.iter().filter_map(|(_, to)| to.parent().map(Path::to_path_buf))
    }

    /// Puts the files over the names that are reserved for them.
    fn fill(self) -> io::Result<Self> {
        for (at, (from, to)) in self.moves.iter().enumerate() {
            if let Err(error) = fs::rename(from, to) {
                self.moves[at..].iter().for_each(|(_, reserved)| drop(fs::remove_file(reserved)));
                Placed { paths: Vec::new(), moves: self.moves[..at].to_vec() }.take_back();
                return Err(error);
            }
        }
        Ok(self)
    }

    /// Puts the files back to where they were, as if nothing had happened: they may be placed again.
    pub fn take_back(self) {
        for (from, to) in self.moves.iter().rev() {
            // What is not there any more was removed meanwhile, and that is just as well.
            let _ = fs::rename(to, from);
        }
    }
}

/// Takes names that nobody has yet, all or none, by making empty files.
fn reserve(paths: &[PathBuf]) -> io::Result<()> {
    for (at, path) in paths.iter().enumerate() {
        let taken = path.parent().map_or(Ok(()), fs::create_dir_all);
        let taken = taken.and_then(|()| OpenOptions::new().write(true).create_new(true).open(path).map(drop));
        if let Err(error) = taken {
            paths[..at].iter().for_each(|reserved| drop(fs::remove_file(reserved)));
            return Err(error);
        }
    }
    Ok(())
}

/// Random letters and digits.
fn random(length: usize) -> io::Result<String> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    // 256 is no multiple of 62: some letters are a little likelier, which a name does not mind.
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISH: Wish<'static> = Wish { folder: "files", name: "a.txt", longest: 100 };

    fn root() -> (tempfile::TempDir, MediaRoot) {
        let folder = tempfile::tempdir().expect("a folder");
        let media = MediaRoot::new(folder.path());
        (folder, media)
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = walk(folder).iter().map(|path| path.display().to_string()).collect();
        names.sort();
        names
    }

    fn walk(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
        }
        found
    }

    fn own(file: &Staged) -> [Part<'_>; 1] {
        [Part { file, naming: Naming::Own }]
    }

    #[test]
    fn no_path_leads_out_of_the_root() {
        let media = MediaRoot::new("/srv/media");
        assert_eq!(media.find("part_images/a b.png"), Some("/srv/media/part_images/a b.png".into()));
        for path in
            ["", "/", "a/", "/etc/passwd", "../x", "a/../../x", "a/./b", "a//b", ".hidden", "a\\..\\b", "a\0", "c:x"]
        {
            assert_eq!(media.find(path), None, "{path}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_random_end() {
        let (_folder, media) = root();
        let (one, two) = (media.stage(b"one").expect("a file"), media.stage(b"two").expect("a file"));
        let first = media.place(&own(&one), &WISH).expect("a place");
        let second = media.place(&own(&two), &WISH).expect("a place");
        assert_eq!(first.paths(), ["files/a.txt"]);
        let [path] = second.paths() else { panic!("one path") };
        let end = path.strip_prefix("files/a_").and_then(|rest| rest.strip_suffix(".txt")).expect("a tag");
        assert_eq!(end.len(), TAG);
        let read = |path: &str| fs::read(media.find(path).expect("a path")).expect("a file");
        assert_eq!((read("files/a.txt"), read(path)), (b"one".to_vec(), b"two".to_vec()));
    }

    #[test]
    fn files_are_counted_in_all_folders() {
        let (folder, media) = root();
        fs::create_dir_all(folder.path().join("a/b")).expect("a folder");
        fs::write(folder.path().join("a/b/one"), "123").expect("a file");
        fs::write(folder.path().join("two"), "45").expect("a file");
        assert_eq!(media.usage(), Usage { files: 2, bytes: 5 });
        assert_eq!(MediaRoot::new(folder.path().join("missing")).usage(), Usage::default());
    }

    #[test]
    fn many_at_once_get_names_of_their_own() {
        let (_folder, media) = root();
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let media = media.clone();
                std::thread::spawn(move || {
                    let content = format!("file {number}");
                    let staged = media.stage(content.as_bytes()).expect("a file");
                    let placed = media.place(&own(&staged), &WISH).expect("a place");
                    (placed.paths()[0].clone(), content)
                })
            })
            .collect();
        let mut paths = Vec::new();
        for thread in threads {
            let (path, content) = thread.join().expect("no panic");
            assert_eq!(fs::read_to_string(media.find(&path).expect("a path")).expect("a file"), content);
            paths.push(path);
        }
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), 8);
    }

    #[test]
    fn what_is_taken_back_can_be_placed_again_and_goes_in_the_end() {
        let (folder, media) = root();
        let staged = media.stage(b"content").expect("a file");
        media.place(&own(&staged), &WISH).expect("a place").take_back();
        assert!(!media.has("files/a.txt"));
        let placed = media.place(&own(&staged), &WISH).expect("a place");
        assert_eq!(placed.paths(), ["files/a.txt"]);
        placed.take_back();
        drop(staged);
        assert_eq!(files(folder.path()), [""; 0]);
    }

    #[test]
    fn files_that_belong_together_find_names_together() {
        let (_folder, media) = root();
        let small = Naming::Variation("thumbnail");
        // Somebody's own picture has the name that the small form of the next one would get.
        let other = media.stage(b"other").expect("a file");
        let wish = Wish { folder: "files", name: "a.thumbnail.png", longest: 100 };
        media.place(&own(&other), &wish).expect("a place");
        let (picture, thumbnail) = (media.stage(b"picture").expect("a file"), media.stage(b"small").expect("a file"));
        let parts = [Part { file: &picture, naming: Naming::Own }, Part { file: &thumbnail, naming: small }];
        let placed = media.place(&parts, &Wish { name: "a.png", ..wish }).expect("a place");
        assert_ne!(placed.paths()[0], "files/a.png");
        assert_eq!(placed.paths()[1], small.beside(&placed.paths()[0]));
        assert!(!media.has("files/a.png"), "the reserved name is free again");
        let kept = fs::read(media.find("files/a.thumbnail.png").expect("a path")).expect("a file");
        assert_eq!(kept, b"other");
    }

    #[test]
    fn long_names_leave_room_for_their_companions() {
        let (_folder, media) = root();
        let (picture, thumbnail) = (media.stage(b"picture").expect("a file"), media.stage(b"small").expect("a file"));
        let parts = [
            Part { file: &picture, naming: Naming::Own },
            Part { file: &thumbnail, naming: Naming::Variation("thumbnail") },
        ];
        let name = format!("{}.png", "é".repeat(300));
        let placed = media.place(&parts, &Wish { folder: "files", name: &name, longest: 100 }).expect("a place");
        assert!(placed.paths().iter().all(|path| path.chars().count() <= 100));
        assert_eq!(placed.paths()[1].chars().count(), 100);
    }

    #[test]
    fn a_file_is_not_renamed_over_another() {
        let (_folder, media) = root();
        let (one, two) = (media.stage(b"one").expect("a file"), media.stage(b"two").expect("a file"));
        media.place(&own(&one), &WISH).expect("a place");
        media.place(&own(&two), &Wish { name: "b.txt", ..WISH }).expect("a place");
        let taken = media.rename("files/a.txt", "files/b.txt").expect_err("taken");
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        let missing = media.rename("files/x.txt", "files/c.txt").expect_err("missing");
        assert_eq!((missing.kind(), media.has("files/c.txt")), (ErrorKind::NotFound, false));
        media.rename("files/a.txt", "files/c.txt").expect("a free name").take_back();
        assert!(media.has("files/a.txt") && !media.has("files/c.txt"));
    }

    #[test]
    fn what_a_dead_server_left_is_swept() {
        let (folder, media) = root();
        let staged = media.stage(b"content").expect("a file");
        assert_eq!(media.sweep(SystemTime::now()).expect("a sweep"), 0);
        assert_eq!(media.sweep(SystemTime::now() + 2 * PATIENCE).expect("a sweep"), 1);
        drop(staged);
        assert_eq!(files(folder.path()), [""; 0]);
    }
}
