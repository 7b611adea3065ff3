//! Files that come with a body. Writing one to the disk, reading a picture and making it smaller take time: that is an errand,
//! done outside of the transaction. Inside of it they only get their names, and lose them again when it fails.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use ironwood_db::Param;
use ironwood_media::{EXTENSIONS, MediaRoot, Naming, Part, Picture, PictureError, Staged, Wish, name, without_scripts};

use super::draft::Draft;
use crate::ctx::Ctx;
use crate::declare::{Field, Resource};
use crate::error::{Error, Result};
use crate::kind::{File, Rejected, rejected};
use crate::request::{Request, Upload};

/// The setting that says how many megabytes a file may have, and its default (spec 60 §2).
const LARGEST: (&str, i64) = ("INVENTREE_UPLOAD_MAX_SIZE", 10);

/// Most characters of the path of a file that the server makes.
const LONGEST_KEPT: usize = 100;

/// A file that a client sent: checked, cleaned and on the disk, without a name yet.
#[derive(Debug)]
pub struct Received {
    name: String,
    is_picture: bool,
    content: Staged,
    smaller: Vec<(Naming, Staged)>,
}

impl Received {
    /// What the client calls it, as far as a stored file may be called that.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its length in bytes.
    pub fn size(&self) -> i64 {
        i64::try_from(self.content.size()).unwrap_or(i64::MAX)
    }

    /// Whether it is a picture.
    pub fn is_picture(&self) -> bool {
        self.is_picture
    }

    /// It and its smaller forms, as they are placed.
    fn parts(&self) -> Vec<Part<'_>> {
        let own = Part { file: &self.content, naming: Naming::Own };
        std::iter::once(own).chain(self.smaller.iter().map(|(naming, file)| Part { file, naming: *naming })).collect()
    }
}

/// The files of a request by the fields that they were sent as, each ready or refused.
#[derive(Debug, Clone, Default)]
pub struct Files {
    entries: Vec<(&'static str, Result<Arc<Received>, Rejected>)>,
}

impl Files {
    /// Whether a file was sent as this field.
    pub fn has(&self, field: &str) -> bool {
        self.entries.iter().any(|(name, _)| *name == field)
    }

