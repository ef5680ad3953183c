#include "base/log.h"

#include "base/redact.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static enum pl_log_level max_level = PL_LOG_INFO;

void pl_log_set_level(enum pl_log_level level)
{
    max_level = level;
}

void pl_log(enum pl_log_level level, const char *area, const char *format, ...)
{
    char line[1024];
    va_list args;

    if (level > max_level)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pl_redact(line, sizeof line);
    /* One call for the whole line: lines of two threads must not mix. */
    if (getenv("JOURNAL_STREAM"))
        fprintf(stderr, "<%d>%s: %s\n", (int)level, area, line);
    else
        fprintf(stderr, "plumbline: %s: %s\n", area, line);
}
