-- Ironwood's own tables. Their names begin with `ironwood_`, so InvenTree never meets them.

-- The audit trail: who did what to whom, when and from where. It is only ever added to; triggers see to it. Users are no
-- foreign keys here: what somebody did stays when the account goes.
CREATE TABLE IF NOT EXISTS "ironwood_audit" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time" datetime NOT NULL,
    "kind" varchar(50) NOT NULL,
    "user_id" integer NULL,
    "username" varchar(150) NOT NULL,
    "address" varchar(45) NOT NULL,
    "user_agent" varchar(200) NOT NULL,
    "model" varchar(100) NOT NULL,
    "object_id" bigint NULL,
    "object_name" varchar(250) NOT NULL,
    "changes" text NOT NULL CHECK (JSON_VALID("changes")),
    "details" text NOT NULL CHECK (JSON_VALID("details"))
);

CREATE INDEX IF NOT EXISTS "ironwood_audit_time" ON "ironwood_audit" ("time");

CREATE INDEX IF NOT EXISTS "ironwood_audit_object" ON "ironwood_audit" ("model", "object_id");

CREATE INDEX IF NOT EXISTS "ironwood_audit_user" ON "ironwood_audit" ("user_id");

CREATE INDEX IF NOT EXISTS "ironwood_audit_address" ON "ironwood_audit" ("address", "time");

CREATE TRIGGER IF NOT EXISTS "ironwood_audit_is_not_changed" BEFORE UPDATE ON "ironwood_audit"
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;

CREATE TRIGGER IF NOT EXISTS "ironwood_audit_is_not_deleted" BEFORE DELETE ON "ironwood_audit"
    BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;

-- Events on their way to whoever listens: written in the transaction that caused them, marked once delivered.
CREATE TABLE IF NOT EXISTS "ironwood_outbox" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created" datetime NOT NULL,
    "name" text NOT NULL,
    "payload" text NOT NULL CHECK (JSON_VALID("payload")),
    "delivered" datetime NULL
);

CREATE INDEX IF NOT EXISTS "ironwood_outbox_undelivered" ON "ironwood_outbox" ("id")
    WHERE "delivered" IS NULL;

-- How often something was tried lately: signing in, codes, mails. The name is a digest; `free_at`, in microseconds since 1970, is
-- when everything it has used is given back.
CREATE TABLE IF NOT EXISTS "ironwood_limit" (
    "name" varchar(64) NOT NULL PRIMARY KEY,
    "free_at" bigint NOT NULL
);

-- Mails of the log that wait to be sent, by their message id; `due` is when they may be taken next.
CREATE TABLE IF NOT EXISTS "ironwood_mail" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "message_id" varchar(250) NOT NULL,
    "due" datetime NOT NULL,
    "tries" integer NOT NULL
);

CREATE INDEX IF NOT EXISTS "ironwood_mail_due" ON "ironwood_mail" ("due");

-- Wishes for a mail with a link, until somebody has looked for whose address it is: asking takes as long for one that nobody has.
CREATE TABLE IF NOT EXISTS "ironwood_wish" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" varchar(20) NOT NULL,
    "email" varchar(254) NOT NULL,
    "origin" varchar(250) NOT NULL,
    "time" datetime NOT NULL
);
