//! What a deletion takes out of a tree.

use ironwood_rest::{Ctx, Result};

use super::Tree;

/// A node that is about to go.
#[derive(Debug)]
pub struct Leaving {
    /// The node above it, which inherits what stays; none above a root.
    pub above: Option<i64>,
    /// The node, then every node below that goes with it.
    pub nodes: Vec<i64>,
}

impl Leaving {
    /// The nodes below that go too.
    pub fn below(&self) -> &[i64] {
        &self.nodes[1..]
    }
}

impl Tree {
    /// Tells what goes with a node; where those below stay, its children move to the node above.
    ///
    /// # Errors
    /// From storage.
    pub async fn leave(&self, ctx: &mut Ctx<'_>, key: i64, with_below: bool) -> Result<Leaving> {
        let (table, parent) = (self.table, self.parent);
        let sql = format!("SELECT {parent} FROM {table} WHERE id = ?");
        let above: Option<i64> = ctx.conn.value(&sql, &[key.into()]).await?;
        let mut nodes = vec![key];
        if with_below {
            let below: Vec<i64> = ctx.conn.column(&self.keys_below(), &[key.into()]).await?;
            nodes.extend(below);
        } else {
            let sql = format!("UPDATE {table} SET {parent} = ? WHERE {parent} = ?");
            ctx.conn.execute(&sql, &[above.into(), key.into()]).await?;
        }
        Ok(Leaving { above, nodes })
    }
}
