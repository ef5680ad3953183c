#include "history/relief_log.h"

#include "history/store.h"

#include <math.h>
#include <stdio.h>

int pl_relief_log_add(struct pl_history *history, const struct pl_relief_entry *entry)
{
    sqlite3_stmt *statement;
    int r = pl_store_prepare(
        history,
        "INSERT INTO relief (profile, at_us, kind, item, number, detail) VALUES (?,?,?,?,?,?)",
        &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, entry->wall_us);
    sqlite3_bind_text(statement, 3, entry->kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, entry->id, -1, SQLITE_STATIC);
    if (isfinite(entry->number))
        sqlite3_bind_double(statement, 5, entry->number);
    sqlite3_bind_text(statement, 6, entry->detail, -1, SQLITE_STATIC);
    return pl_store_finish(statement);
}

static struct pl_relief_entry entry_of(sqlite3_stmt *row)
{
    struct pl_relief_entry entry = {.wall_us = sqlite3_column_int64(row, 0)};
    bool none = sqlite3_column_type(row, 3) == SQLITE_NULL;

    snprintf(entry.kind, sizeof entry.kind, "%s", (const char *)sqlite3_column_text(row, 1));
    snprintf(entry.id, sizeof entry.id, "%s", (const char *)sqlite3_column_text(row, 2));
    entry.number = none ? (double)NAN : sqlite3_column_double(row, 3);
    snprintf(entry.detail, sizeof entry.detail, "%s", (const char *)sqlite3_column_text(row, 4));
    return entry;
}

int pl_relief_log_each(struct pl_history *history, int64_t from, int64_t to, const char *kind,
                       pl_relief_visitor visit, void *context)
{
    sqlite3_stmt *statement;
    int answer = SQLITE_DONE, said = 0;
    int r =
        pl_store_prepare(history,
                         "SELECT at_us, kind, item, number, detail FROM relief WHERE profile = ?1"
                         " AND at_us >= ?2 AND at_us < ?3 AND (?4 IS NULL OR kind = ?4)"
                         " ORDER BY at_us, id",
                         &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, from * PL_USEC_PER_SEC);
    sqlite3_bind_int64(statement, 3, to * PL_USEC_PER_SEC);
    sqlite3_bind_text(statement, 4, kind, -1, SQLITE_STATIC);
    while (!said && (answer = sqlite3_step(statement)) == SQLITE_ROW) {
        struct pl_relief_entry entry = entry_of(statement);
        said = visit(&entry, context);
    }
    sqlite3_finalize(statement);
    return said ? said : pl_store_error(answer);
}
