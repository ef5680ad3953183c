/* Any bytes as a user's catalogue, added to an empty one that has a few conditions and entries. */
#include "protocol/catalogue_load.h"
#include "tests/fuzz/yaml_input.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char base[] = "version: 1\nlanguage: en\nentries:\n"
                           "  - {id: knee, kind: condition, title: Knee, question: \"Knee?\"}\n"
                           "  - {id: walk, kind: habit, title: Walk, steps: [One, Two]}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pl_catalogue_error error = {""};
    struct pl_catalogue *catalogue;
    int r;

    if (is_lost_by_the_library(data, size))
        return 0;
    catalogue = pl_catalogue_create("en");
    assert(catalogue);
    r = pl_catalogue_add(catalogue, "base", base, sizeof(base) - 1, &error);
    assert(!r);
    r = pl_catalogue_add(catalogue, "own.yaml", (const char *)data, size, &error);
    assert(r || !error.text[0]);
    assert(r != PL_CATALOGUE_INVALID || !strncmp(error.text, "own.yaml:", 9));
    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];

        assert(entry->id && entry->title && entry->step_count <= PL_ENTRY_STEPS);
        assert(entry->kind != PL_KIND_EXERCISE || entry->need != PL_NEED_NOTHING);
    }
    pl_catalogue_destroy(catalogue);
    return 0;
}
