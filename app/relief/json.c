#include "app/relief/json.h"

#include "base/json.h"
#include "protocol/guide.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_list(cJSON *to, const char *name, const char *const *items, int count)
{
    cJSON *list = cJSON_AddArrayToObject(to, name);

    for (int i = 0; i < count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(items[i]));
}

static void add_dose(cJSON *to, struct pl_dose dose)
{
    cJSON *object = cJSON_AddObjectToObject(to, "dose");

    cJSON_AddNumberToObject(object, "hold_s", dose.hold_s);
    cJSON_AddNumberToObject(object, "reps", dose.reps);
    cJSON_AddNumberToObject(object, "sets", dose.sets);
    cJSON_AddNumberToObject(object, "per_day", dose.per_day);
    cJSON_AddStringToObject(object, "side", dose.each_side ? "each" : "none");
    cJSON_AddNumberToObject(object, "days_per_week", dose.days_per_week);
    cJSON_AddNumberToObject(object, "rest_s", dose.rest_s);
    cJSON_AddNumberToObject(object, "gap_min", dose.gap_min);
    cJSON_AddNumberToObject(object, "limit_s", dose.limit_s);
}

static void add_triggers(cJSON *to, unsigned because)
{
    cJSON *list = cJSON_AddArrayToObject(to, "suggested_by");

    for (int i = 0; i < PL_TRIGGER_COUNT; i++)
        if (because & 1u << i)
            cJSON_AddItemToArray(list, cJSON_CreateString(pl_trigger_name((enum pl_trigger)i)));
}

cJSON *pl_relief_entry_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                            const struct pl_entry *entry, struct pl_when now)
{
    const enum pl_lock lock = pl_relief_lock(relief, catalogue, entry, now);
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "id", entry->id);
    cJSON_AddStringToObject(json, "kind", pl_kind_name(entry->kind));
    cJSON_AddStringToObject(json, "title", entry->title);
    cJSON_AddStringToObject(json, "phase", pl_phase_name(entry->phase));
    cJSON_AddNumberToObject(json, "from_week", entry->from_week);
    add_dose(json, pl_relief_dose(relief, entry, now));
    add_list(json, "steps", entry->step, entry->step_count);
    pl_json_add_text(json, "question", entry->question);
    pl_json_add_text(json, "advice", entry->advice);
    pl_json_add_text(json, "precaution", entry->precaution);
    pl_json_add_text(json, "stop", entry->stop);
    cJSON_AddStringToObject(json, "urgency", pl_urgency_name(entry->urgency));
    cJSON_AddStringToObject(json, "needs", pl_need_name(entry->need));
    add_list(json, "not_if", entry->not_if, entry->not_if_count);
    add_triggers(json, entry->because);
    cJSON_AddBoolToObject(json, "opt_in", entry->opt_in);
    cJSON_AddStringToObject(json, "camera", pl_verifiable_name(entry->camera));
    cJSON_AddStringToObject(json, "evidence", pl_evidence_name(entry->evidence));
    pl_json_add_text(json, "evidence_note", entry->evidence_note);
    pl_json_add_text(json, "picture", entry->picture);
    add_list(json, "source_rows", entry->source_row, entry->source_row_count);
    cJSON_AddBoolToObject(json, "locked", lock != PL_LOCK_OPEN);
    pl_json_add_text(json, "why_locked", pl_lock_text(catalogue, lock));
    return json;
}

/* The advice of the strictest flag: some say more than its urgency does. */
static const char *advice_of_flags(const struct pl_gate *gate, const struct pl_catalogue *catalogue,
                                   enum pl_urgency urgency)
{
    for (int i = 0; i < gate->flags.count; i++) {
        const struct pl_entry *flag = pl_catalogue_find(catalogue, gate->flags.id[i]);

        if (flag && flag->urgency == urgency && flag->advice)
            return flag->advice;
    }
    return NULL;
}

