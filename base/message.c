#include "base/message.h"

#include "base/redact.h"

#include <stdarg.h>
#include <stdio.h>

void pl_message_set(struct pl_message *message, const char *format, ...)
{
    va_list arguments;

    if (!message)
        return;
    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
    pl_redact(message->text, sizeof message->text);
}
