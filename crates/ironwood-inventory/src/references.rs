//! The foreign keys of the schema that a deletion has to look after, and what becomes of the rows that point to a deleted one.
//! The constraints of the schema only refuse; upstream's code did the rest.

use ironwood_rest::write::{OnDelete, Reference};

const fn cascade(table: &'static str, column: &'static str, to: &'static str) -> Reference {
    Reference { table, column, to, on_delete: OnDelete::Cascade }
}

const fn set_null(table: &'static str, column: &'static str, to: &'static str) -> Reference {
    Reference { table, column, to, on_delete: OnDelete::SetNull }
}

/// All of them.
pub const ALL: &[Reference] = &[
    // Companies (spec 31 §2.1, §5.1, §6.1).
    cascade("company_contact", "company_id", "company_company"),
    cascade("company_address", "company_id", "company_company"),
    cascade("company_manufacturerpart", "manufacturer_id", "company_company"),
    cascade("part_supplierpart", "supplier_id", "company_company"),
    set_null("order_purchaseorder", "supplier_id", "company_company"),
    set_null("order_salesorder", "customer_id", "company_company"),
    set_null("order_returnorder", "customer_id", "company_company"),
    set_null("stock_stockitem", "customer_id", "company_company"),
    set_null("order_purchaseorder", "contact_id", "company_contact"),
    set_null("order_salesorder", "contact_id", "company_contact"),
    set_null("order_returnorder", "contact_id", "company_contact"),
    set_null("order_transferorder", "contact_id", "company_contact"),
    set_null("order_purchaseorder", "address_id", "company_address"),
    set_null("order_salesorder", "address_id", "company_address"),
    set_null("order_returnorder", "address_id", "company_address"),
    set_null("order_transferorder", "address_id", "company_address"),
    set_null("order_salesordershipment", "shipment_address_id", "company_address"),
    cascade("part_supplierpart", "manufacturer_part_id", "company_manufacturerpart"),
    cascade("part_supplierpricebreak", "part_id", "part_supplierpart"),
    set_null("order_purchaseorderlineitem", "part_id", "part_supplierpart"),
    set_null("stock_stockitem", "supplier_part_id", "part_supplierpart"),
    // Project codes and tags (spec 22 §11, §12).
    set_null("build_build", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorder", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_salesorder", "project_code_id", "common_projectcode"),
    set_null("order_salesorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_salesorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_returnorder", "project_code_id", "common_projectcode"),
    set_null("order_returnorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_returnorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_transferorder", "project_code_id", "common_projectcode"),
    set_null("order_transferorderlineitem", "project_code_id", "common_projectcode"),
    cascade("taggit_taggeditem", "tag_id", "taggit_tag"),
];
