/* plumbline pages: manual pages and shell completions, made from the tables of commands and settings.
 *
 * The build calls it; people need not know of it. What a command takes is read from its own --help. */
#include "app/command.h"
#include "app/options.h"
#include "config/table.h"

#include <stdio.h>
#include <string.h>

/* Prints text for roff: a minus stays a minus, and no line begins with a control character. */
static void print_roff(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((text[i] == '.' || text[i] == '\'') && (!i || text[i - 1] == '\n'))
            fputs("\\&", stdout);
        if (text[i] == '-')
            fputs("\\-", stdout);
        else if (text[i] == '\\')
            fputs("\\e", stdout);
        else
            putchar(text[i]);
    }
}

static void print_heading(const char *name, int section)
{
    printf(".TH %s %d \"2026-11-24\" \"Plumbline %s\" \"Plumbline\"\n", name, section, PL_VERSION);
}

/* The options that every command takes are said once, at the end. */
static void print_usage(const char *usage)
{
    const char *common = strstr(usage, PL_OPTIONS_USAGE);
    size_t before = common ? (size_t)(common - usage) : strlen(usage);

    print_roff(usage, before);
    if (common)
        print_roff(common + strlen(PL_OPTIONS_USAGE), strlen(common) - strlen(PL_OPTIONS_USAGE));
}

static void print_command_page(void)
{
    print_heading("PLUMBLINE", 1);
    fputs(".SH NAME\nplumbline \\- a posture monitor beside your screen\n"
          ".SH SYNOPSIS\n.B plumbline\n.I COMMAND\n.RI [ OPTIONS ]\n"
          ".SH DESCRIPTION\nPlumbline watches how far the head has drifted forward of the "
          "shoulders and how "
          "long a person has sat,\nand says so seldom. It offers wellness information, not "
          "diagnosis. No "
          "picture leaves memory unless asked for.\n.SH COMMANDS\n",
          stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++) {
        if (!c->summary)
            continue;
        printf(".SS ");
        print_roff(c->name, strlen(c->name));
        printf("\n.nf\n");
        print_usage(c->usage);
        printf(".fi\n");
    }
    fputs(".SH OPTIONS\nEvery command that reads settings takes\n.PP\n.nf\n", stdout);
    print_roff(PL_OPTIONS_USAGE, strlen(PL_OPTIONS_USAGE));
    fputs(
        ".fi\n.SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage, 78 the configuration is wrong.\n"
        ".SH FILES\n.TP\n.I /etc/plumbline/plumbline.yaml\nSettings, see\n.BR plumbline.yaml (5).\n"
        ".TP\n.I /var/lib/plumbline\nBaselines, history, settings changed while running.\n"
        ".SH SEE ALSO\n.BR plumbline.yaml (5)\n",
        stdout);
}

static void print_setting(const struct pl_setting *setting)
{
    static const char *const effects[] = {
        [PL_SETTING_RELOAD] = "A reload applies it.",
        [PL_SETTING_LIVE] = "May be changed while running.",
        [PL_SETTING_RESTART] = "Takes effect after a restart.",
    };
    char accepts[256];

    pl_setting_accepts(setting, accepts, sizeof accepts);
    printf(".TP\n.B %s\n", setting->key);
    print_roff(setting->help, strlen(setting->help));
    printf("\n.br\nAccepts ");
    print_roff(accepts, strlen(accepts));
    printf("; default ");
    print_roff(*setting->fallback ? setting->fallback : "empty",
               strlen(*setting->fallback ? setting->fallback : "empty"));
    printf(". %s\n", effects[setting->effect]);
}