void pl_relief_advice(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                      struct pl_when now, char *ret, size_t size)
{
    static const enum pl_text text_of[] = {
        [PL_GATE_DUE] = PL_TEXT_CHECK_DUE,
        [PL_GATE_GREEN] = PL_TEXT_GREEN,
        [PL_GATE_AMBER] = PL_TEXT_AMBER,
        [PL_GATE_RED] = PL_TEXT_RED,
    };
    const struct pl_verdict verdict = pl_relief_verdict(relief, catalogue, now);
    const char *text = catalogue->text[text_of[verdict.level]];
    const char *more = NULL;

    if (verdict.level != PL_GATE_RED) {
        snprintf(ret, size, "%s", text);
        return;
    }
    more = advice_of_flags(&relief->gate, catalogue, verdict.urgency);
    snprintf(ret, size, "%s %s%s%s", pl_catalogue_urgency_text(catalogue, verdict.urgency), text,
             more ? " " : "", more ? more : "");
}

static void add_because(cJSON *to, const struct pl_relief *relief, enum pl_gate_level level,
                        struct pl_when now)
{
    cJSON *list = cJSON_AddArrayToObject(to, "because");

    for (int i = 0; i < relief->gate.flags.count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(relief->gate.flags.id[i]));
    if (level == PL_GATE_DUE)
        cJSON_AddItemToArray(list, cJSON_CreateString(!relief->gate.checked_at ? "never_checked"
                                                      : relief->gate.recheck   ? "something_new"
                                                                               : "check_expired"));
    if (level == PL_GATE_AMBER && relief->gate.moderate)
        cJSON_AddItemToArray(list, cJSON_CreateString("moderate"));
    if (level == PL_GATE_AMBER && pl_pain_summarise(&relief->pain, now).latest >= PL_PAIN_HIGH)
        cJSON_AddItemToArray(list, cJSON_CreateString("pain"));
}

static void add_questions(cJSON *to, const struct pl_catalogue *catalogue,
                          const struct pl_check *check)
{
    cJSON *questions = cJSON_AddArrayToObject(to, "questions");
    cJSON *unanswered = check ? cJSON_AddArrayToObject(to, "unanswered") : NULL;

    for (int i = 0; i < catalogue->count; i++) {
        const struct pl_entry *entry = &catalogue->entry[i];

        if (entry->kind != PL_KIND_RED_FLAG)
            continue;
        cJSON_AddItemToArray(questions, cJSON_CreateString(entry->question));
        if (check && check->answer[i] == PL_ANSWER_NONE)
            cJSON_AddItemToArray(unanswered, cJSON_CreateString(entry->id));
    }
}

cJSON *pl_relief_safety_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                             const struct pl_check *check, struct pl_when now)
{
    const struct pl_verdict verdict = pl_relief_verdict(relief, catalogue, now);
    cJSON *json = cJSON_CreateObject();
    char advice[3 * PL_CATALOGUE_TEXT_BYTES];

    pl_relief_advice(relief, catalogue, now, advice, sizeof(advice));
    cJSON_AddStringToObject(json, "level", pl_gate_level_name(verdict.level));
    cJSON_AddBoolToObject(json, "locked", verdict.locked);
    add_because(json, relief, verdict.level, now);
    cJSON_AddStringToObject(json, "advice", advice);
    cJSON_AddStringToObject(json, "urgency", pl_urgency_name(verdict.urgency));
    cJSON_AddStringToObject(json, "notice", catalogue->text[PL_TEXT_NOTICE]);
    add_questions(json, catalogue, check);
    return json;
}

cJSON *pl_relief_exercise_json(const struct pl_relief *relief, const struct pl_entry *entry,
                               const char *because, struct pl_when now)
{
    const struct pl_dose dose =
        entry ? pl_relief_dose(relief, entry, now) : (struct pl_dose){.reps = 0};
    cJSON *json = cJSON_CreateObject();

    pl_json_add_text(json, "id", entry ? entry->id : NULL);
    pl_json_add_text(json, "title", entry ? entry->title : NULL);
    add_list(json, "steps", entry ? entry->step : NULL, entry ? entry->step_count : 0);
    cJSON_AddNumberToObject(json, "reps", dose.reps);
    cJSON_AddNumberToObject(json, "hold_s", dose.hold_s);
    pl_json_add_text(json, "because", because);
    return json;
}

