//! The file that a count of parts is written to: a row of `data-output/` and a table below the media folder.

use std::collections::HashMap;

use ironwood_db::{Decimal, Param, date_text};
use ironwood_rest::write::keep;
use ironwood_rest::{Ctx, Error, Result};

use super::generate::Count;

/// Where files that the server makes are kept.
const FOLDER: &str = "data_output";
const NAME: &str = "stocktake_report.csv";

const HEADINGS: [&str; 11] = [
    "Part",
    "Part Name",
    "Part IPN",
    "Part Description",
    "Date",
    "Item Count",
    "Quantity",
    "Cost min",
    "Currency",
    "Cost max",
    "Currency",
];

/// Notes that a file is on its way; its key.
///
/// # Errors
/// From storage.
pub async fn open(ctx: &mut Ctx<'_>) -> Result<i64> {
    let columns = ["created", "user_id", "total", "progress", "complete", "output_type"];
    let row = vec![ctx.today().into(), ctx.user().into(), 1_i64.into(), 0_i64.into(), false.into(), "stocktake".into()];
    Ok(ctx.conn.insert_many("common_dataoutput", &columns, &[row]).await?.pop().unwrap_or_default())
}

/// Writes the file, and that it is there.
///
/// # Errors
/// From storage, or from the file system.
pub async fn write(ctx: &mut Ctx<'_>, output: i64, counts: &[Count], currency: &str) -> Result<()> {
    let table = table(ctx, counts, currency).await?;
    let path = keep(ctx, FOLDER, NAME, &table)?;
    let total = i64::try_from(counts.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE common_dataoutput SET output = ?, total = ?, progress = 100, complete = TRUE WHERE id = ?";
    ctx.conn.execute_one(sql, &[path.into(), total.into(), output.into()]).await?;
    Ok(())
}

async fn table(ctx: &mut Ctx<'_>, counts: &[Count], currency: &str) -> Result<Vec<u8>> {
    let keys = counts.iter().map(|count| count.part).collect();
    let sql = format!(
        "SELECT id, name, COALESCE(\"IPN\", ''), description FROM part_part WHERE {}",
        ctx.conn.engine().any_of("id")
    );
    let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, [row.get::<String>(1)?, row.get(2)?, row.get(3)?]));
    let names: HashMap<i64, [String; 3]> = ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?.into_iter().collect();
    let today = date_text(ctx.today());
    let text = |number: Decimal| number.normalize().to_string();
    let mut rows = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Error::Internal(format!("a report cannot be written: {error}"));
    rows.write_record(HEADINGS).map_err(failed)?;
    for count in counts {
        let [name, number, description] = names.get(&count.part).cloned().unwrap_or_default();
        let (items, quantity) = (count.items.to_string(), text(count.quantity));
        let (min, max) = (text(count.cost_min.round_dp(6)), text(count.cost_max.round_dp(6)));
        let part = count.part.to_string();
        let row: [&str; 11] =
            [&part, &name, &number, &description, &today, &items, &quantity, &min, currency, &max, currency];
        rows.write_record(row).map_err(failed)?;
    }
    rows.into_inner().map_err(|error| Error::Internal(format!("a report cannot be written: {error}")))
}
