-- What every kind of record shares: settings, project codes, units, custom states, selection lists, parameters,
-- attachments, images in notes, scans and generated output.
--
-- Parameters belong to any kind of record; their tables keep the prefix `part_` from the time when only parts had them.

CREATE TABLE "common_inventreesetting" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(50) NOT NULL UNIQUE,
    "value" varchar(2000) NOT NULL
);

CREATE TABLE "common_inventreeusersetting" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(50) NOT NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "value" varchar(2000) NOT NULL,
    CONSTRAINT "unique key and user" UNIQUE ("key", "user_id")
);

CREATE INDEX "common_inventreeusersetting_user_id_fa74a403" ON "common_inventreeusersetting" ("user_id");

CREATE TABLE "common_projectcode" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "code" varchar(50) NOT NULL UNIQUE,
    "description" varchar(200) NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "responsible_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "active" bool NOT NULL
);

CREATE INDEX "common_projectcode_responsible_id_befa707b" ON "common_projectcode" ("responsible_id");

CREATE TABLE "common_customunit" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(50) NOT NULL UNIQUE,
    "definition" varchar(50) NOT NULL,
    "symbol" varchar(10) NOT NULL
);

CREATE TABLE "common_inventreecustomuserstatemodel" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" integer NOT NULL,
    "name" varchar(250) NOT NULL,
    "label" varchar(250) NOT NULL,
    "color" varchar(10) NOT NULL,
    "logical_key" integer NOT NULL,
    "reference_status" varchar(250) NOT NULL,
    "model_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "common_inventreecustomuserstatemodel_model_id_2e8cc010"
    ON "common_inventreecustomuserstatemodel" ("model_id");
CREATE UNIQUE INDEX "common_inventreecustomuserstatemodel_reference_status_key_d0f9e9b3_uniq"
    ON "common_inventreecustomuserstatemodel" ("reference_status", "key");
CREATE UNIQUE INDEX "common_inventreecustomuserstatemodel_reference_status_name_c75cc764_uniq"
    ON "common_inventreecustomuserstatemodel" ("reference_status", "name");

CREATE TABLE "common_selectionlist" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "name" varchar(100) NOT NULL UNIQUE,
    "description" varchar(250) NOT NULL,
    "locked" bool NOT NULL,
    "active" bool NOT NULL,
    "source_string" varchar(1000) NOT NULL,
    "created" datetime NOT NULL,
    "last_updated" datetime NOT NULL,
    "default_id" integer NULL REFERENCES "common_selectionlistentry" ("id") DEFERRABLE INITIALLY DEFERRED,
    "source_plugin_id" integer NULL REFERENCES "plugin_pluginconfig" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "common_selectionlist_default_id_bf3a25e9" ON "common_selectionlist" ("default_id");
CREATE INDEX "common_selectionlist_source_plugin_id_bbf3c52c" ON "common_selectionlist" ("source_plugin_id");

CREATE TABLE "common_selectionlistentry" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "value" varchar(255) NOT NULL,
    "label" varchar(255) NOT NULL,
    "description" varchar(250) NOT NULL,
    "active" bool NOT NULL,
    "list_id" integer NULL REFERENCES "common_selectionlist" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "common_selectionlistentry_list_id_value_0d92539f_uniq"
    ON "common_selectionlistentry" ("list_id", "value");
CREATE INDEX "common_selectionlistentry_list_id_ba6acd0b" ON "common_selectionlistentry" ("list_id");

CREATE TABLE "part_partparametertemplate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "name" varchar(100) NOT NULL UNIQUE,
    "units" varchar(25) NOT NULL,
    "description" varchar(250) NOT NULL,
    "checkbox" bool NOT NULL,
    "choices" varchar(5000) NOT NULL,
    "enabled" bool NOT NULL,
    "model_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "selectionlist_id" integer NULL REFERENCES "common_selectionlist" ("id") DEFERRABLE INITIALLY DEFERRED,
    "unique" integer unsigned NOT NULL CHECK ("unique" >= 0)
);

CREATE INDEX "part_partparametertemplate_model_type_id_6fbfe53e" ON "part_partparametertemplate" ("model_type_id");
CREATE INDEX "part_partparametertemplate_selectionlist_id_60970340" ON "part_partparametertemplate" ("selectionlist_id");

CREATE TABLE "part_partparameter" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "data" varchar(500) NOT NULL,
    "template_id" integer NOT NULL REFERENCES "part_partparametertemplate" ("id") DEFERRABLE INITIALLY DEFERRED,
    "data_numeric" real NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "note" varchar(500) NOT NULL,
    "updated" datetime NULL,
    "updated_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "model_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "model_id" integer unsigned NOT NULL CHECK ("model_id" >= 0)
);

CREATE UNIQUE INDEX "part_partparameter_model_type_id_model_id_template_id_87356e1b_uniq"
    ON "part_partparameter" ("model_type_id", "model_id", "template_id");
CREATE INDEX "part_partparameter_template_id_987efa9c" ON "part_partparameter" ("template_id");
CREATE INDEX "part_partparameter_updated_by_id_1219c374" ON "part_partparameter" ("updated_by_id");
CREATE INDEX "part_partparameter_model_type_id_f10a7cba" ON "part_partparameter" ("model_type_id");

CREATE TABLE "common_attachment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "model_id" integer unsigned NOT NULL CHECK ("model_id" >= 0),
    "attachment" varchar(100) NULL,
    "link" varchar(2000) NULL,
    "comment" varchar(250) NOT NULL,
    "upload_date" date NULL,
    "file_size" integer unsigned NOT NULL CHECK ("file_size" >= 0),
    "model_type" varchar(100) NOT NULL,
    "upload_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "thumbnail" varchar(100) NULL,
    "is_image" bool NOT NULL
);

CREATE INDEX "common_attachment_upload_user_id_abb8d038" ON "common_attachment" ("upload_user_id");

CREATE TABLE "common_notesimage" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "image" varchar(100) NOT NULL,
    "date" datetime NOT NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "model_id" integer NULL,
    "model_type" varchar(100) NULL
);

CREATE INDEX "common_notesimage_user_id_4c60e754" ON "common_notesimage" ("user_id");

CREATE TABLE "common_barcodescanresult" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "data" varchar(250) NOT NULL,
    "timestamp" datetime NOT NULL,
    "endpoint" varchar(250) NULL,
    "context" text NULL CHECK ((JSON_VALID("context") OR "context" IS NULL)),
    "response" text NULL CHECK ((JSON_VALID("response") OR "response" IS NULL)),
    "result" bool NOT NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "common_barcodescanresult_user_id_918030a8" ON "common_barcodescanresult" ("user_id");

CREATE TABLE "common_dataoutput" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created" date NOT NULL,
    "total" integer unsigned NOT NULL CHECK ("total" >= 0),
    "progress" integer unsigned NOT NULL CHECK ("progress" >= 0),
    "complete" bool NOT NULL,
    "output_type" varchar(100) NULL,
    "template_name" varchar(100) NULL,
    "plugin" varchar(100) NULL,
    "output" varchar(100) NULL,
    "errors" text NULL CHECK ((JSON_VALID("errors") OR "errors" IS NULL)),
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "common_dataoutput_user_id_5b077b1d" ON "common_dataoutput" ("user_id");
