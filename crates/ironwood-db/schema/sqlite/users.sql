-- What belongs to a user beyond the account: owners (a user or a group), rule sets of groups, profiles, API tokens.

CREATE TABLE "users_owner" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "owner_id" integer unsigned NULL CHECK ("owner_id" >= 0),
    "owner_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "unique_owner" UNIQUE ("owner_type_id", "owner_id")
);

CREATE INDEX "users_owner_owner_type_id_b45ef20a" ON "users_owner" ("owner_type_id");

CREATE TABLE "users_ruleset" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(50) NOT NULL,
    "can_add" bool NOT NULL,
    "can_change" bool NOT NULL,
    "can_delete" bool NOT NULL,
    "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED,
    "can_view" bool NOT NULL
);

CREATE UNIQUE INDEX "users_ruleset_name_group_id_129b730d_uniq" ON "users_ruleset" ("name", "group_id");
CREATE INDEX "users_ruleset_group_id_3e9afdba" ON "users_ruleset" ("group_id");

CREATE TABLE "users_userprofile" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "language" varchar(10) NULL,
    "theme" text NULL CHECK ((JSON_VALID("theme") OR "theme" IS NULL)),
    "widgets" text NULL CHECK ((JSON_VALID("widgets") OR "widgets" IS NULL)),
    "displayname" varchar(255) NULL,
    "position" varchar(255) NULL,
    "status" varchar(2000) NULL,
    "location" varchar(2000) NULL,
    "active" bool NOT NULL,
    "contact" varchar(255) NULL,
    "type" varchar(10) NOT NULL,
    "organisation" varchar(255) NULL,
    "primary_group_id" integer NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL UNIQUE REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "users_userprofile_primary_group_id_76d8b94e" ON "users_userprofile" ("primary_group_id");

CREATE TABLE "users_apitoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created" datetime NOT NULL,
    "key" varchar(100) NOT NULL UNIQUE,
    "name" varchar(100) NOT NULL,
    "expiry" date NOT NULL,
    "revoked" bool NOT NULL,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "last_seen" date NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL))
);

CREATE INDEX "users_apitoken_user_id_1feb0204" ON "users_apitoken" ("user_id");
