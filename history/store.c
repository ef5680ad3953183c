/* Opening, closing and asking the database. */
#include "history/store.h"

#include "history/check.h"
#include "history/schema.h"
#include "history/sql.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 2000

const char *pl_history_condition_text(enum pl_history_condition condition)
{
    static const char *const texts[] = {
        [PL_HISTORY_OK] = "the history is open",
        [PL_HISTORY_NONE] = "there is no history yet: 'plumbline run' begins one",
        [PL_HISTORY_BUSY] = "another Plumbline is running on this state directory",
        [PL_HISTORY_NEWER] = "the history was written by a newer Plumbline",
        [PL_HISTORY_OLDER] = "the history was written by an older Plumbline: start 'plumbline run' "
                             "once, which brings it up to date",
        [PL_HISTORY_DAMAGED] = "the history file is damaged: 'plumbline run' sets it aside and "
                               "begins a new one",
    };

    assert((size_t)condition < sizeof texts / sizeof texts[0]);
    return texts[condition];
}

static int take_lock(struct pl_history *history, const char *state_dir)
{
    char path[512];

    snprintf(path, sizeof path, "%s/history.lock", state_dir);
    history->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (history->lock < 0)
        return -errno;
    if (!flock(history->lock, LOCK_EX | LOCK_NB))
        return 0;
    return errno == EWOULDBLOCK ? PL_HISTORY_BUSY : -errno;
}

static int prepare_to_write(struct pl_history *history)
{
    int r =
        pl_sql_run(history->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                "PRAGMA journal_size_limit = 1048576; PRAGMA cache_size = -1024");

    if (!r)
        r = pl_schema_migrate(history);
    return r;
}

static int prepare_to_read(struct pl_history *history)
{
    int64_t version = 0;
    int r = pl_sql_number(history->db, "PRAGMA user_version", &version);

    if (r)
        return r < 0 ? r : -EIO;
    if (!version)
        return PL_HISTORY_NONE;
    return version == PL_SCHEMA_VERSION  ? 0
           : version > PL_SCHEMA_VERSION ? PL_HISTORY_NEWER
                                         : PL_HISTORY_OLDER;
}

static int find_profile(struct pl_history *history)
{
    static const char *const sql[] = {"INSERT OR IGNORE INTO profile (name) VALUES (?)",
                                      "SELECT id FROM profile WHERE name = ?"};
    int r = 0;

    for (int i = history->mode == PL_HISTORY_READ; !r && i < 2; i++) {
        sqlite3_stmt *statement;

        r = pl_sql_prepare(history->db, sql[i], &statement);
        if (r)
            return r;
        sqlite3_bind_text(statement, 1, history->profile_name, -1, SQLITE_STATIC);
        r = pl_sql_error(sqlite3_step(statement));
        history->profile = i ? sqlite3_column_int64(statement, 0) : 0;
        sqlite3_finalize(statement);
    }
    return r;
}

int pl_store_open_file(struct pl_history *history)
{
    bool reading = history->mode == PL_HISTORY_READ;
    /* A reader may have to repair what a killed writer left, so it opens for writing where it can. */
    int flags = SQLITE_OPEN_READWRITE | (reading ? 0 : SQLITE_OPEN_CREATE), r;

    if (reading && access(history->path, F_OK))
        return errno == ENOENT ? PL_HISTORY_NONE : -errno;
    r = pl_sql_error(
        sqlite3_open_v2(history->path, &history->db, flags | SQLITE_OPEN_NOMUTEX, NULL));
    if (!r)
        sqlite3_busy_timeout(history->db, BUSY_TIMEOUT_MS);
    if (!r)
        r = reading ? prepare_to_read(history) : prepare_to_write(history);
    if (!r)
        r = find_profile(history);
    if (!r)
        return 0;
    sqlite3_close(history->db);
    history->db = NULL;
    return r == -EUCLEAN ? PL_HISTORY_DAMAGED : r;
}

int pl_store_set_aside(struct pl_history *history)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    char from[600], to[600];
    time_t now = time(NULL);
    struct tm local;

    sqlite3_close(history->db);
    history->db = NULL;
    localtime_r(&now, &local);
    strftime(history->status.set_aside, sizeof history->status.set_aside,
             "history.damaged-%Y%m%d-%H%M%S.sqlite", &local);
    for (int i = 0; i < 3; i++) {
        snprintf(from, sizeof from, "%s%s", history->path, parts[i]);
        snprintf(to, sizeof to, "%.*s/%s%s", (int)(strrchr(history->path, '/') - history->path),
                 history->path, history->status.set_aside, parts[i]);
        if (rename(from, to) && errno != ENOENT)
            return -errno;
    }
    return pl_store_open_file(history);
}

int pl_history_open(const char *state_dir, const char *profile, enum pl_history_mode mode,
                    bool imported, struct pl_history **ret)
{
    struct pl_history *history = calloc(1, sizeof *history);
    mode_t mask = umask(077); /* what is kept is nobody else's business */
    int r = -ENOMEM;

    if (!history)
        goto fail;
    history->mode = mode;
    history->imported = imported;
    history->lock = -1;
    history->checked = mode != PL_HISTORY_DAEMON;
    snprintf(history->path, sizeof history->path, "%s/history.sqlite", state_dir);
    snprintf(history->profile_name, sizeof history->profile_name, "%s", profile);
    history->spans = calloc(PL_HISTORY_PENDING_MINUTES, sizeof *history->spans);
    history->events = calloc(PL_HISTORY_PENDING_EVENTS, sizeof *history->events);
    if (!history->spans || !history->events)
        goto fail;
    r = mode == PL_HISTORY_DAEMON ? take_lock(history, state_dir) : 0;
    if (r)
        goto fail;
    r = pl_store_open_file(history);
    if (r == PL_HISTORY_DAMAGED && mode == PL_HISTORY_DAEMON)
        r = pl_store_set_aside(history);
    if (r)
        goto fail;
    umask(mask);
    *ret = history;
    return 0;
fail:
    umask(mask);
    if (history) {
        history->mode = PL_HISTORY_READ; /* nothing to write */
        pl_history_close(history);
    }
    return r;
}

int pl_history_close(struct pl_history *history)
{
    int r = 0;

    if (!history)
        return 0;
    pl_check_end(history->check); /* the next run begins it anew */
    history->check = NULL;
    history->checked = true;
    if (history->db && history->mode != PL_HISTORY_READ)
        r = pl_history_write(history, INT64_MAX);
    sqlite3_close(history->db);
    if (history->lock >= 0)
        close(history->lock);
    free(history->spans);
    free(history->events);
    free(history);
    return r;
}

struct pl_history_status pl_history_status(const struct pl_history *history)
{
    struct pl_history_status status = history->status;

    status.clock_trusted = history->clock_trusted;
    status.checking = history->check;
    return status;
}
