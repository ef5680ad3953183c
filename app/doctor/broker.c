/* The broker, and whether Home Assistant is on it. */
#include "alerts/mqtt_birth.h"
#include "app/doctor/doctor.h"
#include "app/watch/sinks_settings.h"
#include "config/secret.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_MS 5000

/* Connects to one address within the time. 0 or errno. */
static int try_address(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), error = 0;
    socklen_t size = sizeof error;
    struct pollfd poll_for = {.fd = fd, .events = POLLOUT};

    if (fd < 0)
        return errno;
    if (connect(fd, address->ai_addr, address->ai_addrlen) && errno != EINPROGRESS)
        error = errno;
    else if (poll(&poll_for, 1, CONNECT_TIMEOUT_MS) != 1)
        error = ETIMEDOUT;
    else
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    close(fd);
    return error;
}

static bool is_reachable(struct pl_doctor *doctor, const char *host, int port)
{
    const struct addrinfo wish = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[16];
    int r, error = ENOENT;

    snprintf(service, sizeof service, "%d", port);
    r = getaddrinfo(host, service, &wish, &found);
    if (r) {
        pl_doctor_say(doctor, "broker", PL_FINDING_PROBLEM, "check mqtt.host and the network",
                      "%s: %s", host, gai_strerror(r));
        return false;
    }
    for (const struct addrinfo *a = found; a && error; a = a->ai_next)
        error = try_address(a);
    freeaddrinfo(found);
    if (error)
        pl_doctor_say(doctor, "broker", PL_FINDING_PROBLEM,
                      "is the broker running, and does it listen on more than its own machine?",
                      "%s port %d: %s", host, port, strerror(error));
    return !error;
}

static void say_birth(struct pl_doctor *doctor, enum pl_birth birth)
{
    const char *prefix = doctor->settings->mqtt.discovery_prefix;

    switch (birth) {
    case PL_BIRTH_ONLINE:
        pl_doctor_say(doctor, "home", PL_FINDING_GOOD, NULL,
                      "Home Assistant is online (birth message on %s/status)", prefix);
        break;
    case PL_BIRTH_OFFLINE:
        pl_doctor_say(doctor, "home", PL_FINDING_NOTE, "start Home Assistant",
                      "Home Assistant was on this broker and has stopped (%s/status)", prefix);
        break;
    case PL_BIRTH_UNHEARD:
        pl_doctor_say(doctor, "home", PL_FINDING_NOTE,
                      "when the device is missing there: is its MQTT integration connected to this "
                      "broker, with this discovery prefix? 'Retain' of the birth message, in the "
                      "integration's options, lets doctor see it",
                      "not seen: Home Assistant is not on this broker, or its birth message on "
                      "%s/status is not retained, as is usual",
                      prefix);
        break;
    }
}

/* Logs in as the daemon would. */
static void visit(struct pl_doctor *doctor)
{
    const struct pl_settings *settings = doctor->settings;
    char password[PL_SECRET_MAX] = "", why[512];
    struct pl_sinks_settings sinks = pl_sinks_settings_from(settings, password);
    enum pl_birth birth;

    if (*settings->mqtt.password_file &&
        pl_secret_read(settings->mqtt.password_file, password, why, sizeof why)) {
        pl_doctor_say(doctor, "broker", PL_FINDING_PROBLEM, NULL, "%s", why);
        return;
    }
    if (pl_mqtt_birth(&sinks.mqtt, &birth, why, sizeof why)) {
        pl_doctor_say(doctor, "broker", PL_FINDING_PROBLEM,
                      "check user name, password file and certificates under mqtt:",
                      "%s port %d: %s", settings->mqtt.host, settings->mqtt.port, why);
    } else {
        pl_doctor_say(doctor, "broker", PL_FINDING_GOOD, NULL, "%s port %d lets us in",
                      settings->mqtt.host, settings->mqtt.port);
        if (settings->mqtt.discovery)
            say_birth(doctor, birth);
    }
    pl_secret_forget(password);
}

void pl_doctor_check_broker(struct pl_doctor *doctor)
{
    const struct pl_settings *settings = doctor->settings;

    if (!*settings->mqtt.host) {
        pl_doctor_say(doctor, "broker", PL_FINDING_NOTE, NULL, "MQTT is off (mqtt.host is empty)");
        return;
    }
    signal(SIGPIPE, SIG_IGN); /* Paho writes to brokers that have gone */
    if (is_reachable(doctor, settings->mqtt.host, settings->mqtt.port))
        visit(doctor);
}