    /// Hands the files to a draft, and what is wrong with them.
    pub(super) fn give_to(&self, draft: &mut Draft) {
        for (field, file) in &self.entries {
            match file {
                Ok(file) => draft.files.push((field, file.clone())),
                Err(messages) => messages.iter().for_each(|message| draft.refuse(field, message)),
            }
            draft.sent.push(field);
        }
    }
}

/// How large an uploaded file may be, in megabytes: what administrators have set.
///
/// # Errors
/// From storage.
pub async fn largest_upload(ctx: &mut Ctx<'_>) -> Result<i64> {
    ctx.setting_int(LARGEST.0, LARGEST.1).await
}

/// Makes the files of a request ready that were sent as one of these fields.
///
/// # Errors
/// [`Error::Away`] the first time; when a file cannot be written.
pub async fn receive(ctx: &mut Ctx<'_>, fields: &[Field], request: &Request) -> Result<Files> {
    let sent = |field: &Field| {
        let kind = field.kind.file().filter(|kind| kind.shelf.is_some() && field.is_writable())?;
        let upload = request.uploads.iter().rev().find(|upload| upload.field == field.name)?;
        Some((field.name, *kind, upload.clone()))
    };
    let uploads: Vec<(&'static str, File, Upload)> = fields.iter().filter_map(sent).collect();
    if uploads.is_empty() {
        return Ok(Files::default());
    }
    let megabytes = largest_upload(ctx).await?;
    let media = ctx.site.media.clone();
    let errand = move || -> io::Result<Files> {
        let prepare = |(field, kind, upload): &(&'static str, File, Upload)| {
            Ok((*field, prepare(&media, kind, upload, megabytes)?.map(Arc::new)))
        };
        Ok(Files { entries: uploads.iter().map(prepare).collect::<io::Result<_>>()? })
    };
    match ctx.away(errand)?.as_ref() {
        Ok(files) => Ok(files.clone()),
        Err(error) => Err(Error::Internal(format!("an uploaded file cannot be written: {error}"))),
    }
}

/// Checks one file and writes it to the disk, with its smaller forms.
fn prepare(media: &MediaRoot, kind: &File, upload: &Upload, megabytes: i64) -> io::Result<Result<Received, Rejected>> {
    let refuse = |message: String| Ok(rejected(message));
    let Some(name) = name::cleaned(&upload.name) else {
        return refuse(format!("'{}' is no name that a file can have", upload.name));
    };
    let (length, longest) = (name.chars().count(), kind.longest_path());
    if length > longest {
        return refuse(format!("Ensure this filename has at most {longest} characters (it has {length})."));
    }
    if upload.content.is_empty() {
        return refuse("The submitted file is empty.".into());
    }
    if upload.content.len() as u64 > u64::try_from(megabytes).unwrap_or_default() << 20 {
        return refuse(format!("The file is too large: this server takes files of up to {megabytes} MB"));
    }
    let extension = name::extension(&name);
    let content = match without_danger(&extension, &upload.content) {
        Ok(content) => content,
        Err(message) => return refuse(message),
    };
    let picture = (kind.is_picture || kind.thumbnail.is_some()).then(|| Picture::read(&content));
    if kind.is_picture {
        match &picture {
            Some(Err(PictureError::TooLarge)) => {
                return refuse(format!("The picture is too large: {}", PictureError::TooLarge));
            }
            Some(Ok(_)) if !EXTENSIONS.contains(&extension.as_str()) => {
                let known = EXTENSIONS.join(", ");
                return refuse(format!("The name of a picture ends in one of {known}, not in '{extension}'"));
            }
            Some(Ok(_)) => {}
            _ => {
                let message =
                    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
                return refuse(message.into());
            }
        }
    }
    let picture = picture.and_then(Result::ok);
    let mut smaller = Vec::new();
    for (naming, side) in picture.iter().flat_map(|_| kind.smaller) {
        let extension = name::extension(&naming.beside(&name));
        // What can be read can be written in all of the formats.
        if let Some(Ok(form)) = picture.as_ref().map(|picture| picture.fitting(*side, &extension)) {
            smaller.push((*naming, media.stage(&form)?));
        }
    }
    Ok(Ok(Received { is_picture: picture.is_some(), content: media.stage(&content)?, smaller, name }))
}

/// The content as it may be kept: drawings lose what could run in a browser.
fn without_danger<'c>(extension: &str, content: &'c [u8]) -> Result<Cow<'c, [u8]>, String> {
    if extension != "svg" {
        return Ok(Cow::Borrowed(content));
    }
    without_scripts(content).map(Cow::Owned).map_err(|error| format!("The file is called an SVG drawing, but {error}"))
}

/// Gives the files of drafts their names and puts the paths into the columns. Nothing is asked of the database.
pub(super) fn place(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let (Some(kind), Some(column)) = (field.kind.file(), field.stored()) else { continue };
        for draft in drafts.iter_mut() {
            let file = draft.files.iter().find(|(name, _)| *name == field.name).map(|(_, file)| file.clone());
            let mut thumbnail = None;
            if let (Some(file), Some(shelf)) = (file, kind.shelf) {
                let path = shelf(draft, file.name());
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                let wish = Wish { folder, name, longest: kind.longest_path() };
                let placed =
                    ctx.site.media.place(&file.parts(), &wish).map_err(|error| {
                        Error::Internal(format!("an uploaded file cannot be kept at {path}: {error}"))
                    })?;
                let mut paths = placed.paths().iter().cloned();
                draft.set(column, paths.next().unwrap_or_default());
                thumbnail = paths.next();
                ctx.tie(placed, file);
            } else if !draft.changes(column) {
                continue;
            }
            if let Some(column) = kind.thumbnail {
                draft.set(column, thumbnail.unwrap_or_default());
            }
        }
    }
    Ok(())
}

/// Gives the files of new rows their names, which may depend on the rows' keys, and stores the paths.
pub(super) async fn place_of_new(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    if drafts.iter().all(|draft| draft.files.is_empty()) {
        return Ok(());
    }
    place(ctx, resource, drafts)?;
    let columns = columns_of(resource);
    let sets: Vec<String> = columns.iter().map(|(column, _)| format!("\"{column}\" = ?")).collect();
    let sql = format!("UPDATE {} SET {} WHERE \"{}\" = ?", resource.model().table, sets.join(", "), resource.shape.key);
    for draft in drafts.iter().filter(|draft| !draft.files.is_empty()) {
        let mut params: Vec<Param> = columns.iter().map(|(column, _)| draft.get(column).clone()).collect();
        params.push(draft.id.into());
        ctx.conn.execute(&sql, &params).await?;
    }
    Ok(())
}

