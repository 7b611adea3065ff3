-- Sales orders, their lines, shipments and allocations of stock.

CREATE TABLE "order_salesorder" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "reference" varchar(64) NOT NULL UNIQUE,
    "description" varchar(250) NOT NULL,
    "creation_date" date NULL,
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "notes" text NULL,
    "customer_reference" varchar(64) NOT NULL,
    "created_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "customer_id" integer NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "shipment_date" date NULL,
    "shipped_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target_date" date NULL,
    "responsible_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "reference_int" bigint NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "total_price_currency" varchar(3) NULL,
    "total_price" decimal NULL,
    "contact_id" integer NULL REFERENCES "company_contact" ("id") DEFERRABLE INITIALLY DEFERRED,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "order_currency" varchar(3) NULL,
    "address_id" integer NULL REFERENCES "company_address" ("id") DEFERRABLE INITIALLY DEFERRED,
    "status_custom_key" integer unsigned NULL CHECK ("status_custom_key" >= 0),
    "start_date" date NULL,
    "link" varchar(2000) NOT NULL,
    "issue_date" date NULL,
    "updated_at" datetime NULL
);

CREATE INDEX "order_salesorder_created_by_id_1d505e87" ON "order_salesorder" ("created_by_id");
CREATE INDEX "order_salesorder_customer_id_4af66abf" ON "order_salesorder" ("customer_id");
CREATE INDEX "order_salesorder_shipped_by_id_cb5d079a" ON "order_salesorder" ("shipped_by_id");
CREATE INDEX "order_salesorder_responsible_id_9baf98e3" ON "order_salesorder" ("responsible_id");
CREATE INDEX "order_salesorder_contact_id_30e6ba72" ON "order_salesorder" ("contact_id");
CREATE INDEX "order_salesorder_project_code_id_e5d59ce0" ON "order_salesorder" ("project_code_id");
CREATE INDEX "order_salesorder_address_id_44a9a939" ON "order_salesorder" ("address_id");

CREATE TABLE "order_salesorderlineitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "order_id" integer NOT NULL REFERENCES "order_salesorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "sale_price_currency" varchar(3) NULL,
    "sale_price" decimal NULL,
    "shipped" decimal NOT NULL,
    "target_date" date NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "link" varchar(2000) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_salesorderlineitem_order_id_0b95f54d" ON "order_salesorderlineitem" ("order_id");
CREATE INDEX "order_salesorderlineitem_part_id_589eb5de" ON "order_salesorderlineitem" ("part_id");
CREATE INDEX "order_salesorderlineitem_project_code_id_2d5a9e25" ON "order_salesorderlineitem" ("project_code_id");

CREATE TABLE "order_salesordershipment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shipment_date" date NULL,
    "reference" varchar(100) NOT NULL,
    "notes" text NULL,
    "checked_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "order_id" integer NOT NULL REFERENCES "order_salesorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "tracking_number" varchar(100) NOT NULL,
    "invoice_number" varchar(100) NOT NULL,
    "link" varchar(2000) NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "delivery_date" date NULL,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "shipment_address_id" integer NULL REFERENCES "company_address" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "order_salesordershipment_order_id_reference_0b2a76c1_uniq"
    ON "order_salesordershipment" ("order_id", "reference");
CREATE INDEX "order_salesordershipment_checked_by_id_c5cb6faf" ON "order_salesordershipment" ("checked_by_id");
CREATE INDEX "order_salesordershipment_order_id_a8ee0056" ON "order_salesordershipment" ("order_id");
CREATE INDEX "order_salesordershipment_shipment_address_id_84afa540"
    ON "order_salesordershipment" ("shipment_address_id");

CREATE TABLE "order_salesorderallocation" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "item_id" integer NOT NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line_id" integer NOT NULL REFERENCES "order_salesorderlineitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "shipment_id" integer NULL REFERENCES "order_salesordershipment" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "order_salesorderallocation_item_id_2a5c092f" ON "order_salesorderallocation" ("item_id");
CREATE INDEX "order_salesorderallocation_line_id_91c23327" ON "order_salesorderallocation" ("line_id");
CREATE INDEX "order_salesorderallocation_shipment_id_48b7bae7" ON "order_salesorderallocation" ("shipment_id");

CREATE TABLE "order_salesorderextraline" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "target_date" date NULL,
    "context" text NULL CHECK ((JSON_VALID("context") OR "context" IS NULL)),
    "price_currency" varchar(3) NULL,
    "price" decimal NULL,
    "order_id" integer NOT NULL REFERENCES "order_salesorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "link" varchar(2000) NOT NULL,
    "description" varchar(250) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_salesorderextraline_order_id_07fad15c" ON "order_salesorderextraline" ("order_id");
CREATE INDEX "order_salesorderextraline_project_code_id_02f00ad0" ON "order_salesorderextraline" ("project_code_id");
