//! With whom the workshop deals. All of them are invented; names end in domains that nobody can own.

use ironwood_db::{Conn, DbError};

use crate::load::{columns, key, load, no_metadata};

/// The currency of the workshop's own prices: the default one of a new database.
pub(crate) const MAIN_CURRENCY: &str = "USD";

/// What a company sells or makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trade {
    Electronics,
    Mechanics,
    Supplies,
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

const fn company(name: &'static str, code: &'static str, trade: Option<Trade>, says: &'static str) -> Company {
    Company {
        name,
        code,
        says,
        trade,
        sells: false,
        makes: false,
        buys: false,
        currency: MAIN_CURRENCY,
        contact: ("", ""),
        street: "",
        city: ("", "", ""),
    }
}

const fn supplier(name: &'static str, code: &'static str, trade: Trade, says: &'static str) -> Company {
    Company { sells: true, ..company(name, code, Some(trade), says) }
}

const fn maker(name: &'static str, code: &'static str, trade: Trade, says: &'static str) -> Company {
    Company { makes: true, ..company(name, code, Some(trade), says) }
}

const fn customer(name: &'static str, says: &'static str) -> Company {
    Company { buys: true, ..company(name, "", None, says) }
}

impl Company {
    const fn in_currency(mut self, currency: &'static str) -> Self {
        self.currency = currency;
        self
    }

    const fn contact(mut self, name: &'static str, role: &'static str) -> Self {
        self.contact = (name, role);
        self
    }

    const fn at(
        mut self,
        street: &'static str,
        postal_code: &'static str,
        city: &'static str,
        country: &'static str,
    ) -> Self {
        self.street = street;
        self.city = (postal_code, city, country);
        self
    }
}

use Trade::{Electronics, Mechanics, Supplies};

