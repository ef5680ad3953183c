#include "shipped_catalogue.h"

struct pl_catalogue *catalogue;

int load_catalogue(void **state)
{
    struct pl_catalogue_error error;

    (void)state;
    return pl_catalogue_load("en", NULL, 0, &catalogue, &error);
}

int drop_catalogue(void **state)
{
    (void)state;
    pl_catalogue_destroy(catalogue);
    return 0;
}
