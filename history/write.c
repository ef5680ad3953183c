/* What waits in memory, and how it gets to the disk. */
#include "history/check.h"
#include "history/sql.h"
#include "history/store.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define EVENT_DELAY PL_USEC_PER_SEC /* events that come together are written together */

void pl_history_add_span(struct pl_history *history, const struct pl_span *span)
{
    if (history->status.pending_minutes == PL_HISTORY_PENDING_MINUTES) {
        memmove(history->spans, history->spans + 1,
                (PL_HISTORY_PENDING_MINUTES - 1) * sizeof *history->spans);
        history->status.pending_minutes--;
        history->status.dropped_minutes++;
    }
    history->spans[history->status.pending_minutes++] = *span;
}

void pl_history_add_event(struct pl_history *history, const struct pl_history_event *event)
{
    if (history->status.pending_events == PL_HISTORY_PENDING_EVENTS) {
        memmove(history->events, history->events + 1,
                (PL_HISTORY_PENDING_EVENTS - 1) * sizeof *history->events);
        history->status.pending_events--;
        history->status.dropped_events++;
    }
    history->events[history->status.pending_events++] = *event;
}

void pl_store_shift_pending(struct pl_history *history, int64_t us)
{
    for (int i = 0; i < history->status.pending_minutes; i++)
        history->spans[i].at += us / PL_USEC_PER_SEC;
    for (int i = 0; i < history->status.pending_events; i++)
        history->events[i].wall_us += us;
}

static void bind_ms(sqlite3_stmt *statement, int column, double seconds)
{
    sqlite3_bind_int64(statement, column, llround(seconds * 1000));
}

static void bind_mm(sqlite3_stmt *statement, int column, double cm)
{
    if (isfinite(cm))
        sqlite3_bind_int64(statement, column, llround(cm * 10));
}

static void bind_word(sqlite3_stmt *statement, int column, const char *word)
{
    if (*word)
        sqlite3_bind_text(statement, column, word, -1, SQLITE_STATIC);
}

static int write_span(struct pl_history *history, sqlite3_stmt *statement,
                      const struct pl_span *span)
{
    const double parts_s[] = {span->seated_s, span->standing_s, span->away_s,   span->missing_s,
                              span->good_s,   span->poor_s,     span->unknown_s};

    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, span->at);
    sqlite3_bind_int64(statement, 3, history->boot);
    sqlite3_bind_int64(statement, 4, history->boot ? span->tick / PL_USEC_PER_SEC : 0);
    sqlite3_bind_int64(statement, 5, span->length_s);
    for (int i = 0; i < 7; i++)
        bind_ms(statement, 6 + i, parts_s[i]);
    sqlite3_bind_int64(statement, 13, llround(span->sit_s));
    bind_mm(statement, 14, span->forward_head_cm);
    bind_mm(statement, 15, span->head_drop_cm);
    bind_mm(statement, 16, span->screen_distance_cm);
    bind_word(statement, 17, span->posture);
    bind_word(statement, 18, span->missing_because);
    return pl_sql_error(sqlite3_step(statement));
}

static const char insert_span[] =
    "INSERT OR REPLACE INTO span VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

int pl_store_insert_span(struct pl_history *history, const struct pl_span *span)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, insert_span, &statement);

    if (!r)
        r = write_span(history, statement, span);
    sqlite3_finalize(statement);
    return r;
}

static int write_spans(struct pl_history *history)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, insert_span, &statement);

    for (int i = 0; !r && i < history->status.pending_minutes; i++)
        r = write_span(history, statement, &history->spans[i]);
    sqlite3_finalize(statement);
    return r;
}

static int write_event(struct pl_history *history, sqlite3_stmt *statement,
                       const struct pl_history_event *event)
{
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, history->profile);
    sqlite3_bind_int64(statement, 2, event->wall_us);
    sqlite3_bind_int64(statement, 3, history->boot);
    sqlite3_bind_int64(statement, 4, history->boot ? event->tick : 0);
    sqlite3_bind_text(statement, 5, event->kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 6, event->json, -1, SQLITE_STATIC);
    return pl_sql_error(sqlite3_step(statement));
}

