/* The configuration: files in, values or every complaint out. */
#include "config/changes.h"
#include "config/config.h"
#include "config/example.h"
#include "config/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/plumbline-config-XXXXXX";
static struct pl_config config;

static char main_file[256];

/* Valid until the next call. */
static const char *in_directory(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *to = fopen(in_directory(name), "w");

    assert_non_null(to);
    fputs(text, to);
    assert_int_equal(fclose(to), 0);
}

static int load(const char *text)
{
    struct pl_config_request request = {.file = main_file};

    write_file("a.yaml", text);
    return pl_config_load(&request, &config);
}

static void assert_complains(const char *text, const char *sentence)
{
    assert_int_equal(load(text), PL_CONFIG_WRONG);
    for (int i = 0; i < config.errors.count; i++)
        if (strstr(config.errors.text[i], sentence))
            return;
    fail_msg("'%s' is not in: %s", sentence, config.errors.text[0]);
}

static void one_value(const struct pl_setting *setting, const char *value, char *ret, size_t size)
{
    size_t group = strcspn(setting->key, ".");

    snprintf(ret, size, "%.*s:\n  %s: \"%s\"\n", (int)group, setting->key, setting->key + group + 1,
             value);
}

static void assert_taken(const struct pl_setting *setting, const char *value)
{
    char text[1024], read[PL_SETTING_VALUE_MAX];

    one_value(setting, value, text, sizeof text);
    /* Some values need a partner, which is not what this test is about. */
    if (load(text) && !strstr(config.errors.text[0], " must be "))
        fail_msg("%s", config.errors.text[0]);
    if (config.errors.count)
        return;
    pl_setting_format(setting, &config.settings, read, sizeof read);
    assert_string_equal(read, value);
    assert_int_equal(config.origin[setting - pl_setting_table].layer, PL_LAYER_FILE);
    assert_int_equal(config.origin[setting - pl_setting_table].line, 2);
}

static void assert_refused(const struct pl_setting *setting, const char *value)
{
    struct pl_settings standard = pl_settings_default();
    char text[1024], line[300];

    one_value(setting, value, text, sizeof text);
    if (load(text) != PL_CONFIG_WRONG)
        fail_msg("%s: took '%s'", setting->key, value);
    snprintf(line, sizeof line, "%s:2:", main_file);
    assert_ptr_equal(strstr(config.errors.text[0], line), config.errors.text[0]);
    assert_non_null(strstr(config.errors.text[0], setting->key));
    assert_non_null(strstr(config.errors.text[0], "expected "));
    assert_true(pl_setting_equal(setting, &config.settings, &standard));
}

static void number_text(const struct pl_setting *setting, double value, char *ret, size_t size)
{
    snprintf(ret, size, setting->type == PL_SETTING_NUMBER ? "%.10g" : "%.0f", value);
}

static void every_number_takes_its_lowest_and_highest_and_nothing_beyond(void **state)
{
    char text[64];

    (void)state;
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        if (setting->type != PL_SETTING_INTEGER && setting->type != PL_SETTING_NUMBER)
            continue;
        number_text(setting, setting->low, text, sizeof text);
        assert_taken(setting, text);
        number_text(setting, setting->high, text, sizeof text);
        assert_taken(setting, text);
        number_text(setting, setting->low - 1, text, sizeof text);
        assert_refused(setting, text);
        number_text(setting, setting->high + 1, text, sizeof text);
        assert_refused(setting, text);
        assert_refused(setting, "many");
    }
}

static void every_choice_takes_each_of_its_words_and_no_other(void **state)
{
    char words[256], *rest;

    (void)state;
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        if (!setting->words)
            continue;
        snprintf(words, sizeof words, "%s", setting->words);
        rest = words;
        for (char *word; (word = strsep(&rest, "|"));)
            assert_taken(setting, word);
        assert_refused(setting, "perhaps");
        assert_refused(setting, "");
    }
}

static void every_text_takes_its_shortest_and_longest_and_refuses_bad_text(void **state)
{
    char longest[PL_SETTING_VALUE_MAX];

    (void)state;
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        if (setting->type != PL_SETTING_TEXT)
            continue;
        memset(longest, 'x', sizeof longest);
        longest[setting->size] = '\0';
        assert_refused(setting, longest);
        assert_refused(setting, "two\\nlines");
        longest[setting->size - 1] = '\0';
        longest[0] = '/'; /* right for paths */
        if (setting->check && setting->check(longest))
            longest[0] = 'x';
        if (!setting->check || !setting->check(longest))
            assert_taken(setting, longest);
        assert_taken(setting, setting->fallback);
        if (setting->check)
            assert_refused(setting, "~ # ~");
    }
}