static void print_settings_page(void)
{
    const char *group = "";

    print_heading("PLUMBLINE.YAML", 5);
    fputs(".SH NAME\nplumbline.yaml \\- settings of plumbline\n.SH DESCRIPTION\nA YAML file of "
          "groups with\n"
          ".I name: value\nlines under them. Files in\n.I plumbline.yaml.d/*.yaml\nare read after "
          "it, then "
          "changes made while running, then\n.BR \\-\\-set .\nA number may carry its unit.\n"
          ".B plumbline check\\-config\nsays what is in force and from where, and\n"
          ".B plumbline check\\-config \\-\\-example\nprints a file to begin with.\n.SH SETTINGS\n",
          stdout);
    for (int i = 0; i < pl_setting_count; i++) {
        const char *key = pl_setting_table[i].key;
        size_t n = strcspn(key, ".");

        if (strncmp(group, key, n + 1) != 0)
            printf(".SS %.*s\n", (int)n, key);
        group = key;
        print_setting(&pl_setting_table[i]);
    }
    fputs(".SH SEE ALSO\n.BR plumbline (1)\n", stdout);
}

/* The next --option at or after `text`, with its length, or NULL. */
static const char *next_option(const char *text, size_t *ret_length)
{
    for (text = strstr(text, "--"); text; text = strstr(text + 2, "--")) {
        size_t n = strspn(text + 2, "abcdefghijklmnopqrstuvwxyz-");

        if (n && text[2] != '-') {
            *ret_length = n + 2;
            return text;
        }
    }
    return NULL;
}

/* Whether the option was already met earlier in the same usage. */
static int is_first(const char *usage, const char *option, size_t length)
{
    size_t n;

    for (const char *o = next_option(usage, &n); o && o < option; o = next_option(o + n, &n))
        if (n == length && !strncmp(o, option, n))
            return 0;
    return 1;
}

/* Prints every option of a command, each with `before` and `after` it, without its dashes when `bare`. */
static void print_options(const char *usage, const char *before, const char *after, int bare)
{
    size_t n;

    for (const char *o = next_option(usage, &n); o; o = next_option(o + n, &n))
        if (is_first(usage, o, n))
            printf("%s%.*s%s", before, (int)n - 2 * bare, o + 2 * bare, after);
}

static void print_keys(const char *after)
{
    for (int i = 0; i < pl_setting_count; i++)
        printf("%s=%s", pl_setting_table[i].key, after);
}

static void print_names(void)
{
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary)
            printf("%s ", c->name);
}

static int takes_files(const struct pl_command *command)
{
    return command->follows && !strcmp(command->follows, "FILE");
}

/* The words that may follow a command; empty for files and for none. */
static const char *words_after(const struct pl_command *command)
{
    return command->follows && !takes_files(command) ? command->follows : "";
}

/* Keys of `config set`, which takes those that may be changed while running. */
static void print_live_keys(void)
{
    for (int i = 0; i < pl_setting_count; i++)
        if (pl_setting_table[i].effect == PL_SETTING_LIVE)
            printf("%s ", pl_setting_table[i].key);
}

static void print_bash_options(void)
{
    fputs("    local -A options=(\n", stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary) {
            printf("        [%s]=\"--help", c->name);
            print_options(c->usage, " ", "", 0);
            fputs("\"\n", stdout);
        }
    fputs("    )\n    local -A follows=(\n", stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary && c->follows)
            printf("        [%s]=\"%s\"\n", c->name, c->follows);
    fputs("    )\n", stdout);
}

static void print_bash(void)
{
    fputs("# Completion of plumbline for bash\n_plumbline() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=${COMP_WORDS[1]} words=\n    local commands=\"",
          stdout);
    print_names();
    fputs("\"\n    local settings=\"", stdout);
    print_keys(" ");
    fputs("\"\n    local live=\"", stdout);
    print_live_keys();
    fputs("\"\n", stdout);
    print_bash_options();
    fputs("    COMPREPLY=()\n"
          "    case $before in\n"
          "    --set) words=$settings; compopt -o nospace ;;\n"
          "    --state | --models) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "
          "\"$word\"); return ;;\n"
          "    --config | --svg | --baseline | --record | --overlay) command=FILE ;;\n"
          "    esac\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        words=$commands\n"
          "    elif [[ $command == config && ( $before == set || $before == reset ) ]]; then\n"
          "        words=$live\n"
          "    elif [[ $word == -* ]]; then\n"
          "        words=${options[$command]-}\n"
          "    elif [[ $command == FILE || ${follows[$command]-} == FILE ]] && [ -z \"$words\" ]; "
          "then\n"
          "        compopt -o filenames\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
          "    elif [ \"$COMP_CWORD\" -eq 2 ]; then\n"
          "        words=${words:-${follows[$command]-}}\n"
          "    fi\n"
          "    [ -z \"$words\" ] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "}\ncomplete -F _plumbline plumbline\n",
          stdout);
}

