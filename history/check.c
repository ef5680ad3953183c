#include "history/check.h"

#include "history/sql.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 10                  /* the end of a run waits for it, so it must not starve */
#define STACK_BYTES (512 * 1024) /* SQLite wants less than a tenth of it */

struct pl_check {
    pthread_t thread;
    sqlite3 *db;
    atomic_int result;
};

static int look_through(sqlite3 *db)
{
    sqlite3_stmt *statement;
    int answer = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL);
    int r = pl_sql_error(answer);

    if (answer == SQLITE_OK) {
        answer = sqlite3_step(statement);
        r = pl_sql_error(answer);
        if (answer == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(statement, 0), "ok"))
            r = -EUCLEAN;
    }
    sqlite3_finalize(statement);
    return r == -EUCLEAN ? r : 0;
}

static void *run(void *context)
{
    struct pl_check *check = context;

    setpriority(PRIO_PROCESS, (id_t)gettid(),
                NICE); /* of this thread alone; without it, it is only less polite */
    atomic_store(&check->result, look_through(check->db));
    return NULL;
}

/* Signals are the event loop's. */
static int start_thread(struct pl_check *check)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    int r;

    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    r = pthread_create(&check->thread, &attributes, run, check);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return -r;
}

int pl_check_begin(const char *path, struct pl_check **ret)
{
    struct pl_check *check = calloc(1, sizeof *check);
    int r;

    if (!check)
        return -ENOMEM;
    atomic_init(&check->result, PL_CHECK_RUNNING);
    r = pl_sql_error(
        sqlite3_open_v2(path, &check->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    if (!r)
        r = start_thread(check);
    if (!r) {
        *ret = check;
        return 0;
    }
    sqlite3_close(check->db);
    free(check);
    return r;
}

int pl_check_result(const struct pl_check *check)
{
    return atomic_load(&check->result);
}

void pl_check_end(struct pl_check *check)
{
    if (!check)
        return;
    if (pl_check_result(check) == PL_CHECK_RUNNING)
        sqlite3_interrupt(check->db);
    pthread_join(check->thread, NULL);
    sqlite3_close(check->db);
    free(check);
}
