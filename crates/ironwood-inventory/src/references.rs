//! Every foreign key of the schema, and what becomes of a row when the one it points to is deleted. The constraints of the schema
//! only refuse; upstream's code did the rest (spec 20 §3, 21 §2, 22 §1, 30-stock §4.1 and §6, 31 §2.1, 10 §4).

use ironwood_rest::write::{OnDelete, Reference};

const fn reference(table: &'static str, column: &'static str, to: &'static str, on_delete: OnDelete) -> Reference {
    Reference { table, column, to, on_delete }
}

/// The row goes too.
const fn cascade(table: &'static str, column: &'static str, to: &'static str) -> Reference {
    reference(table, column, to, OnDelete::Cascade)
}

/// The row forgets the key.
const fn set_null(table: &'static str, column: &'static str, to: &'static str) -> Reference {
    reference(table, column, to, OnDelete::SetNull)
}

/// A rule of the domain sees to the row before.
const fn nothing(table: &'static str, column: &'static str, to: &'static str) -> Reference {
    reference(table, column, to, OnDelete::Nothing)
}

/// All of them, by what they point to.
pub const ALL: &[Reference] = &[
    cascade("account_emailconfirmation", "email_address_id", "account_emailaddress"),
    cascade("auth_group_permissions", "group_id", "auth_group"),
    cascade("auth_user_groups", "group_id", "auth_group"),
    cascade("users_ruleset", "group_id", "auth_group"),
    set_null("users_userprofile", "primary_group_id", "auth_group"),
    cascade("auth_group_permissions", "permission_id", "auth_permission"),
    cascade("auth_user_user_permissions", "permission_id", "auth_permission"),
    cascade("account_emailaddress", "user_id", "auth_user"),
    cascade("auth_user_groups", "user_id", "auth_user"),
    cascade("auth_user_user_permissions", "user_id", "auth_user"),
    set_null("build_build", "completed_by_id", "auth_user"),
    set_null("build_build", "issued_by_id", "auth_user"),
    set_null("common_attachment", "upload_user_id", "auth_user"),
    set_null("common_barcodescanresult", "user_id", "auth_user"),
    set_null("common_dataoutput", "user_id", "auth_user"),
    cascade("common_inventreeusersetting", "user_id", "auth_user"),
    set_null("common_notesimage", "user_id", "auth_user"),
    cascade("common_notificationmessage", "user_id", "auth_user"),
    set_null("common_webhookendpoint", "user_id", "auth_user"),
    cascade("django_admin_log", "user_id", "auth_user"),
    set_null("importer_dataimportsession", "user_id", "auth_user"),
    cascade("mfa_authenticator", "user_id", "auth_user"),
    set_null("oauth2_provider_accesstoken", "user_id", "auth_user"),
    set_null("oauth2_provider_application", "user_id", "auth_user"),
    set_null("oauth2_provider_devicegrant", "user_id", "auth_user"),
    cascade("oauth2_provider_grant", "user_id", "auth_user"),
    set_null("oauth2_provider_idtoken", "user_id", "auth_user"),
    cascade("oauth2_provider_refreshtoken", "user_id", "auth_user"),
    set_null("order_purchaseorder", "created_by_id", "auth_user"),
    set_null("order_purchaseorder", "received_by_id", "auth_user"),
    set_null("order_returnorder", "created_by_id", "auth_user"),
    set_null("order_salesorder", "created_by_id", "auth_user"),
    set_null("order_salesorder", "shipped_by_id", "auth_user"),
    set_null("order_salesordershipment", "checked_by_id", "auth_user"),
    set_null("order_transferorder", "created_by_id", "auth_user"),
    cascade("otp_static_staticdevice", "user_id", "auth_user"),
    cascade("otp_totp_totpdevice", "user_id", "auth_user"),
    set_null("part_part", "bom_checked_by_id", "auth_user"),
    set_null("part_part", "creation_user_id", "auth_user"),
    cascade("part_partcategorystar", "user_id", "auth_user"),
    set_null("part_partparameter", "updated_by_id", "auth_user"),
    cascade("part_partstar", "user_id", "auth_user"),
    cascade("plugin_pluginusersetting", "user_id", "auth_user"),
    set_null("report_labeltemplate", "updated_by_id", "auth_user"),
    set_null("report_reporttemplate", "updated_by_id", "auth_user"),
    cascade("socialaccount_socialaccount", "user_id", "auth_user"),
    set_null("stock_stockitem", "stocktake_user_id", "auth_user"),
    set_null("stock_stockitemtestresult", "user_id", "auth_user"),
    set_null("stock_stockitemtracking", "user_id", "auth_user"),
    cascade("users_apitoken", "user_id", "auth_user"),
    cascade("users_userprofile", "user_id", "auth_user"),
    cascade("usersessions_usersession", "user_id", "auth_user"),
    set_null("build_build", "parent_id", "build_build"),
    cascade("build_buildline", "build_id", "build_build"),
    set_null("order_purchaseorderlineitem", "build_order_id", "build_build"),
    set_null("stock_stockitem", "build_id", "build_build"),
    cascade("stock_stockitem", "consumed_by_id", "build_build"),
    cascade("build_builditem", "build_line_id", "build_buildline"),
    set_null("common_emailmessage", "thread_id", "common_emailthread"),
    set_null("build_build", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorder", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_purchaseorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_returnorder", "project_code_id", "common_projectcode"),
    set_null("order_returnorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_returnorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_salesorder", "project_code_id", "common_projectcode"),
    set_null("order_salesorderextraline", "project_code_id", "common_projectcode"),
    set_null("order_salesorderlineitem", "project_code_id", "common_projectcode"),
    set_null("order_transferorder", "project_code_id", "common_projectcode"),
    set_null("order_transferorderlineitem", "project_code_id", "common_projectcode"),
    cascade("common_selectionlistentry", "list_id", "common_selectionlist"),
    set_null("part_partparametertemplate", "selectionlist_id", "common_selectionlist"),
    set_null("common_selectionlist", "default_id", "common_selectionlistentry"),
    set_null("common_webhookmessage", "endpoint_id", "common_webhookendpoint"),
    set_null("order_purchaseorder", "address_id", "company_address"),
    set_null("order_returnorder", "address_id", "company_address"),
    set_null("order_salesorder", "address_id", "company_address"),
    set_null("order_salesordershipment", "shipment_address_id", "company_address"),
    set_null("order_transferorder", "address_id", "company_address"),
    cascade("company_address", "company_id", "company_company"),
    cascade("company_contact", "company_id", "company_company"),
    cascade("company_manufacturerpart", "manufacturer_id", "company_company"),
    set_null("order_purchaseorder", "supplier_id", "company_company"),
    set_null("order_returnorder", "customer_id", "company_company"),
    set_null("order_salesorder", "customer_id", "company_company"),
    cascade("part_supplierpart", "supplier_id", "company_company"),
    set_null("stock_stockitem", "customer_id", "company_company"),
    set_null("order_purchaseorder", "contact_id", "company_contact"),
    set_null("order_returnorder", "contact_id", "company_contact"),
    set_null("order_salesorder", "contact_id", "company_contact"),
    set_null("order_transferorder", "contact_id", "company_contact"),
    cascade("part_supplierpart", "manufacturer_part_id", "company_manufacturerpart"),
    cascade("auth_permission", "content_type_id", "django_content_type"),
    set_null("common_inventreecustomuserstatemodel", "model_id", "django_content_type"),
    set_null("common_notificationmessage", "source_content_type_id", "django_content_type"),
    cascade("common_notificationmessage", "target_content_type_id", "django_content_type"),
    set_null("django_admin_log", "content_type_id", "django_content_type"),
    cascade("part_partparameter", "model_type_id", "django_content_type"),
    set_null("part_partparametertemplate", "model_type_id", "django_content_type"),
    cascade("taggit_taggeditem", "content_type_id", "django_content_type"),
    set_null("users_owner", "owner_type_id", "django_content_type"),
    cascade("django_mailbox_message", "mailbox_id", "django_mailbox_mailbox"),
    set_null("django_mailbox_message", "in_reply_to_id", "django_mailbox_message"),
    set_null("django_mailbox_messageattachment", "message_id", "django_mailbox_message"),
    cascade("exchange_rate", "backend_id", "exchange_exchangebackend"),
    cascade("importer_dataimportcolumnmap", "session_id", "importer_dataimportsession"),
    cascade("importer_dataimportrow", "session_id", "importer_dataimportsession"),
    cascade("machine_machinesetting", "machine_config_id", "machine_machineconfig"),
    set_null("oauth2_provider_refreshtoken", "access_token_id", "oauth2_provider_accesstoken"),
    set_null("oauth2_provider_accesstoken", "application_id", "oauth2_provider_application"),
    cascade("oauth2_provider_grant", "application_id", "oauth2_provider_application"),
    set_null("oauth2_provider_idtoken", "application_id", "oauth2_provider_application"),
    cascade("oauth2_provider_refreshtoken", "application_id", "oauth2_provider_application"),
    set_null("oauth2_provider_accesstoken", "id_token_id", "oauth2_provider_idtoken"),
    set_null("oauth2_provider_accesstoken", "source_refresh_token_id", "oauth2_provider_refreshtoken"),
    cascade("order_purchaseorderextraline", "order_id", "order_purchaseorder"),
    cascade("order_purchaseorderlineitem", "order_id", "order_purchaseorder"),
    set_null("stock_stockitem", "purchase_order_id", "order_purchaseorder"),
    cascade("order_returnorderextraline", "order_id", "order_returnorder"),
    cascade("order_returnorderlineitem", "order_id", "order_returnorder"),
    set_null("build_build", "sales_order_id", "order_salesorder"),
    cascade("order_salesorderextraline", "order_id", "order_salesorder"),
    cascade("order_salesorderlineitem", "order_id", "order_salesorder"),
    cascade("order_salesordershipment", "order_id", "order_salesorder"),
    set_null("stock_stockitem", "sales_order_id", "order_salesorder"),
    cascade("order_salesorderallocation", "line_id", "order_salesorderlineitem"),
    set_null("order_salesorderallocation", "shipment_id", "order_salesordershipment"),
    cascade("order_transferorderlineitem", "order_id", "order_transferorder"),
    cascade("order_transferorderallocation", "line_id", "order_transferorderlineitem"),
    cascade("otp_static_statictoken", "device_id", "otp_static_staticdevice"),
    cascade("build_buildline", "bom_item_id", "part_bomitem"),
    cascade("part_bomitemsubstitute", "bom_item_id", "part_bomitem"),
    cascade("build_build", "part_id", "part_part"),
    cascade("company_manufacturerpart", "part_id", "part_part"),
    set_null("order_salesorderlineitem", "part_id", "part_part"),
    set_null("order_transferorderlineitem", "part_id", "part_part"),
    cascade("part_bomitem", "part_id", "part_part"),
    cascade("part_bomitem", "sub_part_id", "part_part"),
    cascade("part_bomitemsubstitute", "part_id", "part_part"),
    set_null("part_part", "revision_of_id", "part_part"),
    set_null("part_part", "variant_of_id", "part_part"),
    cascade("part_partinternalpricebreak", "part_id", "part_part"),
    cascade("part_partpricing", "part_id", "part_part"),
    cascade("part_partrelated", "part_1_id", "part_part"),
    cascade("part_partrelated", "part_2_id", "part_part"),
    cascade("part_partsellpricebreak", "part_id", "part_part"),
    cascade("part_partstar", "part_id", "part_part"),
    cascade("part_partstocktake", "part_id", "part_part"),
    cascade("part_parttesttemplate", "part_id", "part_part"),
    cascade("part_supplierpart", "part_id", "part_part"),
    cascade("stock_stockitem", "part_id", "part_part"),
    cascade("stock_stockitemtracking", "part_id", "part_part"),
    nothing("part_part", "category_id", "part_partcategory"),
    nothing("part_partcategory", "parent_id", "part_partcategory"),
    cascade("part_partcategoryparametertemplate", "category_id", "part_partcategory"),
    cascade("part_partcategorystar", "category_id", "part_partcategory"),
    cascade("part_partcategoryparametertemplate", "template_id", "part_partparametertemplate"),
    cascade("part_partparameter", "template_id", "part_partparametertemplate"),
    cascade("stock_stockitemtestresult", "template_id", "part_parttesttemplate"),
    set_null("order_purchaseorderlineitem", "part_id", "part_supplierpart"),
    cascade("part_supplierpricebreak", "part_id", "part_supplierpart"),
    set_null("stock_stockitem", "supplier_part_id", "part_supplierpart"),
    set_null("common_selectionlist", "source_plugin_id", "plugin_pluginconfig"),
    cascade("plugin_pluginsetting", "plugin_id", "plugin_pluginconfig"),
    cascade("plugin_pluginusersetting", "plugin_id", "plugin_pluginconfig"),
    cascade("socialaccount_socialtoken", "account_id", "socialaccount_socialaccount"),
    set_null("socialaccount_socialtoken", "app_id", "socialaccount_socialapp"),
    set_null("build_builditem", "install_into_id", "stock_stockitem"),
    cascade("build_builditem", "stock_item_id", "stock_stockitem"),
    cascade("order_returnorderlineitem", "item_id", "stock_stockitem"),
    cascade("order_salesorderallocation", "item_id", "stock_stockitem"),
    cascade("order_transferorderallocation", "item_id", "stock_stockitem"),
    cascade("stock_stockitem", "belongs_to_id", "stock_stockitem"),
    set_null("stock_stockitem", "parent_id", "stock_stockitem"),
    cascade("stock_stockitemtestresult", "stock_item_id", "stock_stockitem"),
    set_null("stock_stockitemtracking", "item_id", "stock_stockitem"),
    set_null("build_build", "destination_id", "stock_stocklocation"),
    set_null("build_build", "take_from_id", "stock_stocklocation"),
    set_null("order_purchaseorder", "destination_id", "stock_stocklocation"),
    set_null("order_purchaseorderlineitem", "destination_id", "stock_stocklocation"),
    set_null("order_transferorder", "destination_id", "stock_stocklocation"),
    set_null("order_transferorder", "take_from_id", "stock_stocklocation"),
    set_null("part_part", "default_location_id", "stock_stocklocation"),
    set_null("part_partcategory", "default_location_id", "stock_stocklocation"),
    nothing("stock_stockitem", "location_id", "stock_stocklocation"),
    nothing("stock_stocklocation", "parent_id", "stock_stocklocation"),
    set_null("stock_stocklocation", "location_type_id", "stock_stocklocationtype"),
    cascade("taggit_taggeditem", "tag_id", "taggit_tag"),
    set_null("build_build", "responsible_id", "users_owner"),
    set_null("common_projectcode", "responsible_id", "users_owner"),
    set_null("order_purchaseorder", "responsible_id", "users_owner"),
    set_null("order_returnorder", "responsible_id", "users_owner"),
    set_null("order_salesorder", "responsible_id", "users_owner"),
    set_null("order_transferorder", "responsible_id", "users_owner"),
    set_null("part_part", "responsible_owner_id", "users_owner"),
    set_null("stock_stockitem", "owner_id", "users_owner"),
    set_null("stock_stocklocation", "owner_id", "users_owner"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ironwood_db::schema::{SqlDialect, scripts};

    use super::*;

    #[test]
    fn every_foreign_key_of_the_schema_is_here_once() {
        let declared: Vec<(&str, &str, &str)> = ALL.iter().map(|one| (one.table, one.column, one.to)).collect();
        let distinct: BTreeSet<_> = declared.iter().copied().collect();
        assert_eq!(distinct.len(), declared.len(), "a foreign key is here twice");
        let mut schema = BTreeSet::new();
        for (_, script) in scripts(SqlDialect::Sqlite) {
            let mut table = "";
            let mut column = "";
            for line in script.lines() {
                if let Some(rest) = line.trim_start().strip_prefix("CREATE TABLE ") {
                    table = rest.trim_start_matches("IF NOT EXISTS ").split('"').nth(1).unwrap_or_default();
                }
                // A long column goes on in the next line.
                let words: Vec<&str> = line.trim_start().split('"').collect();
                if line.trim_start().starts_with('"') {
                    column = words[1];
                }
                if let Some(at) = words.iter().position(|word| word.trim_end().ends_with("REFERENCES")) {
                    schema.insert((table, column, words[at + 1]));
                }
            }
        }
        let missing: Vec<_> = schema.difference(&distinct).collect();
        let unknown: Vec<_> = distinct.difference(&schema).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");
    }
}