/// All companies; a key is a place in this list.
pub(crate) const COMPANIES: [Company; 28] =
    [
        supplier("Pellworth Components", "PW", Electronics, "Electronic components, from one piece")
            .contact("Greta Lund", "Inside sales")
            .at("41 Signal Road", "97203", "Portwick", "United States"),
        supplier("Brandt & Sohn Elektronik", "BS", Electronics, "Semiconductors and modules")
            .in_currency("EUR")
            .contact("Oskar Brandt", "Owner")
            .at("Lindenweg 8", "24103", "Neuhafen", "Germany"),
        supplier("Copperfinch Distribution", "CF", Electronics, "Passives by the reel")
            .contact("Dana Whitlow", "Account manager")
            .at("900 Terminal Avenue", "60607", "Millbrook", "United States"),
        supplier("Harrow Fasteners", "HF", Mechanics, "Screws, nuts and everything between")
            .contact("Pete Harrow", "Sales")
            .at("12 Foundry Lane", "44114", "Eastgate", "United States"),
        supplier("Tidewater Plastics", "TP", Mechanics, "Enclosures and moulded parts")
            .contact("Lena Osgood", "Projects")
            .at("77 Dock Street", "23510", "Saltmarsh", "United States"),
        supplier("Aldous Springs", "AS", Mechanics, "Springs and seals").contact("Vera Aldous", "Sales").at(
            "3 Coil Court",
            "06106",
            "Hartwell",
            "United States",
        ),
        supplier("Meridian Shop Supplies", "MS", Supplies, "Solder, chemicals, packaging")
            .contact("Ruth Iversen", "Orders")
            .at("218 Baker Street", "97209", "Portwick", "United States"),
        supplier("Ostrava Kabel", "OK", Electronics, "Wire and ready-made cables")
            .in_currency("EUR")
            .contact("Jana Dvorak", "Export")
            .at("Hutni 14", "70200", "Vitkov", "Czechia"),
        maker("Silverbrook Semiconductor", "SB", Electronics, "Microcontrollers and analogue parts")
            .contact("Amir Haddad", "Field engineer")
            .at("1 Wafer Way", "95054", "Silverbrook", "United States"),
        maker("Kestrel Passives", "KP", Electronics, "Resistors, capacitors, inductors")
            .contact("Mina Sato", "Product line")
            .at("5-2 Kawara", "212-0013", "Minato", "Japan"),
        maker("Nordlicht Optik", "NO", Electronics, "Light emitting diodes and sensors")
            .contact("Heike Moll", "Support")
            .at("Am Turm 3", "07745", "Jenfeld", "Germany"),
        maker("Trillium Connectors", "TC", Electronics, "Headers, sockets and cables")
            .contact("Colin Frey", "Sales")
            .at("640 Maple Crescent", "L4K 2N1", "Thornhill", "Canada"),
        maker("Ashdown Timing", "AT", Electronics, "Crystals and oscillators").contact("Faye Kerr", "Applications").at(
            "Unit 9, Mill Yard",
            "TN22 1AA",
            "Ashdown",
            "United Kingdom",
        ),
        maker("Grantham Bolt Works", "GB", Mechanics, "Precision fasteners since 1911")
            .contact("Joss Pell", "Quality")
            .at("Bolt Yard 1", "NG31 6AB", "Granthorpe", "United Kingdom"),
        maker("Lumen & Vale Mouldings", "LV", Mechanics, "Injection moulding to order")
            .contact("Ike Vale", "Tooling")
            .at("30 Press Road", "49503", "Valeton", "United States"),
        maker("Ridgeback Springs", "RB", Mechanics, "Compression springs and rings").contact("Sol Ridge", "Sales").at(
            "88 Tension Drive",
            "46801",
            "Fort Clay",
            "United States",
        ),
        maker("Clearwater Chemicals", "CC", Supplies, "Fluxes, pastes, cleaners").contact("Tess Brook", "Safety").at(
            "Basin 4",
            "77002",
            "Bayport",
            "United States",
        ),
        maker("Papierhaus Lenz", "PL", Supplies, "Cartons and labels").contact("Uwe Lenz", "Owner").at(
            "Mühlgasse 21",
            "70173",
            "Stillbach",
            "Germany",
        ),
        customer("Coastal Weather Club", "Two hundred stations along the shore")
            .contact("Marian Cole", "Secretary")
            .at("Lighthouse Cottage", "04103", "Cape Anders", "United States"),
        customer("Alpenblick Huts", "Mountain refuges with weather boards")
            .in_currency("EUR")
            .contact("Toni Egger", "Warden")
            .at("Postfach 12", "6020", "Hochau", "Austria"),
        customer("Voltage Garden", "Synthesizer shop").contact("Kim Abara", "Buyer").at(
            "55 Patch Street",
            "11211",
            "Brookline Park",
            "United States",
        ),
        customer("Institute for Local Climate", "Research network")
            .in_currency("EUR")
            .contact("Dr. Elin Strand", "Instruments")
            .at("Fjordveien 2", "5003", "Bergvik", "Norway"),
        customer("Noise Library", "Lends instruments to schools")
            .in_currency("GBP")
            .contact("Hal Birch", "Workshop")
            .at("The Old Depot", "BS1 4AA", "Avonmere", "United Kingdom"),
        customer("Greenhouse Growers Co-op", "Stations for glasshouses").contact("Paula Finn", "Technology").at(
            "Route 9, Lot 17",
            "93274",
            "Tulane",
            "United States",
        ),
        customer("Modular Meadows", "Music shop and repair").in_currency("EUR").contact("Bas de Wit", "Owner").at(
            "Kanaalkade 40",
            "1811",
            "Alkwijk",
            "Netherlands",
        ),
        customer("Southern Vineyards", "Frost warning in nine valleys").contact("Rosa Ibarra", "Agronomist").at(
            "Km 14, Ruta Sur",
            "5507",
            "Lujanes",
            "Argentina",
        ),
        customer("Sailing School Bluewind", "One station, many masts")
            .in_currency("EUR")
            .contact("Ole Friis", "Head")
            .at("Pier 3", "8000", "Havnby", "Denmark"),
        customer("High School District 12", "Weather stations for class rooms").contact("Jean Tolland", "Science").at(
            "400 College Avenue",
            "83702",
            "Boiston",
            "United States",
        ),
    ];

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
        for trade in [Electronics, Mechanics, Supplies] {
            assert!(!makers(trade).is_empty() && !suppliers(trade).is_empty(), "{trade:?}");
        }
        assert_eq!(customers().len(), 10);
    }

    #[test]
    fn texts_fit_their_columns() {
        for company in &COMPANIES {
            let (code, city, country) = company.city;
            assert!(code.chars().count() <= 10 && city.chars().count() <= 50 && country.chars().count() <= 50);
            assert!(company.street.chars().count() <= 50);
        }
    }
}
