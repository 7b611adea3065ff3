-- Build orders, what each needs (lines) and the stock set aside for them (items).

CREATE TABLE "build_build" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(100) NOT NULL,
    "quantity" integer unsigned NOT NULL CHECK ("quantity" >= 0),
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "batch" varchar(100) NULL,
    "creation_date" date NOT NULL,
    "completion_date" date NULL,
    "notes" text NULL,
    "completed_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "take_from_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "link" varchar(2000) NOT NULL,
    "sales_order_id" integer NULL REFERENCES "order_salesorder" ("id") DEFERRABLE INITIALLY DEFERRED,
    "level" integer unsigned NOT NULL CHECK ("level" >= 0),
    "lft" integer unsigned NOT NULL CHECK ("lft" >= 0),
    "rght" integer unsigned NOT NULL CHECK ("rght" >= 0),
    "tree_id" integer unsigned NOT NULL CHECK ("tree_id" >= 0),
    "reference" varchar(64) NOT NULL UNIQUE,
    "destination_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "completed" integer unsigned NOT NULL CHECK ("completed" >= 0),
    "target_date" date NULL,
    "issued_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "responsible_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "reference_int" bigint NOT NULL,
    "priority" integer unsigned NOT NULL CHECK ("priority" >= 0),
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "project_code_id" integer NULL REFERENCES "common_projectcode" ("id") DEFERRABLE INITIALLY DEFERRED,
    "status_custom_key" integer unsigned NULL CHECK ("status_custom_key" >= 0),
    "start_date" date NULL,
    "external" bool NOT NULL,
    "parent_id" integer NULL REFERENCES "build_build" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "build_build_completed_by_id_6d8274af" ON "build_build" ("completed_by_id");
CREATE INDEX "build_build_part_id_de034254" ON "build_build" ("part_id");
CREATE INDEX "build_build_take_from_id_3b071c1b" ON "build_build" ("take_from_id");
CREATE INDEX "build_build_sales_order_id_5ea49fff" ON "build_build" ("sales_order_id");
CREATE INDEX "build_build_tree_id_a094a3a8" ON "build_build" ("tree_id");
CREATE INDEX "build_build_destination_id_1b885edf" ON "build_build" ("destination_id");
CREATE INDEX "build_build_issued_by_id_a0427f3c" ON "build_build" ("issued_by_id");
CREATE INDEX "build_build_responsible_id_49af6fa1" ON "build_build" ("responsible_id");
CREATE INDEX "build_build_project_code_id_c56dd27e" ON "build_build" ("project_code_id");
CREATE INDEX "build_build_parent_id_9a1ef723" ON "build_build" ("parent_id");

CREATE TABLE "build_buildline" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "bom_item_id" integer NOT NULL REFERENCES "part_bomitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "build_id" integer NOT NULL REFERENCES "build_build" ("id") DEFERRABLE INITIALLY DEFERRED,
    "consumed" decimal NOT NULL
);

CREATE UNIQUE INDEX "build_buildline_build_id_bom_item_id_39298754_uniq"
    ON "build_buildline" ("build_id", "bom_item_id");
CREATE INDEX "build_buildline_bom_item_id_043ad466" ON "build_buildline" ("bom_item_id");
CREATE INDEX "build_buildline_build_id_8a9eaba2" ON "build_buildline" ("build_id");

CREATE TABLE "build_builditem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "stock_item_id" integer NOT NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "install_into_id" integer NULL REFERENCES "stock_stockitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "build_line_id" integer NULL REFERENCES "build_buildline" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "build_builditem_build_line_id_stock_item_id_install_into_id_239bb093_uniq"
    ON "build_builditem" ("build_line_id", "stock_item_id", "install_into_id");
CREATE INDEX "build_builditem_stock_item_id_ec4665bb" ON "build_builditem" ("stock_item_id");
CREATE INDEX "build_builditem_install_into_id_f4efa78a" ON "build_builditem" ("install_into_id");
CREATE INDEX "build_builditem_build_line_id_6b4d207d" ON "build_builditem" ("build_line_id");
