//! Which roles list which models (spec 10 §3).
//!
//! Models are named `<app label>_<model name>` here, which is not always the name of the
//! table: supplier parts are `company_supplierpart` and live in `part_supplierpart`. A name
//! that ends in `*` stands for all that begin like it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Role, RoleSet};

/// What the roles say about one model. Cheap to copy; a resource can look it up once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelRule {
    /// Every signed-in user may do everything with it.
    pub free: bool,
    /// The roles that list it.
    pub roles: RoleSet,
}

impl ModelRule {
    /// The rule of a model, `<app label>_<model name>`. No role lists a model that is not
    /// known here: only superusers and holders of a Django permission reach it.
    pub fn of(model: &str) -> Self {
        let mut rule = INDEX.exact.get(model).copied().unwrap_or_default();
        for (prefix, other) in &INDEX.prefixes {
            if model.starts_with(prefix) {
                rule = rule.union(*other);
            }
        }
        rule
    }

    /// Whether the permissions of the model are a matter of roles, hence rewritten with them.
    pub const fn is_governed(self) -> bool {
        !self.roles.is_empty()
    }

    fn union(self, other: Self) -> Self {
        Self { free: self.free || other.free, roles: self.roles.union(other.roles) }
    }
}

/// The two tables below turned around: from model to rule.
struct Index {
    exact: HashMap<&'static str, ModelRule>,
    prefixes: Vec<(&'static str, ModelRule)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let free = FREE.iter().map(|model| {
        let rule = ModelRule { free: true, roles: RoleSet::NONE };
        (*model, rule)
    });
    let listed = Role::ALL.into_iter().flat_map(|role| {
        models(role).iter().map(move |model| {
            let rule = ModelRule { free: false, roles: RoleSet::NONE.with(role) };
            (*model, rule)
        })
    });
    let mut index = Index { exact: HashMap::new(), prefixes: Vec::new() };
    for (model, rule) in free.chain(listed) {
        if let Some(prefix) = model.strip_suffix('*') {
            index.prefixes.push((prefix, rule));
        } else {
            let known = index.exact.entry(model).or_default();
            *known = known.union(rule);
        }
    }
    index
});

/// The models a role lists. A model may be listed by several.
const fn models(role: Role) -> &'static [&'static str] {
    match role {
        Role::Admin => &[
            "auth_group",
            "auth_user",
            "auth_permission",
            "users_apitoken",
            "users_ruleset",
            "report_labeltemplate",
            "report_reportasset",
            "report_reportsnippet",
            "report_reporttemplate",
            "account_emailaddress",
            "account_emailconfirmation",
            "socialaccount_*",
            "otp_*",
            "mfa_authenticator",
            "oauth2_provider_*",
            "plugin_pluginconfig",
            "plugin_pluginsetting",
            "plugin_pluginusersetting",
            "common_barcodescanresult",
            "common_newsfeedentry",
            "taggit_tag",
            "taggit_taggeditem",
            "flags_flagstate",
            "machine_machineconfig",
            "machine_machinesetting",
            "common_emailmessage",
            "common_emailthread",
            "django_mailbox_*",
        ],
        Role::PartCategory => &["part_partcategory", "part_partcategoryparametertemplate", "part_partcategorystar"],
        Role::Part => &[
            "part_part",
            "part_partpricing",
            "part_partsellpricebreak",
            "part_partinternalpricebreak",
            "part_parttesttemplate",
            "part_partrelated",
            "part_partstar",
            "part_partstocktake",
            "part_partcategorystar",
            "company_supplierpart",
            "company_manufacturerpart",
        ],
        Role::Bom => &["part_bomitem", "part_bomitemsubstitute"],
        Role::StockLocation => &["stock_stocklocation", "stock_stocklocationtype"],
        Role::Stock => &["stock_stockitem", "stock_stockitemtracking", "stock_stockitemtestresult"],
        Role::Build => &[
            "part_part",
            "part_partcategory",
            "part_bomitem",
            "part_bomitemsubstitute",
            "build_build",
            "build_builditem",
            "build_buildline",
            "stock_stockitem",
            "stock_stocklocation",
        ],
        Role::PurchaseOrder => &[
            "company_company",
            "company_contact",
            "company_address",
            "company_manufacturerpart",
            "company_supplierpart",
            "company_supplierpricebreak",
            "order_purchaseorder",
            "order_purchaseorderlineitem",
            "order_purchaseorderextraline",
        ],
        Role::SalesOrder => &[
            "company_company",
            "company_contact",
            "company_address",
            "order_salesorder",
            "order_salesorderallocation",
            "order_salesorderlineitem",
            "order_salesorderextraline",
            "order_salesordershipment",
        ],
        Role::ReturnOrder => &[
            "company_company",
            "company_contact",
            "company_address",
            "order_returnorder",
            "order_returnorderlineitem",
            "order_returnorderextraline",
        ],
        Role::TransferOrder => &["order_transferorder", "order_transferorderallocation", "order_transferorderlineitem"],
    }
}

