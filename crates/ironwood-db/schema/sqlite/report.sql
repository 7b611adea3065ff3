-- Templates of reports and labels, and the files they use.

CREATE TABLE "report_reporttemplate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "name" varchar(100) NOT NULL,
    "template" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "revision" integer unsigned NOT NULL CHECK ("revision" >= 0),
    "page_size" varchar(20) NOT NULL,
    "landscape" bool NOT NULL,
    "filename_pattern" varchar(100) NOT NULL,
    "enabled" bool NOT NULL,
    "model_type" varchar(100) NOT NULL,
    "filters" varchar(250) NOT NULL,
    "attach_to_model" bool NOT NULL,
    "merge" bool NOT NULL,
    "updated" datetime NULL,
    "updated_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "report_reporttemplate_name_model_type_b7ae46bb_uniq"
    ON "report_reporttemplate" ("name", "model_type");
CREATE INDEX "report_reporttemplate_updated_by_id_844ff951" ON "report_reporttemplate" ("updated_by_id");

CREATE TABLE "report_labeltemplate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "name" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "template" varchar(100) NOT NULL,
    "revision" integer unsigned NOT NULL CHECK ("revision" >= 0),
    "filename_pattern" varchar(100) NOT NULL,
    "enabled" bool NOT NULL,
    "model_type" varchar(100) NOT NULL,
    "filters" varchar(250) NOT NULL,
    "width" real NOT NULL,
    "height" real NOT NULL,
    "attach_to_model" bool NOT NULL,
    "updated" datetime NULL,
    "updated_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "report_labeltemplate_name_model_type_13d8a2d7_uniq"
    ON "report_labeltemplate" ("name", "model_type");
CREATE INDEX "report_labeltemplate_updated_by_id_6613ff30" ON "report_labeltemplate" ("updated_by_id");

CREATE TABLE "report_reportasset" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "description" varchar(250) NOT NULL,
    "asset" varchar(100) NOT NULL
);

CREATE TABLE "report_reportsnippet" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "description" varchar(250) NOT NULL,
    "snippet" varchar(100) NOT NULL
);
