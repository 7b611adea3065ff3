//! Attachments: a file or a link on an object (spec 22 §9).

use std::sync::Arc;

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Field, Filter, Resource, Shape, Source, embed};
use ironwood_rest::kind::{Bool, Date, File, Int, Naming, Text, Url};
use ironwood_rest::read::Render;
use ironwood_rest::{JsonWriter, PermissionClass};

use crate::common::{attachment_rules, owners, tags};
use crate::{models, targets, user};

/// The file of an attachment, in the folder of its object. Pictures get a small form.
const FILE: File = File::any(100)
    .kept_at(|draft, name| format!("attachments/{}/{}/{name}", draft.text("model_type"), draft.int("model_id")))
    .with_smaller(&[(Naming::Thumbnail, 256)])
    .thumbnail_in("thumbnail");

/// The name of a file without its directories.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn write_filename(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    match cells.first().and_then(|cell| cell.text()).filter(|path| !path.is_empty()) {
        Some(path) => out.text(base_name(path)),
        None => out.null(),
    };
}

fn shape() -> Shape {
    let filename = Source::Derived { inputs: vec!["t.attachment".into()], write: write_filename };
    Shape::new(models::ATTACHMENT, "Attachment")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("attachment", FILE).null().help("The file"))
        .field(Field::column("thumbnail", File::picture(100)).read_only().null().help("Small picture of it"))
        .field(Field::new("filename", Text::any(), filename).writable().not_null().empty_is_none())
        .field(Field::column("link", Url { max: 2000 }).null().blank().help("Address, in place of a file"))
        .field(Field::column("comment", Text::max(250)).blank().help("What it is"))
        .field(Field::column("is_image", Bool).read_only().default_value(false).help("The file is a picture"))
        .field(Field::column("upload_date", Date).null_in_old_rows().read_only().help("Day on which it was added"))
        .field(
            Field::column("upload_user", targets::shown(targets::user()))
                .stored_as("upload_user_id")
                .read_only()
                .null()
                .lists_filters()
                .help("Who added it"),
        )
        .field(embed("user_detail", Arc::new(user::brief()), "t.upload_user_id").for_everyone().not_null())
        .field(Field::column("file_size", Int::ANY).read_only().default_value(0).help("Size of the file in bytes"))
        .field(
            Field::column("model_type", owners::named(&owners::OF_ATTACHMENTS, 100, "AttachmentModelTypeEnum"))
                .required()
                .help("Kind of the object that it is attached to"),
        )
        .field(Field::column("model_id", Int::between(0, i64::MAX)).required())
        .field(tags::field(&models::ATTACHMENT))
        .hidden("metadata", Param::Json("{}".into()))
}

/// `attachment/`.
pub fn resource() -> Resource {
    let no_link = "t.link IS NULL OR t.link = ''";
    let no_file = "t.attachment IS NULL OR t.attachment = ''";
    let no_picture = "t.thumbnail IS NULL OR t.thumbnail = ''";
    Resource::new("attachment", Arc::new(shape()), "Files and links on objects")
        .access(PermissionClass::Authenticated)
        .filter(Filter::text("model_type", "t.model_type"))
        .filter(Filter::number("model_id", "t.model_id", "=").whole())
        .filter(Filter::key("upload_user", "t.upload_user_id", targets::user()))
        .filter(Filter::boolean("is_image", "t.is_image"))
        .filter(Filter::either("has_thumbnail", format!("NOT ({no_picture})"), no_picture))
        .filter(Filter::either("is_link", format!("NOT ({no_link})"), no_link))
        .filter(Filter::either("is_file", format!("NOT ({no_file})"), no_file))
        .filter(tags::filter(&models::ATTACHMENT))
        .order_columns(&["model_id", "model_type", "upload_date", "file_size"])
        .search(&["t.comment", "t.model_id", "t.model_type"])
        .writable()
        .bulk_delete()
        .row_permission(attachment_rules::permitted)
        .rule(attachment_rules::has_something)
        .before_save(attachment_rules::may_attach)
        .before_save(attachment_rules::stamp)
        .after_save(tags::store)
        .after_save(attachment_rules::rename)
}
