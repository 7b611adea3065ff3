-- Transfer orders, their lines and allocations of stock.

CREATE TABLE "order_transferorder" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "reference_int" bigint NOT NULL,
    "notes" text NULL,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "description" varchar(250) NOT NULL,
    "link" varchar(2000) NOT NULL,
    "start_date" date NULL,
    "target_date" date NULL,
    "creation_date" date NULL,
    "issue_date" date NULL,
    "reference" varchar(64) NOT NULL UNIQUE,
    "consume" bool NOT NULL,
    "complete_date" date NULL,
    "status_custom_key" integer unsigned NULL CHECK ("status_custom_key" >= 0),
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "address_id" integer NULL REFERENCES "company_address" ("id") DEFERRABLE INITIALLY DEFERRED,
    "contact_id" integer NULL REFERENCES "company_contact" ("id") DEFERRABLE INITIALLY DEFERRED,
    "created_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "destination_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "responsible_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "take_from_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "updated_at" datetime NULL
);

CREATE INDEX "order_transferorder_address_id_90723d33" ON "order_transferorder" ("address_id");
CREATE INDEX "order_transferorder_contact_id_ae95f490" ON "order_transferorder" ("contact_id");
CREATE INDEX "order_transferorder_created_by_id_bd4b6fba" ON "order_transferorder" ("created_by_id");
CREATE INDEX "order_transferorder_destination_id_681f27e0" ON "order_transferorder" ("destination_id");
CREATE INDEX "order_transferorder_project_code_id_a44f9f87" ON "order_transferorder" ("project_code_id");
CREATE INDEX "order_transferorder_responsible_id_81717e55" ON "order_transferorder" ("responsible_id");
CREATE INDEX "order_transferorder_take_from_id_c8e297fa" ON "order_transferorder" ("take_from_id");

CREATE TABLE "order_transferorderlineitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "quantity" decimal NOT NULL,
    "reference" varchar(100) NOT NULL,
    "notes" varchar(500) NOT NULL,
    "link" varchar(2000) NOT NULL,
    "target_date" date NULL,
    "order_id" integer NOT NULL REFERENCES "order_transferorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "transferred" decimal NOT NULL,
    "line" varchar(20) NOT NULL,
    "line_int" integer NOT NULL,
    "discount" decimal NOT NULL
);

CREATE INDEX "order_transferorderlineitem_order_id_842e0e67" ON "order_transferorderlineitem" ("order_id");
CREATE INDEX "order_transferorderlineitem_part_id_849ddd6a" ON "order_transferorderlineitem" ("part_id");
CREATE INDEX "order_transferorderlineitem_project_code_id_42968746" ON "order_transferorderlineitem" ("project_code_id");

CREATE TABLE "order_transferorderallocation" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "item_id" integer NOT NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "line_id" integer NOT NULL REFERENCES "order_transferorderlineitem" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "order_transferorderallocation_item_id_ae19fd51" ON "order_transferorderallocation" ("item_id");
CREATE INDEX "order_transferorderallocation_line_id_70fee565" ON "order_transferorderallocation" ("line_id");
