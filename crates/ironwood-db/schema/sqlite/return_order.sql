-- Return orders and their lines.

CREATE TABLE "order_returnorder" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "reference_int" bigint NOT NULL,
    "description" varchar(250) NOT NULL,
    "creation_date" date NULL,
    "notes" text NULL,
    "reference" varchar(64) NOT NULL UNIQUE,
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "customer_reference" varchar(64) NOT NULL,
    "issue_date" date NULL,
    "complete_date" date NULL,
    "created_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "customer_id" integer NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "responsible_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "contact_id" integer NULL REFERENCES "company_contact" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target_date" date NULL,
    "total_price_currency" varchar(3) NULL,
    "total_price" decimal NULL,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "order_currency" varchar(3) NULL,
    "address_id" integer NULL REFERENCES "company_address" ("id") DEFERRABLE INITIALLY DEFERRED,
    "status_custom_key" integer unsigned NULL CHECK ("status_custom_key" >= 0),
    "start_date" date NULL,
    "link" varchar(2000) NOT NULL,
    "updated_at" datetime NULL
);

CREATE INDEX "order_returnorder_created_by_id_223fd55c" ON "order_returnorder" ("created_by_id");
CREATE INDEX "order_returnorder_customer_id_4fcc3aea" ON "order_returnorder" ("customer_id");
CREATE INDEX "order_returnorder_responsible_id_19db2f48" ON "order_returnorder" ("responsible_id");
CREATE INDEX "order_returnorder_contact_id_a843848f" ON "order_returnorder" ("contact_id");
CREATE INDEX "order_returnorder_project_code_id_31dc78db" ON "order_returnorder" ("project_code_id");
CREATE INDEX "order_returnorder_address_id_87bbe495" ON "order_returnorder" ("address_id");

CREATE TABLE "order_returnorderlineitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "target_date" date NULL,
    "received_date" date NULL,
    "outcome" integer unsigned NOT NULL CHECK ("outcome" >= 0),
    "price_currency" varchar(3) NULL,
    "price" decimal NULL,
    "link" varchar(2000) NOT NULL,
    "item_id" integer NOT NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "order_id" integer NOT NULL REFERENCES "order_returnorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "outcome_custom_key" integer unsigned NULL CHECK ("outcome_custom_key" >= 0),
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE UNIQUE INDEX "order_returnorderlineitem_order_id_item_id_d98e7e92_uniq"
    ON "order_returnorderlineitem" ("order_id", "item_id");
CREATE INDEX "order_returnorderlineitem_item_id_e262e5c2" ON "order_returnorderlineitem" ("item_id");
CREATE INDEX "order_returnorderlineitem_order_id_c89168a1" ON "order_returnorderlineitem" ("order_id");
CREATE INDEX "order_returnorderlineitem_project_code_id_4e453368" ON "order_returnorderlineitem" ("project_code_id");

CREATE TABLE "order_returnorderextraline" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "target_date" date NULL,
    "context" text NULL CHECK ((JSON_VALID("context") OR "context" IS NULL)),
    "price_currency" varchar(3) NULL,
    "price" decimal NULL,
    "order_id" integer NOT NULL REFERENCES "order_returnorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "link" varchar(2000) NOT NULL,
    "description" varchar(250) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_returnorderextraline_order_id_f0823508" ON "order_returnorderextraline" ("order_id");
CREATE INDEX "order_returnorderextraline_project_code_id_35ebb04f" ON "order_returnorderextraline" ("project_code_id");