/* A file with `count` paths of `length` bytes in a list. */
static int load_list(const struct pl_setting *setting, int count, size_t length)
{
    static char text[2 * PL_SETTING_VALUE_MAX];
    size_t group = strcspn(setting->key, ".");
    int n = snprintf(text, sizeof text, "%.*s:\n  %s: [", (int)group, setting->key,
                     setting->key + group + 1);

    for (int i = 0; i < count; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s/%0*d", i ? ", " : "", (int)length - 1,
                      i);
    snprintf(text + n, sizeof text - (size_t)n, "]\n");
    return load(text);
}

static void every_list_takes_none_and_the_most_and_nothing_beyond(void **state)
{
    const size_t longest = PL_SETTING_PATH_MAX - 1;
    char read[PL_SETTING_VALUE_MAX];

    (void)state;
    for (int i = 0; i < pl_setting_count; i++) {
        const struct pl_setting *setting = &pl_setting_table[i];

        if (setting->type != PL_SETTING_LIST)
            continue;
        assert_int_equal(load_list(setting, 0, 0), 0);
        pl_setting_format(setting, &config.settings, read, sizeof read);
        assert_string_equal(read, "");
        assert_int_equal(load_list(setting, PL_SETTING_LIST_MAX, longest), 0);
        pl_setting_format(setting, &config.settings, read, sizeof read);
        assert_true(strlen(read) >= PL_SETTING_LIST_MAX * longest);
        assert_int_equal(load_list(setting, PL_SETTING_LIST_MAX + 1, longest), PL_CONFIG_WRONG);
        assert_int_equal(load_list(setting, 1, longest + 1), PL_CONFIG_WRONG);
        assert_non_null(strstr(config.errors.text[0], setting->key));
    }
}

static void every_complaint_is_made_at_once_and_nothing_is_half_applied(void **state)
{
    struct pl_settings standard = pl_settings_default();

    (void)state;
    assert_int_equal(
        load("alerts:\n  dwell_s: 1\n  per_day: 5\nmqtt: {port: x, hots: a}\ncolour: red\n"),
        PL_CONFIG_WRONG);
    assert_int_equal(config.errors.count, 4);
    assert_non_null(strstr(config.errors.text[0], "a.yaml:2:12: alerts.dwell_s: '1' is not right; "
                                                  "expected a whole number of s from 5 to 600"));
    assert_non_null(strstr(config.errors.text[1], "a.yaml:4:14: mqtt.port: 'x'"));
    assert_non_null(
        strstr(config.errors.text[2], "there is no setting mqtt.hots; did you mean mqtt.host?"));
    assert_non_null(strstr(config.errors.text[3], "a.yaml:5:1: colour: settings such as"));
    assert_memory_equal(&config.settings, &standard, sizeof standard);
}

static void what_is_not_such_a_file_is_complained_of(void **state)
{
    (void)state;
    assert_complains("a: [1, 2\nb: 3", "a.yaml:3:1: ");
    assert_complains("mqtt: {port: 1}\nmqtt: {port: 2}\n", "duplicate key");
    assert_complains("- a\n- b\n", "settings were expected");
    assert_complains("mqtt: {port: 1}\n---\nmqtt: {port: 2}\n", "second document");
    assert_complains("mqtt:\n  port: \xff\n", "a.yaml:2:9: a byte that is not UTF-8");
    assert_complains("mqtt:\n  port:\n", "there is no value");
    assert_complains("mqtt:\n  host: {a: b}\n", "a single value was expected");
    assert_complains("mqtt:\n  host: &x a\n  username: *x\n", "a single value was expected");
    assert_complains("relief:\n  catalogue: [a, [b]]\n", "a list of plain words");
    assert_complains("? [a]\n: 1\n", "a plain name was expected");
    assert_complains("%YAML 9.9\n---\nmqtt: {port: 1}\n", "not YAML");
    assert_complains("mqtt:\n  hosts:\n", "did you mean mqtt.host");
}

static void a_missing_file_is_only_fine_when_nobody_named_it(void **state)
{
    struct pl_config_request request = {.file = in_directory("none.yaml")};

    (void)state;
    assert_int_equal(pl_config_load(&request, &config), PL_CONFIG_WRONG);
    assert_non_null(strstr(config.errors.text[0], "No such file"));
}

static void empty_files_and_headings_without_settings_mean_the_defaults(void **state)
{
    static const char *const texts[] = {"", "# nothing\n", "---\n", "mqtt:\nalerts: ~\n", "{}\n"};
    struct pl_settings standard = pl_settings_default();

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(load(texts[i]), 0);
        assert_memory_equal(&config.settings, &standard, sizeof standard);
    }
}

