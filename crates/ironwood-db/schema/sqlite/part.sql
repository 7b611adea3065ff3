-- Parts: categories, parts, related parts, test templates, prices, stocktakes, bills of materials.

CREATE TABLE "part_partcategory" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "default_keywords" varchar(250) NULL,
    "default_location_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "level" integer unsigned NOT NULL CHECK ("level" >= 0),
    "lft" integer unsigned NOT NULL CHECK ("lft" >= 0),
    "rght" integer unsigned NOT NULL CHECK ("rght" >= 0),
    "tree_id" integer unsigned NOT NULL CHECK ("tree_id" >= 0),
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "pathstring" varchar(250) NOT NULL,
    "structural" bool NOT NULL,
    "icon" varchar(100) NULL,
    "parent_id" integer NULL REFERENCES "part_partcategory" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "part_partcategory_default_location_id_b77b13cc" ON "part_partcategory" ("default_location_id");
CREATE INDEX "part_partcategory_tree_id_c0fb1d01" ON "part_partcategory" ("tree_id");
CREATE INDEX "part_partcategory_parent_id_ba19e587" ON "part_partcategory" ("parent_id");

CREATE TABLE "part_partcategoryparametertemplate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "default_value" varchar(500) NOT NULL,
    "category_id" integer NOT NULL REFERENCES "part_partcategory" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "template_id" integer NOT NULL REFERENCES "part_partparametertemplate" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "unique_category_parameter_pair" UNIQUE ("category_id", "template_id")
);

CREATE INDEX "part_partcategoryparametertemplate_category_id_e231ed26"
    ON "part_partcategoryparametertemplate" ("category_id");
CREATE INDEX "part_partcategoryparametertemplate_template_id_dc582c2d"
    ON "part_partcategoryparametertemplate" ("template_id");

CREATE TABLE "part_partcategorystar" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "category_id" integer NOT NULL REFERENCES "part_partcategory" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE UNIQUE INDEX "part_partcategorystar_category_id_user_id_ea052d2d_uniq"
    ON "part_partcategorystar" ("category_id", "user_id");
CREATE INDEX "part_partcategorystar_category_id_0b58a151" ON "part_partcategorystar" ("category_id");
CREATE INDEX "part_partcategorystar_user_id_76c6a9c5" ON "part_partcategorystar" ("user_id");

CREATE TABLE "part_part" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL,
    "description" varchar(250) NOT NULL,
    "keywords" varchar(250) NULL,
    "IPN" varchar(100) NULL,
    "image" varchar(100) NULL,
    "minimum_stock" decimal NOT NULL,
    "units" varchar(20) NULL,
    "trackable" bool NOT NULL,
    "purchaseable" bool NOT NULL,
    "salable" bool NOT NULL,
    "active" bool NOT NULL,
    "notes" text NULL,
    "bom_checksum" varchar(128) NOT NULL,
    "bom_checked_date" date NULL,
    "bom_checked_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "category_id" integer NULL REFERENCES "part_partcategory" ("id") DEFERRABLE INITIALLY DEFERRED,
    "default_location_id" integer NULL REFERENCES "stock_stocklocation" ("id") DEFERRABLE INITIALLY DEFERRED,
    "is_template" bool NOT NULL,
    "assembly" bool NOT NULL,
    "component" bool NOT NULL,
    "virtual" bool NOT NULL,
    "revision" varchar(100) NULL,
    "creation_date" date NULL,
    "creation_user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "link" varchar(2000) NULL,
    "level" integer unsigned NOT NULL CHECK ("level" >= 0),
    "lft" integer unsigned NOT NULL CHECK ("lft" >= 0),
    "rght" integer unsigned NOT NULL CHECK ("rght" >= 0),
    "tree_id" integer unsigned NOT NULL CHECK ("tree_id" >= 0),
    "default_expiry" integer unsigned NOT NULL CHECK ("default_expiry" >= 0),
    "base_cost" decimal NOT NULL,
    "multiple" integer unsigned NOT NULL CHECK ("multiple" >= 0),
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "responsible_owner_id" integer NULL REFERENCES "users_owner" ("id") DEFERRABLE INITIALLY DEFERRED,
    "locked" bool NOT NULL,
    "testable" bool NOT NULL,
    "bom_validated" bool NOT NULL,
    "maximum_stock" decimal NOT NULL,
    "consumable" bool NOT NULL,
    "variant_of_id" integer NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "revision_of_id" integer NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "unique_part" UNIQUE ("name", "IPN", "revision")
);

