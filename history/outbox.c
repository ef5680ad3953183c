#include "history/outbox.h"

#include "history/sql.h"
#include "history/store.h"

#include <stdio.h>

int pl_outbox_put(struct pl_history *history, const struct pl_outbox_message *message,
                  int64_t *ret_id)
{
    sqlite3_stmt *statement;
    char sql[128];
    int64_t id;
    int r = pl_sql_prepare(history->db, "INSERT INTO outbox (at_us, topic, payload) VALUES (?,?,?)",
                           &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, message->wall_us);
    sqlite3_bind_text(statement, 2, message->topic, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, message->payload, -1, SQLITE_STATIC);
    r = pl_sql_finish(statement);
    if (r)
        return r;
    id = sqlite3_last_insert_rowid(history->db);
    /* Ids grow without holes except for delivered ones, so this bound is never loose for long. */
    snprintf(
        sql, sizeof sql,
        "DELETE FROM outbox WHERE id <= (SELECT id FROM outbox ORDER BY id DESC LIMIT 1 OFFSET %d)",
        PL_OUTBOX_MAX);
    r = pl_sql_run(history->db, sql);
    if (!r)
        *ret_id = id;
    return r;
}

int pl_outbox_next(struct pl_history *history, int64_t after, struct pl_outbox_message *ret)
{
    sqlite3_stmt *statement;
    int answer, r = pl_sql_prepare(history->db,
                                   "SELECT id, at_us, topic, payload FROM outbox WHERE id > ?"
                                   " ORDER BY id LIMIT 1",
                                   &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, after);
    answer = sqlite3_step(statement);
    if (answer == SQLITE_ROW) {
        ret->id = sqlite3_column_int64(statement, 0);
        ret->wall_us = sqlite3_column_int64(statement, 1);
        snprintf(ret->topic, sizeof ret->topic, "%s",
                 (const char *)sqlite3_column_text(statement, 2));
        snprintf(ret->payload, sizeof ret->payload, "%s",
                 (const char *)sqlite3_column_text(statement, 3));
    }
    sqlite3_finalize(statement);
    return answer == SQLITE_ROW ? 0 : answer == SQLITE_DONE ? 1 : pl_sql_error(answer);
}

int pl_outbox_done(struct pl_history *history, int64_t id)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, "DELETE FROM outbox WHERE id = ?", &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, id);
    return pl_sql_finish(statement);
}

int pl_outbox_count(struct pl_history *history, int *ret)
{
    int64_t count;
    int r = pl_sql_number(history->db, "SELECT count(*) FROM outbox", &count);

    if (!r)
        *ret = (int)count;
    return r;
}
