//! What foreign keys point to: the model, its list in the API, and which rows may be chosen.

use ironwood_rest::declare::{Field, Filter, Target};
use ironwood_rest::kind::{Opaque, Related};

use crate::models;

macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident => $model:ident, $path:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name() -> Target {
            Target::new(models::$model, $path)
        }
    )*};
}

targets! {
    /// Any part.
    part => PART, "part";
    /// Any part category.
    category => PART_CATEGORY, "part/category";
    /// Any stock location.
    location => STOCK_LOCATION, "stock/location";
    /// Any stock location type.
    location_type => STOCK_LOCATION_TYPE, "stock/location-type";
    /// Any stock item.
    stock_item => STOCK_ITEM, "stock";
    /// Any company.
    company => COMPANY, "company";
    /// Any supplier part.
    supplier_part => SUPPLIER_PART, "company/part";
    /// Any manufacturer part.
    manufacturer_part => MANUFACTURER_PART, "company/part/manufacturer";
    /// Any user.
    user => USER, "user";
    /// Any user or group that something can belong to.
    owner => OWNER, "user/owner";
    /// Any group.
    group => GROUP, "user/group";
    /// Any build order.
    build => BUILD, "build";
    /// Any purchase order.
    purchase_order => PURCHASE_ORDER, "order/po";
    /// Any sales order.
    sales_order => SALES_ORDER, "order/so";
    /// Any return order.
    return_order => RETURN_ORDER, "order/ro";
    /// Any transfer order.
    transfer_order => TRANSFER_ORDER, "order/transfer-order";
    /// Any line of a sales order.
    sales_line => SALES_ORDER_LINE_ITEM, "order/so-line";
    /// Any shipment of a sales order.
    shipment => SALES_ORDER_SHIPMENT, "order/so/shipment";
    /// Any line of a transfer order.
    transfer_line => TRANSFER_ORDER_LINE_ITEM, "order/transfer-order-line";
    /// Any line of a build order.
    build_line => BUILD_LINE, "build/line";
    /// Any contact.
    contact => CONTACT, "company/contact";
    /// Any address.
    address => ADDRESS, "company/address";
    /// Any project code.
    project_code => PROJECT_CODE, "project-code";
    /// Any bill of materials line.
    bom_item => BOM_ITEM, "bom";
    /// Any parameter template.
    parameter_template => PARAMETER_TEMPLATE, "parameter/template";
    /// Any selection list.
    selection_list => SELECTION_LIST, "selection";
    /// Any test template.
    test_template => PART_TEST_TEMPLATE, "part/test-template";
    /// Any plugin.
    plugin => PLUGIN_CONFIG, "plugins";
    /// Any content type.
    content_type => CONTENT_TYPE, "contenttype";
}

/// Parts that have variants.
pub fn template_part() -> Target {
    part().only("r.is_template", "is_template")
}

/// Parts that are made of others.
pub fn assembly_part() -> Target {
    part().only("r.assembly", "assembly")
}

/// Parts that can go into others.
pub fn component_part() -> Target {
    part().only("r.component", "component")
}

/// Parts that stock can be of, as forms offer them; that a virtual part has no stock is a rule of its own.
pub fn stocked_part() -> Target {
    let mut target = part();
    target.filters.push(("virtual", false.into()));
    target
}

/// Parts that can be bought.
pub fn purchaseable_part() -> Target {
    part().only("r.purchaseable", "purchaseable")
}

/// Parts that can be sold.
pub fn salable_part() -> Target {
    part().only("r.salable", "salable")
}

/// Parts that can be tested.
pub fn testable_part() -> Target {
    part().only("r.testable", "testable")
}

/// Builds that suppliers carry out.
pub fn external_build() -> Target {
    build().only("r.external", "external")
}

/// Stock that belongs to no sales order and is in no assembly. Filters of other rows than the item's own are told to forms all the
/// same.
fn loose_stock(restriction: &'static str, of_part: &[(&'static str, bool)]) -> Target {
    let mut target = stock_item();
    target.restriction = Some(restriction);
    target.filters.extend(of_part.iter().map(|(name, flag)| (*name, (*flag).into())));
    target.filters.extend(["belongs_to", "sales_order"].map(|name| (name, serde_json::Value::Null)));
    target
}

/// Stock that can be set aside for a sales order.
pub fn stock_to_sell() -> Target {
    const RESTRICTION: &str = "r.sales_order_id IS NULL AND r.belongs_to_id IS NULL \
        AND EXISTS (SELECT 1 FROM part_part p WHERE p.id = r.part_id AND p.salable AND NOT p.virtual)";
    loose_stock(RESTRICTION, &[("part__salable", true), ("part__virtual", false)])
}

/// Stock that can be set aside for a transfer order.
pub fn stock_to_move() -> Target {
    const RESTRICTION: &str = "r.sales_order_id IS NULL AND r.belongs_to_id IS NULL \
        AND EXISTS (SELECT 1 FROM part_part p WHERE p.id = r.part_id AND NOT p.virtual)";
    loose_stock(RESTRICTION, &[("part__virtual", false)])
}

/// Stock that can be set aside for a build.
pub fn stock_to_build_in() -> Target {
    loose_stock("r.sales_order_id IS NULL AND r.belongs_to_id IS NULL", &[])
}

/// Stock that is being made.
pub fn build_output() -> Target {
    stock_item().only("r.is_building", "is_building")
}

/// Companies that supply.
pub fn supplier() -> Target {
    company().only("r.is_supplier", "is_supplier")
}

/// Companies that manufacture.
pub fn manufacturer() -> Target {
    company().only("r.is_manufacturer", "is_manufacturer")
}

/// Companies that buy.
pub fn customer() -> Target {
    company().only("r.is_customer", "is_customer")
}

/// The kind of a field that points to `target`.
pub fn to(target: Target) -> Related {
    Related { target }
}

/// The kind of a key that is only shown, as a value that forms cannot choose.
pub fn shown(target: Target) -> Opaque<Related> {
    Opaque(Related { target })
}

/// A key column that is only shown: who did it, and the like.
pub fn shown_key(name: &'static str, column: &'static str, target: Target) -> Field {
    Field::column(name, shown(target)).stored_as(column).read_only().null().lists_filters()
}

/// A filter by a foreign key column of the row itself.
pub fn filter_key(name: &'static str, column: &str, target: Target) -> Filter {
    Filter::key(name, format!("t.\"{column}\""), target)
}
