//! The `ironwood` binary.
fn main() {}
