//! Rows that speak of items which were merged into others speak of these from now on (spec 30-stock §14.6, §22).

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::{Ctx, Result};

use super::store::pairs_of_keys;

/// A table of claims on stock: its column for the item, and those which, together with it, name one claim.
struct Claims {
    table: &'static str,
    item: &'static str,
    /// What else names the claim; null counts as 0.
    of: &'static [&'static str],
    /// Whether claims on the same are added up.
    counted: bool,
}

const CLAIMS: [Claims; 4] = [
    Claims {
        table: "build_builditem",
        item: "stock_item_id",
        of: &["build_line_id", "install_into_id"],
        counted: true,
    },
    Claims { table: "order_salesorderallocation", item: "item_id", of: &["line_id", "shipment_id"], counted: true },
    Claims { table: "order_transferorderallocation", item: "item_id", of: &["line_id"], counted: true },
    Claims { table: "order_returnorderlineitem", item: "item_id", of: &["order_id"], counted: false },
];

/// Follows merges: pairs of the item that is going and the one that has its quantity now. What two items had of the same is added
/// up. A fixed number of statements, however many items were merged.
///
/// # Errors
/// From storage.
pub(super) async fn follow_merges(ctx: &mut Ctx<'_>, merged: &[(i64, i64)]) -> Result<()> {
    if merged.is_empty() {
        return Ok(());
    }
    let heirs = heirs(merged);
    let (marks, params) = pairs_of_keys(&heirs);
    for claims in &CLAIMS {
        take_over(ctx, claims, &marks, &params).await?;
    }
    for (table, column, condition) in [
        ("stock_stockitemtestresult", "stock_item_id", "TRUE"),
        ("common_attachment", "model_id", "model_type = 'stockitem'"),
    ] {
        let sql = format!(
            "WITH m(gone, heir) AS (VALUES {marks}) UPDATE {table} SET {column} = m.heir
             FROM m WHERE {table}.{column} = m.gone AND {condition}"
        );
        ctx.conn.execute(&sql, &params).await?;
    }
    Ok(())
}

/// Who has the quantity in the end: an heir may have been merged further.
fn heirs(merged: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let next: HashMap<i64, i64> = merged.iter().copied().collect();
    let last = |mut key: i64| {
        for _ in 0..merged.len() {
            match next.get(&key) {
                Some(further) => key = *further,
                None => break,
            }
        }
        key
    };
    merged.iter().map(|(gone, _)| (*gone, last(*gone))).collect()
}

/// Of the claims of an heir and of those whom it inherits from, one row for each claim stays, the heir's own first; the others go.
async fn take_over(ctx: &mut Ctx<'_>, claims: &Claims, marks: &str, params: &[Param]) -> Result<()> {
    let Claims { table, item, of, counted } = claims;
    let claim: Vec<String> = of.iter().map(|column| format!("COALESCE(a.{column}, 0)")).collect();
    let claim = claim.join(", ");
    let ranked = format!(
        "WITH m(gone, heir) AS (VALUES {marks}), ranked AS (
             SELECT a.id, COALESCE(m.heir, a.{item}) AS heir,
                 SUM(a.quantity) OVER (PARTITION BY COALESCE(m.heir, a.{item}), {claim}) AS total,
                 ROW_NUMBER() OVER (PARTITION BY COALESCE(m.heir, a.{item}), {claim}
                     ORDER BY CASE WHEN m.gone IS NULL THEN 0 ELSE 1 END, a.id) AS place
             FROM {table} a LEFT JOIN m ON m.gone = a.{item}
             WHERE a.{item} IN (SELECT gone FROM m) OR a.{item} IN (SELECT heir FROM m))"
    );
    let quantity = if *counted { ", quantity = ranked.total" } else { "" };
    let keep = format!(
        "{ranked} UPDATE {table} SET {item} = ranked.heir{quantity}
         FROM ranked WHERE ranked.id = {table}.id AND ranked.place = 1"
    );
    ctx.conn.execute(&keep, params).await?;
    let drop = format!(
        "DELETE FROM {table} WHERE id IN (SELECT d.id FROM ({ranked} SELECT id, place FROM ranked) d WHERE d.place > 1)"
    );
    ctx.conn.execute(&drop, params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_heir_has_it_all() {
        assert_eq!(heirs(&[(1, 2), (2, 3), (7, 8)]), [(1, 3), (2, 3), (7, 8)]);
    }
}
