//! Signing in and signing up.

use super::*;

settings! { Global:
    LOGIN_ENABLE_PWD_FORGOT: bool = true, "Reset forgotten passwords", "The sign-in page sends a mail to people who forgot their password.";
    LOGIN_ENABLE_REG: bool = false, "Open registration", "People can make their own account on the sign-in page.";
    LOGIN_ENABLE_SSO: bool = false, "Single sign-on", "The sign-in page offers the configured identity providers.";
    LOGIN_ENABLE_SSO_REG: bool = false, "Registration by single sign-on", "Whoever an identity provider vouches for can make an account here.";
    LOGIN_ENABLE_SSO_GROUP_SYNC: bool = false, "Groups by single sign-on", "At every single sign-on, people join the groups that the identity provider names.";
    SSO_GROUP_KEY: String = "groups", "Group claim", "Where the identity provider's account data lists the groups of a person.";
    SSO_GROUP_MAP: String = "{}", "Group names", "JSON object from the identity provider's group names to the groups of this server; missing groups are made.", checked(Validator::GroupMap);
    SSO_REMOVE_GROUPS: bool = true, "Leave other groups", "People leave the groups that the identity provider no longer names. When off, they keep rights they should have lost.";
    LOGIN_MAIL_REQUIRED: bool = false, "Mail address needed", "Nobody can register without a mail address.";
    LOGIN_SIGNUP_SSO_AUTO: bool = true, "Take over account data", "Single sign-on registers with what the identity provider knows instead of asking again.";
    LOGIN_SIGNUP_MAIL_TWICE: bool = false, "Repeat mail address", "Registration asks for the mail address a second time to catch mistakes.";
    LOGIN_SIGNUP_PWD_TWICE: bool = true, "Repeat password", "Registration asks for the password a second time to catch mistakes.";
    LOGIN_SIGNUP_MAIL_RESTRICTION: String = "", "Mail domains", "Only mail addresses of these domains can register: @example.org, with commas between several; empty takes all.", checked(Validator::MailDomains);
    SIGNUP_GROUP: String = "", "First group", "People who register join this group, unless single sign-on already gave them one.", of(ChoiceSource::Groups);
    LOGIN_ENFORCE_MFA: bool = false, "Second factor for all", "Nobody gets in with a password alone.", then(Effect::EndSessions), confirm("Everybody, you included, will be signed out at once and has to set up a second factor before working on.");
}
