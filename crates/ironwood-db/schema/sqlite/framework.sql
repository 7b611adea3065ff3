-- What the other tables lean on: the record of applied migrations, content types, sessions, the error log,
-- exchange rates, feature flags and tags.

CREATE TABLE "django_migrations" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app" varchar(255) NOT NULL,
    "name" varchar(255) NOT NULL,
    "applied" datetime NOT NULL
);

CREATE TABLE "django_content_type" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app_label" varchar(100) NOT NULL,
    "model" varchar(100) NOT NULL
);

CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");

CREATE TABLE "django_session" (
    "session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL,
    "expire_date" datetime NOT NULL
);

CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");

CREATE TABLE "error_report_error" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" varchar(128) NULL,
    "info" text NOT NULL,
    "data" text NULL,
    "path" varchar(200) NULL,
    "when" datetime NOT NULL,
    "html" text NULL,
    "modified" datetime NOT NULL
);

CREATE INDEX "error_report_error_kind_f41c4a48" ON "error_report_error" ("kind");
CREATE INDEX "error_report_error_when_3d6a87bc" ON "error_report_error" ("when");

CREATE TABLE "exchange_exchangebackend" (
    "name" varchar(255) NOT NULL PRIMARY KEY,
    "last_update" datetime NOT NULL,
    "base_currency" varchar(3) NOT NULL
);

CREATE TABLE "exchange_rate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "currency" varchar(3) NOT NULL,
    "value" decimal NOT NULL,
    "backend_id" varchar(255) NOT NULL REFERENCES "exchange_exchangebackend" ("name") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "exchange_rate_currency_backend_id_c6037b21_uniq" ON "exchange_rate" ("currency", "backend_id");
CREATE INDEX "exchange_rate_backend_id_d57e3a62" ON "exchange_rate" ("backend_id");

CREATE TABLE "flags_flagstate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(64) NOT NULL,
    "condition" varchar(64) NOT NULL,
    "value" varchar(127) NOT NULL,
    "required" bool NOT NULL,
    CONSTRAINT "flags_flagstate_unique_name_condition_value" UNIQUE ("name", "condition", "value")
);

CREATE TABLE "taggit_tag" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL UNIQUE,
    "slug" varchar(100) NOT NULL UNIQUE
);

CREATE TABLE "taggit_taggeditem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "object_id" integer NOT NULL,
    "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "tag_id" integer NOT NULL REFERENCES "taggit_tag" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "taggit_taggeditem_content_type_id_object_id_tag_id_4bb97a8e_uniq"
        UNIQUE ("content_type_id", "object_id", "tag_id")
);

CREATE INDEX "taggit_taggeditem_object_id_e2d7d1df" ON "taggit_taggeditem" ("object_id");
CREATE INDEX "taggit_taggeditem_content_type_id_9957a03c" ON "taggit_taggeditem" ("content_type_id");
CREATE INDEX "taggit_taggeditem_tag_id_f4f5b767" ON "taggit_taggeditem" ("tag_id");
CREATE INDEX "taggit_tagg_content_8fc721_idx" ON "taggit_taggeditem" ("content_type_id", "object_id");
