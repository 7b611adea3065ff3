//! Measures the running server against the bare SQL it asks for.
