-- Mailboxes that are read, and the messages found in them.

CREATE TABLE "django_mailbox_mailbox" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(255) NOT NULL,
    "uri" varchar(255) NULL,
    "from_email" varchar(255) NULL,
    "active" bool NOT NULL,
    "last_polling" datetime NULL
);

CREATE TABLE "django_mailbox_message" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "subject" varchar(255) NOT NULL,
    "message_id" varchar(255) NOT NULL,
    "from_header" varchar(255) NOT NULL,
    "to_header" text NOT NULL,
    "outgoing" bool NOT NULL,
    "body" text NOT NULL,
    "encoded" bool NOT NULL,
    "processed" datetime NOT NULL,
    "read" datetime NULL,
    "mailbox_id" integer NOT NULL REFERENCES "django_mailbox_mailbox" ("id") DEFERRABLE INITIALLY DEFERRED,
    "eml" varchar(100) NULL,
    "in_reply_to_id" integer NULL REFERENCES "django_mailbox_message" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "django_mailbox_message_mailbox_id_d60c2b04" ON "django_mailbox_message" ("mailbox_id");
CREATE INDEX "django_mailbox_message_in_reply_to_id_296753b5" ON "django_mailbox_message" ("in_reply_to_id");

CREATE TABLE "django_mailbox_messageattachment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "headers" text NULL,
    "message_id" integer NULL REFERENCES "django_mailbox_message" ("id") DEFERRABLE INITIALLY DEFERRED,
    "document" varchar(100) NOT NULL
);

CREATE INDEX "django_mailbox_messageattachment_message_id_3f4d2dee" ON "django_mailbox_messageattachment" ("message_id");
