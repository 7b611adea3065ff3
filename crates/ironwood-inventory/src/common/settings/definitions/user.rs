//! What each user sets for themselves. Only `NOTIFICATION_ERROR_REPORT` means something to the
//! server; the others are kept for the clients.

use super::*;

settings! { User:
    LABEL_INLINE: bool = true, "Open labels in browser", "Printed labels open in the browser and are not saved as a file.";
    LABEL_DEFAULT_PRINTER: String = "", "Usual label printer", "The printer that is selected when labels are printed.", of(ChoiceSource::Plugins(PluginRole::LabelPrinter));
    REPORT_INLINE: bool = false, "Open reports in browser", "Printed reports open in the browser and are not saved as a file.";
    BARCODE_IN_FORM_FIELDS: bool = false, "Scan into forms", "Fields of forms can be filled by scanning a barcode.";
    SEARCH_PREVIEW_SHOW_PARTS: bool = true, "Find parts", "Quick search looks for parts.";
    SEARCH_PREVIEW_SHOW_SUPPLIER_PARTS: bool = true, "Find supplier parts", "Quick search looks for supplier parts.";
    SEARCH_PREVIEW_SHOW_MANUFACTURER_PARTS: bool = true, "Find manufacturer parts", "Quick search looks for manufacturer parts.";
    SEARCH_HIDE_INACTIVE_PARTS: bool = false, "Skip inactive parts", "Quick search leaves out parts that are no longer active.";
    SEARCH_PREVIEW_SHOW_CATEGORIES: bool = false, "Find categories", "Quick search looks for part categories.";
    SEARCH_PREVIEW_SHOW_STOCK: bool = true, "Find stock", "Quick search looks for stock items.";
    SEARCH_PREVIEW_HIDE_UNAVAILABLE_STOCK: bool = false, "Skip unavailable stock", "Quick search leaves out stock that cannot be used.";
    SEARCH_PREVIEW_SHOW_LOCATIONS: bool = false, "Find locations", "Quick search looks for stock locations.";
    SEARCH_PREVIEW_SHOW_COMPANIES: bool = true, "Find companies", "Quick search looks for companies.";
    SEARCH_PREVIEW_SHOW_BUILD_ORDERS: bool = true, "Find build orders", "Quick search looks for build orders.";
    SEARCH_PREVIEW_SHOW_PURCHASE_ORDERS: bool = true, "Find purchase orders", "Quick search looks for purchase orders.";
    SEARCH_PREVIEW_EXCLUDE_INACTIVE_PURCHASE_ORDERS: bool = true, "Skip closed purchase orders", "Quick search leaves out purchase orders that are no longer open.";
    SEARCH_PREVIEW_SHOW_SALES_ORDERS: bool = true, "Find sales orders", "Quick search looks for sales orders.";
    SEARCH_PREVIEW_EXCLUDE_INACTIVE_SALES_ORDERS: bool = true, "Skip closed sales orders", "Quick search leaves out sales orders that are no longer open.";
    SEARCH_PREVIEW_SHOW_SALES_ORDER_SHIPMENTS: bool = true, "Find shipments", "Quick search looks for shipments of sales orders.";
    SEARCH_PREVIEW_SHOW_RETURN_ORDERS: bool = true, "Find return orders", "Quick search looks for return orders.";
    SEARCH_PREVIEW_EXCLUDE_INACTIVE_RETURN_ORDERS: bool = true, "Skip closed return orders", "Quick search leaves out return orders that are no longer open.";
    SEARCH_PREVIEW_RESULTS: i64 = 10, "Hits per section", "How many hits of one sort quick search shows.", at_least(1);
    SEARCH_RESULTS_PREVIEW_PANEL: bool = false, "Preview hits", "A hit of the search opens beside the list; when off, its page opens.";
    SEARCH_REGEX: bool = false, "Search by regular expression", "Search terms are read as regular expressions.";
    SEARCH_WHOLE: bool = false, "Search whole words", "A search term only hits whole words.";
    SEARCH_NOTES: bool = false, "Search notes", "A search term is also looked for in notes.";
    FORMS_CLOSE_USING_ESCAPE: bool = false, "Escape leaves forms", "The escape key closes an open form and drops what was typed.";
    STICKY_HEADER: bool = false, "Steady navigation bar", "The navigation bar stays in view while the page scrolls.";
    STICKY_TABLE_HEADER: bool = false, "Steady table heads", "The head of a table stays in view while its rows scroll.";
    SHOW_SPOTLIGHT: bool = true, "Command palette", "A key press opens a box from which every page can be reached.";
    ICONS_IN_NAVBAR: bool = false, "Icons in navigation", "Entries of the navigation bar carry an icon.";
    DATE_DISPLAY_FORMAT: String = "YYYY-MM-DD", "Dates", "How dates are written.", of(DATE_FORMATS);
    ENABLE_PREVIEW_PANEL: bool = false, "Preview rows", "Choosing a row of a table opens it beside the table.";
    DISPLAY_STOCKTAKE_TAB: bool = true, "Stock over time", "The page of a part shows how its stock changed over time.";
    ENABLE_LAST_BREADCRUMB: bool = false, "Page in path", "The path above a page ends with the page itself.";
    SHOW_EXTRA_MODEL_INFO: bool = false, "Detailed choices", "Lists to choose from tell more about each entry.";
    SHOW_FULL_LOCATION_IN_TABLES: bool = false, "Locations with path", "Tables write the whole path of a location; when off, it appears under the mouse.";
    SHOW_FULL_CATEGORY_IN_TABLES: bool = false, "Categories with path", "Tables write the whole path of a category; when off, it appears under the mouse.";
    SHOW_BOM_SUBASSEMBLY_LEVELS: bool = true, "Open subassemblies", "The table of a bill of materials can unfold the parts of its subassemblies.";
    NOTIFICATION_ERROR_REPORT: bool = true, "Tell me about errors", "Errors of the server arrive as notifications.";
    LAST_USED_PRINTING_MACHINES: String = "", "Recent label machines", "Machines that printed labels last, the latest first; the server keeps this list.";
    DISPLAY_ITEMS_FINAL_LEVEL: bool = false, "Straight to content", "A location or category without further levels opens on its items or parts.";
}
