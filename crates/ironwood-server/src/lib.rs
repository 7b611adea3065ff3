//! The HTTP surface: routes, sign-in, content negotiation, static and media files.
//!
//! [`App`] is the server without its socket, [`serve`] gives it one. A request takes one way through this crate:
//!
//! | file | what happens there |
//! | --- | --- |
//! | `listen` | the connection; compression of answers |
//! | `surface` | id, common headers, log line; who answers: the API, a file, a page |
//! | `account` | signing in and what users do with their own account, which browsers ask for in their own manner |
//! | `api` | route, negotiation, body; then `api/hop`: one visit to the database |
//! | `errands` | slow work that an action asks for, away from its transaction |
//! | `sign_in` | what the request shows of its sender, and whom the database knows by it |
//! | `postman` | mails that wait in the database are sent |
//! | `api/respond`, `refusal` | the reply, or the error, as an HTTP answer |
//!
//! What the API consists of is the kernel's business ([`ironwood_rest::Kernel`]); nothing here knows a resource.

mod account;
mod answer;
mod api;
mod app;
mod arrival;
mod body;
mod cors;
mod document;
mod errands;
mod files;
mod listen;
mod negotiate;
mod options;
mod pages;
mod postman;
mod query;
mod refusal;
mod router;
mod sign_in;
mod surface;
mod throttle;

pub use app::App;
pub use cookie::SameSite;
pub use listen::serve;
pub use options::{CookieRules, Cors, Forwarded, Options};
pub use throttle::Rate;
