-- The queue of background tasks, their schedule and their results.

CREATE TABLE "django_q_ormq" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" varchar(100) NOT NULL,
    "payload" text NOT NULL,
    "lock" datetime NULL
);

CREATE TABLE "django_q_schedule" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "func" varchar(256) NOT NULL,
    "hook" varchar(256) NULL,
    "args" text NULL,
    "kwargs" text NULL,
    "repeats" integer NOT NULL,
    "next_run" datetime NULL,
    "task" varchar(100) NULL,
    "name" varchar(100) NULL,
    "minutes" smallint unsigned NULL CHECK ("minutes" >= 0),
    "cron" varchar(100) NULL,
    "cluster" varchar(100) NULL,
    "schedule_type" varchar(2) NOT NULL,
    "intended_date_kwarg" varchar(100) NULL
);

CREATE TABLE "django_q_task" (
    "name" varchar(100) NOT NULL,
    "func" varchar(256) NOT NULL,
    "hook" varchar(256) NULL,
    "args" text NULL,
    "kwargs" text NULL,
    "result" text NULL,
    "started" datetime NOT NULL,
    "stopped" datetime NOT NULL,
    "success" bool NOT NULL,
    "id" varchar(32) NOT NULL PRIMARY KEY,
    "group" varchar(100) NULL,
    "attempt_count" integer NOT NULL,
    "cluster" varchar(100) NULL
);

CREATE INDEX "success_index" ON "django_q_task" ("group", "name", "func")
    WHERE "success";
