/* Any bytes as a configuration file: whatever is accepted can be written down and read again. */
#include "config/config.h"
#include "config/yaml.h"
#include "tests/fuzz/yaml_input.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void visit(const struct pl_yaml_entry *entry, void *context)
{
    struct pl_settings *settings = context, again = pl_settings_default();
    const struct pl_setting *setting = pl_setting_find(entry->key);
    char value[PL_SETTING_VALUE_MAX], why[256];

    assert(entry->line > 0 && entry->column > 0);
    if (!setting) {
        pl_setting_nearest(entry->key);
        return;
    }
    if (!entry->value || pl_setting_parse(setting, entry->value, settings, why, sizeof why))
        return;
    pl_setting_format(setting, settings, value, sizeof value);
    assert(!pl_setting_parse(setting, value, &again, why, sizeof why));
    assert(pl_setting_equal(setting, settings, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pl_settings settings;
    static struct pl_complaints complaints;

    if (is_lost_by_the_library(data, size))
        return 0;
    settings = pl_settings_default();
    memset(&complaints, 0, sizeof complaints);
    pl_yaml_walk_text("fuzz", (const char *)data, size, visit, &settings, &complaints);
    return 0;
}
