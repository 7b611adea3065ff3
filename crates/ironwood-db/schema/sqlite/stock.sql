-- Stock: locations, items, their history and their test results.

CREATE TABLE "stock_stocklocationtype" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "name" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "icon" varchar(100) NOT NULL
);

CREATE TABLE "stock_stocklocation" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "level" integer unsigned NOT NULL CHECK ("level" >= 0),
    "lft" integer unsigned NOT NULL CHECK ("lft" >= 0),
    "rght" integer unsigned NOT NULL CHECK ("rght" >= 0),
    "tree_id" integer unsigned NOT NULL CHECK ("tree_id" >= 0),
    "owner_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "pathstring" varchar(250) NOT NULL,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "structural" bool NOT NULL,
    "external" bool NOT NULL,
    "location_type_id" integer NULL REFERENCES "stock_stocklocationtype" ("id") DEFERRABLE INITIALLY DEFERRED,
    "icon" varchar(100) NULL,
    "parent_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "stock_stocklocation_tree_id_abdc982a" ON "stock_stocklocation" ("tree_id");
CREATE INDEX "stock_stocklocation_owner_id_4e88b86d" ON "stock_stocklocation" ("owner_id");
CREATE INDEX "stock_stocklocation_location_type_id_d6d51279" ON "stock_stocklocation" ("location_type_id");
CREATE INDEX "stock_stocklocation_parent_id_4bb2659b" ON "stock_stocklocation" ("parent_id");

CREATE TABLE "stock_stockitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "serial" varchar(100) NULL,
    "batch" varchar(100) NULL,
    "quantity" decimal NOT NULL,
    "updated" datetime NULL,
    "stocktake_date" date NULL,
    "delete_on_deplete" bool NOT NULL,
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "notes" text NULL,
    "location_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "stocktake_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "supplier_part_id" integer NULL REFERENCES "part_supplierpart" ("id") DEFERRABLE INITIALLY DEFERRED,
    "purchase_order_id" integer NULL REFERENCES "order_purchaseorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "build_id" integer NULL REFERENCES "build_build" ("id") DEFERRABLE INITIALLY DEFERRED,
    "link" varchar(2000) NOT NULL,
    "sales_order_id" integer NULL REFERENCES "order_salesorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "customer_id" integer NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "is_building" bool NOT NULL,
    "purchase_price_currency" varchar(3) NULL,
    "purchase_price" decimal NULL,
    "expiry_date" date NULL,
    "owner_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "packaging" varchar(50) NULL,
    "serial_int" integer NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "consumed_by_id" integer NULL REFERENCES "build_build" ("id") DEFERRABLE INITIALLY DEFERRED,
    "status_custom_key" integer unsigned NULL CHECK ("status_custom_key" >= 0),
    "creation_date" datetime NULL,
    "parent_id" integer NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "belongs_to_id" integer NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "stock_stockitem_location_id_c9ddd15b" ON "stock_stockitem" ("location_id");
CREATE INDEX "stock_stockitem_part_id_e7807e9a" ON "stock_stockitem" ("part_id");
CREATE INDEX "stock_stockitem_stocktake_user_id_470598d1" ON "stock_stockitem" ("stocktake_user_id");
CREATE INDEX "stock_stockitem_supplier_part_id_cbdd39e0" ON "stock_stockitem" ("supplier_part_id");
CREATE INDEX "stock_stockitem_purchase_order_id_1fb0e19a" ON "stock_stockitem" ("purchase_order_id");
CREATE INDEX "stock_stockitem_build_id_9a45ed8e" ON "stock_stockitem" ("build_id");
CREATE INDEX "stock_stockitem_sales_order_id_82bfcc30" ON "stock_stockitem" ("sales_order_id");
CREATE INDEX "stock_stockitem_customer_id_536111ff" ON "stock_stockitem" ("customer_id");
CREATE INDEX "stock_stockitem_owner_id_4ac4e2fb" ON "stock_stockitem" ("owner_id");
CREATE INDEX "stock_stockitem_consumed_by_id_34cab2e1" ON "stock_stockitem" ("consumed_by_id");
CREATE INDEX "stock_stockitem_parent_id_d5bb01e7" ON "stock_stockitem" ("parent_id");
CREATE INDEX "stock_stockitem_belongs_to_id_21402c06" ON "stock_stockitem" ("belongs_to_id");
CREATE UNIQUE INDEX "stock_item_unique_part_serial" ON "stock_stockitem" ("part_id", "serial")
    WHERE ("serial" IS NOT NULL AND NOT ("serial" = '' AND "serial" IS NOT NULL));

CREATE TABLE "stock_stockitemtracking" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "date" datetime NOT NULL,
    "notes" varchar(512) NULL,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "deltas" text NULL CHECK ((JSON_VALID("deltas") OR "deltas" IS NULL)),
    "tracking_type" integer NOT NULL,
    "part_id" integer NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "item_id" integer NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "stock_stockitemtracking_user_id_794831a6" ON "stock_stockitemtracking" ("user_id");
CREATE INDEX "stock_stockitemtracking_part_id_8747acad" ON "stock_stockitemtracking" ("part_id");
CREATE INDEX "stock_stockitemtracking_item_id_2680ae39" ON "stock_stockitemtracking" ("item_id");

CREATE TABLE "stock_stockitemtestresult" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "result" bool NOT NULL,
    "value" varchar(500) NOT NULL,
    "attachment" varchar(100) NULL,
    "stock_item_id" integer NOT NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "notes" varchar(500) NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "template_id" integer NOT NULL REFERENCES "part_parttesttemplate" ("id") DEFERRABLE INITIALLY DEFERRED,
    "finished_datetime" datetime NULL,
    "started_datetime" datetime NULL,
    "test_station" varchar(500) NOT NULL,
    "date" datetime NOT NULL
);

CREATE INDEX "stock_stockitemtestresult_stock_item_id_78242344" ON "stock_stockitemtestresult" ("stock_item_id");
CREATE INDEX "stock_stockitemtestresult_user_id_91b70ae0" ON "stock_stockitemtestresult" ("user_id");
CREATE INDEX "stock_stockitemtestresult_template_id_5e08120e" ON "stock_stockitemtestresult" ("template_id");