static int write_events_by(struct pl_history *history, const char *sql)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, sql, &statement);

    for (int i = 0; !r && i < history->status.pending_events; i++)
        r = write_event(history, statement, &history->events[i]);
    sqlite3_finalize(statement);
    return r;
}

/* The same recording replayed again must not double its events. */
static int write_events(struct pl_history *history)
{
    int r =
        history->imported
            ? write_events_by(history, "DELETE FROM event WHERE profile = ? AND at_us = ?"
                                       " AND boot = ? AND tick_us = ? AND kind = ? AND json = ?")
            : 0;

    return r ? r
             : write_events_by(history, "INSERT INTO event (profile, at_us, boot, tick_us, kind,"
                                        " json) VALUES (?,?,?,?,?,?)");
}

static int update_by_boot(struct pl_history *history, const char *sql, int64_t value)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db, sql, &statement);

    if (r)
        return r;
    sqlite3_bind_int64(statement, 1, value);
    sqlite3_bind_int64(statement, 2, history->boot);
    return pl_sql_finish(statement);
}

static int write_clock(struct pl_history *history)
{
    int r = 0;

    if (!history->boot)
        return 0;
    if (history->redate_us)
        r = update_by_boot(history, "UPDATE span SET at = at + ? WHERE boot = ?",
                           history->redate_us / PL_USEC_PER_SEC);
    if (!r && history->redate_us)
        r = update_by_boot(history, "UPDATE event SET at_us = at_us + ? WHERE boot = ?",
                           history->redate_us);
    if (!r)
        r = update_by_boot(history, "UPDATE boot SET offset_us = ? WHERE id = ?",
                           history->offset_us);
    if (!r)
        r = update_by_boot(history, "UPDATE boot SET trusted = ? WHERE id = ?",
                           history->clock_trusted);
    return r;
}

static int write_all(struct pl_history *history)
{
    int r = pl_sql_run(history->db, "BEGIN IMMEDIATE");

    if (r)
        return r;
    r = write_clock(history);
    if (!r)
        r = write_spans(history);
    if (!r)
        r = write_events(history);
    if (!r)
        r = pl_sql_run(history->db, "COMMIT");
    if (r)
        sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
    return r;
}

static bool is_due(const struct pl_history *history, pl_usec tick)
{
    pl_usec wait =
        history->status.pending_events && !history->status.error ? EVENT_DELAY : PL_USEC_PER_MIN;

    if (!history->status.pending_events && !history->status.pending_minutes && !history->redate_us)
        return false;
    return !history->wrote || tick < history->last_write || tick - history->last_write >= wait;
}

/* Begins a new file in place of a damaged one; what waits in memory goes there. */
static void begin_anew(struct pl_history *history)
{
    if (pl_store_set_aside(history))
        return;
    history->clock_known = false; /* the new file does not know this boot yet */
    history->boot = 0;
}

/* Before the first write of a run the file is looked through; what is to be written waits. False when it is sound, or
 * a new one. */
static bool waits_for_check(struct pl_history *history)
{
    int r;

    if (history->checked)
        return false;
    /* A file that cannot be checked is better than none. */
    if (!history->check && pl_check_begin(history->path, &history->check))
        history->checked = true;
    r = history->check ? pl_check_result(history->check) : 0;
    if (r == PL_CHECK_RUNNING)
        return true;
    pl_check_end(history->check);
    history->check = NULL;
    history->checked = true;
    if (r == -EUCLEAN)
        begin_anew(history);
    return false;
}

int pl_history_write(struct pl_history *history, pl_usec tick)
{
    int r;

    if (!is_due(history, tick) || waits_for_check(history))
        return 0;
    history->wrote = true;
    history->last_write = tick;
    r = history->db ? write_all(history) : -EIO;
    if (r == -EUCLEAN && history->mode == PL_HISTORY_DAEMON)
        begin_anew(history);
    history->status.error = r;
    if (r)
        return r;
    history->status.pending_minutes = history->status.pending_events = 0;
    history->redate_us = 0;
    return 0;
}
