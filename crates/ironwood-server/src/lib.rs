//! The HTTP surface: routes, sign-in, content negotiation, static and media files.
