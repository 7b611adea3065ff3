//! Stock: serial numbers, expiry, ownership, stocktaking, and how long its history is kept.

use super::*;

settings! { Global:
    SERIAL_NUMBER_GLOBALLY_UNIQUE: bool = false, "One series of serial numbers", "A serial number is given only once on this server, not once per part.";
    STOCK_DELETE_DEPLETED_DEFAULT: bool = true, "Drop used-up stock", "New stock items are deleted when nothing is left of them, unless their maker says otherwise.";
    STOCK_ALLOW_EDIT_SERIAL: bool = true, "Editable serial numbers", "The serial number of a stock item can be changed later.";
    STOCK_ALLOW_DELETE_SERIALIZED: bool = true, "Deletable serialised stock", "Stock items with a serial number can be deleted.";
    STOCK_BATCH_CODE_TEMPLATE: String = "", "Batch code template", "Template of the batch code proposed for new stock; empty proposes none.", checked(Validator::BatchCodeTemplate);
    STOCK_ENABLE_EXPIRY: bool = false, "Expiry dates", "Stock can have a date after which it has expired.";
    STOCK_ALLOW_EXPIRED_SALE: bool = false, "Sell after expiry", "Expired stock can still be sold.";
    STOCK_STALE_DAYS: i64 = 0, "Warning before expiry", "So many days before its expiry date, stock counts as stale; 0 gives no warning.", units("days"), at_least(0);
    STOCK_ALLOW_EXPIRED_BUILD: bool = false, "Build after expiry", "Expired stock can still be used in builds.";
    STOCK_OWNERSHIP_CONTROL: bool = false, "Ownership", "Only its owner may change a stock item or location that has one.";
    STOCK_LOCATION_DEFAULT_ICON: String = "", "Location icon", "Icon of locations that have none of their own; empty draws nothing.", checked(Validator::Icon);
    STOCK_SHOW_INSTALLED_ITEMS: bool = false, "List installed items", "Stock tables also list items that are installed in another one.";
    STOCK_ENFORCE_BOM_INSTALLATION: bool = true, "Install by bill of materials", "Only parts of its bill of materials can be installed in a stock item.";
    STOCK_ALLOW_OUT_OF_STOCK_TRANSFER: bool = false, "Move absent stock", "Items that are not in stock can be moved between locations as well.";
    STOCK_MERGE_ON_TRANSFER: bool = false, "Merge on arrival", "A transfer proposes to join like stock at its destination; each transfer can decide otherwise.";
    STOCKTAKE_ENABLE: bool = false, "Stocktaking", "Stock levels and their value are recorded over time.";
    STOCKTAKE_EXCLUDE_EXTERNAL: bool = false, "Stocktake at home only", "Stock in external locations is left out of stocktakes.";
    STOCKTAKE_AUTO_DAYS: i64 = 7, "Days between stocktakes", "How long after a stocktake the server records the next one by itself.", units("days"), at_least(1);
    STOCKTAKE_DELETE_OLD_ENTRIES: bool = false, "Forget old stocktakes", "Stocktakes past their time are removed.";
    STOCKTAKE_DELETE_DAYS: i64 = 365, "Keep stocktakes", "How long stocktakes are kept, where old ones are removed.", units("days"), at_least(30);
    STOCK_TRACKING_DELETE_OLD_ENTRIES: bool = false, "Forget old stock history", "Entries in the history of stock items past their time are removed.";
    STOCK_TRACKING_DELETE_DAYS: i64 = 365, "Keep stock history", "How long the history of stock items is kept, where old entries are removed.", units("days"), at_least(30);
    TEST_STATION_DATA: bool = false, "Test station data", "Test results can name the station that took them, with its start and end times.";
}
