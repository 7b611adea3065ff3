//! Everything that can be set from outside, once: name, default, meaning.

/// Something an operator can set.
pub struct Variable {
    /// Its name in the environment.
    pub name: &'static str,
    /// The name by which InvenTree's operators know it.
    pub known_as: Option<&'static str>,
    /// What holds when nobody sets it; empty for nothing.
    pub default: &'static str,
    /// A line for people.
    pub about: &'static str,
}

macro_rules! variables {
    ($($key:ident: $name:literal $(or $known:literal)?, $default:literal, $about:literal;)*) => {
        $(pub static $key: Variable = Variable {
            name: $name,
            known_as: known!($($known)?),
            default: $default,
            about: $about,
        };)*

        /// All of them, in the order of the help.
        pub static ALL: &[&Variable] = &[$(&$key),*];
    };
}

macro_rules! known {
    () => {
        None
    };
    ($known:literal) => {
        Some($known)
    };
}

variables! {
    DATABASE: "IRONWOOD_DATABASE", "", "database URL, for PostgreSQL with options such as ?sslmode=verify-full; by default inventory.sqlite3 in the data directory";
    DATA_DIR: "IRONWOOD_DATA_DIR", "data", "directory of the server's own files";
    LISTEN: "IRONWOOD_LISTEN", "127.0.0.1:8000", "address and port to listen on";
    MEDIA_ROOT: "IRONWOOD_MEDIA_ROOT" or "INVENTREE_MEDIA_ROOT", "", "uploaded files; by default media in the data directory";
    SITE_URL: "IRONWOOD_SITE_URL" or "INVENTREE_SITE_URL", "", "address that users know the server by";
    TIMEZONE: "IRONWOOD_TIMEZONE" or "INVENTREE_TIMEZONE", "UTC", "time zone of dates and times";
    SECRET_KEY: "IRONWOOD_SECRET_KEY" or "INVENTREE_SECRET_KEY", "", "signs sessions; by default kept in secret_key.txt in the data directory";
    ADMIN_USER: "IRONWOOD_ADMIN_USER" or "INVENTREE_ADMIN_USER", "admin", "administrator of a new database";
    ADMIN_PASSWORD: "IRONWOOD_ADMIN_PASSWORD" or "INVENTREE_ADMIN_PASSWORD", "", "that user's password; by default made up and printed once";
    ADMIN_EMAIL: "IRONWOOD_ADMIN_EMAIL" or "INVENTREE_ADMIN_EMAIL", "", "that user's e-mail address";
    CONSOLE: "IRONWOOD_ADMIN_ENABLED" or "INVENTREE_ADMIN_ENABLED", "true", "whether there is an administration console";
    CONSOLE_PATH: "IRONWOOD_ADMIN_URL" or "INVENTREE_ADMIN_URL", "admin", "path of the administration console";
    DURABLE: "IRONWOOD_DURABLE", "false", "SQLite: wait for the disk at each change, so that not even a power cut loses one";
    LOG: "IRONWOOD_LOG", "info", "what is logged: error, warn, info, debug, or a filter such as info,ironwood_server=debug";
    LOG_FORMAT: "IRONWOOD_LOG_FORMAT", "text", "form of the log: text or json";
    BODY_LIMIT: "IRONWOOD_BODY_LIMIT", "2", "largest body of a request in megabytes, uploads aside";
    THROTTLE_ANON: "IRONWOOD_THROTTLE_ANON" or "INVENTREE_THROTTLE_ANON", "20/minute", "requests of one address without sign-in; none for no limit";
    THROTTLE_USER: "IRONWOOD_THROTTLE_USER" or "INVENTREE_THROTTLE_USER", "60/second", "requests of one user; none for no limit";
    TRUSTED_ORIGINS: "IRONWOOD_TRUSTED_ORIGINS" or "INVENTREE_TRUSTED_ORIGINS", "", "origins whose pages may use a browser's session, separated by commas";
    CORS_ORIGINS: "IRONWOOD_CORS_ORIGINS" or "INVENTREE_CORS_ORIGIN_WHITELIST", "", "origins whose pages may read answers, separated by commas";
    CORS_PATTERNS: "IRONWOOD_CORS_PATTERNS" or "INVENTREE_CORS_ORIGIN_REGEX", "", "the same as regular expressions, separated by commas";
    CORS_ALLOW_ALL: "IRONWOOD_CORS_ALLOW_ALL" or "INVENTREE_CORS_ORIGIN_ALLOW_ALL", "false", "pages of all origins may read what needs no cookie";
    CORS_CREDENTIALS: "IRONWOOD_CORS_CREDENTIALS" or "INVENTREE_CORS_ALLOW_CREDENTIALS", "true", "whether those pages may send cookies";
    FORWARDED_HOST: "IRONWOOD_FORWARDED_HOST" or "INVENTREE_USE_X_FORWARDED_HOST", "false", "a proxy in front sets X-Forwarded-Host";
    FORWARDED_PORT: "IRONWOOD_FORWARDED_PORT" or "INVENTREE_USE_X_FORWARDED_PORT", "false", "a proxy in front sets X-Forwarded-Port";
    FORWARDED_PROTO: "IRONWOOD_FORWARDED_PROTO" or "INVENTREE_USE_X_FORWARDED_PROTO", "false", "a proxy in front sets X-Forwarded-Proto";
    COOKIE_SAMESITE: "IRONWOOD_COOKIE_SAMESITE" or "INVENTREE_COOKIE_SAMESITE", "", "SameSite of the cookies: strict, lax or none";
    COOKIE_SECURE: "IRONWOOD_COOKIE_SECURE" or "INVENTREE_SESSION_COOKIE_SECURE", "false", "cookies go over https only";
    LOGIN_ATTEMPTS: "IRONWOOD_LOGIN_ATTEMPTS" or "INVENTREE_LOGIN_ATTEMPTS", "5", "wrong passwords or codes that an account takes within a minute";
    LOGIN_CONFIRM_DAYS: "IRONWOOD_LOGIN_CONFIRM_DAYS" or "INVENTREE_LOGIN_CONFIRM_DAYS", "3", "days for which the link of a mail confirms an address";
    MFA_ENABLED: "IRONWOOD_MFA_ENABLED" or "INVENTREE_MFA_ENABLED", "true", "users can set up second factors";
    MFA_TYPES: "IRONWOOD_MFA_SUPPORTED_TYPES" or "INVENTREE_MFA_SUPPORTED_TYPES", "totp,recovery_codes,webauthn", "the second factors that they can set up";
    EMAIL_BACKEND: "IRONWOOD_EMAIL_BACKEND" or "INVENTREE_EMAIL_BACKEND", "smtp", "how mail is sent: smtp, folder (files in the data directory), console, none";
    EMAIL_HOST: "IRONWOOD_EMAIL_HOST" or "INVENTREE_EMAIL_HOST", "", "mail server; without it no mail is sent";
    EMAIL_PORT: "IRONWOOD_EMAIL_PORT" or "INVENTREE_EMAIL_PORT", "25", "its port";
    EMAIL_USERNAME: "IRONWOOD_EMAIL_USERNAME" or "INVENTREE_EMAIL_USERNAME", "", "user at the mail server";
    EMAIL_PASSWORD: "IRONWOOD_EMAIL_PASSWORD" or "INVENTREE_EMAIL_PASSWORD", "", "that user's password";
    EMAIL_TLS: "IRONWOOD_EMAIL_TLS" or "INVENTREE_EMAIL_TLS", "false", "encrypt by STARTTLS";
    EMAIL_SSL: "IRONWOOD_EMAIL_SSL" or "INVENTREE_EMAIL_SSL", "false", "encrypt from the first byte on";
    EMAIL_SENDER: "IRONWOOD_EMAIL_SENDER" or "INVENTREE_EMAIL_SENDER", "", "address that mails come from";
    EMAIL_PREFIX: "IRONWOOD_EMAIL_PREFIX" or "INVENTREE_EMAIL_PREFIX", "[InvenTree] ", "what the subjects of mails begin with";
    DB_ENGINE: "INVENTREE_DB_ENGINE", "", "with those below instead of a database URL: postgresql or sqlite3";
    DB_NAME: "INVENTREE_DB_NAME", "", "database, or path of the SQLite file";
    DB_USER: "INVENTREE_DB_USER", "", "PostgreSQL user";
    DB_PASSWORD: "INVENTREE_DB_PASSWORD", "", "PostgreSQL password";
    DB_HOST: "INVENTREE_DB_HOST", "localhost", "PostgreSQL host";
    DB_PORT: "INVENTREE_DB_PORT", "5432", "PostgreSQL port";
    DB_OPTIONS: "INVENTREE_DB_OPTIONS", "", "options of the connection, such as {\"sslmode\": \"verify-full\", \"sslrootcert\": \"/etc/ssl/own-ca.pem\"}";
}
