//! The audit trail in the words of the domain: what is worth an entry, and `ironwood/audit/`, where superusers read it
//! (spec 10 §7).
//!
//! Resources keep their own trail by [`Resource::audited`]. An action that does something else adds an entry in its transaction:
//!
//! ```ignore
//! let entry = Entry::new(audit::PASSWORD_SET).about(&models::USER, user, username);
//! audit::record(ctx, &[entry]).await?;
//! ```
//!
//! Where there is no [`ironwood_rest::Ctx`], as in a sign-in, [`write`] takes whose doing it was as a [`Doer`].

mod resource;
pub mod sign_in;

pub use ironwood_rest::audit::{CHANGED, CREATED, DELETED, Doer, Entry, created, record, write};
pub(crate) use resource::resource;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $label:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: &str = $word;
        )*

        /// Every kind of entry, with its name for people.
        pub const KINDS: &[(&str, &str)] =
            &[(CREATED, "Created"), (CHANGED, "Changed"), (DELETED, "Deleted"), $(($name, $label)),*];
    };
}

kinds! {
    /// Somebody signed in: a session was opened, or name and password were right for the first time that day from this address.
    SIGNED_IN: "signed_in", "Signed in";
    /// Name and password did not belong together, or the account may not be used. It is about the account, when there is one;
    /// a name that nobody has is not kept, for it may be a password that went into the wrong field.
    SIGN_IN_FAILED: "sign_in_failed", "Sign-in failed";
    /// An administrator, or the user, ended a session.
    ENDED: "ended", "Ended";
    /// A token was taken out of use.
    REVOKED: "revoked", "Revoked";
    /// A token was used from an address from which it was not used before.
    USED_FROM_NEW_ADDRESS: "used_from_new_address", "Used from a new address";
    /// An administrator gave a user another password.
    PASSWORD_SET: "password_set", "Password set";
    /// A user changed their own password, or replaced a forgotten one by a link in a mail.
    PASSWORD_CHANGED: "password_changed", "Password changed";
    /// A second factor was added to an account.
    FACTOR_ADDED: "factor_added", "Second factor added";
    /// A second factor was taken away from an account, or replaced.
    FACTOR_REMOVED: "factor_removed", "Second factor removed";
}
