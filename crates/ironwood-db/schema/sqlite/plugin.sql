-- Plugins and machines with their settings.

CREATE TABLE "plugin_pluginconfig" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(255) NULL,
    "active" bool NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "package_name" varchar(255) NULL,
    "key" varchar(255) NOT NULL UNIQUE
);

CREATE TABLE "plugin_pluginsetting" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(50) NOT NULL,
    "plugin_id" integer NOT NULL REFERENCES "plugin_pluginconfig" ("id") DEFERRABLE INITIALLY DEFERRED,
    "value" varchar(2000) NOT NULL
);

CREATE UNIQUE INDEX "plugin_pluginsetting_plugin_id_key_e49485b1_uniq" ON "plugin_pluginsetting" ("plugin_id", "key");
CREATE INDEX "plugin_pluginsetting_plugin_id_7e2ebfab" ON "plugin_pluginsetting" ("plugin_id");

CREATE TABLE "plugin_pluginusersetting" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(50) NOT NULL,
    "value" varchar(2000) NOT NULL,
    "plugin_id" integer NOT NULL REFERENCES "plugin_pluginconfig" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "plugin_pluginusersetting_plugin_id_user_id_key_9073bac9_uniq"
    ON "plugin_pluginusersetting" ("plugin_id", "user_id", "key");
CREATE INDEX "plugin_pluginusersetting_plugin_id_0a742bf1" ON "plugin_pluginusersetting" ("plugin_id");
CREATE INDEX "plugin_pluginusersetting_user_id_03cc90c0" ON "plugin_pluginusersetting" ("user_id");

CREATE TABLE "machine_machineconfig" (
    "name" varchar(255) NOT NULL UNIQUE,
    "machine_type" varchar(255) NOT NULL,
    "driver" varchar(255) NOT NULL,
    "active" bool NOT NULL,
    "id" char(32) NOT NULL PRIMARY KEY
);

CREATE TABLE "machine_machinesetting" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(50) NOT NULL,
    "value" varchar(2000) NOT NULL,
    "config_type" varchar(1) NOT NULL,
    "machine_config_id" char(32) NOT NULL REFERENCES "machine_machineconfig" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "machine_machinesetting_machine_config_id_config_type_key_12c71a98_uniq"
    ON "machine_machinesetting" ("machine_config_id", "config_type", "key");
CREATE INDEX "machine_machinesetting_machine_config_id_dee29951" ON "machine_machinesetting" ("machine_config_id");
