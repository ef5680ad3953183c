/* The relief catalogue as values: questions, exercises, breaks, comfort care, habits, milestones.
 *
 * What is said to people comes from here and nowhere else, so that it can be read, reviewed and
 * translated in one place. The loader (catalogue_load.h) fills it; everything else only reads it, so any
 * thread may. docs/protocol.md says which statement of the source each entry covers, and why. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum pl_kind {
    PL_KIND_RED_FLAG = 0, /* a question; "yes" locks every exercise */
    PL_KIND_SEVERITY, /* how it feels; the middle one has a question that makes the gate amber */
    PL_KIND_CONDITION, /* a question about the person; "yes" leaves out entries that name it in not_if */
    PL_KIND_SYMPTOM,   /* may be logged; may lead to the safety check */
    PL_KIND_GATE,      /* a question that must be answered well before the next phase */
    PL_KIND_SELF_TEST, /* a movement to compare with oneself; logged, proves nothing */
    PL_KIND_CARE,      /* comfort: cold, heat, rest, light touch */
    PL_KIND_EXERCISE,
    PL_KIND_MICRO_BREAK,
    PL_KIND_HABIT,
    PL_KIND_LIFESTYLE,
    PL_KIND_MILESTONE,
    PL_KIND_PHASE,
    PL_KIND_RULE,
    PL_KIND_BACKGROUND, /* general education */
    PL_KIND_COUNT,
};

enum pl_phase {
    PL_PHASE_ANY = 0, /* not bound to a phase */
    PL_PHASE_GENTLE,
    PL_PHASE_BUILD,
    PL_PHASE_MAINTAIN,
    PL_PHASE_COUNT,
};

/* What the safety check must have said before an entry may be offered. */
enum pl_need {
    PL_NEED_NOTHING =
        0,           /* also before the first check and under a red flag: breaks, habits, words */
    PL_NEED_CHECKED, /* a valid check without red flags: green or amber */
    PL_NEED_GREEN,
    PL_NEED_COUNT,
};

/* How soon somebody with this red flag should turn to whom. Ordered: a larger value is stricter. */
enum pl_urgency {
    PL_URGENCY_NONE = 0,
    PL_URGENCY_APPOINTMENT, /* book an appointment */
    PL_URGENCY_SOON,        /* prompt medical review */
    PL_URGENCY_SAME_DAY,
    PL_URGENCY_URGENT,
    PL_URGENCY_EMERGENCY,
    PL_URGENCY_COUNT,
};

/* Why something is suggested: what was measured, or what the person said. */
enum pl_trigger {
    PL_TRIGGER_FORWARD_HEAD = 0, /* head held forward of the person's own upright */
    PL_TRIGGER_FAR_FORWARD,      /* far forward: look at the screen's place and size first */
    PL_TRIGGER_TOO_CLOSE,
    PL_TRIGGER_SLOUCHED,
    PL_TRIGGER_SHOULDERS_UP,
    PL_TRIGGER_STILL,        /* long without a shift of position */
    PL_TRIGGER_SITTING,      /* soft break is due */
    PL_TRIGGER_SITTING_LONG, /* firm break is due */
    PL_TRIGGER_STIFF_NECK,   /* head turns less than the person's own best */
    PL_TRIGGER_ACHE,         /* pain was logged */
    PL_TRIGGER_STIFFNESS,    /* stiffness was logged */
    PL_TRIGGER_STRESS,
    PL_TRIGGER_PLAN, /* the person's own plan for the day */
    PL_TRIGGER_SETUP,
    PL_TRIGGER_COUNT,
};

/* What the camera can verify of an entry; protocol/verify.h has the criteria. */
enum pl_verifiable {
    PL_CAMERA_NOTHING = 0, /* told by the person */
    PL_CAMERA_TIMER,       /* only its time is kept */
    PL_CAMERA_BREAK,       /* seat empty or standing */
    PL_CAMERA_LOOK_AWAY,
    PL_CAMERA_SHIFT,
    PL_CAMERA_HEAD_TURN,
    PL_CAMERA_CHIN_TUCK,
    PL_CAMERA_CHIN_DROP,
    PL_CAMERA_SQUEEZE, /* repetitions only, never quality */
    PL_CAMERA_RAISE,
    PL_CAMERA_EXTENSION,
    PL_CAMERA_W_ARMS,
    PL_CAMERA_COUNT,
};

/* How well an entry is supported. */
enum pl_evidence {
    PL_EVIDENCE_HOUSE = 0, /* a rule of ours */
    PL_EVIDENCE_CUSTOM,    /* clinic custom or general guidance */
    PL_EVIDENCE_SOME,      /* small or mixed studies */
    PL_EVIDENCE_TRIAL,     /* randomised trials or reviews of them */
    PL_EVIDENCE_COUNT,
};

