//! `part/<pk>/bom-validate/`: whether somebody checked the bill of materials of a part, and when (spec 21 §9).

use std::sync::Arc;

use ironwood_rest::declare::{Endpoint, Field, Form, Shape, Source, embed};
use ironwood_rest::kind::{Bool, Date, Int, Text};
use ironwood_rest::{Action, BoxFuture, Ctx, Error, Method, PermissionClass, Reply, Request, Result, Role};
use serde_json::json;

use crate::{bom, models, targets, user};

fn shape() -> Shape {
    Shape::new(models::PART, "PartBomValidate")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("bom_validated", Bool)
                .read_only()
                .default_value(false)
                .label("BOM validated")
                .help("The bill of materials is as it was when it was checked"),
        )
        .field(
            Field::column("bom_checksum", Text::max(128))
                .read_only()
                .label("BOM checksum")
                .help("Digest of the bill of materials when it was checked"),
        )
        .field(
            Field::column("bom_checked_by", targets::shown(targets::user()))
                .stored_as("bom_checked_by_id")
                .read_only()
                .null()
                .lists_filters()
                .label("BOM checked by"),
        )
        .field(embed("bom_checked_by_detail", Arc::new(user::brief()), "t.bom_checked_by_id").for_everyone())
        .field(Field::column("bom_checked_date", Date).read_only().null().label("BOM checked date"))
        .field(
            Field::new("valid", Bool, Source::Input)
                .write_only()
                .write_only_unlisted()
                .default_value(false)
                .help("The bill of materials is right"),
        )
}

/// `part/<pk>/bom-validate/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("part/<pk>/bom-validate", "Whether the bill of materials of a part was checked")
        .model(models::PART)
        .answers_row(Arc::new(shape()), PermissionClass::Role)
        .with_role(Role::Bom, Action::View)
        .changes_row(Method::Put, PermissionClass::Role, check)
        .with_role(Role::Bom, Action::Change)
        .changes_row(Method::Patch, PermissionClass::Role, check)
        .with_role(Role::Bom, Action::Change)
}

/// Somebody says that the bill of materials is right, or that it is not: of the part's own lines only the first is noted too.
fn check<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let part = i32::try_from(request.key()).map_or(0, i64::from);
        let lock = format!("SELECT id FROM part_part WHERE id = ?{}", ctx.conn.engine().for_update());
        if !ctx.conn.exists(&lock, &[part.into()]).await? {
            return Err(Error::no_row(models::PART.class));
        }
        let form =
            Form::new("").field(Field::input("valid", Bool, "The bill of materials is right").default_value(false));
        let valid = form.read(&request.body)?.bool("valid");
        let mut sum = String::new();
        if valid {
            let own = "SELECT id FROM part_bomitem WHERE part_id = ? ORDER BY id";
            let own: Vec<i64> = ctx.conn.column(own, &[part.into()]).await?;
            bom::validate::mark(ctx, &own, true).await?;
            sum = bom::validity::sums_of_parts(ctx, &[part], &[]).await?.remove(&part).unwrap_or_default();
        }
        let sql = "UPDATE part_part SET bom_validated = ?, bom_checksum = ?, bom_checked_by_id = ?, bom_checked_date = ? \
                   WHERE id = ?";
        let params = [valid.into(), sum.into(), ctx.user().into(), ctx.today().into(), part.into()];
        ctx.conn.execute_one(sql, &params).await?;
        // Clients follow it like a task of the background; it is done.
        let task = json!({
            "task_id": "", "exists": false, "pending": false, "complete": true, "success": true, "http_status": 200,
        });
        Ok(Reply::value(&task))
    })
}
