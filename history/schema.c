#include "history/schema.h"

#include "history/sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Step N leads from version N to N + 1. A step that has been released is never changed.
 *
 * Seconds are kept as milliseconds and centimetres as millimetres, because small whole numbers take
 * one to three bytes. Rows of a boot can be dated again; imported rows have boot 0. */
static const char *const steps[PL_SCHEMA_VERSION] = {
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE profile (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE boot (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,"
    " offset_us INTEGER NOT NULL, trusted INTEGER NOT NULL);"
    "CREATE TABLE span (profile INTEGER NOT NULL, at INTEGER NOT NULL, boot INTEGER NOT NULL,"
    " tick INTEGER NOT NULL, length_s INTEGER NOT NULL,"
    " seated_ms INTEGER NOT NULL, standing_ms INTEGER NOT NULL, away_ms INTEGER NOT NULL,"
    " missing_ms INTEGER NOT NULL, good_ms INTEGER NOT NULL, poor_ms INTEGER NOT NULL,"
    " unknown_ms INTEGER NOT NULL, sit_s INTEGER NOT NULL,"
    " forward_head_mm INTEGER, head_drop_mm INTEGER, screen_distance_mm INTEGER,"
    " posture TEXT, missing_because TEXT, PRIMARY KEY (profile, at, boot, tick)) WITHOUT ROWID;"
    "CREATE INDEX span_length ON span (profile, length_s, at) WHERE length_s > 60;"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, profile INTEGER NOT NULL, at_us INTEGER NOT NULL,"
    " boot INTEGER NOT NULL, tick_us INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL);"
    "CREATE INDEX event_at ON event (profile, at_us);",

    "CREATE TABLE relief (id INTEGER PRIMARY KEY, profile INTEGER NOT NULL, at_us INTEGER NOT NULL,"
    " kind TEXT NOT NULL, item TEXT NOT NULL, number REAL, detail TEXT NOT NULL);"
    "CREATE INDEX relief_at ON relief (profile, at_us);"
    "CREATE TABLE note (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " at_us INTEGER NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX note_name ON note (kind, name);"
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL,"
    " topic TEXT NOT NULL, payload TEXT NOT NULL);",

    /* Never written to: settings, baselines and relief are files (docs/architecture.md). */
    "DROP TABLE relief; DROP TABLE note; DROP TABLE meta;",
};

/* A copy that a person can go back to. It replaces an earlier one of the same version. */
static int back_up(struct pl_history *history, int64_t version)
{
    sqlite3_stmt *statement;
    char copy[600];
    int r;

    snprintf(copy, sizeof copy, "%s.v%d", history->path, (int)version);
    if (unlink(copy) && errno != ENOENT)
        return -errno;
    r = pl_sql_prepare(history->db, "VACUUM INTO ?", &statement);
    if (r)
        return r;
    sqlite3_bind_text(statement, 1, copy, -1, SQLITE_STATIC);
    return pl_sql_finish(statement);
}

static int take_steps(struct pl_history *history, int64_t version)
{
    char sql[64];
    int r = pl_sql_run(history->db, "BEGIN IMMEDIATE");

    for (int64_t v = version; !r && v < PL_SCHEMA_VERSION; v++)
        r = pl_sql_run(history->db, steps[v]);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", PL_SCHEMA_VERSION);
    if (!r)
        r = pl_sql_run(history->db, sql);
    if (!r)
        r = pl_sql_run(history->db, "COMMIT");
    if (r)
        pl_sql_run(history->db, "ROLLBACK");
    return r;
}

int pl_schema_migrate(struct pl_history *history)
{
    int64_t version = 0;
    int r = pl_sql_number(history->db, "PRAGMA user_version", &version);

    if (r)
        return r < 0 ? r : -EIO;
    if (version > PL_SCHEMA_VERSION)
        return PL_HISTORY_NEWER;
    if (version == PL_SCHEMA_VERSION)
        return 0;
    r = version ? back_up(history, version) : 0;
    return r ? r : take_steps(history, version);
}
