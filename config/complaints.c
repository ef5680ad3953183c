#include "config/complaints.h"

#include "base/redact.h"

#include <stdarg.h>
#include <stdio.h>

void pl_complain(struct pl_complaints *complaints, const char *format, ...)
{
    char *text;
    va_list args;

    if (complaints->count++ >= PL_COMPLAINTS_MAX)
        return;
    text = complaints->text[complaints->count - 1];
    va_start(args, format);
    vsnprintf(text, PL_COMPLAINT_MAX, format, args);
    va_end(args);
    pl_redact(text, PL_COMPLAINT_MAX);
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}