CREATE INDEX "part_part_bom_checked_by_id_7c47203e" ON "part_part" ("bom_checked_by_id");
CREATE INDEX "part_part_category_id_706d5f2b" ON "part_part" ("category_id");
CREATE INDEX "part_part_default_location_id_6ed47d96" ON "part_part" ("default_location_id");
CREATE INDEX "part_part_creation_user_id_d2d15fb4" ON "part_part" ("creation_user_id");
CREATE INDEX "part_part_tree_id_61dd7214" ON "part_part" ("tree_id");
CREATE INDEX "part_part_responsible_owner_id_ba100ea7" ON "part_part" ("responsible_owner_id");
CREATE INDEX "part_part_variant_of_id_1e7426ae" ON "part_part" ("variant_of_id");
CREATE INDEX "part_part_revision_of_id_21815546" ON "part_part" ("revision_of_id");

CREATE TABLE "part_partstar" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX "part_partstar_part_id_ad2de1bf" ON "part_partstar" ("part_id");
CREATE INDEX "part_partstar_user_id_ecc1041e" ON "part_partstar" ("user_id");
CREATE UNIQUE INDEX "part_partstar_part_id_user_id_3cffef67_uniq" ON "part_partstar" ("part_id", "user_id");

CREATE TABLE "part_partrelated" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "part_1_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_2_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "note" varchar(500) NOT NULL
);

CREATE UNIQUE INDEX "part_partrelated_part_1_id_part_2_id_0f725b72_uniq"
    ON "part_partrelated" ("part_1_id", "part_2_id");
CREATE INDEX "part_partrelated_part_1_id_f12341fa" ON "part_partrelated" ("part_1_id");
CREATE INDEX "part_partrelated_part_2_id_11f08c1c" ON "part_partrelated" ("part_2_id");

CREATE TABLE "part_parttesttemplate" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "test_name" varchar(100) NOT NULL,
    "required" bool NOT NULL,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "description" varchar(100) NULL,
    "requires_attachment" bool NOT NULL,
    "requires_value" bool NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "key" varchar(100) NOT NULL,
    "enabled" bool NOT NULL,
    "choices" varchar(5000) NOT NULL
);

CREATE INDEX "part_parttesttemplate_part_id_b20ccf9e" ON "part_parttesttemplate" ("part_id");

CREATE TABLE "part_partpricing" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "currency" varchar(10) NOT NULL,
    "updated" datetime NULL,
    "scheduled_for_update" bool NOT NULL,
    "bom_cost_min_currency" varchar(3) NULL,
    "bom_cost_min" decimal NULL,
    "bom_cost_max_currency" varchar(3) NULL,
    "bom_cost_max" decimal NULL,
    "purchase_cost_min_currency" varchar(3) NULL,
    "purchase_cost_min" decimal NULL,
    "purchase_cost_max_currency" varchar(3) NULL,
    "purchase_cost_max" decimal NULL,
    "internal_cost_min_currency" varchar(3) NULL,
    "internal_cost_min" decimal NULL,
    "internal_cost_max_currency" varchar(3) NULL,
    "internal_cost_max" decimal NULL,
    "supplier_price_min_currency" varchar(3) NULL,
    "supplier_price_min" decimal NULL,
    "supplier_price_max_currency" varchar(3) NULL,
    "supplier_price_max" decimal NULL,
    "variant_cost_min_currency" varchar(3) NULL,
    "variant_cost_min" decimal NULL,
    "variant_cost_max_currency" varchar(3) NULL,
    "variant_cost_max" decimal NULL,
    "overall_min_currency" varchar(3) NULL,
    "overall_min" decimal NULL,
    "overall_max_currency" varchar(3) NULL,
    "overall_max" decimal NULL,
    "sale_price_min_currency" varchar(3) NULL,
    "sale_price_min" decimal NULL,
    "sale_price_max_currency" varchar(3) NULL,
    "sale_price_max" decimal NULL,
    "sale_history_min_currency" varchar(3) NULL,
    "sale_history_min" decimal NULL,
    "sale_history_max_currency" varchar(3) NULL,
    "sale_history_max" decimal NULL,
    "part_id" integer NOT NULL UNIQUE REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "override_max_currency" varchar(3) NULL,
    "override_max" decimal NULL,
    "override_min" decimal NULL,
    "override_min_currency" varchar(3) NULL
);

