#include "app/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static volatile sig_atomic_t resized;
static volatile sig_atomic_t asked_to_end;

static void note_signal(int number)
{
    if (number == SIGWINCH)
        resized = 1;
    else
        asked_to_end = 1;
}

void pl_terminal_look(struct pl_terminal *terminal)
{
    const char *kind = getenv("TERM");
    const bool dumb = !kind || !*kind || !strcmp(kind, "dumb");

    setlocale(LC_CTYPE, "");
    *terminal = (struct pl_terminal){
        .interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !dumb,
        .colour = isatty(STDOUT_FILENO) && !dumb && !getenv("NO_COLOR"),
        .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
    };
}

void pl_terminal_open(struct pl_terminal *terminal)
{
    struct sigaction action = {.sa_handler = note_signal};
    struct termios raw;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGWINCH, &action, NULL);
    if (!terminal->interactive || tcgetattr(STDIN_FILENO, &before))
        return;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    terminal->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void pl_terminal_close(struct pl_terminal *terminal)
{
    if (terminal->raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    terminal->raw = false;
}

void pl_terminal_size(int *ret_columns, int *ret_rows)
{
    struct winsize size;
    const bool known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col && size.ws_row;

    *ret_columns = known ? size.ws_col : 80;
    *ret_rows = known ? size.ws_row : 24;
}

int pl_terminal_signal(void)
{
    if (asked_to_end) {
        asked_to_end = 0;
        return PL_KEY_STOP;
    }
    if (resized) {
        resized = 0;
        return PL_KEY_RESIZED;
    }
    return PL_KEY_NONE;
}

static char line[64]; /* the last one that came whole, cut to what fits */

/* Lines from a pipe: the first letter is the key; who wants more asks for the line. */
static int first_of_line(void)
{
    size_t used = 0;
    ssize_t got;
    char c;

    while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
        if (used + 1 < sizeof(line))
            line[used++] = c;
    line[used] = 0;
    if (used)
        return (unsigned char)line[0];
    return got == 1 ? '\n' : PL_KEY_END;
}

const char *pl_terminal_line(void)
{
    return line;
}

/* An arrow or the like comes as several bytes at once and means nothing here. */
static int drop_sequence(struct pollfd *input)
{
    char rest[16];

    while (poll(input, 1, 0) > 0 && read(STDIN_FILENO, rest, sizeof(rest)) > 0)
        ;
    return PL_KEY_NONE;
}

static int read_key(const struct pl_terminal *terminal, struct pollfd *input)
{
    char key;
    ssize_t got;

    if (!terminal->raw)
        return first_of_line();
    got = read(STDIN_FILENO, &key, 1);
    if (got <= 0)
        return got < 0 && errno == EINTR ? pl_terminal_signal() : PL_KEY_END;
    return key == '\033' ? drop_sequence(input) : (unsigned char)key;
}

int pl_terminal_key(const struct pl_terminal *terminal, int wait_ms)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    int signal = pl_terminal_signal();

    if (signal)
        return signal;
    if (poll(&input, 1, wait_ms) <= 0)
        return pl_terminal_signal();
    return read_key(terminal, &input);
}

/* How the letters of the shipped catalogues look without UTF-8. */
static const struct {
    const char *utf8;
    const char *ascii;
} nearest[] = {
    {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"},  {"Ö", "Oe"},
    {"Ü", "Ue"}, {"ß", "ss"}, {"–", "-"},  {"…", "..."},
};

static size_t letter_bytes(const char *text)
{
    size_t bytes = 1;

    while (((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

/* What stands for the letter of `bytes` bytes at `text`, and how wide it is. */
static const char *shown(const struct pl_terminal *terminal, const char *text, size_t *bytes,
                         int *width)
{
    *width = 1;
    if (terminal->utf8 || *bytes == 1)
        return text;
    for (size_t i = 0; i < sizeof(nearest) / sizeof(nearest[0]); i++)
        if (!strncmp(text, nearest[i].utf8, *bytes)) {
            *bytes = strlen(nearest[i].ascii);
            *width = (int)*bytes;
            return nearest[i].ascii;
        }
    *bytes = 1;
    return "?";
}

int pl_terminal_fit(const struct pl_terminal *terminal, const char *text, int columns, char *ret,
                    size_t size)
{
    size_t used = 0;
    int column = 0;

    while (*text) {
        const size_t bytes = letter_bytes(text);
        size_t out = bytes;
        int width;
        const char *letter = shown(terminal, text, &out, &width);

        if (column + width > columns || used + out >= size)
            break;
        memcpy(ret + used, letter, out);
        used += out;
        column += width;
        text += bytes;
    }
    ret[used] = 0;
    return column;
}