static void settings_that_do_not_fit_each_other_are_named_with_their_places(void **state)
{
    (void)state;
    assert_complains("thresholds: {forward_head_cm: 1.5}\n",
                     "default: thresholds.forward_head_clear_cm: '1.5' must be less than "
                     "thresholds.forward_head_cm, which is '1.5'");
    assert_complains("sitting: {soft_min: 90}\n", "sitting.firm_min");
    assert_complains("gpio: {led: GPIO18, buzzer: GPIO18}\n", "another line than gpio.buzzer");
    assert_complains("mqtt: {cert_file: /a}\n", "mqtt.key_file");
    assert_complains("mqtt: {password_file: /a}\n", "mqtt.username");
}

static void layers_win_in_their_order_and_are_remembered(void **state)
{
    const char *set[] = {"alerts.per_hour=4"};
    struct pl_config_request request = {
        .file = main_file, .state_dir = directory, .set = set, .set_count = 1};
    char origin[300];

    (void)state;
    write_file("a.yaml", "alerts: {per_hour: 1, per_day: 1, dwell_s: 11, clear_s: 5}\n");
    mkdir(in_directory("a.yaml.d"), 0700);
    write_file("a.yaml.d/10-a.yaml", "alerts: {per_hour: 2, per_day: 2, dwell_s: 12}\n");
    write_file("a.yaml.d/20-b.yaml", "alerts: {per_day: 22}\n");
    write_file("a.yaml.d/ignored.txt", "nonsense: [\n");
    write_file(PL_CHANGES_FILE, "alerts: {per_hour: 3, per_day: 3, cooldown_min: 1000}\n");
    assert_int_equal(pl_config_load(&request, &config), 0);
    assert_int_equal(config.settings.alerts.per_hour, 4);
    assert_int_equal(config.settings.alerts.per_day, 3);
    assert_int_equal(config.settings.alerts.dwell_s, 12);
    assert_int_equal(config.settings.alerts.clear_s, 5);
    assert_int_equal(config.below.alerts.per_day, 22);
    /* A change made while running that does not fit any more must not keep the daemon from starting. */
    assert_int_equal(config.settings.alerts.cooldown_min, 15);
    assert_int_equal(config.warnings.count, 1);
    pl_config_origin_text(&config, (int)(pl_setting_find("alerts.dwell_s") - pl_setting_table),
                          origin, sizeof origin);
    assert_non_null(strstr(origin, "a.yaml.d/10-a.yaml:1"));
    set[0] = "alerts.per_hour";
    assert_int_equal(pl_config_load(&request, &config), PL_CONFIG_WRONG);
    set[0] = "alerts.perhour=1";
    assert_int_equal(pl_config_load(&request, &config), PL_CONFIG_WRONG);
    assert_non_null(strstr(config.errors.text[0], "did you mean alerts.per_hour"));
    unlink(in_directory("a.yaml.d/10-a.yaml"));
    unlink(in_directory("a.yaml.d/20-b.yaml"));
    unlink(in_directory(PL_CHANGES_FILE));
}

static void a_change_while_running_is_checked_kept_and_undone(void **state)
{
    struct pl_config_request request = {.file = main_file, .state_dir = directory};
    char why[512];

    (void)state;
    write_file("a.yaml", "alerts: {per_hour: 5}\n");
    assert_int_equal(pl_config_load(&request, &config), 0);
    assert_int_equal(pl_config_change(&config, directory, "alerts.per_hour", "99", why, sizeof why),
                     PL_CHANGE_REFUSED);
    assert_non_null(strstr(why, "from 0 to 12"));
    assert_int_equal(pl_config_change(&config, directory, "mqtt.host", "x", why, sizeof why),
                     PL_CHANGE_REFUSED);
    assert_int_equal(
        pl_config_change(&config, directory, "thresholds.forward_head_cm", "1", why, sizeof why),
        PL_CHANGE_REFUSED);
    assert_int_equal(config.settings.alerts.per_hour, 5);
    assert_int_equal(pl_config_change(&config, directory, "alerts.per_hour", "6", why, sizeof why),
                     0);
    assert_int_equal(
        pl_config_change(&config, directory, "alerts.quiet_hours", "22:00-07:00", why, sizeof why),
        0);
    assert_int_equal(config.settings.alerts.per_hour, 6);

    assert_int_equal(pl_config_load(&request, &config), 0);
    assert_int_equal(config.warnings.count, 0);
    assert_int_equal(config.settings.alerts.per_hour, 6);
    assert_string_equal(config.settings.alerts.quiet_hours, "22:00-07:00");
    assert_int_equal(pl_config_change(&config, directory, "alerts.per_hour", NULL, why, sizeof why),
                     0);
    assert_int_equal(config.settings.alerts.per_hour, 5);
    assert_int_equal(pl_config_load(&request, &config), 0);
    assert_int_equal(config.settings.alerts.per_hour, 5);
    assert_string_equal(config.settings.alerts.quiet_hours, "22:00-07:00");
    unlink(in_directory(PL_CHANGES_FILE));
}

