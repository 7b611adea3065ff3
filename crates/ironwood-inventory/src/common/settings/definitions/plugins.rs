//! What plugins and machines may do.

use super::*;

settings! { Global:
    PLUGIN_ON_STARTUP: bool = false, "Install plugins at start", "Every start of the server makes sure that all plugins are installed, as containers that forget them need it.", then(Effect::RequireRestart);
    PLUGIN_UPDATE_CHECK: bool = true, "Look for plugin updates", "The server regularly looks for newer versions of the installed plugins.";
    ENABLE_PLUGINS_URL: bool = false, "Plugin pages", "Plugins can answer under addresses of their own.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_NAVIGATION: bool = false, "Plugin navigation", "Plugins can add entries to the navigation.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_APP: bool = false, "Plugin data", "Plugins can keep tables of their own in the database.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_SCHEDULE: bool = false, "Plugin schedules", "Plugins can have work done at regular times.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_EVENTS: bool = false, "Plugin events", "Plugins are told what happens on the server.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_INTERFACE: bool = false, "Plugin panels", "Plugins can add panels and buttons to the web interface.", then(Effect::ReloadPlugins);
    ENABLE_PLUGINS_MAILS: bool = false, "Plugin mail", "Plugins can read and change mails on their way in and out.", then(Effect::ReloadPlugins);
    MACHINE_PING_ENABLED: bool = true, "Watch machines", "The server regularly asks every machine whether it is still there.";
}
