//! Items, their history and their test results on their way into the database.

use ironwood_db::{Conn, DbError, Decimal, Param};
use ironwood_inventory::stock::tracking::{Deltas, Happening};

use crate::calendar::Calendar;
use crate::companies::{COMPANIES, MAIN_CURRENCY, company_key};
use crate::load::{columns, key, key_of, load, no_metadata};
use crate::people::{People, Person};
use crate::sourcing::Sourcing;
use crate::stock::{Entry, Happened, Item, OK, Stock};

/// The code of "sent to customer" (spec 30-stock §16.2), which no action of ours writes yet.
const SENT_TO_CUSTOMER: i64 = 100;

/// How many rows there were.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub(crate) items: u64,
    pub(crate) entries: u64,
}

/// Stores everything.
pub(crate) async fn store(
    conn: &mut Conn,
    stock: &Stock,
    sourcing: &Sourcing,
    people: &People,
) -> Result<Stored, DbError> {
    let items = load(conn, "stock_stockitem", &stock.items, |_, item| {
        let serial = item.serial.map(|serial| serial.to_string());
        let currency = item.article.map_or(MAIN_CURRENCY, |article| sourcing.supplier_parts[article].currency());
        let counted = item.counted.map(|(at, _)| Calendar::day_of(at));
        columns![
            "part_id" => key(item.part),
            "quantity" => item.amount(item.quantity),
            "location_id" => key_of(item.location),
            "serial" => serial,
            "serial_int" => item.serial.unwrap_or(0),
            "batch" => &item.batch,
            "status" => item.status,
            "supplier_part_id" => key_of(item.article),
            "purchase_price" => item.price.map(|price| Decimal::new(price, 4)),
            "purchase_price_currency" => currency,
            "parent_id" => key_of(item.parent),
            "customer_id" => item.customer.map(company_key),
            "creation_date" => Param::Timestamp(item.created),
            "updated" => Param::Timestamp(item.updated),
            "stocktake_date" => counted,
            "stocktake_user_id" => item.counted.map(|(_, who)| people.user(who)),
            "expiry_date" => item.expires,
            "delete_on_deplete" => item.depletes,
            "is_building" => false,
            "link" => "",
            "barcode_data" => "",
            "barcode_hash" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    let entries = load(conn, "stock_stockitemtracking", &stock.entries, |_, entry| {
        let item = &stock.items[entry.item];
        let (code, deltas) = describe(entry, item);
        columns![
            "item_id" => key(entry.item),
            "part_id" => key(item.part),
            "tracking_type" => code,
            "date" => Param::Timestamp(entry.at),
            "notes" => entry.note,
            "user_id" => people.user(entry.who),
            "deltas" => Param::Json(deltas.to_string()),
        ]
    })
    .await?;
    load(conn, "stock_stockitemtestresult", &stock.outcomes, |_, outcome| {
        columns![
            "stock_item_id" => key(outcome.item),
            "template_id" => key(outcome.test),
            "result" => outcome.passed,
            "value" => &outcome.value,
            "notes" => if outcome.passed { "" } else { "Reworked" },
            "test_station" => "Test bench",
            "user_id" => people.user(Person::Assembler),
            "date" => Param::Timestamp(outcome.at),
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    Ok(Stored { items, entries })
}

/// The code of what happened and its details, as the actions of the API write them (spec 30-stock §13, §16.2).
fn describe(entry: &Entry, item: &Item) -> (i64, Deltas) {
    let deltas = Deltas::new();
    let amount = |steps: i64| item.amount(steps);
    let (happening, deltas) = match entry.what {
        Happened::Created { quantity } => {
            (Happening::Created, deltas.value("status", OK).quantity("quantity", amount(quantity)))
        }
        Happened::StatusSet { from, to } => {
            let now = deltas.value("status", to).value("status_logical", to);
            (Happening::Edited, now.value("old_status", from).value("old_status_logical", from))
        }
        Happened::Counted { left } => (Happening::Counted, deltas.quantity("quantity", amount(left))),
        Happened::Added { by, left } => {
            (Happening::Added, deltas.quantity("added", amount(by)).quantity("quantity", amount(left)))
        }
        Happened::Removed { by, left } => {
            (Happening::Removed, deltas.quantity("removed", amount(by)).quantity("quantity", amount(left)))
        }
        Happened::Moved { quantity, to } => {
            (Happening::Moved, deltas.quantity("quantity", amount(quantity)).value("location", key(to)))
        }
        Happened::SplitOff { from, quantity } => {
            (Happening::SplitFromParent, deltas.value("stockitem", key(from)).quantity("quantity", amount(quantity)))
        }
        Happened::GaveAway { to, by, left } => {
            let taken = deltas.quantity("removed", amount(by)).quantity("quantity", amount(left));
            (Happening::SplitChild, taken.value("stockitem", key(to)))
        }
        Happened::Sold { customer } => {
            let sold = deltas.quantity("quantity", amount(1)).value("customer", company_key(customer));
            return (SENT_TO_CUSTOMER, sold.value("customer_name", COMPANIES[customer].name));
        }
    };
    (happening as i64, deltas)
}
