//! Within which stock a serial number is taken once: the variants of a part, or everything (spec 30-stock §12.1).

use ironwood_db::Param;
use ironwood_rest::{Ctx, Result};

use crate::common::settings::definitions::SERIAL_NUMBER_GLOBALLY_UNIQUE;

/// A scope of serial numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The tree of variants; none when numbers count everywhere.
    tree: Option<i64>,
}

impl Scope {
    /// The scope of a part with this `tree_id`.
    ///
    /// # Errors
    /// From storage.
    pub async fn of(ctx: &mut Ctx<'_>, tree: i64) -> Result<Self> {
        let everywhere = ctx.setting_bool(SERIAL_NUMBER_GLOBALLY_UNIQUE.key(), false).await?;
        Ok(Scope { tree: (!everywhere).then_some(tree) })
    }

    /// The same, and two requests for serial numbers of one scope wait for each other.
    ///
    /// # Errors
    /// From storage.
    pub async fn lock(ctx: &mut Ctx<'_>, tree: i64) -> Result<Self> {
        let scope = Self::of(ctx, tree).await?;
        let lock = ctx.conn.engine().for_update();
        if lock.is_empty() {
            return Ok(scope);
        }
        let (sql, param) = match scope.tree {
            Some(tree) => (format!("SELECT 1 FROM part_part WHERE tree_id = ? ORDER BY id{lock}"), Param::Int(tree)),
            None => (
                format!("SELECT 1 FROM common_inventreesetting WHERE key = ?{lock}"),
                SERIAL_NUMBER_GLOBALLY_UNIQUE.key().into(),
            ),
        };
        ctx.conn.exists(&sql, &[param]).await?;
        Ok(scope)
    }

    /// SQL over the part `p`, and its parameters.
    fn condition(self) -> (&'static str, Option<Param>) {
        match self.tree {
            Some(tree) => ("p.tree_id = ?", Some(tree.into())),
            None => ("TRUE", None),
        }
    }

    /// The latest serial number in use (spec 30-stock §12.2).
    ///
    /// # Errors
    /// From storage.
    pub async fn latest(self, ctx: &mut Ctx<'_>) -> Result<Option<String>> {
        let (condition, param) = self.condition();
        let sql = format!(
            "SELECT s.serial FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id
             WHERE s.serial IS NOT NULL AND s.serial <> '' AND {condition}
             ORDER BY s.serial_int DESC, s.serial DESC, s.id DESC LIMIT 1"
        );
        let params: Vec<Param> = param.into_iter().collect();
        Ok(ctx.conn.value(&sql, &params).await?)
    }

    /// Those of the serial numbers that are in use, in the order given.
    ///
    /// # Errors
    /// From storage.
    pub async fn taken(self, ctx: &mut Ctx<'_>, serials: &[String]) -> Result<Vec<String>> {
        let (condition, param) = self.condition();
        let sql = format!(
            "SELECT DISTINCT s.serial FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id
             WHERE {} AND {condition}",
            ctx.conn.engine().any_of("s.serial")
        );
        let params: Vec<Param> = [Param::Texts(serials.to_vec())].into_iter().chain(param).collect();
        let taken: Vec<String> = ctx.conn.column(&sql, &params).await?;
        Ok(serials.iter().filter(|serial| taken.contains(serial)).cloned().collect())
    }
}
