/* Which boot this is, and what its clock was worth. */
#include "history/store.h"

#include "history/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_US (2 * PL_USEC_PER_SEC) /* less is the clock being slewed */
#define UUID_MAX 64

static int read_boot_uuid(char uuid[UUID_MAX])
{
    FILE *from = fopen("/proc/sys/kernel/random/boot_id", "re");
    int r = from && fgets(uuid, UUID_MAX, from) ? 0 : -1;

    if (from)
        fclose(from);
    if (!r)
        uuid[strcspn(uuid, "\n")] = '\0';
    return r;
}

static int add_boot(struct pl_history *history, const char *uuid)
{
    sqlite3_stmt *statement;
    int r = pl_sql_prepare(history->db,
                           "INSERT OR IGNORE INTO boot (uuid, offset_us, trusted) VALUES (?, ?, 0)",
                           &statement);

    if (r)
        return r;
    sqlite3_bind_text(statement, 1, uuid, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, history->offset_us);
    return pl_sql_finish(statement);
}

/* Finds or adds this boot's row. What an earlier run of this boot knew of the clock is taken over. */
static void find_boot(struct pl_history *history, int64_t offset_us)
{
    sqlite3_stmt *statement;
    char uuid[UUID_MAX];

    history->offset_us = offset_us;
    if (read_boot_uuid(uuid) || !history->db || add_boot(history, uuid))
        return;
    if (pl_sql_prepare(history->db, "SELECT id, offset_us, trusted FROM boot WHERE uuid = ?",
                       &statement))
        return;
    sqlite3_bind_text(statement, 1, uuid, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        history->boot = sqlite3_column_int64(statement, 0);
        history->offset_us = sqlite3_column_int64(statement, 1);
        history->clock_trusted = sqlite3_column_int(statement, 2);
        history->clock_known = true;
    }
    sqlite3_finalize(statement);
}

void pl_history_clock(struct pl_history *history, pl_usec tick, int64_t wall_us, bool trusted)
{
    int64_t offset_us = wall_us - tick, step_us;

    if (history->imported || history->mode != PL_HISTORY_DAEMON)
        return;
    if (!history->opened)
        history->opened = tick;
    if (!history->clock_known)
        find_boot(history, offset_us);
    step_us = offset_us - history->offset_us;
    if (llabs(step_us) >= STEP_US) {
        history->clock_set = tick;
        /* A clock that was guessed so far: what it dated is dated again. One that was right stays right. */
        if (!history->clock_trusted) {
            step_us -= step_us % PL_USEC_PER_SEC;
            history->redate_us += step_us;
            pl_store_shift_pending(history, step_us);
        }
    }
    history->offset_us = offset_us;
    history->clock_trusted |= trusted;
}
