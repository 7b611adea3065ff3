-- Applications that act for a user, and the tokens given to them.

CREATE TABLE "oauth2_provider_application" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "redirect_uris" text NOT NULL,
    "client_type" varchar(32) NOT NULL,
    "authorization_grant_type" varchar(44) NOT NULL,
    "client_secret" varchar(255) NOT NULL,
    "name" varchar(255) NOT NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "skip_authorization" bool NOT NULL,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "algorithm" varchar(5) NOT NULL,
    "post_logout_redirect_uris" text NOT NULL,
    "hash_client_secret" bool NOT NULL,
    "allowed_origins" text NOT NULL,
    "registration_source" varchar(32) NOT NULL,
    "cimd_expires_at" datetime NULL,
    "client_id" varchar(255) NOT NULL UNIQUE
);

CREATE INDEX "oauth2_provider_application_client_secret_53133678" ON "oauth2_provider_application" ("client_secret");
CREATE INDEX "oauth2_provider_application_user_id_79829054" ON "oauth2_provider_application" ("user_id");

CREATE TABLE "oauth2_provider_idtoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "jti" char(32) NOT NULL UNIQUE,
    "expires" datetime NOT NULL,
    "scope" text NOT NULL,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "application_id" bigint NULL REFERENCES "oauth2_provider_application" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "oauth2_provider_idtoken_application_id_08c5ff4f" ON "oauth2_provider_idtoken" ("application_id");
CREATE INDEX "oauth2_provider_idtoken_user_id_dd512b59" ON "oauth2_provider_idtoken" ("user_id");

CREATE TABLE "oauth2_provider_accesstoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "token" text NOT NULL,
    "expires" datetime NOT NULL,
    "scope" text NOT NULL,
    "application_id" bigint NULL REFERENCES "oauth2_provider_application" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "source_refresh_token_id" bigint NULL UNIQUE
        REFERENCES "oauth2_provider_refreshtoken" ("id") DEFERRABLE INITIALLY DEFERRED,
    "id_token_id" bigint NULL UNIQUE REFERENCES "oauth2_provider_idtoken" ("id") DEFERRABLE INITIALLY DEFERRED,
    "token_checksum" varchar(64) NOT NULL UNIQUE,
    "resource" text NOT NULL CHECK ((JSON_VALID("resource") OR "resource" IS NULL))
);

CREATE INDEX "oauth2_provider_accesstoken_application_id_b22886e1" ON "oauth2_provider_accesstoken" ("application_id");
CREATE INDEX "oauth2_provider_accesstoken_user_id_6e4c9a65" ON "oauth2_provider_accesstoken" ("user_id");

CREATE TABLE "oauth2_provider_refreshtoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "token" text NOT NULL,
    "access_token_id" bigint NULL UNIQUE REFERENCES "oauth2_provider_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED,
    "application_id" bigint NOT NULL REFERENCES "oauth2_provider_application" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "revoked" datetime NULL,
    "token_family" char(32) NULL,
    "token_checksum" varchar(64) NOT NULL,
    "resource" text NOT NULL CHECK ((JSON_VALID("resource") OR "resource" IS NULL))
);

CREATE UNIQUE INDEX "oauth2_provider_refreshtoken_token_checksum_revoked_46c81d1d_uniq"
    ON "oauth2_provider_refreshtoken" ("token_checksum", "revoked");
CREATE INDEX "oauth2_provider_refreshtoken_application_id_2d1c311b" ON "oauth2_provider_refreshtoken" ("application_id");
CREATE INDEX "oauth2_provider_refreshtoken_user_id_da837fce" ON "oauth2_provider_refreshtoken" ("user_id");

CREATE TABLE "oauth2_provider_grant" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "code" varchar(255) NOT NULL UNIQUE,
    "expires" datetime NOT NULL,
    "redirect_uri" text NOT NULL,
    "scope" text NOT NULL,
    "application_id" bigint NOT NULL REFERENCES "oauth2_provider_application" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "code_challenge" varchar(128) NOT NULL,
    "code_challenge_method" varchar(10) NOT NULL,
    "nonce" varchar(255) NOT NULL,
    "claims" text NOT NULL,
    "resource" text NOT NULL CHECK ((JSON_VALID("resource") OR "resource" IS NULL))
);

CREATE INDEX "oauth2_provider_grant_application_id_81923564" ON "oauth2_provider_grant" ("application_id");
CREATE INDEX "oauth2_provider_grant_user_id_e8f62af8" ON "oauth2_provider_grant" ("user_id");

CREATE TABLE "oauth2_provider_devicegrant" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "device_code" varchar(100) NOT NULL,
    "user_code" varchar(100) NOT NULL,
    "interval" integer NOT NULL,
    "expires" datetime NOT NULL,
    "status" varchar(64) NOT NULL,
    "client_id" varchar(100) NOT NULL,
    "last_checked" datetime NOT NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "scope" text NOT NULL,
    CONSTRAINT "oauth2_provider_devicegrant_unique_device_code" UNIQUE ("device_code")
);

CREATE INDEX "oauth2_provider_devicegrant_client_id_229dd06d" ON "oauth2_provider_devicegrant" ("client_id");
CREATE INDEX "oauth2_provider_devicegrant_user_id_1cec5156" ON "oauth2_provider_devicegrant" ("user_id");
