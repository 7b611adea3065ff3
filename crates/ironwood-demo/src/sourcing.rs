//! Who makes the parts that are bought, who sells them, and at what price.

use ironwood_db::{Conn, DbError, Decimal, Param};

use crate::calendar::Calendar;
use crate::companies::{self, COMPANIES, MAIN_CURRENCY, company_key};
use crate::load::{columns, key, load, no_metadata};
use crate::parts::Parts;
use crate::rng::Rng;

/// What a price falls to from 1, 10, 100 and 1000 packs on, in percent.
const STEPS: [(i64, i64); 4] = [(1, 100), (10, 92), (100, 83), (1_000, 71)];

/// A maker's own number for a part.
#[derive(Debug)]
pub(crate) struct ManufacturerPart {
    part: usize,
    maker: usize,
    number: String,
}

/// An article of a supplier.
#[derive(Debug)]
pub(crate) struct SupplierPart {
    pub(crate) part: usize,
    supplier: usize,
    manufacturer_part: usize,
    article: String,
    pub(crate) pack: i64,
    packaging: &'static str,
    /// Price of one unit of the part, in ten-thousandths.
    pub(crate) price: i64,
    available: i64,
    primary: bool,
    /// How many prices there are for larger quantities.
    prices: usize,
}

/// The price of one pack from some number of packs on.
#[derive(Debug)]
struct PriceBreak {
    supplier_part: usize,
    quantity: i64,
    price: Decimal,
}

/// Everything about buying.
#[derive(Debug, Default)]
pub(crate) struct Sourcing {
    manufacturer_parts: Vec<ManufacturerPart>,
    pub(crate) supplier_parts: Vec<SupplierPart>,
    /// For each part, where its articles stand in the list.
    by_part: Vec<std::ops::Range<usize>>,
}

impl Sourcing {
    pub(crate) fn new(parts: &Parts) -> Self {
        let mut sourcing = Sourcing::default();
        for (at, part) in parts.all.iter().enumerate() {
            let first = sourcing.supplier_parts.len();
            if let Some(supply) = part.supply {
                let mut rng = Rng::new(3 << 32 | at as u64);
                let maker = *rng.pick(&companies::makers(supply.trade));
                let letter = *rng.pick(&["", "A", "K", "T", "-R"]);
                let number = format!("{}{:06}{letter}", COMPANIES[maker].code, 200_000 + at * 7);
                sourcing.manufacturer_parts.push(ManufacturerPart { part: at, maker, number });
                let mut sellers = companies::suppliers(supply.trade);
                let offers = if rng.chance(30) { sellers.len().min(2) } else { 1 };
                for offer in 0..offers {
                    let supplier = sellers.swap_remove(rng.position(sellers.len()));
                    let article =
                        format!("{}-{:06}", COMPANIES[supplier].code, 100_000 + sourcing.supplier_parts.len());
                    sourcing.supplier_parts.push(SupplierPart {
                        part: at,
                        supplier,
                        manufacturer_part: sourcing.manufacturer_parts.len() - 1,
                        article,
                        pack: *rng.pick(supply.packs),
                        packaging: supply.packaging,
                        price: (supply.price * rng.between(92, 115) / 100).max(1),
                        available: if rng.chance(60) { rng.between(0, 20_000) } else { 0 },
                        primary: offer == 0,
                        prices: 1 + rng.position(STEPS.len()),
                    });
                }
            }
            sourcing.by_part.push(first..sourcing.supplier_parts.len());
        }
        sourcing
    }

    /// The articles for a part, as places in the list.
    pub(crate) fn articles(&self, part: usize) -> std::ops::Range<usize> {
        self.by_part[part].clone()
    }

    /// The lowest and highest price of one unit in the main currency; there are no rates for others (spec 20 §21.2).
    pub(crate) fn range(&self, part: usize) -> Option<(Decimal, Decimal)> {
        let articles = &self.supplier_parts[self.articles(part)];
        let priced = articles.iter().filter(|article| article.currency() == MAIN_CURRENCY);
        let units = priced.flat_map(|article| article.breaks().map(|(_, price)| price / Decimal::from(article.pack)));
        crate::pricing::range(units.map(|price| price.round_dp(6)))
    }

    fn breaks(&self) -> Vec<PriceBreak> {
        let of = |(at, article): (usize, &SupplierPart)| {
            let breaks = article.breaks();
            breaks.map(move |(quantity, price)| PriceBreak { supplier_part: at, quantity, price }).collect::<Vec<_>>()
        };
        self.supplier_parts.iter().enumerate().flat_map(of).collect()
    }
}

impl SupplierPart {
    /// The currency of its prices: its supplier's.
    pub(crate) fn currency(&self) -> &'static str {
        COMPANIES[self.supplier].currency
    }

    /// Packs, and what each costs from there on.
    fn breaks(&self) -> impl Iterator<Item = (i64, Decimal)> {
        let pack = self.price * self.pack;
        STEPS.into_iter().take(self.prices).map(move |(quantity, percent)| (quantity, Decimal::new(pack * percent, 6)))
    }
}

/// Stores articles and prices. How many articles and prices there were.
pub(crate) async fn store(conn: &mut Conn, sourcing: &Sourcing, calendar: &Calendar) -> Result<(u64, u64), DbError> {
    load(conn, "company_manufacturerpart", &sourcing.manufacturer_parts, |_, made| {
        columns![
            "part_id" => key(made.part),
            "manufacturer_id" => company_key(made.maker),
            "MPN" => &made.number,
            "description" => "",
            "barcode_data" => "",
            "barcode_hash" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    let updated = Param::Timestamp(calendar.at(20, 480));
    let articles = load(conn, "part_supplierpart", &sourcing.supplier_parts, |_, article| {
        let known = article.available > 0;
        columns![
            "part_id" => key(article.part),
            "supplier_id" => company_key(article.supplier),
            "manufacturer_part_id" => key(article.manufacturer_part),
            "SKU" => &article.article,
            "description" => "",
            "packaging" => article.packaging,
            "pack_quantity" => article.pack.to_string(),
            "pack_quantity_native" => article.pack,
            "available" => article.available,
            "availability_updated" => if known { updated.clone() } else { Param::Null },
            "primary" => article.primary,
            "active" => true,
            "updated" => updated.clone(),
            "base_cost" => 0i64,
            "multiple" => 1i64,
            "barcode_data" => "",
            "barcode_hash" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    let prices = load(conn, "part_supplierpricebreak", &sourcing.breaks(), |_, price| {
        columns![
            "part_id" => key(price.supplier_part),
            "quantity" => price.quantity,
            "price" => price.price,
            "price_currency" => sourcing.supplier_parts[price.supplier_part].currency(),
            "updated" => updated.clone(),
        ]
    })
    .await?;
    Ok((articles, prices))
}
