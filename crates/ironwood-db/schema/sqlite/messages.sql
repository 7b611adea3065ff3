-- What is told to people and to other systems: notifications, news, e-mail, webhooks.

CREATE TABLE "common_notificationentry" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(250) NOT NULL,
    "updated" datetime NULL,
    "uid" varchar(255) NOT NULL
);

CREATE UNIQUE INDEX "common_notificationentry_key_uid_93240f63_uniq" ON "common_notificationentry" ("key", "uid");

CREATE TABLE "common_notificationmessage" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "target_object_id" varchar(255) NOT NULL,
    "category" varchar(250) NOT NULL,
    "name" varchar(250) NOT NULL,
    "message" varchar(250) NULL,
    "creation" datetime NOT NULL,
    "read" bool NOT NULL,
    "source_content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target_content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "source_object_id" varchar(255) NULL,
    "link" varchar(500) NULL
);

CREATE INDEX "common_notificationmessage_source_content_type_id_17935bc3"
    ON "common_notificationmessage" ("source_content_type_id");
CREATE INDEX "common_notificationmessage_target_content_type_id_e4b576d3"
    ON "common_notificationmessage" ("target_content_type_id");
CREATE INDEX "common_notificationmessage_user_id_4b3b9ae8" ON "common_notificationmessage" ("user_id");

CREATE TABLE "common_newsfeedentry" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "feed_id" varchar(250) NOT NULL UNIQUE,
    "title" varchar(250) NOT NULL,
    "link" varchar(250) NOT NULL,
    "published" datetime NOT NULL,
    "author" varchar(250) NOT NULL,
    "summary" varchar(250) NOT NULL,
    "read" bool NOT NULL
);

CREATE TABLE "common_emailthread" (
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "key" varchar(250) NULL,
    "started_internal" bool NOT NULL,
    "created" datetime NOT NULL,
    "updated" datetime NOT NULL,
    "global_id" char(32) NOT NULL PRIMARY KEY
);

CREATE UNIQUE INDEX "common_emailthread_key_global_id_c49f295e_uniq" ON "common_emailthread" ("key", "global_id");

CREATE TABLE "common_emailmessage" (
    "message_id_key" varchar(250) NULL,
    "thread_id_key" varchar(250) NULL,
    "subject" varchar(250) NOT NULL,
    "body" text NOT NULL,
    "to" varchar(254) NOT NULL,
    "sender" varchar(254) NOT NULL,
    "status" varchar(50) NULL,
    "timestamp" datetime NOT NULL,
    "headers" text NULL CHECK ((JSON_VALID("headers") OR "headers" IS NULL)),
    "full_message" text NULL,
    "direction" varchar(50) NULL,
    "priority" integer NOT NULL,
    "delivery_options" text NULL CHECK ((JSON_VALID("delivery_options") OR "delivery_options" IS NULL)),
    "error_code" varchar(50) NULL,
    "error_message" text NULL,
    "error_timestamp" datetime NULL,
    "thread_id" char(32) NULL REFERENCES "common_emailthread" ("global_id") DEFERRABLE INITIALLY DEFERRED,
    "global_id" char(32) NOT NULL PRIMARY KEY
);

CREATE INDEX "common_emailmessage_thread_id_b26306ea" ON "common_emailmessage" ("thread_id");

CREATE TABLE "common_webhookendpoint" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "endpoint_id" varchar(255) NOT NULL,
    "name" varchar(255) NULL,
    "active" bool NOT NULL,
    "token" varchar(255) NULL,
    "secret" varchar(255) NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "common_webhookendpoint_user_id_50166018" ON "common_webhookendpoint" ("user_id");

CREATE TABLE "common_webhookmessage" (
    "host" varchar(255) NOT NULL,
    "header" varchar(255) NULL,
    "body" text NULL CHECK ((JSON_VALID("body") OR "body" IS NULL)),
    "worked_on" bool NOT NULL,
    "endpoint_id" integer NULL REFERENCES "common_webhookendpoint" ("id") DEFERRABLE INITIALLY DEFERRED,
    "message_id" char(32) NOT NULL PRIMARY KEY
);

CREATE INDEX "common_webhookmessage_endpoint_id_f6bc7499" ON "common_webhookmessage" ("endpoint_id");
