-- Ways to prove who one is: e-mail addresses, accounts at identity providers, second factors, devices and sessions.

CREATE TABLE "account_emailaddress" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "verified" bool NOT NULL,
    "primary" bool NOT NULL,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "email" varchar(254) NOT NULL
);

CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email")
    WHERE "verified";
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary")
    WHERE "primary";

CREATE TABLE "account_emailconfirmation" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created" datetime NOT NULL,
    "sent" datetime NULL,
    "key" varchar(64) NOT NULL UNIQUE,
    "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");

CREATE TABLE "socialaccount_socialapp" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "provider" varchar(30) NOT NULL,
    "name" varchar(40) NOT NULL,
    "client_id" varchar(191) NOT NULL,
    "secret" varchar(191) NOT NULL,
    "key" varchar(191) NOT NULL,
    "provider_id" varchar(200) NOT NULL,
    "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL))
);

CREATE TABLE "socialaccount_socialaccount" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "provider" varchar(200) NOT NULL,
    "uid" varchar(191) NOT NULL,
    "last_login" datetime NOT NULL,
    "date_joined" datetime NOT NULL,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "extra_data" text NOT NULL CHECK ((JSON_VALID("extra_data") OR "extra_data" IS NULL))
);

CREATE UNIQUE INDEX "socialaccount_socialaccount_provider_uid_fc810c6e_uniq"
    ON "socialaccount_socialaccount" ("provider", "uid");
CREATE INDEX "socialaccount_socialaccount_user_id_8146e70c" ON "socialaccount_socialaccount" ("user_id");

CREATE TABLE "socialaccount_socialtoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "token" text NOT NULL,
    "token_secret" text NOT NULL,
    "expires_at" datetime NULL,
    "account_id" integer NOT NULL REFERENCES "socialaccount_socialaccount" ("id") DEFERRABLE INITIALLY DEFERRED,
    "app_id" integer NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq"
    ON "socialaccount_socialtoken" ("app_id", "account_id");
CREATE INDEX "socialaccount_socialtoken_account_id_951f210e" ON "socialaccount_socialtoken" ("account_id");
CREATE INDEX "socialaccount_socialtoken_app_id_636a42d7" ON "socialaccount_socialtoken" ("app_id");

CREATE TABLE "mfa_authenticator" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "type" varchar(20) NOT NULL,
    "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)),
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "created_at" datetime NOT NULL,
    "last_used_at" datetime NULL
);

CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type")
    WHERE "type" IN ('totp', 'recovery_codes');

CREATE TABLE "otp_static_staticdevice" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(64) NOT NULL,
    "confirmed" bool NOT NULL,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "throttling_failure_count" integer unsigned NOT NULL CHECK ("throttling_failure_count" >= 0),
    "throttling_failure_timestamp" datetime NULL
);

CREATE INDEX "otp_static_staticdevice_user_id_7f9cff2b" ON "otp_static_staticdevice" ("user_id");

CREATE TABLE "otp_static_statictoken" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "token" varchar(16) NOT NULL,
    "device_id" integer NOT NULL REFERENCES "otp_static_staticdevice" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "otp_static_statictoken_token_d0a51866" ON "otp_static_statictoken" ("token");
CREATE INDEX "otp_static_statictoken_device_id_74b7c7d1" ON "otp_static_statictoken" ("device_id");

CREATE TABLE "otp_totp_totpdevice" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(64) NOT NULL,
    "confirmed" bool NOT NULL,
    "key" varchar(80) NOT NULL,
    "step" smallint unsigned NOT NULL CHECK ("step" >= 0),
    "t0" bigint NOT NULL,
    "digits" smallint unsigned NOT NULL CHECK ("digits" >= 0),
    "tolerance" smallint unsigned NOT NULL CHECK ("tolerance" >= 0),
    "drift" smallint NOT NULL,
    "last_t" bigint NOT NULL,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "throttling_failure_count" integer unsigned NOT NULL CHECK ("throttling_failure_count" >= 0),
    "throttling_failure_timestamp" datetime NULL
);

CREATE INDEX "otp_totp_totpdevice_user_id_0fb18292" ON "otp_totp_totpdevice" ("user_id");

CREATE TABLE "usersessions_usersession" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created_at" datetime NOT NULL,
    "ip" char(39) NOT NULL,
    "last_seen_at" datetime NOT NULL,
    "session_key" varchar(40) NOT NULL UNIQUE,
    "user_agent" varchar(200) NOT NULL,
    "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)),
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "usersessions_usersession_user_id_af5e0a6d" ON "usersessions_usersession" ("user_id");