static void a_reload_applies_what_it_can_and_names_the_rest(void **state)
{
    struct pl_config *fresh = malloc(sizeof *fresh);
    struct pl_reload reload;

    (void)state;
    assert_int_equal(load("alerts: {per_hour: 5}\nmqtt: {host: a}\n"), 0);
    *fresh = config;
    assert_int_equal(load("alerts: {per_hour: 6}\nmqtt: {host: b}\n"), 0);
    pl_config_reload(fresh, &config, &reload);
    assert_int_equal(reload.applied_count, 1);
    assert_string_equal(pl_setting_table[reload.applied[0]].key, "alerts.per_hour");
    assert_int_equal(reload.restart_count, 1);
    assert_string_equal(pl_setting_table[reload.restart[0]].key, "mqtt.host");
    assert_int_equal(fresh->settings.alerts.per_hour, 6);
    assert_string_equal(fresh->settings.mqtt.host, "a");
    free(fresh);
}

/* Prints the example; with `live`, takes the comment marks before settings away. */
static char *example(int live)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);

    pl_config_print_example(to);
    fclose(to);
    for (char *c = text; live && *c; c++)
        if (*c == '#' && c > text && c[-1] == ' ' && c[1] != ' ')
            *c = ' ';
    return text;
}

static void the_example_file_reads_as_the_defaults_and_lists_every_setting(void **state)
{
    struct pl_settings standard = pl_settings_default();
    char *text = example(0);

    (void)state;
    assert_int_equal(load(text), 0);
    assert_memory_equal(&config.settings, &standard, sizeof standard);
    free(text);
    text = example(1);
    if (load(text))
        fail_msg("%s", config.errors.text[0]);
    assert_memory_equal(&config.settings, &standard, sizeof standard);
    for (int i = 0; i < pl_setting_count; i++)
        if (config.origin[i].layer != PL_LAYER_FILE)
            fail_msg("the example lacks %s", pl_setting_table[i].key);
    free(text);
}

static void a_secret_that_others_may_read_is_refused(void **state)
{
    char secret[PL_SECRET_MAX], why[512];

    (void)state;
    write_file("password", "sesame\n");
    chmod(in_directory("password"), 0640);
    assert_int_equal(pl_secret_read(in_directory("password"), secret, why, sizeof why),
                     PL_SECRET_REFUSED);
    assert_non_null(strstr(why, "chmod 600"));
    assert_null(strstr(why, "sesame"));
    chmod(in_directory("password"), 0600);
    assert_int_equal(pl_secret_read(in_directory("password"), secret, why, sizeof why), 0);
    assert_string_equal(secret, "sesame");
    pl_secret_forget(secret);
    assert_int_equal(secret[0], 0);
    write_file("password", "\n");
    assert_int_equal(pl_secret_check(in_directory("password"), why, sizeof why), PL_SECRET_REFUSED);
    assert_int_equal(pl_secret_check(directory, why, sizeof why), PL_SECRET_REFUSED);
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_int_equal(pl_secret_check("password", why, sizeof why), PL_SECRET_REFUSED);
    write_file("password", "from systemd");
    setenv("CREDENTIALS_DIRECTORY", directory, 1);
    assert_int_equal(pl_secret_read("password", secret, why, sizeof why), 0);
    assert_string_equal(secret, "from systemd");
}

static int make_directory(void **state)
{
    (void)state;
    if (!mkdtemp(directory))
        return -1;
    snprintf(main_file, sizeof main_file, "%s/a.yaml", directory);
    return 0;
}

static int remove_directory(void **state)
{
    char command[300];

    (void)state;
    snprintf(command, sizeof command, "rm -r '%s'", directory);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_takes_its_lowest_and_highest_and_nothing_beyond),
        cmocka_unit_test(every_choice_takes_each_of_its_words_and_no_other),
        cmocka_unit_test(every_text_takes_its_shortest_and_longest_and_refuses_bad_text),
        cmocka_unit_test(every_list_takes_none_and_the_most_and_nothing_beyond),
        cmocka_unit_test(every_complaint_is_made_at_once_and_nothing_is_half_applied),
        cmocka_unit_test(what_is_not_such_a_file_is_complained_of),
        cmocka_unit_test(a_missing_file_is_only_fine_when_nobody_named_it),
        cmocka_unit_test(empty_files_and_headings_without_settings_mean_the_defaults),
        cmocka_unit_test(settings_that_do_not_fit_each_other_are_named_with_their_places),
        cmocka_unit_test(layers_win_in_their_order_and_are_remembered),
        cmocka_unit_test(a_change_while_running_is_checked_kept_and_undone),
        cmocka_unit_test(a_reload_applies_what_it_can_and_names_the_rest),
        cmocka_unit_test(the_example_file_reads_as_the_defaults_and_lists_every_setting),
        cmocka_unit_test(a_secret_that_others_may_read_is_refused),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