/* A summary inside single quotes of a shell. */
static void print_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*text);
    putchar('\'');
}

static void print_zsh(void)
{
    fputs("#compdef plumbline\n# Completion of plumbline for zsh\nlocal -a commands options "
          "settings live follows\n"
          "commands=(\n",
          stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary) {
            printf("    %s:", c->name);
            print_quoted(c->summary);
            putchar('\n');
        }
    fputs(")\nsettings=(", stdout);
    print_keys(" ");
    fputs(")\nlive=(", stdout);
    print_live_keys();
    fputs(")\nif (( CURRENT == 2 )); then\n    _describe command commands\n    return\nfi\n"
          "case $words[CURRENT-1] in\n--set) compadd -S '' -- $settings; return ;;\n"
          "--state|--models) _files -/; return ;;\n--config|--svg|--baseline|--record|--overlay) "
          "_files; return ;;\n"
          "esac\ncase $words[2] in\n",
          stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++) {
        if (!c->summary)
            continue;
        printf("%s) options=(--help", c->name);
        print_options(c->usage, " ", "", 0);
        printf(") follows=(%s) ;;\n", c->follows ? c->follows : "");
    }
    fputs("esac\n"
          "if [[ $words[CURRENT] == -* ]]; then\n    compadd -- $options\n"
          "elif [[ $words[2] == config && $words[CURRENT-1] == (set|reset) ]]; then\n"
          "    compadd -- $live\n"
          "elif [[ $follows == FILE ]]; then\n    _files\n"
          "elif (( CURRENT == 3 )); then\n    compadd -- $follows\nfi\n",
          stdout);
}

/* One line of fish: what is offered while `command` has been typed. */
static void print_fish_command(const struct pl_command *command)
{
    const char *words = words_after(command);
    char before[128];

    printf("complete -c plumbline -n __fish_use_subcommand -a %s -d ", command->name);
    print_quoted(command->summary);
    putchar('\n');
    snprintf(before, sizeof before, "complete -c plumbline -n '__fish_seen_subcommand_from %s' -l ",
             command->name);
    print_options(command->usage, before, "\n", 1);
    if (takes_files(command))
        printf("complete -c plumbline -n '__fish_seen_subcommand_from %s' -F\n", command->name);
    if (*words)
        printf("complete -c plumbline -n '__fish_seen_subcommand_from %s; and not "
               "__fish_seen_subcommand_from %s' -a '%s'\n",
               command->name, words, words);
}

static void print_fish(void)
{
    fputs("# Completion of plumbline for fish\ncomplete -c plumbline -f\n", stdout);
    for (const struct pl_command *c = pl_commands; c->name; c++)
        if (c->summary)
            print_fish_command(c);
    fputs("complete -c plumbline -n '__fish_seen_subcommand_from config; and "
          "__fish_seen_subcommand_from set reset' -a '",
          stdout);
    print_live_keys();
    fputs("'\ncomplete -c plumbline -l set -x -a '", stdout);
    print_keys(" ");
    fputs("'\nfor option in config svg baseline record overlay state models\n"
          "    complete -c plumbline -l $option -r -F\nend\n",
          stdout);
}

int pl_cmd_pages(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } pages[] = {
        {"plumbline.1", print_command_page},
        {"plumbline.yaml.5", print_settings_page},
        {"bash", print_bash},
        {"zsh", print_zsh},
        {"fish", print_fish},
    };

    for (size_t i = 0; argc == 2 && i < sizeof pages / sizeof pages[0]; i++)
        if (!strcmp(argv[1], pages[i].name)) {
            pages[i].print();
            return PL_EXIT_DONE;
        }
    fputs("plumbline pages: expected plumbline.1, plumbline.yaml.5, bash, zsh or fish\n", stderr);
    return PL_EXIT_USAGE;
}
