#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program, without the last slash; "." if /proc is hidden. */
static void program_folder(char *ret, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", ret, size - 1);
    char *slash;

    ret[length > 0 ? length : 0] = '\0';
    slash = strrchr(ret, '/');
    if (slash)
        *slash = '\0';
    else
        snprintf(ret, size, ".");
}

static void *open_library(const char *name)
{
    char beside[PATH_MAX];
    const char *folders[] = {getenv("PLUMBLINE_MODULE_DIR"), beside, PL_MODULE_DIR};
    void *library = NULL;

    program_folder(beside, sizeof beside);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && !library; i++) {
        char path[PATH_MAX + NAME_MAX + 2];

        if (!folders[i] || !folders[i][0])
            continue;
        snprintf(path, sizeof path, "%s/%s", folders[i], name);
        if (access(path, R_OK) == 0)
            library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    }
    return library;
}

const struct pl_module_head *pl_module_load(const char *name, const char *entry, uint32_t version,
                                            struct pl_message *reterr)
{
    void *library = open_library(name);
    pl_module_entry_function *function;

    if (!library) {
        const char *why = dlerror();

        pl_message_set(reterr, "%s is not installed%s%s", name, why ? ": " : "", why ? why : "");
        return NULL;
    }
    *(void **)&function = dlsym(library, entry);
    if (!function || function()->version != version) {
        pl_message_set(reterr, "%s is of another version than this program", name);
        return NULL;
    }
    return function();
}
