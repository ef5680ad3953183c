#include "history/notes.h"

#include "history/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int forget_old(struct pl_history *history, const char *kind, const char *name)
{
    sqlite3_stmt *statement;
    int r = pl_store_prepare(history,
                             "DELETE FROM note WHERE kind = ?1 AND name = ?2 AND id <="
                             " (SELECT id FROM note WHERE kind = ?1 AND name = ?2"
                             " ORDER BY id DESC LIMIT 1 OFFSET ?3)",
                             &statement);

    if (r)
        return r;
    sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 3, PL_NOTE_VERSIONS);
    return pl_store_finish(statement);
}

int pl_note_put(struct pl_history *history, const char *kind, const char *name, int64_t wall_us,
                const char *body)
{
    sqlite3_stmt *statement;
    int r;

    if (strlen(body) >= PL_NOTE_MAX)
        return -E2BIG;
    r = pl_store_prepare(history, "INSERT INTO note (kind, name, at_us, body) VALUES (?,?,?,?)",
                         &statement);
    if (r)
        return r;
    sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, wall_us);
    sqlite3_bind_text(statement, 4, body, -1, SQLITE_STATIC);
    r = pl_store_finish(statement);
    return r ? r : forget_old(history, kind, name);
}

int pl_note_get(struct pl_history *history, const char *kind, const char *name, char **ret_body,
                int64_t *ret_wall_us)
{
    sqlite3_stmt *statement;
    char *body = NULL;
    int answer, r = pl_store_prepare(history,
                                     "SELECT body, at_us FROM note WHERE kind = ? AND name = ?"
                                     " ORDER BY id DESC LIMIT 1",
                                     &statement);

    if (r)
        return r;
    sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    answer = sqlite3_step(statement);
    r = answer == SQLITE_DONE ? 1 : pl_store_error(answer);
    if (answer == SQLITE_ROW) {
        body = strdup((const char *)sqlite3_column_text(statement, 0));
        r = body ? 0 : -ENOMEM;
    }
    if (!r) {
        *ret_body = body;
        *ret_wall_us = sqlite3_column_int64(statement, 1);
    }
    sqlite3_finalize(statement);
    return r;
}
