//! `version/` and `version-text`.

use std::sync::Arc;

use ironwood_rest::declare::{Answer, Endpoint, Form, Shape};
use ironwood_rest::kind::{Bool, Date, Int, SequenceOf, Text, Url};
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

use super::{member, object};
use crate::common::settings::internal::LATEST_VERSION;
use crate::{models, version};

/// Both endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new("version", "Versions of the server")
            .get(PermissionClass::Staff, versions)
            .replies(200, Answer::Object(described())),
        Endpoint::new("version-text", "Notes on the versions of the API")
            .without_slash()
            .get(PermissionClass::Staff, notes)
            .replies(200, Answer::List(Arc::new(note())))
            .parameter("versions", "integer", "How many versions; 10 when nothing is said")
            .parameter("start_version", "integer", "The first of them"),
    ]
}

fn described() -> Form {
    let text = |name| member(name, Text::any());
    let version = [
        text("server").help("Generation of InvenTree that speaks this API"),
        member("api", Int::ANY),
        text("commit_hash").null(),
        text("commit_date").null(),
        text("commit_branch").null(),
        text("python").null(),
        text("django").null(),
        text("ironwood").help("Version of this program"),
    ];
    let links = ["doc", "code", "app", "bug"].map(|name| member(name, Url { max: 2000 }));
    Form::new("VersionView")
        .field(member("dev", Bool))
        .field(member("up_to_date", Bool))
        .field(member("version", object("Version", version)))
        .field(member("links", object("Link", links)))
}

/// What changed with one version of the API.
fn note() -> Shape {
    Shape::new(models::CONTENT_TYPE, "VersionInformation")
        .field(member("version", Text::any()))
        .field(member("date", Date))
        .field(member("gh", Text::any()).null())
        .field(member("text", SequenceOf(Text::any())))
        .field(member("latest", Bool))
}

fn versions<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let latest = ctx.setting(LATEST_VERSION).await?.filter(|latest| !latest.is_empty());
        let up_to_date = latest.is_none_or(|latest| latest.trim_start_matches('v') == version::OWN);
        Ok(Reply::value(&json!({
            "dev": version::GENERATION.contains("dev"),
            "up_to_date": up_to_date,
            "version": {
                "server": version::GENERATION,
                "api": version::API,
                "commit_hash": null,
                "commit_date": null,
                "commit_branch": null,
                "python": null,
                "django": null,
                "ironwood": version::OWN,
            },
            "links": {
                "doc": env!("CARGO_PKG_REPOSITORY"),
                "code": env!("CARGO_PKG_REPOSITORY"),
                "app": "https://docs.inventree.org/app",
                "bug": concat!(env!("CARGO_PKG_REPOSITORY"), "/issues"),
            },
        })))
    })
}

/// Most versions of one answer.
const MOST: i64 = 1_000;

/// One entry for each version that is asked for. Notes on the versions of the API are another program's; we keep none, and say
/// so as it does where it has none: by null.
fn notes<'a>(_: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let number = |name: &str, otherwise: i64| match request.query.get(name) {
            None | Some("") => Ok(otherwise),
            Some(text) => text.trim().parse().map_err(|_| Error::field(name, "A valid integer is required.")),
        };
        let versions = number("versions", 10)?.clamp(0, MOST);
        number("start_version", i64::from(version::API) - versions + 1)?;
        let count = usize::try_from(versions).unwrap_or_default();
        Ok(Reply::value(&vec![Value::Null; count].into()))
    })
}
