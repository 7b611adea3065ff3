//! Who may do what, once more: the rules of spec 10 §3 in words of their own, so that [`super::matrix`] does not ask the program
//! whether the program is right. Nothing here comes from `ironwood-auth` or the kernel.

/// The roles and the models they list.
const LISTS: [(&str, &[&str]); 11] = [
    (
        "admin",
        &[
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
            "mfa_authenticator",
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
        ],
    ),
    ("part_category", &["part_partcategory", "part_partcategoryparametertemplate", "part_partcategorystar"]),
    (
        "part",
        &[
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
    ),
    ("bom", &["part_bomitem", "part_bomitemsubstitute"]),
    ("stock_location", &["stock_stocklocation", "stock_stocklocationtype"]),
    ("stock", &["stock_stockitem", "stock_stockitemtracking", "stock_stockitemtestresult"]),
    (
        "build",
        &[
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
    ),
    (
        "purchase_order",
        &[
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
    ),
    (
        "sales_order",
        &[
            "company_company",
            "company_contact",
            "company_address",
            "order_salesorder",
            "order_salesorderallocation",
            "order_salesorderlineitem",
            "order_salesorderextraline",
            "order_salesordershipment",
        ],
    ),
    (
        "return_order",
        &[
            "company_company",
            "company_contact",
            "company_address",
            "order_returnorder",
            "order_returnorderlineitem",
            "order_returnorderextraline",
        ],
    ),
    ("transfer_order", &["order_transferorder", "order_transferorderallocation", "order_transferorderlineitem"]),
];

/// Models that everybody who is signed in may do everything with.
const FREE: [&str; 18] = [
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
    "common_inventreecustomuserstatemodel",
    "common_selectionlist",
    "common_selectionlistentry",
    "contenttypes_contenttype",
    "users_owner",
    "users_userprofile",
];

/// What a path asks of its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nothing.
    Open,
    /// That they are signed in.
    SignedIn,
    /// Signed in to read, staff to write.
    StaffWrites,
    /// Signed in to read; to write staff that may do it with the model.
    AdminWrites,
    /// Signed in to read; to write that they may do it with the model.
    RoleWrites,
    /// Staff.
    Staff,
    /// Superuser.
    Superuser,
    /// That they may do with the model what the method does: the rule where nothing else is said.
    Role,
}

/// The paths that are not [`Door::Role`]. A `*` at the end stands for whatever follows; the first that fits counts.
const DOORS: &[(&str, Door)] = &[
    // The root, and what load balancers, browsers before the sign-in and forms ask.
    ("", Door::Open),
    ("system/health/", Door::Open),
    ("system-internal/observability/end", Door::Open),
    ("email/generate/", Door::Open),
    ("icons/", Door::Open),
    ("flags/*", Door::Open),
    // Users (spec 10 §3, §7).
    ("user/me/*", Door::SignedIn),
    ("user/roles/", Door::SignedIn),
    ("user/token/", Door::SignedIn),
    ("user/profile/", Door::SignedIn),
    ("user/tokens/*", Door::SignedIn),
    ("user/owner/*", Door::SignedIn),
    ("user/<pk>/set-password/", Door::Superuser),
    ("user/*", Door::AdminWrites),
    // What is everybody's own, or common to all.
    ("settings/global/*", Door::StaffWrites),
    ("settings/user/*", Door::SignedIn),
    ("notifications/*", Door::SignedIn),
    ("data-output/*", Door::SignedIn),
    ("notes-image-upload/*", Door::SignedIn),
    ("attachment/*", Door::SignedIn),
    ("parameter/*", Door::SignedIn),
    ("selection/*", Door::SignedIn),
    ("contenttype/*", Door::SignedIn),
    // Which model it is about stands in the path; that one decides once it is known.
    ("metadata/*", Door::SignedIn),
    ("license/", Door::SignedIn),
    ("search/", Door::SignedIn),
    ("currency/exchange/", Door::SignedIn),
    ("units/*", Door::StaffWrites),
    ("project-code/*", Door::StaffWrites),
    ("tag/*", Door::StaffWrites),
    ("generic/status/custom/*", Door::StaffWrites),
    ("generic/status/*", Door::SignedIn),
    ("build/status/", Door::SignedIn),
    ("order/po/status/", Door::SignedIn),
    ("order/so/status/", Door::SignedIn),
    ("order/so/shipment/status/", Door::SignedIn),
    ("order/ro/status/", Door::SignedIn),
    ("order/ro-line/status/", Door::SignedIn),
    ("order/to/status/", Door::SignedIn),
    ("stock/status/", Door::SignedIn),
    ("stock/track/status/", Door::SignedIn),
    ("generate/*", Door::SignedIn),
    ("part/thumbs/", Door::RoleWrites),
    ("supplier/*", Door::SignedIn),
    // Those who look after the server.
    ("version/", Door::Staff),
    ("version-text", Door::Staff),
    ("news/*", Door::Staff),
    ("error-report/*", Door::Staff),
    ("background-task/<task_id>/", Door::SignedIn),
    ("background-task/*", Door::Staff),
    ("admin/*", Door::Superuser),
    ("ironwood/status/", Door::Staff),
    ("ironwood/*", Door::Superuser),
];

/// Paths that ask for a permission of a role itself besides: the path, the method, the role and its permission. OPTIONS asks for
/// the first one of its path.
const ROLES: &[(&str, &str, &str, &str)] = &[
    ("part/<pk>/bom-validate/", "GET", "bom", "view"),
    ("part/<pk>/bom-validate/", "*", "bom", "change"),
    ("stock/<pk>/serialize/", "POST", "stock", "change"),
    ("stock/<pk>/install/", "POST", "stock", "change"),
    ("stock/<pk>/uninstall/", "POST", "stock", "change"),
    ("stock/<pk>/convert/", "POST", "stock", "change"),
    ("stock/<pk>/disassemble/", "POST", "stock", "change"),
    ("supplier/*", "*", "part", "add"),
];

/// Somebody who asks.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    /// Shows credentials that are worth nothing any more.
    pub has_left: bool,
    pub is_signed_in: bool,
    pub is_staff: bool,
    pub is_superuser: bool,
    /// Roles and their permissions, `view add change delete`.
    pub roles: Vec<(&'static str, &'static str)>,
}

/// What the asker gets to hear before anything else is looked at: 401, 403, or nothing of the kind.
pub fn refusal(asker: &Asker, method: &str, path: &str, model: &str) -> Option<u16> {
    let door = DOORS.iter().find(|(pattern, _)| fits(pattern, path)).map_or(Door::Role, |(_, door)| *door);
    if asker.has_left {
        return Some(401);
    }
    if door == Door::Open {
        return None;
    }
    if !asker.is_signed_in {
        return Some(401);
    }
    if asker.is_superuser {
        return None;
    }
    let reads = matches!(method, "GET" | "HEAD" | "OPTIONS");
    let permission = match method {
        "POST" => "add",
        "PUT" | "PATCH" => "change",
        "DELETE" => "delete",
        _ => "view",
    };
    let is_welcome = match door {
        Door::Open | Door::SignedIn => true,
        Door::StaffWrites => reads || asker.is_staff,
        Door::AdminWrites => reads || (asker.is_staff && may(asker, permission, model)),
        Door::RoleWrites => reads || may(asker, permission, model),
        Door::Staff => asker.is_staff,
        Door::Superuser => false,
        Door::Role => may(asker, permission, model),
    };
    let has_role = ROLES
        .iter()
        .find(|(pattern, wanted, ..)| {
            fits(pattern, path) && (*wanted == method || *wanted == "*" || method == "OPTIONS")
        })
        .is_none_or(|(_, _, role, permission)| has(asker, role, permission));
    (!is_welcome || !has_role).then_some(403)
}

fn fits(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => pattern == path,
    }
}

fn has(asker: &Asker, role: &str, permission: &str) -> bool {
    asker.roles.iter().any(|(own, permissions)| *own == role && permissions.split(' ').any(|one| one == permission))
}

fn may(asker: &Asker, permission: &str, model: &str) -> bool {
    let listed =
        |model: &str| LISTS.iter().any(|(role, models)| models.contains(&model) && has(asker, role, permission));
    // Lines of bills of materials also follow the parts (spec 10 §3, 21-bom §1).
    let follows = model == "part_bomitem" && (listed("part_part") || has(asker, "part", "change"));
    FREE.contains(&model) || listed(model) || follows
}
