#include "config/plain_text.h"

#include <string.h>

static size_t announced_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* The second byte rules out what could be said shorter, surrogates, and what lies beyond Unicode. */
static int is_second_byte_right(const unsigned char *text)
{
    switch (text[0]) {
    case 0xe0:
        return text[1] >= 0xa0;
    case 0xed:
        return text[1] < 0xa0;
    case 0xf0:
        return text[1] >= 0x90;
    case 0xf4:
        return text[1] < 0x90;
    default:
        return 1;
    }
}

size_t pl_utf8_length(const char *text, size_t left)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t n = left ? announced_length(bytes[0]) : 0;

    if (!n || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if (bytes[i] >> 6 != 2)
            return 0;
    return n == 1 || is_second_byte_right(bytes) ? n : 0;
}

int pl_is_plain_text(const char *text)
{
    size_t left = strlen(text);

    while (left) {
        size_t n = pl_utf8_length(text, left);
        if (!n || (n == 1 && ((unsigned char)*text < 0x20 || *text == 0x7f)))
            return 0;
        text += n;
        left -= n;
    }
    return 1;
}