static void add_pain(cJSON *to, const struct pl_pain_summary *pain)
{
    cJSON *json = cJSON_AddObjectToObject(to, "pain");

    pl_json_add_number(json, "latest", pain->latest < 0 ? (double)NAN : pain->latest);
    pl_json_add_number(json, "first_days_mean", pain->first);
    pl_json_add_number(json, "last_days_mean", pain->recent);
    cJSON_AddNumberToObject(json, "days", pain->days);
    cJSON_AddStringToObject(json, "trend", pl_trend_name(pain->trend));
}

static void add_lights(cJSON *to, const struct pl_relief *relief,
                       const struct pl_catalogue *catalogue, int day)
{
    cJSON *json = cJSON_AddObjectToObject(to, "lights");

    for (int i = 0; i < catalogue->count; i++)
        if (catalogue->entry[i].kind == PL_KIND_GATE)
            cJSON_AddBoolToObject(json, catalogue->entry[i].id,
                                  pl_phase_light(&relief->phases, &catalogue->entry[i], day));
}

/* Null: not known yet. */
static void add_range(cJSON *to, const double best_deg[3])
{
    cJSON *json = cJSON_AddObjectToObject(to, "turn_best_deg");

    pl_json_add_number(json, "right",
                       best_deg[PL_SIDE_RIGHT] > 0 ? best_deg[PL_SIDE_RIGHT] : (double)NAN);
    pl_json_add_number(json, "left",
                       best_deg[PL_SIDE_LEFT] > 0 ? best_deg[PL_SIDE_LEFT] : (double)NAN);
}

cJSON *pl_relief_progress_json(const struct pl_relief *relief, const struct pl_catalogue *catalogue,
                               struct pl_when now)
{
    const struct pl_adherence done = pl_practice_adherence(&relief->practices, now.day);
    const struct pl_pain_summary pain = pl_pain_summarise(&relief->pain, now);
    const struct pl_verdict verdict = pl_relief_verdict(relief, catalogue, now);
    cJSON *json = cJSON_CreateObject();

    cJSON_AddStringToObject(json, "level", pl_gate_level_name(verdict.level));
    cJSON_AddStringToObject(json, "phase", pl_phase_name(pl_phase_now(&relief->phases)));
    cJSON_AddNumberToObject(json, "week", pl_phase_week(&relief->phases, now.day));
    add_lights(json, relief, catalogue, now.day);
    add_pain(json, &pain);
    add_range(json, relief->turn_best_deg);
    cJSON_AddNumberToObject(json, "done_today", done.done_today);
    cJSON_AddNumberToObject(json, "done_week", done.done_week);
    cJSON_AddNumberToObject(json, "active_days_week", done.active_days_week);
    cJSON_AddNumberToObject(json, "streak_days", done.streak_days);
    cJSON_AddNumberToObject(json, "best_streak_days", done.best_streak_days);
    cJSON_AddStringToObject(json, "review", pl_review_name(pain.review));
    return json;
}

bool pl_relief_read_answers(const struct pl_catalogue *catalogue, const cJSON *json,
                            struct pl_check *check)
{
    const cJSON *item;

    if (!cJSON_IsObject(json))
        return false;
    cJSON_ArrayForEach(item, json)
    {
        const struct pl_entry *question = pl_catalogue_find_question(catalogue, item->string);
        const char *word = cJSON_GetStringValue(item);

        if (!question || !word || (strcmp(word, "yes") != 0 && strcmp(word, "no") != 0))
            return false;
        pl_check_answer(check, catalogue, question, word[0] == 'y');
    }
    return true;
}
