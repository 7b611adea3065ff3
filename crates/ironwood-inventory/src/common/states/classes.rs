//! The statuses of every class.

use super::{Class, State};

macro_rules! classes {
    ($($(#[$doc:meta])* $id:ident: $name:literal { $($state:ident = $key:literal, $label:literal, $color:literal;)* })*) => {
        $(
            $(#[$doc])*
            pub static $id: Class = Class {
                name: $name,
                states: &[$(State { key: $key, name: stringify!($state), label: $label, color: $color }),*],
                answer: {
                    fn answer<'a>(
                        ctx: &'a mut ironwood_rest::Ctx<'_>,
                        _: &'a ironwood_rest::Request,
                    ) -> ironwood_rest::BoxFuture<'a, ironwood_rest::Result<ironwood_rest::Reply>> {
                        Box::pin(super::one(ctx, &$id))
                    }
                    answer
                },
            };
        )*

        /// All classes.
        pub static ALL: [&Class; [$($name),*].len()] = [$(&$id),*];
    };
}

classes! {
    /// Build orders (spec 50 §3).
    BUILD: "BuildStatus" {
        PENDING = 10, "Pending", "secondary";
        PRODUCTION = 20, "Production", "primary";
        ON_HOLD = 25, "On Hold", "warning";
        CANCELLED = 30, "Cancelled", "danger";
        COMPLETE = 40, "Complete", "success";
    }
    /// Import sessions (spec 61).
    DATA_IMPORT: "DataImportStatusCode" {
        INITIAL = 0, "Initializing", "secondary";
        MAPPING = 10, "Mapping Columns", "primary";
        IMPORTING = 20, "Importing Data", "primary";
        PROCESSING = 30, "Processing Data", "primary";
        COMPLETE = 40, "Complete", "success";
    }
    /// Label printers (spec 70).
    LABEL_PRINTER: "LabelPrinterStatus" {
        CONNECTED = 100, "Connected", "success";
        UNKNOWN = 101, "Unknown", "secondary";
        PRINTING = 110, "Printing", "primary";
        WARNING = 200, "Warning", "warning";
        NO_MEDIA = 301, "No media", "warning";
        PAPER_JAM = 302, "Paper jam", "warning";
        DISCONNECTED = 400, "Disconnected", "danger";
        ERROR = 500, "Error", "danger";
    }
    /// Machines in general: each kind of machine has a class of its own.
    MACHINE: "MachineStatus" {}
    /// Purchase orders (spec 40).
    PURCHASE_ORDER: "PurchaseOrderStatus" {
        PENDING = 10, "Pending", "secondary";
        PLACED = 20, "Placed", "primary";
        ON_HOLD = 25, "On Hold", "warning";
        COMPLETE = 30, "Complete", "success";
        CANCELLED = 40, "Cancelled", "danger";
        LOST = 50, "Lost", "warning";
        RETURNED = 60, "Returned", "warning";
    }
    /// Outcomes of return order lines (spec 41).
    RETURN_ORDER_LINE: "ReturnOrderLineStatus" {
        PENDING = 10, "Pending", "secondary";
        RETURN = 20, "Return", "success";
        REPAIR = 30, "Repair", "primary";
        REPLACE = 40, "Replace", "warning";
        REFUND = 50, "Refund", "info";
        REJECT = 60, "Reject", "danger";
    }
    /// Return orders (spec 41).
    RETURN_ORDER: "ReturnOrderStatus" {
        PENDING = 10, "Pending", "secondary";
        IN_PROGRESS = 20, "In Progress", "primary";
        ON_HOLD = 25, "On Hold", "warning";
        COMPLETE = 30, "Complete", "success";
        CANCELLED = 40, "Cancelled", "danger";
    }
    /// Sales orders (spec 40).
    SALES_ORDER: "SalesOrderStatus" {
        PENDING = 10, "Pending", "secondary";
        IN_PROGRESS = 15, "In Progress", "primary";
        SHIPPED = 20, "Shipped", "primary";
        ON_HOLD = 25, "On Hold", "warning";
        COMPLETE = 30, "Complete", "success";
        CANCELLED = 40, "Cancelled", "danger";
        LOST = 50, "Lost", "warning";
        RETURNED = 60, "Returned", "warning";
    }
    /// What happened to a stock item (spec 30-stock §15).
    STOCK_HISTORY: "StockHistoryCode" {
        LEGACY = 0, "Legacy stock tracking entry", "secondary";
        CREATED = 1, "Stock item created", "secondary";
        EDITED = 5, "Edited stock item", "secondary";
        ASSIGNED_SERIAL = 6, "Assigned serial number", "secondary";
        STOCK_COUNT = 10, "Stock counted", "secondary";
        STOCK_ADD = 11, "Stock manually added", "secondary";
        STOCK_REMOVE = 12, "Stock manually removed", "secondary";
        STOCK_SERIALIZED = 13, "Serialized stock items", "secondary";
        RETURNED_TO_STOCK = 15, "Returned to stock", "secondary";
        STOCK_MOVE = 20, "Location changed", "secondary";
        STOCK_UPDATE = 25, "Stock updated", "secondary";
        INSTALLED_INTO_ASSEMBLY = 30, "Installed into assembly", "secondary";
        REMOVED_FROM_ASSEMBLY = 31, "Removed from assembly", "secondary";
        INSTALLED_CHILD_ITEM = 35, "Installed component item", "secondary";
        REMOVED_CHILD_ITEM = 36, "Removed component item", "secondary";
        SPLIT_FROM_PARENT = 40, "Split from parent item", "secondary";
        SPLIT_CHILD_ITEM = 42, "Split child item", "secondary";
        MERGED_STOCK_ITEMS = 45, "Merged stock items", "secondary";
        DISASSEMBLED = 46, "Disassembled into components", "secondary";
        CREATED_FROM_DISASSEMBLY = 47, "Created from disassembly", "secondary";
        CONVERTED_TO_VARIANT = 48, "Converted to variant", "secondary";
        BUILD_OUTPUT_CREATED = 50, "Build order output created", "secondary";
        BUILD_OUTPUT_COMPLETED = 55, "Build order output completed", "secondary";
        BUILD_OUTPUT_REJECTED = 56, "Build order output rejected", "secondary";
        BUILD_CONSUMED = 57, "Consumed by build order", "secondary";
        SHIPPED_AGAINST_SALES_ORDER = 60, "Shipped against Sales Order", "secondary";
        RECEIVED_AGAINST_PURCHASE_ORDER = 70, "Received against Purchase Order", "secondary";
        RETURNED_AGAINST_RETURN_ORDER = 80, "Returned against Return Order", "secondary";
        SENT_TO_CUSTOMER = 100, "Sent to customer", "secondary";
        RETURNED_FROM_CUSTOMER = 105, "Returned from customer", "secondary";
    }
    /// Stock items (spec 30-stock §5).
    STOCK: "StockStatus" {
        OK = 10, "OK", "success";
        ATTENTION = 50, "Attention needed", "warning";
        DAMAGED = 55, "Damaged", "warning";
        DESTROYED = 60, "Destroyed", "danger";
        REJECTED = 65, "Rejected", "danger";
        LOST = 70, "Lost", "dark";
        QUARANTINED = 75, "Quarantined", "info";
        RETURNED = 85, "Returned", "warning";
    }
    /// Transfer orders (spec 41).
    TRANSFER_ORDER: "TransferOrderStatus" {
        PENDING = 10, "Pending", "secondary";
        ISSUED = 20, "Issued", "primary";
        ON_HOLD = 25, "On Hold", "warning";
        COMPLETE = 30, "Complete", "success";
        CANCELLED = 40, "Cancelled", "danger";
    }
}
