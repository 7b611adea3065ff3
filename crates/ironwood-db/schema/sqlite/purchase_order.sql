-- Purchase orders and their lines.

CREATE TABLE "order_purchaseorder" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "reference" varchar(64) NOT NULL UNIQUE,
    "description" varchar(250) NOT NULL,
    "creation_date" date NULL,
    "issue_date" date NULL,
    "notes" text NULL,
    "created_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "supplier_id" integer NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "complete_date" date NULL,
    "received_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "supplier_reference" varchar(64) NOT NULL,
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
    "destination_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "start_date" date NULL,
    "link" varchar(2000) NOT NULL,
    "updated_at" datetime NULL
);

CREATE INDEX "order_purchaseorder_created_by_id_2766f843" ON "order_purchaseorder" ("created_by_id");
CREATE INDEX "order_purchaseorder_supplier_id_dafda74c" ON "order_purchaseorder" ("supplier_id");
CREATE INDEX "order_purchaseorder_received_by_id_8ea8270b" ON "order_purchaseorder" ("received_by_id");
CREATE INDEX "order_purchaseorder_responsible_id_3ce611b8" ON "order_purchaseorder" ("responsible_id");
CREATE INDEX "order_purchaseorder_contact_id_c62aabc1" ON "order_purchaseorder" ("contact_id");
CREATE INDEX "order_purchaseorder_project_code_id_355d11a9" ON "order_purchaseorder" ("project_code_id");
CREATE INDEX "order_purchaseorder_address_id_6e1749b0" ON "order_purchaseorder" ("address_id");
CREATE INDEX "order_purchaseorder_destination_id_811615be" ON "order_purchaseorder" ("destination_id");

CREATE TABLE "order_purchaseorderlineitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "received" decimal NOT NULL,
    "order_id" integer NOT NULL REFERENCES "order_purchaseorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NULL REFERENCES "part_supplierpart" ("id") DEFERRABLE INITIALLY DEFERRED,
    "notes" varchar(500) NOT NULL,
    "purchase_price_currency" varchar(3) NULL,
    "purchase_price" decimal NULL,
    "destination_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target_date" date NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "link" varchar(2000) NOT NULL,
    "build_order_id" integer NULL REFERENCES "build_build" ("id") DEFERRABLE INITIALLY DEFERRED,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_purchaseorderlineitem_order_id_04c66f05" ON "order_purchaseorderlineitem" ("order_id");
CREATE INDEX "order_purchaseorderlineitem_part_id_e2d39c35" ON "order_purchaseorderlineitem" ("part_id");
CREATE INDEX "order_purchaseorderlineitem_destination_id_9c9ac5aa" ON "order_purchaseorderlineitem" ("destination_id");
CREATE INDEX "order_purchaseorderlineitem_build_order_id_169fa66f" ON "order_purchaseorderlineitem" ("build_order_id");
CREATE INDEX "order_purchaseorderlineitem_project_code_id_4a91afd0" ON "order_purchaseorderlineitem" ("project_code_id");

CREATE TABLE "order_purchaseorderextraline" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "target_date" date NULL,
    "context" text NULL CHECK ((JSON_VALID("context") OR "context" IS NULL)),
    "price_currency" varchar(3) NULL,
    "price" decimal NULL,
    "order_id" integer NOT NULL REFERENCES "order_purchaseorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "link" varchar(2000) NOT NULL,
    "description" varchar(250) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_purchaseorderextraline_order_id_aa106bf9" ON "order_purchaseorderextraline" ("order_id");
CREATE INDEX "order_purchaseorderextraline_project_code_id_07726df8"
    ON "order_purchaseorderextraline" ("project_code_id");
