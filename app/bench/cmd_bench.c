/* plumbline bench: what a frame costs on this machine */
#include "app/bench/allocations.h"
#include "app/bench/first_result.h"
#include "app/bench/instructions.h"
#include "app/bench/peak.h"
#include "app/bench/stages.h"
#include "app/command.h"
#include "app/heap.h"
#include "app/options.h"
#include "app/watch/measurer.h"
#include "app/watch/sight_settings.h"
#include "capture/source.h"
#include "vision/detector.h"
#include "vision/face.h"
#include "vision/pose.h"
#include "vision/square.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES_MAX PL_STAGE_SAMPLES_MAX
#define WARM_FRAMES 5 /* before allocations count: everything has been asked for once */

/* Multiply-adds of the pruned networks, counted from the model files. */
static const double pose_macs[] = {155.5e6, 332e6, 1883e6}; /* lite, full, heavy */
static const double face_macs = 35.0e6;

static const struct pl_mounting upright;

struct bench {
    bool json, first;
    int frames;
    struct pl_engine *engine;
    struct pl_detector *detector;
    struct pl_pose_network *pose;
    struct pl_face_network *face;
    struct pl_sight *sight;
    struct pl_measurer *measurer;
    struct pl_stage_costs stage[PL_STAGES];
    double first_result_s; /* of a fresh process; NAN: it could not be timed */
    double rss_mb;         /* of the product alone, before the parts are built */
    int uncounted;         /* 0, or why instructions are not counted */
    long allocations;      /* after the warm frames, reading the source apart */
    int measured;
};

static double median_ms(struct bench *bench, enum pl_stage stage)
{
    return pl_quantile(bench->stage[stage].ms, bench->stage[stage].count, 0.5);
}

static double p95_ms(struct bench *bench, enum pl_stage stage)
{
    return pl_quantile(bench->stage[stage].ms, bench->stage[stage].count, 0.95);
}

static double median_instructions(struct bench *bench, enum pl_stage stage)
{
    return pl_quantile(bench->stage[stage].instructions, bench->stage[stage].count, 0.5);
}

/* VmHWM of /proc/self/status, MB; 0 when it cannot be read. */
static double peak_rss_mb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kb = 0;

    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return (double)kb / 1024;
}

/* Each part alone, on the squares that sight would use. */
static int time_parts(struct bench *bench, const struct pl_frame *frame,
                      const struct pl_landmarks *seen)
{
    static float input[PL_POSE_SIDE * PL_POSE_SIDE * 3];
    static struct pl_face_boxes boxes;
    static struct pl_pose pose;
    static struct pl_face face;
    float side = (float)(frame->width > frame->height ? frame->width : frame->height);
    struct pl_square whole = {(float)frame->width / 2, (float)frame->height / 2, side, 0};
    struct pl_square body = seen->present ? pl_pose_square(&seen->pose) : whole;
    struct pl_square head = seen->present ? pl_face_square_of_pose(&seen->pose) : whole;
    struct pl_spent start = pl_spent_now();
    int r = pl_detector_run(bench->detector, frame, upright, whole, 0.5f, &boxes);

    pl_stage_note(&bench->stage[PL_STAGE_DETECT], start);
    start = pl_spent_now();
    pl_crop_rgb(frame, upright, body, PL_POSE_SIDE, 1.0f / 255.0f, 0, input);
    pl_stage_note(&bench->stage[PL_STAGE_CROP], start);
    start = pl_spent_now();
    r |= pl_pose_network_run(bench->pose, frame, upright, body, &pose);
    pl_stage_note(&bench->stage[PL_STAGE_POSE], start);
    start = pl_spent_now();
    r |= pl_face_network_run(bench->face, frame, upright, head, 1, &face);
    pl_stage_note(&bench->stage[PL_STAGE_FACE], start);
    return r ? -EIO : 0;
}

