//! `ironwood/status/`: how the server is doing, for those who look after it.

use ironwood_rest::declare::{Answer, Endpoint, Form, Model};
use ironwood_rest::kind::{DateTime, Int, MapOf, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, Engine, PermissionClass, Reply, Request, Result};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{member, object, told};
use crate::{models, version};

/// The tables whose rows are counted: what there is much of, and what should not become much.
const COUNTED: [Model; 26] = [
    models::PART,
    models::PART_CATEGORY,
    models::BOM_ITEM,
    models::STOCK_ITEM,
    models::STOCK_LOCATION,
    models::STOCK_ITEM_TRACKING,
    models::STOCK_ITEM_TEST_RESULT,
    models::COMPANY,
    models::SUPPLIER_PART,
    models::MANUFACTURER_PART,
    models::PURCHASE_ORDER,
    models::SALES_ORDER,
    models::RETURN_ORDER,
    models::TRANSFER_ORDER,
    models::BUILD,
    models::PARAMETER,
    models::ATTACHMENT,
    models::USER,
    models::GROUP,
    models::API_TOKEN,
    models::SESSION,
    models::NOTIFICATION_MESSAGE,
    models::ERROR_REPORT,
    models::QUEUED_TASK,
    models::TASK,
    models::AUDIT_ENTRY,
];

/// The endpoint.
pub fn endpoint() -> Endpoint {
    Endpoint::new("ironwood/status", "How the server is doing: versions, sizes, numbers of rows")
        .get(PermissionClass::Staff, status)
        .replies(200, Answer::Object(described()))
}

fn described() -> Form {
    let process = [
        member("id", Int::ANY).help("Number of the process"),
        member("started", DateTime::ISO),
        member("uptime", Int::ANY).help("Seconds since then"),
        member("memory", Int::ANY).null().help("Bytes in memory; null where the system does not say"),
    ];
    let database = [
        member("engine", Text::any()).help("sqlite or postgresql"),
        member("version", Text::any()),
        member("size", Int::ANY).help("Bytes"),
    ];
    let media = [member("files", Int::ANY), member("size", Int::ANY).help("Bytes")];
    Form::new("ServerStatus")
        .field(told("version", Text::any()).help("Version of this program"))
        .field(told("generation", Text::any()).help("Generation of InvenTree that speaks this API"))
        .field(told("api", Int::ANY).help("Version of the API"))
        .field(told("time", DateTime::ISO).help("The server's clock"))
        .field(told("time_zone", Text::any()))
        .field(told("process", object("ServerProcess", process)).help("The process that answered"))
        .field(told("database", object("ServerDatabase", database)))
        .field(told("media", object("ServerMedia", media)).help("Uploaded files"))
        .field(told("rows", MapOf(Int::ANY)).help("Numbers of rows, by model"))
}

fn status<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        // First, for it ends the first run.
        let root = ctx.site.media.clone();
        let media = ctx.away(move || root.usage())?;
        let database = database(ctx).await?;
        let rows = rows(ctx).await?;
        let render = Render::new(ctx.site, ctx.conn.engine());
        let text = |at: Timestamp| render.local_iso(at.as_microsecond());
        Ok(Reply::value(&json!({
            "version": version::OWN,
            "generation": version::GENERATION,
            "api": version::API,
            "time": text(ctx.now),
            "time_zone": ctx.site.zone.iana_name(),
            "process": {
                "id": std::process::id(),
                "started": text(ctx.site.started),
                "uptime": (ctx.now.as_second() - ctx.site.started.as_second()).max(0),
                "memory": memory(),
            },
            "database": database,
            "media": {"files": media.files, "size": media.bytes},
            "rows": rows,
        })))
    })
}

async fn database(ctx: &mut Ctx<'_>) -> Result<Value> {
    let (engine, sql) = match ctx.conn.engine() {
        Engine::Sqlite => (
            "sqlite",
            "SELECT sqlite_version(), c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s",
        ),
        Engine::Postgres => {
            ("postgresql", "SELECT current_setting('server_version'), pg_database_size(current_database())")
        }
    };
    let found = ctx.conn.first(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?))).await?;
    let (version, size) = found.unwrap_or_default();
    Ok(json!({"engine": engine, "version": version, "size": size}))
}

async fn rows(ctx: &mut Ctx<'_>) -> Result<Value> {
    let counts = COUNTED.map(|model| format!("(SELECT COUNT(*) FROM {})", model.table)).join(", ");
    let read = |row: &ironwood_db::Row<'_>| (0..COUNTED.len()).map(|at| row.get::<i64>(at)).collect();
    let counts: Vec<i64> = ctx.conn.first(&format!("SELECT {counts}"), &[], read).await?.unwrap_or_default();
    let named = COUNTED.iter().zip(counts).map(|(model, count)| (model.name.to_owned(), count.into()));
    Ok(Value::Object(named.collect::<Map<_, _>>()))
}

/// Bytes of this process in memory, where Linux tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
