//! PostgreSQL: a connection for the time of one question.

use anyhow::Context;
use tokio_postgres::{Client, Config, IsolationLevel, NoTls};

use super::{INSERT_PART, Queries};
use crate::snapshot::{Deltas, ItemRow, Snapshot, TrackingRow, decimal};

/// Connects; the connection ends when the client is dropped.
async fn connect(config: &Config) -> anyhow::Result<Client> {
    let (client, connection) = config
        .connect(NoTls)
        .await
        .context("cannot connect to PostgreSQL")?;
    // An error of the connection comes back from the statement that was running.
    tokio::spawn(connection);
    Ok(client)
}

pub async fn make_parts(config: &Config, names: &[String]) -> anyhow::Result<Vec<i64>> {
    let mut client = connect(config).await?;
    let transaction = client.transaction().await?;
    let mut keys = Vec::with_capacity(names.len());
    for name in names {
        let row = transaction.query_one(INSERT_PART, &[name]).await?;
        keys.push(i64::from(row.try_get::<_, i32>(0)?));
    }
    transaction.commit().await?;
    Ok(keys)
}

pub async fn snapshot(config: &Config, queries: &Queries) -> anyhow::Result<Snapshot> {
    let mut client = connect(config).await?;
    // Both statements must see the same moment.
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let text = |column: &str| format!("{column}::text");
    let key = |key: Option<i32>| key.map(i64::from);
    let mut snapshot = Snapshot::default();
    for row in transaction.query(&queries.items(text), &[]).await? {
        snapshot.items.push(ItemRow {
            pk: i64::from(row.try_get::<_, i32>(0)?),
            part: i64::from(row.try_get::<_, i32>(1)?),
            quantity: decimal(row.try_get(2)?)?,
            location: key(row.try_get(3)?),
        });
    }
    for row in transaction.query(&queries.rows(text), &[]).await? {
        let pk = i64::from(row.try_get::<_, i32>(0)?);
        snapshot.rows.push(TrackingRow {
            pk,
            item: key(row.try_get(1)?),
            code: row.try_get(2)?,
            notes: row.try_get(3)?,
            deltas: Deltas::parse(row.try_get(4)?).with_context(|| format!("tracking row {pk}"))?,
        });
    }
    Ok(snapshot)
}
