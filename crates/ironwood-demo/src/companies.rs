//! With whom the workshop deals. All of them are invented; names end in domains that nobody can own.

use std::str::FromStr;
use std::sync::LazyLock;

use ironwood_db::{Conn, DbError};

use crate::load::{columns, key, load, no_metadata};
use crate::table;

/// The currency of the workshop's own prices: the default one of a new database.
pub(crate) const MAIN_CURRENCY: &str = "USD";

/// What a company sells or makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trade {
    Electronics,
    Mechanics,
    Supplies,
}

impl FromStr for Trade {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            "Electronics" => Ok(Trade::Electronics),
            "Mechanics" => Ok(Trade::Mechanics),
            "Supplies" => Ok(Trade::Supplies),
            _ => Err(()),
        }
    }
}

/// One company and its one contact and address.
#[derive(Debug)]
pub(crate) struct Company {
    pub(crate) name: &'static str,
    /// What its article numbers begin with.
    pub(crate) code: &'static str,
    says: &'static str,
    trade: Option<Trade>,
    sells: bool,
    makes: bool,
    buys: bool,
    pub(crate) currency: &'static str,
    /// Name and role.
    contact: (&'static str, &'static str),
    street: &'static str,
    /// Postal code, city, country.
    city: (&'static str, &'static str, &'static str),
}

/// All companies; a key is a place in this list.
pub(crate) static COMPANIES: LazyLock<Vec<Company>> = LazyLock::new(|| {
    let lines = table::lines(include_str!("../tables/companies.tsv"));
    lines
        .map(|[does, trade, name, code, says, currency, contact, role, street, postal_code, city, country]| Company {
            name,
            code,
            says,
            trade: table::read_some(trade),
            sells: does == "sells",
            makes: does == "makes",
            buys: does == "buys",
            currency,
            contact: (contact, role),
            street,
            city: (postal_code, city, country),
        })
        .collect()
});

/// The companies that sell things of this trade, as places in the list.
pub(crate) fn suppliers(trade: Trade) -> Vec<usize> {
    find(|company| company.sells && company.trade == Some(trade))
}

/// The companies that make things of this trade.
pub(crate) fn makers(trade: Trade) -> Vec<usize> {
    find(|company| company.makes && company.trade == Some(trade))
}

/// The companies that buy from us.
pub(crate) fn customers() -> Vec<usize> {
    find(|company| company.buys)
}

fn find(wanted: impl Fn(&Company) -> bool) -> Vec<usize> {
    COMPANIES.iter().enumerate().filter(|(_, company)| wanted(company)).map(|(at, _)| at).collect()
}

/// `Pellworth Components` becomes `pellworth`.
fn domain(company: &Company) -> String {
    let first = company.name.split(' ').next().unwrap_or_default();
    first.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Stores companies, contacts and addresses.
pub(crate) async fn store(conn: &mut Conn) -> Result<(), DbError> {
    load(conn, "company_company", &COMPANIES, |id, company| {
        let site = format!("https://{}.example", domain(company));
        columns![
            "name" => company.name,
            "description" => company.says,
            "website" => site,
            "phone" => phone(id),
            "email" => format!("office@{}.example", domain(company)),
            "contact" => company.contact.0,
            "link" => "",
            "is_customer" => company.buys,
            "is_supplier" => company.sells,
            "is_manufacturer" => company.makes,
            "currency" => company.currency,
            "active" => true,
            "tax_id" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    load(conn, "company_contact", &COMPANIES, |id, company| {
        let (name, role) = company.contact;
        let mailbox = name.split(' ').next_back().unwrap_or_default().to_lowercase();
        columns![
            "company_id" => id,
            "name" => name,
            "role" => role,
            "phone" => phone(id + 100),
            "email" => format!("{mailbox}@{}.example", domain(company)),
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    load(conn, "company_address", &COMPANIES, |id, company| {
        let (postal_code, city, country) = company.city;
        columns![
            "company_id" => id,
            "title" => if company.buys { "Delivery" } else { "Head office" },
            "primary" => true,
            "line1" => company.street,
            "line2" => "",
            "postal_code" => postal_code,
            "postal_city" => city,
            "province" => "",
            "country" => country,
            "shipping_notes" => if company.buys { "Ring before delivery" } else { "" },
            "internal_shipping_notes" => "",
            "link" => "",
        ]
    })
    .await?;
    Ok(())
}

/// A number of the range that is kept free for invented people.
fn phone(id: i64) -> String {
    format!("+1 555 010 {id:04}")
}

/// The key of the company at this place.
pub(crate) fn company_key(at: usize) -> i64 {
    key(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trade_has_makers_and_suppliers() {
        for trade in [Trade::Electronics, Trade::Mechanics, Trade::Supplies] {
            assert!(!makers(trade).is_empty() && !suppliers(trade).is_empty(), "{trade:?}");
        }
        assert!(COMPANIES.iter().all(|company| company.sells || company.makes || company.buys));
        assert_eq!(customers().len(), 10);
    }

    #[test]
    fn texts_fit_their_columns() {
        for company in COMPANIES.iter() {
            let (code, city, country) = company.city;
            assert!(code.chars().count() <= 10 && city.chars().count() <= 50 && country.chars().count() <= 50);
            assert!(company.street.chars().count() <= 50);
        }
    }
}
