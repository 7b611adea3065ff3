//! The rules of attachments: who may write them, what they must have, how their files are renamed (spec 22 §2, §9).

use ironwood_db::Param;
use ironwood_rest::declare::{Deed, Resource};
use ironwood_rest::write::{self, Draft};
use ironwood_rest::{Action, BoxFuture, Ctx, Error, Result};

use crate::common::attachments::base_name;
use crate::models;

/// Most characters of a path.
const LONGEST_PATH: usize = 100;

/// Whether the caller may do this to objects of a model; models that are unknown belong to superusers.
fn may(ctx: &Ctx<'_>, action: Action, model_type: &str) -> bool {
    models::by_name(model_type).map_or(ctx.actor.is_superuser, |model| ctx.actor.may(action, model.key))
}

/// The objects that attachments hang on decide who may change and delete them.
pub(super) fn permitted<'a>(ctx: &'a mut Ctx<'_>, keys: &'a [i64], deed: Deed) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let any = ctx.conn.engine().any_of("id");
        let sql = format!("SELECT DISTINCT model_type FROM common_attachment WHERE {any}");
        let models: Vec<String> = ctx.conn.column(&sql, &[Param::Ints(keys.to_vec())]).await?;
        let action = if deed == Deed::Change { Action::Change } else { Action::Delete };
        let Some(model) = models.iter().find(|model| !may(ctx, action, model)) else { return Ok(()) };
        Err(match deed {
            Deed::Change => Error::Denied(format!("You may not change attachments of the kind '{model}'")),
            Deed::Delete => Error::Denied(format!("You may not delete attachments of the kind '{model}'")),
            Deed::DeleteSeveral => Error::general(format!("You may not delete attachments of the kind '{model}'")),
        })
    })
}

/// An attachment is a file, a link, or both.
pub(super) fn has_something<'a>(
    _: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let has_file = draft.file("attachment").is_some() || !draft.text("attachment").is_empty();
            if !has_file && draft.text("link").is_empty() {
                draft.refuse("attachment", "Send a file here, or a web address as link");
                draft.refuse("link", "Give a web address here, or send a file as attachment");
            }
        }
        Ok(())
    })
}

/// Whoever attaches something must be allowed to change the object; told only when nothing else is wrong.
pub(super) fn may_attach<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        match drafts.iter().map(|draft| draft.text("model_type")).find(|model| !may(ctx, Action::Change, model)) {
            None => Ok(()),
            Some(model) => Err(Error::Denied(format!("You may not attach anything to objects of the kind '{model}'"))),
        }
    })
}

/// Who attached it and when; what the file is.
pub(super) fn stamp<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            if draft.is_new() {
                draft.set("upload_user_id", ctx.user());
                draft.set("upload_date", ctx.today());
            }
            let facts = draft.file("attachment").map(|file| (file.size(), file.is_picture()));
            if facts.is_some() || draft.changes("attachment") {
                let (size, is_picture) = facts.unwrap_or_default();
                draft.set("file_size", size);
                draft.set("is_image", is_picture);
            }
        }
        Ok(())
    })
}

/// Gives the file the name that was asked for. What else was sent is stored, even where the file cannot be called that.
pub(super) fn rename<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| !draft.is_new()) {
            let Some(name) = draft.input("filename").and_then(Param::as_text).map(str::to_owned) else { continue };
            let path = draft.text("attachment").to_owned();
            let old = base_name(&path);
            if path.is_empty() || name == old {
                continue;
            }
            let wanted = format!("{}{name}", &path[..path.len() - old.len()]);
            if extension(&name) != extension(old) {
                draft.object(format!("The file must keep its extension: '{}'", extension(old)));
            } else if name.contains(['/', '\\']) || name.contains("..") {
                draft.object(format!("'{name}' is no name of a file: leave out folders"));
            } else if wanted.chars().count() > LONGEST_PATH {
                draft
                    .object(format!("The name is too long: with its folder a file may have {LONGEST_PATH} characters"));
            } else {
                match write::rename(ctx, &path, &wanted)? {
                    Ok(()) => {
                        let sql = "UPDATE common_attachment SET attachment = ? WHERE id = ?";
                        ctx.conn.execute(sql, &[wanted.into(), draft.id.into()]).await?;
                    }
                    Err(reason) => draft.object(reason),
                }
            }
        }
        Ok(())
    })
}

/// The extension of a file name, letter case aside. A dot at its beginning makes none.
fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_begins_with_its_dot_has_no_extension() {
        assert_eq!(extension("a.B.TXT"), "txt");
        assert_eq!(extension(".txt"), "");
        assert_eq!(extension("readme"), "");
    }
}
