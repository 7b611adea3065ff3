//! Build, purchase, sales, return and transfer orders.

use super::*;

settings! { Global:
    BUILDORDER_REFERENCE_PATTERN: String = "BO-{ref:04d}", "Build order numbers", "Pattern of the references of build orders; {ref} is the running number.", checked(Validator::ReferencePattern);
    BUILDORDER_REQUIRE_RESPONSIBLE: bool = false, "Builds need someone responsible", "A build order cannot be saved without a responsible user or group.";
    BUILDORDER_REQUIRE_ACTIVE_PART: bool = false, "Build active parts only", "No build order can be placed for an inactive part.";
    BUILDORDER_REQUIRE_LOCKED_PART: bool = false, "Build locked parts only", "No build order can be placed for a part that is not locked.";
    BUILDORDER_REQUIRE_VALID_BOM: bool = false, "Build by checked bills of materials only", "No build order can be placed while the bill of materials of its part is unchecked.";
    BUILDORDER_REQUIRE_CLOSED_CHILDS: bool = false, "Child builds first", "A build order stays open until the last of its child orders is closed.";
    BUILDORDER_EXTERNAL_BUILDS: bool = false, "External builds", "A build order can be carried out by a supplier.";
    BUILDORDER_EXTERNAL_REQUIRED: bool = false, "Bought assemblies need a build", "Ordering an assembly from a supplier takes an external build order.";
    PREVENT_BUILD_COMPLETION_HAVING_INCOMPLETED_TESTS: bool = false, "Tests before completion", "A build output stays incomplete until it has passed every required test.";
    RETURNORDER_ENABLED: bool = false, "Return orders", "The web interface offers return orders.";
    RETURNORDER_REFERENCE_PATTERN: String = "RMA-{ref:04d}", "Return order numbers", "Pattern of the references of return orders; {ref} is the running number.", checked(Validator::ReferencePattern);
    RETURNORDER_REQUIRE_RESPONSIBLE: bool = false, "Returns need someone responsible", "A return order cannot be saved without a responsible user or group.";
    RETURNORDER_EDIT_COMPLETED_ORDERS: bool = false, "Change finished returns", "A return order can still be changed when it is complete.";
    SALESORDER_REFERENCE_PATTERN: String = "SO-{ref:04d}", "Sales order numbers", "Pattern of the references of sales orders; {ref} is the running number.", checked(Validator::ReferencePattern);
    SALESORDER_REQUIRE_RESPONSIBLE: bool = false, "Sales need someone responsible", "A sales order cannot be saved without a responsible user or group.";
    SALESORDER_DEFAULT_SHIPMENT: bool = false, "First shipment", "A new sales order comes with an empty shipment.";
    SALESORDER_EDIT_COMPLETED_ORDERS: bool = false, "Change finished sales", "A sales order can still be changed when it is shipped or complete.";
    SALESORDER_SHIPMENT_REQUIRES_CHECK: bool = false, "Check before shipping", "A shipment leaves only when somebody has checked its items.";
    SALESORDER_SHIP_COMPLETE: bool = false, "Shipped means complete", "A sales order that is shipped is complete at once and never waits in between.";
    TRANSFERORDER_ENABLED: bool = false, "Transfer orders", "The web interface offers transfer orders.";
    TRANSFERORDER_REFERENCE_PATTERN: String = "TO-{ref:04d}", "Transfer order numbers", "Pattern of the references of transfer orders; {ref} is the running number.", checked(Validator::ReferencePattern);
    TRANSFERORDER_REQUIRE_RESPONSIBLE: bool = false, "Transfers need someone responsible", "A transfer order cannot be saved without a responsible user or group.";
    TRANSFERORDER_EDIT_COMPLETED_ORDERS: bool = false, "Change finished transfers", "A transfer order can still be changed when it is complete.";
    SALESORDER_BLOCK_INCOMPLETE_ITEM_TESTS: bool = false, "Sell tested stock only", "Stock that has not passed its required tests cannot be allocated to a sales order.";
    PURCHASEORDER_REFERENCE_PATTERN: String = "PO-{ref:04d}", "Purchase order numbers", "Pattern of the references of purchase orders; {ref} is the running number.", checked(Validator::ReferencePattern);
    PURCHASEORDER_REQUIRE_RESPONSIBLE: bool = false, "Purchases need someone responsible", "A purchase order cannot be saved without a responsible user or group.";
    PURCHASEORDER_EDIT_COMPLETED_ORDERS: bool = false, "Change finished purchases", "A purchase order can still be changed when it is complete.";
    PURCHASEORDER_CONVERT_CURRENCY: bool = false, "Received prices in main currency", "The price of received stock is stored in the main currency of the server.";
    PURCHASEORDER_AUTO_COMPLETE: bool = true, "Complete on last receipt", "A purchase order is complete as soon as its last line has arrived.";
    PURCHASEORDER_MERGE_LINE_ITEMS: bool = true, "Merge equal lines", "A new line joins an existing one with the same part, destination and target date.";
    PROJECT_CODES_ENABLED: bool = false, "Project codes", "Orders and their lines can be booked on a project.";
}
