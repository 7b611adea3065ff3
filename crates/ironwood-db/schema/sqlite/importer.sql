-- Imports of data files: the session, how columns map to fields, and the rows read.

CREATE TABLE "importer_dataimportsession" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "timestamp" datetime NOT NULL,
    "data_file" varchar(100) NOT NULL,
    "columns" text NULL CHECK ((JSON_VALID("columns") OR "columns" IS NULL)),
    "model_type" varchar(100) NOT NULL,
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "field_defaults" text NULL CHECK ((JSON_VALID("field_defaults") OR "field_defaults" IS NULL)),
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "field_filters" text NULL CHECK ((JSON_VALID("field_filters") OR "field_filters" IS NULL)),
    "update_records" bool NOT NULL,
    "completed_row_count_history" integer unsigned NULL CHECK ("completed_row_count_history" >= 0),
    "row_count_history" integer unsigned NULL CHECK ("row_count_history" >= 0),
    "field_overrides" text NULL CHECK ((JSON_VALID("field_overrides") OR "field_overrides" IS NULL))
);

CREATE INDEX "importer_dataimportsession_user_id_3b63cd3b" ON "importer_dataimportsession" ("user_id");

CREATE TABLE "importer_dataimportcolumnmap" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "field" varchar(100) NOT NULL,
    "column" varchar(100) NOT NULL,
    "session_id" bigint NOT NULL REFERENCES "importer_dataimportsession" ("id") DEFERRABLE INITIALLY DEFERRED,
    "lookup_field" varchar(100) NULL
);

CREATE INDEX "importer_dataimportcolumnmap_session_id_8aea1d32" ON "importer_dataimportcolumnmap" ("session_id");

CREATE TABLE "importer_dataimportrow" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "row_index" integer unsigned NOT NULL CHECK ("row_index" >= 0),
    "data" text NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)),
    "errors" text NULL CHECK ((JSON_VALID("errors") OR "errors" IS NULL)),
    "valid" bool NOT NULL,
    "complete" bool NOT NULL,
    "session_id" bigint NOT NULL REFERENCES "importer_dataimportsession" ("id") DEFERRABLE INITIALLY DEFERRED,
    "row_data" text NULL CHECK ((JSON_VALID("row_data") OR "row_data" IS NULL))
);

CREATE INDEX "importer_dataimportrow_session_id_5df660c6" ON "importer_dataimportrow" ("session_id");
