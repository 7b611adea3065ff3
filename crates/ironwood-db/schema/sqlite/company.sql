-- Companies with their addresses and contacts; manufacturer parts, supplier parts and their prices.
--
-- Supplier parts keep the prefix `part_` from the time when they belonged to that application.

CREATE TABLE "company_company" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL,
    "description" varchar(500) NOT NULL,
    "website" varchar(2000) NOT NULL,
    "phone" varchar(50) NOT NULL,
    "email" varchar(254) NULL,
    "contact" varchar(100) NOT NULL,
    "notes" text NULL,
    "is_customer" bool NOT NULL,
    "is_supplier" bool NOT NULL,
    "link" varchar(2000) NOT NULL,
    "is_manufacturer" bool NOT NULL,
    "currency" varchar(3) NOT NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "active" bool NOT NULL,
    "tax_id" varchar(50) NOT NULL,
    "image" varchar(100) NULL,
    CONSTRAINT "unique_name_email_pair" UNIQUE ("name", "email")
);

CREATE TABLE "company_address" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(100) NOT NULL,
    "primary" bool NOT NULL,
    "line1" varchar(50) NOT NULL,
    "line2" varchar(50) NOT NULL,
    "postal_code" varchar(10) NOT NULL,
    "postal_city" varchar(50) NOT NULL,
    "province" varchar(50) NOT NULL,
    "country" varchar(50) NOT NULL,
    "shipping_notes" varchar(100) NOT NULL,
    "internal_shipping_notes" varchar(100) NOT NULL,
    "company_id" integer NOT NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "link" varchar(2000) NOT NULL
);

CREATE INDEX "company_address_company_id_77796db9" ON "company_address" ("company_id");

CREATE TABLE "company_contact" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL,
    "phone" varchar(100) NOT NULL,
    "email" varchar(254) NOT NULL,
    "role" varchar(100) NOT NULL,
    "company_id" integer NOT NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL))
);

CREATE INDEX "company_contact_company_id_852620e3" ON "company_contact" ("company_id");

CREATE TABLE "company_manufacturerpart" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "MPN" varchar(100) NULL,
    "description" varchar(250) NULL,
    "manufacturer_id" integer NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "notes" text NULL,
    "link" varchar(2000) NULL
);

CREATE UNIQUE INDEX "company_manufacturerpart_part_id_manufacturer_id_MPN_7c735053_uniq"
    ON "company_manufacturerpart" ("part_id", "manufacturer_id", "MPN");
CREATE INDEX "company_manufacturerpart_manufacturer_id_1c61e99f" ON "company_manufacturerpart" ("manufacturer_id");
CREATE INDEX "company_manufacturerpart_part_id_1b9bc349" ON "company_manufacturerpart" ("part_id");

CREATE TABLE "part_supplierpart" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "SKU" varchar(100) NOT NULL,
    "description" varchar(250) NULL,
    "note" varchar(100) NULL,
    "base_cost" decimal NOT NULL,
    "packaging" varchar(50) NULL,
    "multiple" integer unsigned NOT NULL CHECK ("multiple" >= 0),
    "part_id" integer NOT NULL REFERENCES "part_part" ("id") DEFERRABLE INITIALLY DEFERRED,
    "supplier_id" integer NOT NULL REFERENCES "company_company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "link" varchar(2000) NULL,
    "manufacturer_part_id" integer NULL REFERENCES "company_manufacturerpart" ("id") DEFERRABLE INITIALLY DEFERRED,
    "availability_updated" datetime NULL,
    "available" decimal NOT NULL,
    "barcode_data" varchar(500) NOT NULL,
    "barcode_hash" varchar(128) NOT NULL,
    "updated" datetime NULL,
    "metadata" text NULL CHECK ((JSON_VALID("metadata") OR "metadata" IS NULL)),
    "pack_quantity" varchar(25) NOT NULL,
    "pack_quantity_native" decimal NULL,
    "active" bool NOT NULL,
    "notes" text NULL,
    "primary" bool NOT NULL
);

CREATE UNIQUE INDEX "part_supplierpart_part_id_supplier_id_SKU_5a63ff75_uniq"
    ON "part_supplierpart" ("part_id", "supplier_id", "SKU");
CREATE INDEX "part_supplierpart_part_id_d20a9b93" ON "part_supplierpart" ("part_id");
CREATE INDEX "part_supplierpart_supplier_id_27f6ba1f" ON "part_supplierpart" ("supplier_id");
CREATE INDEX "part_supplierpart_manufacturer_part_id_a9805a45" ON "part_supplierpart" ("manufacturer_part_id");

CREATE TABLE "part_supplierpricebreak" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quantity" decimal NOT NULL,
    "part_id" integer NOT NULL REFERENCES "part_supplierpart" ("id") DEFERRABLE INITIALLY DEFERRED,
    "price_currency" varchar(3) NULL,
    "updated" datetime NULL,
    "price" decimal NULL
);

CREATE UNIQUE INDEX "part_supplierpricebreak_part_id_quantity_502fe8d1_uniq"
    ON "part_supplierpricebreak" ("part_id", "quantity");
CREATE INDEX "part_supplierpricebreak_part_id_d47c452e" ON "part_supplierpricebreak" ("part_id");