/* The way of the product: one look at everything, then the measurement. */
static int time_whole(struct bench *bench, const struct pl_frame *frame, struct pl_landmarks *ret)
{
    struct pl_spent start = pl_spent_now();
    int r = pl_sight_look(bench->sight, frame, upright, PL_LOOK_POSE | PL_LOOK_FACE, ret);

    pl_stage_note(&bench->stage[PL_STAGE_WHOLE], start);
    start = pl_spent_now();
    if (r == 0)
        pl_measurer_measure(bench->measurer, frame, ret, false, NULL);
    pl_stage_note(&bench->stage[PL_STAGE_FIT], start);
    return r;
}

/* Puts one frame through the whole way, or through each part. */
static int one_frame(struct bench *bench, struct pl_source *source, bool whole)
{
    static struct pl_landmarks seen;
    struct pl_frame frame;
    struct pl_spent start = pl_spent_now();
    int r = pl_source_next(source, PL_USEC_PER_SEC, &frame);
    long after_decoding;

    if (r)
        return r;
    if (whole)
        pl_stage_note(&bench->stage[PL_STAGE_DECODE], start);
    after_decoding = pl_allocations();
    if (whole)
        r = time_whole(bench, &frame, &seen);
    else if ((r = pl_sight_look(bench->sight, &frame, upright, PL_LOOK_POSE, &seen)) == 0)
        r = time_parts(bench, &frame, &seen);
    if (!whole || ++bench->measured > WARM_FRAMES)
        bench->allocations += pl_allocations() - after_decoding;
    pl_source_release(source, &frame);
    return r;
}

/* Inference against what the core can do. */
struct inference {
    double ms;          /* of both networks, without their crops */
    double whole_ratio; /* a whole look against that */
    double peak, share; /* multiply-adds a second, and the part of them that is reached */
};

static struct inference inference_of(struct bench *bench, enum pl_pose_model model)
{
    double crop = median_ms(bench, PL_STAGE_CROP);
    double small = crop * PL_FACE_SIDE * PL_FACE_SIDE / (PL_POSE_SIDE * PL_POSE_SIDE);
    double ms = median_ms(bench, PL_STAGE_POSE) - crop + median_ms(bench, PL_STAGE_FACE) - small;
    double peak = pl_peak_macs_per_s();

    return (struct inference){
        .ms = ms,
        .whole_ratio = median_ms(bench, PL_STAGE_WHOLE) / ms,
        .peak = peak,
        .share = (pose_macs[model] + face_macs) / (ms * 1e-3) / peak,
    };
}

/* Of the product's way of a frame: one look at everything, and the measurement. */
static double frame_instructions(struct bench *bench)
{
    return median_instructions(bench, PL_STAGE_WHOLE) + median_instructions(bench, PL_STAGE_FIT);
}

/* null where there is no number. */
static void print_member(const char *key, bool known, int decimals, double value)
{
    if (known)
        printf(",\"%s\":%.*f", key, decimals, value);
    else
        printf(",\"%s\":null", key);
}

static void print_stage_json(struct bench *bench, enum pl_stage stage)
{
    printf("%s\"%s\":{\"median_ms\":%.3f,\"p95_ms\":%.3f", stage ? "," : "", pl_stage_name(stage),
           median_ms(bench, stage), p95_ms(bench, stage));
    print_member("instructions", bench->uncounted == 0, 0, median_instructions(bench, stage));
    printf("}");
}

static void report_json(struct bench *bench, const struct inference *inference)
{
    printf("{\"frames\":%d,\"stages\":{", bench->measured);
    for (int i = 0; i < PL_STAGES; i++)
        print_stage_json(bench, (enum pl_stage)i);
    printf("},\"networks_ms\":%.3f,\"whole_by_networks\":%.3f,\"share_of_peak\":%.3f,"
           "\"peak_gmac_s\":%.2f",
           inference->ms, inference->whole_ratio, inference->share, inference->peak / 1e9);
    print_member("first_result_s", !isnan(bench->first_result_s), 3, bench->first_result_s);
    print_member("rss_mb", true, 1, bench->rss_mb);
    print_member("instructions_per_frame", bench->uncounted == 0, 0, frame_instructions(bench));
    if (bench->uncounted)
        printf(",\"instructions_reason\":\"%s\"", strerror(-bench->uncounted));
    print_member("allocations_after_start", pl_allocations() >= 0, 0, (double)bench->allocations);
    puts("}");
}

