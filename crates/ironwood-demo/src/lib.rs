//! Larkfield Instruments: an invented workshop that makes weather stations and small synthesizers, to try Ironwood on and to
//! measure it with.
//!
//! [`fill`] puts it into an empty database, at any size: what the company makes and sells is always there; resistors, screws,
//! cables and boards are added until there are as many parts as asked for, and stock with a history for all of them. The same
//! size and instant make the same workshop, row by row. People have no passwords: an administrator gives them some.
//!
//! Everything is written in one transaction, so a database is filled or as it was.

mod calendar;
mod categories;
mod companies;
mod extras;
mod foreign_keys;
mod load;
mod parts;
mod people;
mod places;
mod pricing;
mod properties;
mod rng;
mod sourcing;
mod stock;
mod table;
mod tree;

use std::fmt;
use std::sync::Arc;

use ironwood_db::{Conn, Db, DbError, Refusal};
use jiff::Timestamp;

use calendar::{Calendar, FOUNDED};
use parts::Parts;
use places::Places;
use sourcing::Sourcing;
use stock::Stock;

/// How large the workshop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Parts; the ones that the company is about are there even if fewer are asked for.
    pub parts: usize,
    /// Stock items.
    pub stock: usize,
}

impl Default for Size {
    /// Small enough to look through, large enough for more than one page.
    fn default() -> Self {
        Size { parts: 600, stock: 1_500 }
    }
}

/// What was made up, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Parts.
    pub parts: u64,
    /// Values of parameters of parts.
    pub parameters: u64,
    /// Lines of bills of materials.
    pub bom_lines: u64,
    /// Articles of suppliers.
    pub supplier_parts: u64,
    /// Prices of those articles.
    pub prices: u64,
    /// Stock locations.
    pub locations: u64,
    /// Stock items.
    pub stock_items: u64,
    /// Entries of their history.
    pub tracking: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} parts with {} parameters and {} lines of bills of materials, {} supplier parts with {} prices, \
             {} stock items in {} locations with {} entries of history",
            self.parts,
            self.parameters,
            self.bom_lines,
            self.supplier_parts,
            self.prices,
            self.stock_items,
            self.locations,
            self.tracking
        )
    }
}

/// Why a database was not filled. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody's data is in it already.
    #[error(
        "the database is not empty: there are rows in `{0}`\nhint: the demonstration data goes into a new database only"
    )]
    NotEmpty(&'static str),
    /// From storage.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl Refusal for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Error::Database(error) if error.is_retryable())
    }
}

/// Tables that must be empty: keys in them are given out from 1.
const OURS: [&str; 19] = [
    "part_part",
    "part_partcategory",
    "part_partparametertemplate",
    "part_partparameter",
    "part_partcategoryparametertemplate",
    "part_parttesttemplate",
    "part_partrelated",
    "part_partsellpricebreak",
    "part_partpricing",
    "part_partstar",
    "stock_stockitem",
    "stock_stocklocation",
    "stock_stocklocationtype",
    "company_company",
    "common_projectcode",
    "common_selectionlist",
    "common_attachment",
    "taggit_tag",
    "auth_group",
];

/// Fills an empty database, at the present schema ([`ironwood_db::install`]), with the workshop as it is at `now`. Users may be
/// there already.
///
/// # Errors
/// [`Error::NotEmpty`] when there is anything beside users, and from storage.
pub async fn fill(db: &Db, size: &Size, now: Timestamp) -> Result<Summary, Error> {
    // Looked at before anything is made up, which takes a while, and once more inside of the transaction.
    db.read(ironwood_db::Lane::Quick, |conn| Box::pin(refuse_a_used_one(conn))).await?;
    let workshop = Arc::new(Workshop::new(size, now));
    db.write("demo", move |conn| {
        let workshop = workshop.clone();
        Box::pin(async move { workshop.store(conn).await })
    })
    .await
}

async fn refuse_a_used_one(conn: &mut Conn) -> Result<(), Error> {
    for table in OURS {
        if conn.exists(&format!("SELECT 1 FROM {table} LIMIT 1"), &[]).await? {
            return Err(Error::NotEmpty(table));
        }
    }
    Ok(())
}

/// Everything, before it is stored.
struct Workshop {
    calendar: Calendar,
    places: Places,
    parts: Parts,
    sourcing: Sourcing,
    stock: Stock,
}

impl Workshop {
    fn new(size: &Size, now: Timestamp) -> Self {
        let calendar = Calendar::new(now);
        let places = Places::new(size.stock);
        let parts = Parts::new(size.parts, &places);
        let sourcing = Sourcing::new(&parts);
        let stock = Stock::new(size.stock, &parts, &sourcing, &places, &calendar);
        Workshop { calendar, places, parts, sourcing, stock }
    }

    async fn store(&self, conn: &mut Conn) -> Result<Summary, Error> {
        refuse_a_used_one(conn).await?;
        let lifted = foreign_keys::lift(conn).await?;
        let Workshop { calendar, places, parts, sourcing, stock } = self;
        let people = people::store(conn, calendar).await?;
        let types = people::content_types(conn).await?;
        let part_type = types.get(&("part".to_owned(), "part".to_owned())).copied();
        let part_type = part_type.ok_or_else(|| DbError::Unusable("there is no content type of parts".into()))?;
        companies::store(conn).await?;
        places::store(conn, places, &people).await?;
        properties::store_templates(conn, calendar.at(FOUNDED, 600)).await?;
        categories::store(conn, places).await?;
        let parameters = parts::store(conn, parts, &people, calendar, part_type).await?;
        let bom_lines = parts::store_bom(conn, parts).await?;
        parts::store_tests(conn, parts).await?;
        let (supplier_parts, prices) = sourcing::store(conn, sourcing, calendar).await?;
        let stored = stock::store(conn, stock, sourcing, &people).await?;
        pricing::store(conn, parts, sourcing, stock, calendar.at(1, 240)).await?;
        extras::store(conn, parts, &people, calendar, &types).await?;
        lifted.restore(conn).await?;
        Ok(Summary {
            parts: parts.all.len() as u64,
            parameters,
            bom_lines,
            supplier_parts,
            prices,
            locations: places.len() as u64,
            stock_items: stored.items,
            tracking: stored.entries,
        })
    }
}
