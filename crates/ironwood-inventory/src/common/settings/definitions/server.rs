//! The server as a whole: its name and address, currencies, uploads, house-keeping.

use super::*;

settings! { Global:
    SERVER_RESTART_REQUIRED: bool = false, "Restart pending", "Raised when a changed setting only counts after the next start of the server.", hidden();
    INVENTREE_INSTANCE_ID: String = "", "Installation identifier", "Random identifier that tells this installation from all others.", hidden(), generated();
    INVENTREE_ANNOUNCE_ID: bool = false, "Publish installation identifier", "Whoever asks for the state of the server, signed in or not, is told the installation identifier.";
    INVENTREE_INSTANCE: String = "InvenTree", "Installation name", "What people call this installation; it heads pages and mails.", then(Effect::RenameSite);
    INVENTREE_INSTANCE_TITLE: bool = false, "Installation name in title", "Browser tabs carry the name of the installation.";
    INVENTREE_RESTRICT_ABOUT: bool = false, "About page for superusers only", "Version and system details are kept from everybody but superusers.";
    INVENTREE_SHOW_SUPERUSER_BANNER: bool = true, "Superuser warning", "Reminds superusers on every page that they work with unlimited rights.";
    INVENTREE_SHOW_ADMIN_BANNER: bool = false, "Administrator warning", "Reminds administrators on every page that they work with extended rights.";
    INVENTREE_COMPANY_NAME: String = "My company name", "Own company", "The company that runs this server, as reports name it.";
    INVENTREE_BASE_URL: String = "", "Server address", "Address under which people reach this server; links in mails and reports begin with it.", checked(Validator::BaseUrl), then(Effect::RenameSite);
    INVENTREE_DEFAULT_CURRENCY: String = "USD", "Main currency", "Prices are compared and summed up in this currency.", of(ChoiceSource::Currencies), then(Effect::RefreshCurrencies);
    CURRENCY_CODES: String = "AUD,CAD,CNY,EUR,GBP,JPY,NZD,USD", "Offered currencies", "Codes of the currencies in which prices may be entered, with commas between them.", checked(Validator::CurrencyCodes), then(Effect::RefreshCurrencies);
    CURRENCY_UPDATE_INTERVAL: i64 = 1, "Exchange rate interval", "Days between two downloads of exchange rates; with 0 they are only fetched by hand.", units("days"), at_least(0);
    CURRENCY_UPDATE_PLUGIN: String = "inventreecurrencyexchange", "Source of exchange rates", "The plugin that is asked for exchange rates.", of(ChoiceSource::Plugins(PluginRole::Exchange));
    INVENTREE_UPLOAD_MAX_SIZE: i64 = 10, "Largest upload", "A file or picture bigger than this is turned away.", units("MB"), at_least(1);
    INVENTREE_STRICT_URLS: bool = true, "Links need a scheme", "A link has to begin with its scheme, such as https://. When off, http:// is put before links without one.";
    INVENTREE_UPDATE_CHECK_INTERVAL: i64 = 7, "Version check interval", "Days between two looks for a newer version; 0 stops looking.", units("days"), at_least(0);
    INVENTREE_BACKUP_ENABLE: bool = false, "Scheduled backups", "The server regularly saves a copy of its database and of its files.";
    INVENTREE_BACKUP_DAYS: i64 = 1, "Days between backups", "How long after a scheduled backup the next one is made.", units("days"), at_least(1);
    INVENTREE_DELETE_TASKS_DAYS: i64 = 30, "Keep task results", "Results of background tasks that are older than this are removed.", units("days"), at_least(7);
    INVENTREE_DELETE_ERRORS_DAYS: i64 = 30, "Keep error reports", "Error reports that are older than this are removed.", units("days"), at_least(7);
    INVENTREE_DELETE_NOTIFICATIONS_DAYS: i64 = 30, "Keep notifications", "Notifications that are older than this are removed, read or not.", units("days"), at_least(7);
    INVENTREE_DELETE_EMAIL_DAYS: i64 = 30, "Keep mail log", "Logged mails that are older than this are removed.", units("days"), at_least(7);
    INVENTREE_PROTECT_EMAIL_LOG: bool = false, "Tamper-proof mail log", "Nobody can delete entries of the mail log.";
}
