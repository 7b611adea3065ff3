//! Roles: what a group may do, in words an administrator understands (spec 10 §3).

mod grants;
mod models;

use std::fmt;
use std::str::FromStr;

pub use grants::{RoleGrants, RoleSet};
pub use models::ModelRule;

/// A named area of the inventory. Each group has one row of `users_ruleset` per role, with
/// four flags. The order is that of every answer that lists roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Role {
    Admin,
    PartCategory,
    Part,
    Bom,
    StockLocation,
    Stock,
    Build,
    PurchaseOrder,
    SalesOrder,
    ReturnOrder,
    TransferOrder,
}

impl Role {
    pub const ALL: [Self; 11] = [
        Self::Admin,
        Self::PartCategory,
        Self::Part,
        Self::Bom,
        Self::StockLocation,
        Self::Stock,
        Self::Build,
        Self::PurchaseOrder,
        Self::SalesOrder,
        Self::ReturnOrder,
        Self::TransferOrder,
    ];

    /// The name on the wire and in `users_ruleset.name`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::PartCategory => "part_category",
            Self::Part => "part",
            Self::Bom => "bom",
            Self::StockLocation => "stock_location",
            Self::Stock => "stock",
            Self::Build => "build",
            Self::PurchaseOrder => "purchase_order",
            Self::SalesOrder => "sales_order",
            Self::ReturnOrder => "return_order",
            Self::TransferOrder => "transfer_order",
        }
    }

    /// The name that answers show beside [`name`](Self::name), for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::PartCategory => "Part Categories",
            Self::Part => "Parts",
            Self::Bom => "Bills of Material",
            Self::StockLocation => "Stock Locations",
            Self::Stock => "Stock Items",
            Self::Build => "Build Orders",
            Self::PurchaseOrder => "Purchase Orders",
            Self::SalesOrder => "Sales Orders",
            Self::ReturnOrder => "Return Orders",
            Self::TransferOrder => "Transfer Orders",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {0:?}")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| UnknownRole(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_stand_in_their_order_and_are_found_by_name() {
        let names: Vec<_> = Role::ALL.into_iter().map(Role::name).collect();
        assert_eq!(
            names.join(" "),
            "admin part_category part bom stock_location stock build purchase_order sales_order \
             return_order transfer_order"
        );
        for (at, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, at);
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert_eq!("Part".parse::<Role>().unwrap_err().to_string(), "there is no role \"Part\"");
    }
}