CREATE TABLE "part_partstocktake" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "date" date NOT NULL,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "cost_max_currency" varchar(3) NULL,
    "cost_max" decimal NULL,
    "cost_min_currency" varchar(3) NULL,
    "cost_min" decimal NULL,
    "item_count" integer NOT NULL
);

CREATE INDEX "part_partstocktake_part_id_5bc49d71" ON "part_partstocktake" ("part_id");

CREATE TABLE "part_partsellpricebreak" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "price_currency" varchar(3) NULL,
    "price" decimal NULL,
    "updated" datetime NULL
);

CREATE UNIQUE INDEX "part_partsellpricebreak_part_id_quantity_bd1a9901_uniq"
    ON "part_partsellpricebreak" ("part_id", "quantity");
CREATE INDEX "part_partsellpricebreak_part_id_02c2f017" ON "part_partsellpricebreak" ("part_id");

CREATE TABLE "part_partinternalpricebreak" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "price" decimal NULL,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "updated" datetime NULL,
    "price_currency" varchar(3) NULL
);

CREATE UNIQUE INDEX "part_partinternalpricebreak_part_id_quantity_2f23db66_uniq"
    ON "part_partinternalpricebreak" ("part_id", "quantity");
CREATE INDEX "part_partinternalpricebreak_part_id_cd598ab5" ON "part_partinternalpricebreak" ("part_id");

CREATE TABLE "part_bomitem" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "note" varchar(500) NOT NULL,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "sub_part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "reference" varchar(5000) NOT NULL,
    "checksum" varchar(128) NOT NULL,
    "optional" bool NOT NULL,
    "inherited" bool NOT NULL,
    "allow_variants" bool NOT NULL,
    "consumable" bool NOT NULL,
    "validated" bool NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "attrition" decimal NOT NULL,
    "rounding_multiple" decimal NULL,
    "setup_quantity" decimal NOT NULL,
    "raw_amount" varchar(25) NOT NULL,
    "piece_count" integer unsigned NOT NULL CHECK ("piece_count" >= 0)
);

CREATE INDEX "part_bomitem_part_id_0707d333" ON "part_bomitem" ("part_id");
CREATE INDEX "part_bomitem_sub_part_id_c0feb44f" ON "part_bomitem" ("sub_part_id");

CREATE TABLE "part_bomitemsubstitute" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "bom_item_id" integer NOT NULL REFERENCES "part_bomitem" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL))
);

CREATE INDEX "part_bomitemsubstitute_bom_item_id_ebe7a540" ON "part_bomitemsubstitute" ("bom_item_id");
CREATE INDEX "part_bomitemsubstitute_part_id_b4d1ba7e" ON "part_bomitemsubstitute" ("part_id");
CREATE UNIQUE INDEX "part_bomitemsubstitute_part_id_bom_item_id_46b97ea2_uniq"
    ON "part_bomitemsubstitute" ("part_id", "bom_item_id");