static void report_text(struct bench *bench, const struct inference *inference)
{
    printf("%-8s %10s %10s   (ms of processor time, %d frames)\n", "stage", "median", "p95",
           bench->measured);
    for (int i = 0; i < PL_STAGES; i++)
        printf("%-8s %10.2f %10.2f\n", pl_stage_name((enum pl_stage)i),
               median_ms(bench, (enum pl_stage)i), p95_ms(bench, (enum pl_stage)i));
    printf("networks alone %.2f ms; a whole frame is %.2f times that\n", inference->ms,
           inference->whole_ratio);
    printf("inference reaches %.0f %% of this core's measured %.1f thousand million multiply-adds "
           "a second\n",
           100 * inference->share, inference->peak / 1e9);
    if (bench->uncounted)
        printf("instructions are not counted: %s\n", strerror(-bench->uncounted));
    else
        printf("%.1f million instructions a frame\n", 1e-6 * frame_instructions(bench));
    if (!isnan(bench->first_result_s))
        printf("first result %.2f s after the start of the process, ", bench->first_result_s);
    printf("peak memory %.1f MB, ", bench->rss_mb);
    if (pl_allocations() >= 0)
        printf("%ld allocations in %d frames after start\n", bench->allocations,
               bench->measured > WARM_FRAMES ? bench->measured - WARM_FRAMES : 0);
    else
        printf("allocations not counted in this build\n");
}

static void report(struct bench *bench, enum pl_pose_model model)
{
    struct inference inference = inference_of(bench, model);

    if (bench->json)
        report_json(bench, &inference);
    else
        report_text(bench, &inference);
}

static int prepare(struct bench *bench, const struct pl_settings *s, struct pl_message *why)
{
    struct pl_sight_settings sight = pl_sight_settings_from(s, NULL);
    struct pl_measurer_settings measurer = {.hfov_deg = s->camera.hfov_deg,
                                            .limits = pl_posture_limits_default,
                                            .models = sight.models};
    int r = pl_sight_create(&sight, &bench->sight, why);

    if (r == 0)
        r = pl_measurer_create(&measurer, &bench->measurer, why);
    if (r == 0) /* against the first picture: without a baseline, nothing would be registered */
        pl_measurer_calibrate(bench->measurer, (struct pl_calibration_plan){.pictures = 1}, false);
    return r;
}

/* Built after the first result, which they are no part of. */
static int prepare_parts(struct bench *bench, const struct pl_settings *s, struct pl_message *why)
{
    struct pl_sight_settings sight = pl_sight_settings_from(s, NULL);
    int r = pl_engine_create(sight.threads, sight.half, &bench->engine, why);

    if (r == 0)
        r = pl_detector_create(bench->engine, &sight.models, &bench->detector, why);
    if (r == 0)
        r = pl_pose_network_create(bench->engine, &sight.models, pl_pose_model_file(sight.pose),
                                   &bench->pose, why);
    if (r == 0)
        r = pl_face_network_create(bench->engine, &sight.models, &bench->face, why);
    return r;
}

static void clean_up(struct bench *bench)
{
    pl_face_network_destroy(bench->face);
    pl_pose_network_destroy(bench->pose);
    pl_detector_destroy(bench->detector);
    pl_engine_destroy(bench->engine);
    pl_measurer_destroy(bench->measurer);
    pl_sight_destroy(bench->sight);
}

