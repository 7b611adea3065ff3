//! Accounts as their own users see them: signing in and out, passwords, addresses, second factors, devices (spec 10 §5).
//!
//! Browsers speak to it as they do to django-allauth's headless API: their session identifies them and nothing else does, and every
//! answer has the same envelope. It knows no HTTP and no sockets; whoever serves it hands in [`Asked`] and gets a [`Called`].
//!
//! | file | what it is |
//! | --- | --- |
//! | `operation` | operations as data, and the road of a call: sign-in, limit, body, fields, operation, method |
//! | `call`, `answer`, `input` | what an operation has at hand, what it says, what it takes |
//! | `browser`, `stage`, `methods` | the session: whose it is, a sign-in that waits in it, how it was proven |
//! | `sign_in`, `flows`, `limits` | passwords, what follows from them, and how often they may be wrong |
//! | `passwords`, `addresses` | what can be changed about an account |
//! | `letters`, `links`, `wish` | mails about accounts, the keys in their links, and who asked for one |
//! | `trail` | what goes into the audit trail |
//! | `authenticators`, `codes`, `trust` | second factors, and browsers where none is asked for |
//! | `policy`, `rules` | what the operator has set, and what administrators have |
//! | `operations/` | one file for each |

mod addresses;
mod answer;
mod authenticators;
mod browser;
mod call;
mod codes;
mod flows;
mod input;
mod letters;
mod limits;
mod links;
mod methods;
mod operation;
mod operations;
mod passwords;
mod people;
mod policy;
mod rules;
mod sign_in;
mod stage;
mod trail;
mod trust;
mod wish;

pub use answer::Answer;
pub use browser::SessionCookie;
pub use call::{Asked, Done, Stop, Work, WorkDone};
pub use operation::{Called, PREFIX, Path, answer};
pub use operations::all as paths;
pub use policy::{Accounts, Factor, Policy};
pub use trust::LIFETIME as TRUST_LIFETIME;
pub use wish::{any as has_wishes, grant as grant_wishes, mail_a_link};
