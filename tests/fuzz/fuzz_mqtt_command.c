/* Anything at all on a command topic: the key up to the first NUL, the payload after it. */
#include "alerts/mqtt_command.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char key[64] = "";
    size_t key_length = strnlen((const char *)data, size < sizeof key - 1 ? size : sizeof key - 1);
    const size_t begin = key_length < size ? key_length + 1 : size;
    const struct pl_mqtt_command command = {key, (const char *)data + begin, size - begin, false,
                                            false};
    struct pl_order order;

    memcpy(key, data, key_length);
    if (pl_mqtt_command_parse(&command, &order) == PL_MQTT_ACCEPTED) {
        assert(order.kind != PL_ORDER_NONE);
        assert(strnlen(order.text, sizeof order.text) < sizeof order.text);
        assert((order.kind == PL_ORDER_SET) == (order.setting != NULL));
    }
    return 0;
}