static int open_input(struct bench *bench, const struct pl_settings *s, const char *input,
                      struct pl_source **ret, struct pl_message *why)
{
    struct pl_source_wish wish = {.loop = true};
    char detail[PL_DETAIL_SIZE] = "";
    int r = prepare(bench, s, why);

    if (r == 0 && (r = pl_source_open(input, &wish, ret, detail)) != 0)
        pl_message_set(why, "%s", *detail ? detail : strerror(abs(r)));
    return r;
}

/* All frames the whole way, as the product does; then each part, whose networks are no part of the product's memory. */
static int run_frames(struct bench *bench, const struct pl_settings *s, struct pl_source *source,
                      struct pl_message *why)
{
    int r = 0;

    for (int i = 0; i < bench->frames && r == 0; i++)
        r = one_frame(bench, source, true);
    bench->rss_mb = peak_rss_mb();
    if (r == 0)
        r = prepare_parts(bench, s, why);
    for (int i = 0; i < bench->frames && r == 0; i++)
        r = one_frame(bench, source, false);
    if (r && !*why->text)
        pl_message_set(why, "%s", *source->detail ? source->detail : strerror(abs(r)));
    return r;
}

/* One picture, and a line when it has been looked at: what a fresh process is timed by. */
static int look_once(struct bench *bench, struct pl_source *source, struct pl_message *why)
{
    int r = one_frame(bench, source, true);

    if (r)
        pl_message_set(why, "%s", *source->detail ? source->detail : strerror(abs(r)));
    else if (puts("seen") == EOF || fflush(stdout) == EOF)
        r = -EIO;
    return r;
}

static int measure(struct bench *bench, const struct pl_settings *s, const char *input)
{
    struct pl_source *source = NULL;
    struct pl_message why = {""};
    int r = open_input(bench, s, input, &source, &why);

    if (r == 0)
        r = bench->first ? look_once(bench, source, &why) : run_frames(bench, s, source, &why);
    if (r)
        fprintf(stderr, "plumbline: %s\n", why.text);
    pl_source_close(source);
    return r ? PL_EXIT_FAILED : PL_EXIT_DONE;
}

static int take_option(int option, const char *argument, void *context)
{
    struct bench *bench = context;
    char *end;
    long frames;

    bench->json |= option == 'j';
    bench->first |= option == 'f';
    if (option != 'n')
        return 0;
    frames = strtol(argument, &end, 10);
    if (*end || end == argument || frames <= WARM_FRAMES || frames > FRAMES_MAX) {
        fprintf(stderr, "plumbline: --frames %s: a number from %d to %d\n", argument,
                WARM_FRAMES + 1, FRAMES_MAX);
        return PL_EXIT_USAGE;
    }
    bench->frames = (int)frames;
    return 0;
}

int pl_cmd_bench(int argc, char **argv)
{
    static const struct option own[] = {{"json", no_argument, NULL, 'j'},
                                        {"first", no_argument, NULL, 'f'},
                                        {"frames", required_argument, NULL, 'n'},
                                        {NULL, 0, NULL, 0}};
    static struct pl_config config;
    static struct bench bench = {.frames = 100};
    struct pl_options options;
    int r = pl_options_parse(argc, argv, own, take_option, &bench, &options);

    if (r == 0)
        r = pl_options_load(&options, &config);
    if (r)
        return r;
    pl_heap_stay_small();
    if (!bench.first && (r = pl_first_result_time(argc, argv, &bench.first_result_s)) < 0) {
        /* Under valgrind, where nothing can start itself again, the rest is worth knowing. */
        fprintf(stderr, "plumbline: the first result cannot be timed: %s\n", strerror(-r));
        bench.first_result_s = NAN;
    }
    bench.uncounted = pl_instructions_start();
    r = measure(&bench, &config.settings, optind < argc ? argv[optind] : "synthetic");
    if (r == PL_EXIT_DONE && !bench.first)
        report(&bench, pl_sight_settings_from(&config.settings, NULL).pose);
    clean_up(&bench);
    return r;
}
