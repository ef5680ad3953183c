/* What the tests of the relief engine share: the shipped catalogue, days to count from, checks to answer. */
#pragma once

#include "protocol/engine.h"
#include "shipped_catalogue.h"

/* Day 0 of the stories is 2 March 2026; minutes count from its midnight. */
#define FIRST_DAY 20514

struct pl_when at(int day, int minute);

/* The entry of that id; the test fails without one. */
const struct pl_entry *entry(const char *id);

/* A whole check with only that answer yes (NULL: none). */
void check(struct pl_relief *relief, struct pl_when now, const char *yes);

enum pl_gate_level level(const struct pl_relief *relief, struct pl_when now);
enum pl_lock lock(const struct pl_relief *relief, const char *id, struct pl_when now);
bool any_exercise_is_open(const struct pl_relief *relief, struct pl_when now);
void assert_breaks_go_on(const struct pl_relief *relief, struct pl_when now);

/* A session done at that time. */
struct pl_practice done(const char *id, struct pl_when when);

/* All green lights on, every evening of those days. */
void light_all(struct pl_relief *relief, int from, int to);
