//! What happens to rows that point to a deleted one: every foreign key of the schema, by the table it points to. The schema's own
//! constraints only refuse; see [`ironwood_rest::write::remove`].

use ironwood_rest::write::{OnDelete, Reference};

macro_rules! references {
    ($($to:ident { $($what:ident: $($table:ident.$column:ident)+;)+ })+) => {
        /// All foreign keys.
        pub const ALL: &[Reference] = &[$($($(Reference {
            table: stringify!($table),
            column: stringify!($column),
            to: stringify!($to),
            on_delete: OnDelete::$what,
        },)+)+)+];
    };
}

references! {
    // Spec 20 §3: stock, builds and everything that describes the part go with it; orders forget it.
    part_part {
        Cascade: part_bomitem.part_id part_bomitem.sub_part_id part_bomitemsubstitute.part_id part_partpricing.part_id
            part_partsellpricebreak.part_id part_partinternalpricebreak.part_id part_partrelated.part_1_id
            part_partrelated.part_2_id part_partstar.part_id part_partstocktake.part_id part_parttesttemplate.part_id
            part_supplierpart.part_id company_manufacturerpart.part_id build_build.part_id stock_stockitem.part_id
            stock_stockitemtracking.part_id;
        SetNull: part_part.variant_of_id part_part.revision_of_id order_salesorderlineitem.part_id
            order_transferorderlineitem.part_id;
    }
    // Spec 20 §16.5: parts and categories below were moved or deleted before.
    part_partcategory {
        Cascade: part_partcategoryparametertemplate.category_id part_partcategorystar.category_id;
        Nothing: part_part.category_id part_partcategory.parent_id;
    }
    part_bomitem { Cascade: part_bomitemsubstitute.bom_item_id build_buildline.bom_item_id; }
    part_parttesttemplate { Cascade: stock_stockitemtestresult.template_id; }
    part_partparametertemplate {
        Cascade: part_partparameter.template_id part_partcategoryparametertemplate.template_id;
    }
    // Spec 31 §2-§8.
    company_company {
        Cascade: company_address.company_id company_contact.company_id company_manufacturerpart.manufacturer_id
            part_supplierpart.supplier_id;
        SetNull: order_purchaseorder.supplier_id order_salesorder.customer_id order_returnorder.customer_id
            stock_stockitem.customer_id;
    }
    company_address {
        SetNull: order_purchaseorder.address_id order_salesorder.address_id order_returnorder.address_id
            order_transferorder.address_id order_salesordershipment.shipment_address_id;
    }
    company_contact {
        SetNull: order_purchaseorder.contact_id order_salesorder.contact_id order_returnorder.contact_id
            order_transferorder.contact_id;
    }
    company_manufacturerpart { Cascade: part_supplierpart.manufacturer_part_id; }
    part_supplierpart {
        Cascade: part_supplierpricebreak.part_id;
        SetNull: order_purchaseorderlineitem.part_id stock_stockitem.supplier_part_id;
    }
    // Spec 30 §4.1: items and locations below were moved or deleted before.
    stock_stocklocation {
        SetNull: part_part.default_location_id part_partcategory.default_location_id build_build.take_from_id
            build_build.destination_id order_purchaseorder.destination_id order_purchaseorderlineitem.destination_id
            order_transferorder.take_from_id order_transferorder.destination_id;
        Nothing: stock_stockitem.location_id stock_stocklocation.parent_id;
    }
    stock_stocklocationtype { SetNull: stock_stocklocation.location_type_id; }
    // Spec 30 §6: what is installed goes with the item, its history stays.
    stock_stockitem {
        Cascade: stock_stockitem.belongs_to_id stock_stockitemtestresult.stock_item_id build_builditem.stock_item_id
            order_salesorderallocation.item_id order_transferorderallocation.item_id order_returnorderlineitem.item_id;
        SetNull: stock_stockitem.parent_id stock_stockitemtracking.item_id build_builditem.install_into_id;
    }
    // Spec 50 §1.
    build_build {
        Cascade: build_buildline.build_id stock_stockitem.consumed_by_id;
        SetNull: build_build.parent_id stock_stockitem.build_id order_purchaseorderlineitem.build_order_id;
    }
    build_buildline { Cascade: build_builditem.build_line_id; }
    // Spec 40 §1, 41 §1.
    order_purchaseorder {
        Cascade: order_purchaseorderlineitem.order_id order_purchaseorderextraline.order_id;
        SetNull: stock_stockitem.purchase_order_id;
    }
    order_salesorder {
        Cascade: order_salesorderlineitem.order_id order_salesorderextraline.order_id order_salesordershipment.order_id;
        SetNull: stock_stockitem.sales_order_id build_build.sales_order_id;
    }
    order_salesorderlineitem { Cascade: order_salesorderallocation.line_id; }
    order_salesordershipment { Cascade: order_salesorderallocation.shipment_id; }
    order_returnorder { Cascade: order_returnorderlineitem.order_id order_returnorderextraline.order_id; }
    order_transferorder { Cascade: order_transferorderlineitem.order_id; }
    order_transferorderlineitem { Cascade: order_transferorderallocation.line_id; }
    common_projectcode {
        SetNull: build_build.project_code_id order_purchaseorder.project_code_id
            order_purchaseorderlineitem.project_code_id order_purchaseorderextraline.project_code_id
            order_salesorder.project_code_id order_salesorderlineitem.project_code_id
            order_salesorderextraline.project_code_id order_returnorder.project_code_id
            order_returnorderlineitem.project_code_id order_returnorderextraline.project_code_id
            order_transferorder.project_code_id order_transferorderlineitem.project_code_id;
    }
    common_selectionlist {
        Cascade: common_selectionlistentry.list_id;
        SetNull: part_partparametertemplate.selectionlist_id;
    }
    common_selectionlistentry { SetNull: common_selectionlist.default_id; }
    taggit_tag { Cascade: taggit_taggeditem.tag_id; }
    // Spec 10 §4.1: what was the user's alone goes, what the user did stays.
    auth_user {
        Cascade: auth_user_groups.user_id auth_user_user_permissions.user_id users_apitoken.user_id
            users_userprofile.user_id usersessions_usersession.user_id
            common_inventreeusersetting.user_id common_notificationmessage.user_id plugin_pluginusersetting.user_id
            part_partstar.user_id part_partcategorystar.user_id django_admin_log.user_id account_emailaddress.user_id
            socialaccount_socialaccount.user_id mfa_authenticator.user_id otp_static_staticdevice.user_id
            otp_totp_totpdevice.user_id oauth2_provider_accesstoken.user_id oauth2_provider_application.user_id
            oauth2_provider_devicegrant.user_id oauth2_provider_grant.user_id oauth2_provider_idtoken.user_id
            oauth2_provider_refreshtoken.user_id;
        SetNull: part_part.creation_user_id part_part.bom_checked_by_id part_partparameter.updated_by_id
            stock_stockitem.stocktake_user_id stock_stockitemtestresult.user_id stock_stockitemtracking.user_id
            build_build.issued_by_id build_build.completed_by_id order_purchaseorder.created_by_id
            order_purchaseorder.received_by_id order_salesorder.created_by_id order_salesorder.shipped_by_id
            order_salesordershipment.checked_by_id order_returnorder.created_by_id order_transferorder.created_by_id
            common_attachment.upload_user_id common_barcodescanresult.user_id common_dataoutput.user_id
            common_notesimage.user_id common_webhookendpoint.user_id importer_dataimportsession.user_id
            report_labeltemplate.updated_by_id report_reporttemplate.updated_by_id;
    }
    users_owner {
        SetNull: part_part.responsible_owner_id stock_stockitem.owner_id stock_stocklocation.owner_id
            build_build.responsible_id order_purchaseorder.responsible_id order_salesorder.responsible_id
            order_returnorder.responsible_id order_transferorder.responsible_id common_projectcode.responsible_id;
    }
    auth_group {
        Cascade: auth_group_permissions.group_id auth_user_groups.group_id users_ruleset.group_id;
        SetNull: users_userprofile.primary_group_id;
    }
    auth_permission { Cascade: auth_group_permissions.permission_id auth_user_user_permissions.permission_id; }
    django_content_type {
        Cascade: auth_permission.content_type_id taggit_taggeditem.content_type_id part_partparameter.model_type_id
            common_notificationmessage.target_content_type_id common_notificationmessage.source_content_type_id;
        SetNull: part_partparametertemplate.model_type_id common_inventreecustomuserstatemodel.model_id
            users_owner.owner_type_id django_admin_log.content_type_id;
    }
    plugin_pluginconfig {
        Cascade: plugin_pluginsetting.plugin_id plugin_pluginusersetting.plugin_id;
        SetNull: common_selectionlist.source_plugin_id;
    }
    machine_machineconfig { Cascade: machine_machinesetting.machine_config_id; }
    importer_dataimportsession { Cascade: importer_dataimportcolumnmap.session_id importer_dataimportrow.session_id; }
    common_webhookendpoint { SetNull: common_webhookmessage.endpoint_id; }
    common_emailthread { Cascade: common_emailmessage.thread_id; }
    exchange_exchangebackend { Cascade: exchange_rate.backend_id; }
    account_emailaddress { Cascade: account_emailconfirmation.email_address_id; }
    socialaccount_socialaccount { Cascade: socialaccount_socialtoken.account_id; }
    socialaccount_socialapp { SetNull: socialaccount_socialtoken.app_id; }
    otp_static_staticdevice { Cascade: otp_static_statictoken.device_id; }
    oauth2_provider_application {
        Cascade: oauth2_provider_accesstoken.application_id oauth2_provider_grant.application_id
            oauth2_provider_idtoken.application_id oauth2_provider_refreshtoken.application_id;
    }
    oauth2_provider_accesstoken { SetNull: oauth2_provider_refreshtoken.access_token_id; }
    oauth2_provider_refreshtoken { SetNull: oauth2_provider_accesstoken.source_refresh_token_id; }
    oauth2_provider_idtoken { Cascade: oauth2_provider_accesstoken.id_token_id; }
    django_mailbox_mailbox { Cascade: django_mailbox_message.mailbox_id; }
    django_mailbox_message {
        Cascade: django_mailbox_messageattachment.message_id;
        SetNull: django_mailbox_message.in_reply_to_id;
    }
}