/// Models no role guards: their endpoints have rules of their own.
const FREE: &[&str] = &[
    "common_attachment",
    "common_parametertemplate",
    "common_parameter",
    "common_customunit",
    "common_dataoutput",
    "common_inventreesetting",
    "common_inventreeusersetting",
    "common_notificationentry",
    "common_notificationmessage",
    "common_notesimage",
    "common_projectcode",
    "common_webhookendpoint",
    "common_webhookmessage",
    "common_inventreecustomuserstatemodel",
    "common_selectionlist",
    "common_selectionlistentry",
    "contenttypes_contenttype",
    "users_owner",
    "users_userprofile",
    "error_report_error",
    "django_q_*",
    "usersessions_usersession",
    "importer_*",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(model: &str) -> Vec<Role> {
        let rule = ModelRule::of(model);
        assert!(!rule.free, "{model}");
        Role::ALL.into_iter().filter(|role| rule.roles.contains(*role)).collect()
    }

    #[test]
    fn a_model_may_be_listed_by_several_roles() {
        assert_eq!(roles("order_salesorder"), [Role::SalesOrder]);
        assert_eq!(roles("part_part"), [Role::Part, Role::Build]);
        assert_eq!(roles("part_partcategorystar"), [Role::PartCategory, Role::Part]);
        assert_eq!(roles("company_contact"), [Role::PurchaseOrder, Role::SalesOrder, Role::ReturnOrder]);
    }

    #[test]
    fn wildcards_stand_for_a_whole_app() {
        for model in
            ["socialaccount_socialtoken", "otp_totp_totpdevice", "oauth2_provider_grant", "django_mailbox_message"]
        {
            assert_eq!(roles(model), [Role::Admin], "{model}");
        }
        assert!(ModelRule::of("django_q_schedule").free);
        assert!(ModelRule::of("importer_dataimportrow").free);
    }

    #[test]
    fn names_are_matched_whole() {
        for model in ["part_par", "part_partx", "socialaccount", "admin_logentry", ""] {
            assert_eq!(ModelRule::of(model), ModelRule::default(), "{model}");
        }
        assert!(!ModelRule::of("admin_logentry").is_governed());
        assert!(ModelRule::of("auth_user").is_governed());
    }

    #[test]
    fn no_model_is_both_free_and_guarded_or_listed_twice() {
        for (at, model) in FREE.iter().enumerate() {
            let name = model.trim_end_matches('*');
            assert!(!ModelRule::of(name).is_governed(), "{model}");
            assert!(!FREE[..at].contains(model), "{model}");
        }
        for role in Role::ALL {
            for (at, model) in models(role).iter().enumerate() {
                assert!(!models(role)[..at].contains(model), "{role}: {model}");
            }
        }
    }
}