/* Sentences that belong to no entry, by key in the catalogue's `texts`. */
enum pl_text {
    PL_TEXT_NOTICE = 0, /* the standing notice */
    PL_TEXT_CHECK_DUE,  /* why exercises wait, and how to do the check */
    PL_TEXT_CHECK_INTRO,
    PL_TEXT_CONDITIONS, /* asks which conditions apply */
    PL_TEXT_GREEN,
    PL_TEXT_AMBER,
    PL_TEXT_RED,
    PL_TEXT_EMERGENCY, /* where to turn, by urgency; assumes no country */
    PL_TEXT_URGENT,
    PL_TEXT_SAME_DAY,
    PL_TEXT_SOON,
    PL_TEXT_APPOINTMENT,
    PL_TEXT_NO_IMPROVEMENT, /* not clearly better after 14 days */
    PL_TEXT_STILL_LIMITING, /* still limiting after six weeks */
    PL_TEXT_WORSE,
    PL_TEXT_PAIN_SCALE,  /* how to give pain a number */
    PL_TEXT_EASE_OFF,    /* pain 4-5 while exercising */
    PL_TEXT_STOP_NOW,    /* pain 6 or more, or a new sign */
    PL_TEXT_PAIN_RELIEF, /* the one line about medicines */
    PL_TEXT_HEADLINE,
    PL_TEXT_LOCK_AMBER, /* why one entry is closed just now */
    PL_TEXT_LOCK_PAIN,
    PL_TEXT_LOCK_PHASE,
    PL_TEXT_LOCK_CONDITION,
    PL_TEXT_LOCK_REST,
    PL_TEXT_LOCK_ENOUGH,
    PL_TEXT_COUNT,
};

/* Bounds of everything that a file can make grow. */
#define PL_CATALOGUE_ENTRIES 192
#define PL_CATALOGUE_FILE_BYTES (256 * 1024)
#define PL_CATALOGUE_ID_BYTES 40 /* with the closing NUL */
#define PL_CATALOGUE_TEXT_BYTES 480
#define PL_ENTRY_STEPS 6
#define PL_ENTRY_STEP_BYTES 80 /* a step is read in five seconds */
#define PL_ENTRY_ROWS 10
#define PL_ENTRY_CONDITIONS 10

struct pl_dose {
    int hold_s; /* how long one repetition is held, or how long the whole thing lasts; 0: no hold */
    int reps;   /* of one set, of each side where `each_side` */
    int sets;
    int rest_s;        /* between sets */
    int per_day;       /* sessions on one day; also the most that comfort care may have */
    int days_per_week; /* 7: every day */
    int gap_min;       /* at least this long between two sessions */
    int limit_s;       /* never longer than this in one go; 0: no limit of its own */
    bool each_side;
};

struct pl_entry {
    const char *id; /* snake_case, stable for ever */
    enum pl_kind kind;
    const char *title;
    enum pl_phase phase;
    int from_week; /* earliest week counted from the first safety check; 0: any */
    struct pl_dose dose;
    struct pl_dose
        first_dose; /* instead of `dose` during the first `first_days`; unused when that is 0 */
    int first_days;
    const char *step[PL_ENTRY_STEPS];
    int step_count;
    const char *question; /* NULL: not a question */
    const char *advice;   /* NULL: none */
    const char *precaution;
    const char *stop;
    enum pl_urgency urgency;
    enum pl_need need;
    bool opt_in;      /* never suggested, only started by name */
    bool ask_check;   /* symptoms and gates: the unwelcome answer makes the safety check due */
    int yes_days;     /* gates: so many good days ... */
    int of_days;      /* ... among the last so many; 0: the latest answer of the last week counts */
    unsigned because; /* one bit per pl_trigger */
    int rank;         /* 1 is the first choice among those with the same trigger */
    const char *not_if[PL_ENTRY_CONDITIONS]; /* ids of conditions */
    int not_if_count;
    enum pl_verifiable camera;
    enum pl_evidence evidence;
    const char *evidence_note; /* NULL: none */
    const char *source_row[PL_ENTRY_ROWS];
    int source_row_count;
    const char *picture; /* file name under protocol/pictures; NULL: none */
};

struct pl_catalogue {
    struct pl_entry entry[PL_CATALOGUE_ENTRIES];
    int count;
    const char *text[PL_TEXT_COUNT];
    char language[8];                  /* of the texts: "en", or that of a translation */
    bool language_found;               /* some file was in that language */
    struct pl_catalogue_text *storage; /* the loader's */
};

/* The entry of that id, or NULL. */
const struct pl_entry *pl_catalogue_find(const struct pl_catalogue *catalogue, const char *id);

/* The question of that id or, failing that, the first one that covers that source row ("RF-01", any
 * case); NULL when there is none. What people type after --answer. */
const struct pl_entry *pl_catalogue_find_question(const struct pl_catalogue *catalogue,
                                                  const char *word);

/* The sentence where to turn, for an urgency above none. */
const char *pl_catalogue_urgency_text(const struct pl_catalogue *catalogue,
                                      enum pl_urgency urgency);

/* The words of files, JSON and MQTT. Never fail; assert on a value outside the enum. */
const char *pl_kind_name(enum pl_kind kind);
const char *pl_phase_name(enum pl_phase phase);
const char *pl_need_name(enum pl_need need);
const char *pl_urgency_name(enum pl_urgency urgency);
const char *pl_trigger_name(enum pl_trigger trigger);
const char *pl_verifiable_name(enum pl_verifiable camera);
const char *pl_evidence_name(enum pl_evidence evidence);
const char *pl_text_name(enum pl_text text);

/* The trigger of that word, or PL_TRIGGER_COUNT. */
enum pl_trigger pl_trigger_from_name(const char *name);
/* The phase of that word, or PL_PHASE_COUNT. */
enum pl_phase pl_phase_from_name(const char *name);
