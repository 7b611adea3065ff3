//! How prices of parts are worked out and shown.

use super::*;

settings! { Global:
    PRICING_DECIMAL_PLACES_MIN: i64 = 0, "Fewest price decimals", "A price is shown with at least this many digits after the point.", within(0, 4), checked(Validator::FewestDecimals);
    PRICING_DECIMAL_PLACES: i64 = 6, "Most price decimals", "A price is shown with at most this many digits after the point.", within(2, 6), checked(Validator::MostDecimals);
    PRICING_USE_SUPPLIER_PRICING: bool = true, "Supplier prices count", "The price breaks of suppliers enter the price range of a part.";
    PRICING_PURCHASE_HISTORY_OVERRIDES_SUPPLIER: bool = false, "Paid prices win", "Where a part was bought before, what was paid replaces the price breaks of suppliers.";
    PRICING_USE_STOCK_PRICING: bool = true, "Stock prices count", "Purchase prices entered with stock items enter the price range of a part.";
    PRICING_STOCK_ITEM_AGE_DAYS: i64 = 0, "Age of stock prices", "Stock items older than this no longer enter prices; 0 sets no limit.", units("days"), at_least(0);
    PRICING_USE_VARIANT_PRICING: bool = true, "Variant prices count", "The prices of its variants enter the price range of a template.";
    PRICING_ACTIVE_VARIANTS: bool = false, "Prices of active variants only", "Inactive variants no longer enter the price range of their template.";
    PRICING_AUTO_UPDATE: bool = true, "Follow changes", "Prices are worked out anew as soon as the data behind them changes.";
    PRICING_UPDATE_DAYS: i64 = 30, "Price lifetime", "Prices that have not been worked out for this long are refreshed by the daily check.", units("days"), at_least(0);
    PART_INTERNAL_PRICE: bool = false, "Internal prices", "Parts can have price breaks for use within the company.";
    PART_BOM_USE_INTERNAL_PRICE: bool = false, "Internal prices win", "A part with internal prices is valued at those, whatever else is known of its price.";
}
