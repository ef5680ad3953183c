#include "protocol/catalogue_shipped.h"

extern const unsigned char catalogue_en[];
extern const size_t catalogue_en_length;
extern const unsigned char catalogue_de[];
extern const size_t catalogue_de_length;

const struct catalogue_shipped catalogue_shipped[] = {
    {"protocol/catalogue.yaml", (const char *)catalogue_en, &catalogue_en_length},
    {"protocol/catalogue.de.yaml", (const char *)catalogue_de, &catalogue_de_length},
};
const int catalogue_shipped_count = sizeof(catalogue_shipped) / sizeof(catalogue_shipped[0]);
