//! Which API this is. Clients decide by these numbers what they may ask for (spec 00 §2, §10).

/// Version of the API.
pub const API: u32 = 532;

/// Version of the InvenTree generation that speaks this API; clients parse it.
pub const GENERATION: &str = "1.6.0 dev";

/// Version of this program.
pub const OWN: &str = env!("CARGO_PKG_VERSION");

/// What the OpenAPI document says about the API.
pub fn info() -> ironwood_rest::meta::Info {
    ironwood_rest::meta::Info {
        title: "Ironwood API",
        version: API.to_string(),
        description: "Inventory of parts: stock, suppliers, bills of materials, builds and orders. The API is that of InvenTree.",
        license: env!("CARGO_PKG_LICENSE"),
        ..ironwood_rest::meta::Info::default()
    }
}
