//! Every model of the schema that the API speaks of: its names and its table, written once.

use ironwood_rest::declare::Model;

macro_rules! models {
    ($($(#[$doc:meta])* $id:ident: $app:literal, $name:literal, $class:literal, $verbose:literal, $table:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $id: Model = Model {
                app: $app,
                name: $name,
                class: $class,
                verbose: $verbose,
                table: $table,
                key: concat!($app, "_", $name),
            };
        )*

        /// All of them.
        pub const ALL: &[Model] = &[$($id),*];
    };
}

models! {
    PART: "part", "part", "Part", "Part", "part_part";
    PART_CATEGORY: "part", "partcategory", "PartCategory", "Part Category", "part_partcategory";
    PART_CATEGORY_PARAMETER_TEMPLATE: "part", "partcategoryparametertemplate", "PartCategoryParameterTemplate", "Part Category Parameter Template", "part_partcategoryparametertemplate";
    PART_TEST_TEMPLATE: "part", "parttesttemplate", "PartTestTemplate", "Part Test Template", "part_parttesttemplate";
    PART_RELATED: "part", "partrelated", "PartRelated", "Part Related", "part_partrelated";
    PART_SELL_PRICE_BREAK: "part", "partsellpricebreak", "PartSellPriceBreak", "Part Sale Price Break", "part_partsellpricebreak";
    PART_INTERNAL_PRICE_BREAK: "part", "partinternalpricebreak", "PartInternalPriceBreak", "Part Internal Price Break", "part_partinternalpricebreak";
    PART_PRICING: "part", "partpricing", "PartPricing", "Part Pricing", "part_partpricing";
    PART_STOCKTAKE: "part", "partstocktake", "PartStocktake", "Part Stocktake", "part_partstocktake";
    BOM_ITEM: "part", "bomitem", "BomItem", "BOM Item", "part_bomitem";
    BOM_ITEM_SUBSTITUTE: "part", "bomitemsubstitute", "BomItemSubstitute", "BOM Item Substitute", "part_bomitemsubstitute";
    STOCK_ITEM: "stock", "stockitem", "StockItem", "Stock Item", "stock_stockitem";
    STOCK_LOCATION: "stock", "stocklocation", "StockLocation", "Stock Location", "stock_stocklocation";
    STOCK_LOCATION_TYPE: "stock", "stocklocationtype", "StockLocationType", "Stock Location type", "stock_stocklocationtype";
    STOCK_ITEM_TRACKING: "stock", "stockitemtracking", "StockItemTracking", "Stock Item Tracking", "stock_stockitemtracking";
    STOCK_ITEM_TEST_RESULT: "stock", "stockitemtestresult", "StockItemTestResult", "Stock Item Test Result", "stock_stockitemtestresult";
    COMPANY: "company", "company", "Company", "Company", "company_company";
    CONTACT: "company", "contact", "Contact", "Contact", "company_contact";
    ADDRESS: "company", "address", "Address", "Address", "company_address";
    MANUFACTURER_PART: "company", "manufacturerpart", "ManufacturerPart", "Manufacturer Part", "company_manufacturerpart";
    SUPPLIER_PART: "company", "supplierpart", "SupplierPart", "Supplier Part", "part_supplierpart";
    SUPPLIER_PRICE_BREAK: "company", "supplierpricebreak", "SupplierPriceBreak", "Supplier Price Break", "part_supplierpricebreak";
    BUILD: "build", "build", "Build", "Build Order", "build_build";
    BUILD_LINE: "build", "buildline", "BuildLine", "Build Order Line Item", "build_buildline";
    BUILD_ITEM: "build", "builditem", "BuildItem", "Build Item", "build_builditem";
    PURCHASE_ORDER: "order", "purchaseorder", "PurchaseOrder", "Purchase Order", "order_purchaseorder";
    PURCHASE_ORDER_LINE_ITEM: "order", "purchaseorderlineitem", "PurchaseOrderLineItem", "Purchase Order Line Item", "order_purchaseorderlineitem";
    PURCHASE_ORDER_EXTRA_LINE: "order", "purchaseorderextraline", "PurchaseOrderExtraLine", "Purchase Order Extra Line", "order_purchaseorderextraline";
    SALES_ORDER: "order", "salesorder", "SalesOrder", "Sales Order", "order_salesorder";
    SALES_ORDER_LINE_ITEM: "order", "salesorderlineitem", "SalesOrderLineItem", "Sales Order Line Item", "order_salesorderlineitem";
    SALES_ORDER_EXTRA_LINE: "order", "salesorderextraline", "SalesOrderExtraLine", "Sales Order Extra Line", "order_salesorderextraline";
    SALES_ORDER_SHIPMENT: "order", "salesordershipment", "SalesOrderShipment", "Sales Order Shipment", "order_salesordershipment";
    SALES_ORDER_ALLOCATION: "order", "salesorderallocation", "SalesOrderAllocation", "Sales Order Allocation", "order_salesorderallocation";
    RETURN_ORDER: "order", "returnorder", "ReturnOrder", "Return Order", "order_returnorder";
    RETURN_ORDER_LINE_ITEM: "order", "returnorderlineitem", "ReturnOrderLineItem", "Return Order Line Item", "order_returnorderlineitem";
    RETURN_ORDER_EXTRA_LINE: "order", "returnorderextraline", "ReturnOrderExtraLine", "Return Order Extra Line", "order_returnorderextraline";
    TRANSFER_ORDER: "order", "transferorder", "TransferOrder", "Transfer Order", "order_transferorder";
    TRANSFER_ORDER_LINE_ITEM: "order", "transferorderlineitem", "TransferOrderLineItem", "Transfer Order Line Item", "order_transferorderlineitem";
    TRANSFER_ORDER_ALLOCATION: "order", "transferorderallocation", "TransferOrderAllocation", "Transfer Order Allocation", "order_transferorderallocation";
    REPORT_TEMPLATE: "report", "reporttemplate", "ReportTemplate", "report template", "report_reporttemplate";
    LABEL_TEMPLATE: "report", "labeltemplate", "LabelTemplate", "label template", "report_labeltemplate";
    PARAMETER: "common", "parameter", "Parameter", "Parameter", "part_partparameter";
    PARAMETER_TEMPLATE: "common", "parametertemplate", "ParameterTemplate", "Parameter Template", "part_partparametertemplate";
    SELECTION_LIST: "common", "selectionlist", "SelectionList", "Selection List", "common_selectionlist";
    SELECTION_LIST_ENTRY: "common", "selectionlistentry", "SelectionListEntry", "Selection List Entry", "common_selectionlistentry";
    CUSTOM_UNIT: "common", "customunit", "CustomUnit", "Custom Unit", "common_customunit";
    ATTACHMENT: "common", "attachment", "Attachment", "Attachment", "common_attachment";
    NOTES_IMAGE: "common", "notesimage", "NotesImage", "Notes Image", "common_notesimage";
    PROJECT_CODE: "common", "projectcode", "ProjectCode", "Project Code", "common_projectcode";
    CUSTOM_STATE: "common", "inventreecustomuserstatemodel", "InvenTreeCustomUserStateModel", "Custom State", "common_inventreecustomuserstatemodel";
    GLOBAL_SETTING: "common", "inventreesetting", "InvenTreeSetting", "InvenTree Setting", "common_inventreesetting";
    USER_SETTING: "common", "inventreeusersetting", "InvenTreeUserSetting", "InvenTree User Setting", "common_inventreeusersetting";
    NOTIFICATION_MESSAGE: "common", "notificationmessage", "NotificationMessage", "Notification Message", "common_notificationmessage";
    NEWS_ENTRY: "common", "newsfeedentry", "NewsFeedEntry", "news feed entry", "common_newsfeedentry";
    DATA_OUTPUT: "common", "dataoutput", "DataOutput", "data output", "common_dataoutput";
    EMAIL_MESSAGE: "common", "emailmessage", "EmailMessage", "Email Message", "common_emailmessage";
    ERROR_REPORT: "error_report", "error", "Error", "Error", "error_report_error";
    QUEUED_TASK: "django_q", "ormq", "OrmQ", "Queued task", "django_q_ormq";
    SCHEDULE: "django_q", "schedule", "Schedule", "Scheduled task", "django_q_schedule";
    TASK: "django_q", "task", "Task", "Task", "django_q_task";
    PLUGIN_CONFIG: "plugin", "pluginconfig", "PluginConfig", "Plugin Configuration", "plugin_pluginconfig";
    TAG: "taggit", "tag", "Tag", "tag", "taggit_tag";
    CONTENT_TYPE: "contenttypes", "contenttype", "ContentType", "content type", "django_content_type";
    USER: "auth", "user", "User", "user", "auth_user";
    GROUP: "auth", "group", "Group", "group", "auth_group";
    RULE_SET: "users", "ruleset", "RuleSet", "rule set", "users_ruleset";
    OWNER: "users", "owner", "Owner", "owner", "users_owner";
    API_TOKEN: "users", "apitoken", "ApiToken", "API Token", "users_apitoken";
    SESSION: "usersessions", "usersession", "UserSession", "user session", "usersessions_usersession";
    AUDIT_ENTRY: "ironwood", "auditentry", "AuditEntry", "audit entry", "ironwood_audit";
    USER_PROFILE: "users", "userprofile", "UserProfile", "User Profile", "users_userprofile";
}

/// The model of this lower-case name.
pub fn by_name(name: &str) -> Option<Model> {
    ALL.iter().copied().find(|model| model.name == name)
}
