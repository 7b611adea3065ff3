-- Ironwood's own tables. Their names begin with `ironwood_`, so InvenTree never meets them.

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
