#include "history/query.h"

#include "history/sql.h"
#include "history/store.h"

#include <math.h>
#include <string.h>

static double cm_of(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN
                                                           : sqlite3_column_int(row, column) / 10.0;
}

static void copy_text(sqlite3_stmt *row, int column, char *ret, size_t size)
{
    const unsigned char *text = sqlite3_column_text(row, column);
    size_t length = text ? strnlen((const char *)text, size - 1) : 0;

    /* Not snprintf(): a month has 43,200 rows. */
    memcpy(ret, text ? (const char *)text : "", length);
    ret[length] = '\0';
}

static struct pl_span span_of(sqlite3_stmt *row)
{
    struct pl_span span = {
        .at = sqlite3_column_int64(row, 0),
        .tick = sqlite3_column_int64(row, 1) * PL_USEC_PER_SEC,
        .length_s = sqlite3_column_int(row, 2),
        .seated_s = sqlite3_column_int(row, 3) / 1000.0,
        .standing_s = sqlite3_column_int(row, 4) / 1000.0,
        .away_s = sqlite3_column_int(row, 5) / 1000.0,
        .missing_s = sqlite3_column_int(row, 6) / 1000.0,
        .good_s = sqlite3_column_int(row, 7) / 1000.0,
        .poor_s = sqlite3_column_int(row, 8) / 1000.0,
        .unknown_s = sqlite3_column_int(row, 9) / 1000.0,
        .sit_s = sqlite3_column_int(row, 10),
        .forward_head_cm = cm_of(row, 11),
        .head_drop_cm = cm_of(row, 12),
        .screen_distance_cm = cm_of(row, 13),
    };

    copy_text(row, 14, span.posture, sizeof span.posture);
    copy_text(row, 15, span.missing_because, sizeof span.missing_because);
    return span;
}

/* Ends a walk that answered `answer` to its last step. */
static int end_walk(sqlite3_stmt *statement, int answer, int said)
{
    sqlite3_finalize(statement);
    return said ? said : pl_sql_error(answer);
}

int pl_history_each_span(struct pl_history *history, int64_t from, int64_t to,
                         pl_span_visitor visit, void *context)
{
    sqlite3_stmt *statement;
    int answer = SQLITE_DONE, said = 0;
    int r = pl_sql_prepare(
        history->db,
        "SELECT at, tick, length_s, seated_ms, standing_ms, away_ms, missing_ms, good_ms, poor_ms,"
        " unknown_ms, sit_s, forward_head_mm, head_drop_mm, screen_distance_mm, posture,"
        " missing_because FROM span WHERE profile = ? AND at >= ? AND at < ? ORDER BY at, boot, "
        "tick",
        &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, from);
    sqlite3_bind_int64(statement, 3, to);
    while (!said && (answer = sqlite3_step(statement)) == SQLITE_ROW) {
        struct pl_span span = span_of(statement);
        said = visit(&span, context);
    }
    return end_walk(statement, answer, said);
}

int pl_history_each_event(struct pl_history *history, int64_t from, int64_t to, const char *kind,
                          pl_event_visitor visit, void *context)
{
    sqlite3_stmt *statement;
    int answer = SQLITE_DONE, said = 0;
    int r = pl_sql_prepare(history->db,
                           "SELECT at_us, tick_us, kind, json FROM event WHERE profile = ?1"
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
        struct pl_history_event event = {.wall_us = sqlite3_column_int64(statement, 0),
                                         .tick = sqlite3_column_int64(statement, 1)};
        copy_text(statement, 2, event.kind, sizeof event.kind);
        copy_text(statement, 3, event.json, sizeof event.json);
        said = visit(&event, context);
    }
    return end_walk(statement, answer, said);
}

int pl_history_first(struct pl_history *history, int64_t *ret)
{
    sqlite3_stmt *statement;
    int answer,
        r = pl_sql_prepare(history->db, "SELECT at FROM span WHERE profile = ? ORDER BY at LIMIT 1",
                           &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, history->profile);
    answer = sqlite3_step(statement);
    if (answer == SQLITE_ROW)
        *ret = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer == SQLITE_ROW ? 0 : answer == SQLITE_DONE ? 1 : pl_sql_error(answer);
}
