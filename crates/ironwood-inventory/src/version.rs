//! Which API this is. Clients decide by these numbers what they may ask for (spec 00 §2, §10).

/// Version of the API.
pub const API: u32 = 532;

/// Version of the InvenTree generation that speaks this API; clients parse it.
pub const GENERATION: &str = "1.6.0 dev";

/// Version of this program.
pub const OWN: &str = env!("CARGO_PKG_VERSION");