/// Removes the files that changed rows no longer speak of, nor any other row.
pub(super) async fn drop_replaced(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &[Draft]) -> Result<()> {
    for (column, kind) in columns_of(resource) {
        let replaced = drafts.iter().filter(|draft| !draft.is_new() && draft.changes(column));
        let paths: Vec<String> = replaced.filter_map(|draft| draft.old(column).as_text()).map(str::to_owned).collect();
        drop_unused(ctx, resource.model().table, column, &kind, paths).await?;
    }
    Ok(())
}

/// The paths of the files that go with rows of a table, by column.
pub(super) async fn of_rows(
    ctx: &mut Ctx<'_>,
    table: &str,
    keys: &[i64],
) -> Result<Vec<(&'static str, File, Vec<String>)>> {
    let mut found = Vec::new();
    for (column, kind) in ctx.kernel.file_columns(table) {
        if kind.outlives_row {
            continue;
        }
        let any = ctx.conn.engine().any_of("id");
        let sql = format!("SELECT \"{column}\" FROM {table} WHERE \"{column}\" <> '' AND {any}");
        let paths: Vec<String> = ctx.conn.column(&sql, &[Param::Ints(keys.to_vec())]).await?;
        if !paths.is_empty() {
            found.push((column, kind, paths));
        }
    }
    Ok(found)
}

/// Removes files when the transaction is committed, with their smaller forms, except those that a row still speaks of.
pub(super) async fn drop_unused(
    ctx: &mut Ctx<'_>,
    table: &str,
    column: &str,
    kind: &File,
    mut paths: Vec<String>,
) -> Result<()> {
    paths.retain(|path| !path.is_empty());
    if paths.is_empty() {
        return Ok(());
    }
    let any = ctx.conn.engine().any_of(&format!("\"{column}\""));
    let sql = format!("SELECT DISTINCT \"{column}\" FROM {table} WHERE {any}");
    let used: Vec<String> = ctx.conn.column(&sql, &[Param::Texts(paths.clone())]).await?;
    paths.retain(|path| !used.contains(path));
    // A small form with a column of its own is a file by itself.
    let beside = kind.smaller.iter().filter(|_| kind.thumbnail.is_none());
    let smaller: Vec<String> = beside.flat_map(|(naming, _)| paths.iter().map(|path| naming.beside(path))).collect();
    ctx.remove_files(paths.into_iter().chain(smaller).collect());
    Ok(())
}

/// The columns of a resource that hold paths of files.
fn columns_of(resource: &Resource) -> Vec<(&'static str, File)> {
    let fields = resource.shape.fields.iter();
    fields.filter_map(|field| Some((field.stored()?, *field.kind.file()?))).collect()
}

/// Keeps a file that the server itself makes: below `folder`, by this name or one like it. It goes when the transaction fails.
/// Its path, for a column that holds such paths.
///
/// # Errors
/// From the file system.
pub fn keep(ctx: &mut Ctx<'_>, folder: &str, name: &str, content: &[u8]) -> Result<String> {
    let failed = |error: std::io::Error| Error::Internal(format!("'{name}' cannot be kept in {folder}: {error}"));
    let staged = ctx.site.media.stage(content).map_err(failed)?;
    let wish = Wish { folder, name, longest: LONGEST_KEPT };
    let placed = ctx.site.media.place(&[Part { file: &staged, naming: Naming::Own }], &wish).map_err(failed)?;
    let path = placed.paths().first().cloned().unwrap_or_default();
    ctx.tie(placed, staged);
    Ok(path)
}

/// Gives a file another name in its folder. The outer error ends the request; the inner one says why it cannot be called that.
///
/// # Errors
/// From the file system.
pub fn rename(ctx: &mut Ctx<'_>, from: &str, to: &str) -> Result<Result<(), &'static str>> {
    match ctx.site.media.rename(from, to) {
        Ok(placed) => {
            ctx.tie(placed, ());
            Ok(Ok(()))
        }
        Err(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(Err("A file of this name is there already")),
            io::ErrorKind::NotFound => Ok(Err("The file itself is missing on the server")),
            io::ErrorKind::InvalidFilename => Ok(Err("No file can have this name")),
            _ => Err(Error::Internal(format!("{from} cannot be renamed: {error}"))),
        },
    }
}
