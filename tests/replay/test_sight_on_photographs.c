/* Does sight find people on photographs that were not made for it, and nobody in empty rooms? Reads footage/real and its
 * MANIFEST.csv, prints the figure of each view and every miss. */
#include "capture/source.h"
#include "vision/sight.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPED 77
#define WANTED 0.98 /* of the pictures with one clearly visible upper body */

/* The views of the manifest; pictures of several people and videos are no part of the figure. */
static struct view {
    const char *name;
    bool somebody;
    int pictures, right;
} views[] = {
    {"front", true, 0, 0}, {"oblique", true, 0, 0}, {"side", true, 0, 0}, {"none", false, 0, 0}};
#define VIEWS ((int)(sizeof views / sizeof *views))

/* Column `number` of a line of comma separated values with quotes. */
static void column(const char *line, int number, char *ret, size_t size)
{
    bool quoted = false;
    size_t used = 0;

    for (; *line && *line != '\n' && number >= 0; line++) {
        if (*line == '"')
            quoted = !quoted;
        else if (*line == ',' && !quoted)
            number--;
        else if (number == 0 && used + 1 < size)
            ret[used++] = *line;
    }
    ret[used] = '\0';
}

static struct view *view_named(const char *name)
{
    for (int i = 0; i < VIEWS; i++)
        if (!strcmp(views[i].name, name))
            return &views[i];
    return NULL;
}

/* 1 present, 0 not, negative: the picture could not be looked at. */
static int look_at(struct pl_sight *sight, const char *path)
{
    static struct pl_landmarks landmarks;
    struct pl_source_wish wish = {0};
    struct pl_mounting upright = {0};
    struct pl_source *source;
    struct pl_frame frame;
    char detail[PL_DETAIL_SIZE] = "";
    int failed = pl_source_open(path, &wish, &source, detail);

    if (failed) {
        printf("%s\n", detail);
        return -1;
    }
    failed = pl_source_next(source, PL_USEC_PER_SEC, &frame);
    if (!failed) {
        pl_sight_forget(sight);
        failed = pl_sight_look(sight, &frame, upright, PL_LOOK_ALL, &landmarks);
        pl_source_release(source, &frame);
    } else {
        printf("%s\n", source->detail);
    }
    pl_source_close(source);
    return failed ? -1 : landmarks.present;
}

static void judge(struct pl_sight *sight, const char *folder, const char *line)
{
    char file[256], name[32], path[1024];
    struct view *view;

    column(line, 0, file, sizeof file);
    column(line, 4, name, sizeof name);
    view = view_named(name);
    if (!view || !strncmp(file, "vid_", 4) || !strncmp(file, "multi_", 6))
        return;
    snprintf(path, sizeof path, "%s/%s", folder, file);

    int present = look_at(sight, path);
    bool right = present >= 0 && present == view->somebody;

    view->pictures++;
    view->right += right;
    if (!right)
        printf("  %s: %s\n", view->somebody ? "missed" : "saw somebody in", file);
}

static int report(void)
{
    int people = 0, found = 0;
    bool empty_are_empty = true;

    for (int i = 0; i < VIEWS; i++) {
        printf("%-8s %3d of %3d right\n", views[i].name, views[i].right, views[i].pictures);
        if (views[i].somebody) {
            people += views[i].pictures;
            found += views[i].right;
        } else {
            empty_are_empty = views[i].pictures > 0 && views[i].right == views[i].pictures;
        }
    }
    printf("people   %3d of %3d found, at least %.0f %% wanted; empty rooms: %s\n", found, people,
           100 * WANTED, empty_are_empty ? "all empty" : "NOT all empty");
    return people > 100 && found >= WANTED * people && empty_are_empty ? 0 : 1;
}

int main(void)
{
    const char *footage = getenv("PL_FOOTAGE");
    struct pl_sight_settings settings = {.pose = PL_POSE_MODEL_LITE, .threads = 1};
    struct pl_message message;
    struct pl_sight *sight;
    char folder[512], path[600], line[2048];
    FILE *manifest;
    int failed;

    snprintf(folder, sizeof folder, "%s/real",
             footage ? footage : PL_SOURCE_DIR "/../shared/footage");
    snprintf(path, sizeof path, "%s/MANIFEST.csv", folder);
    manifest = fopen(path, "r");
    if (!manifest) {
        printf("skipped: the footage is not there (%s)\n", path);
        return SKIPPED;
    }
    failed = pl_sight_create(&settings, &sight, &message);
    if (failed < 0) {
        printf("%s%s\n", failed == -ENOENT ? "skipped: " : "", message.text);
        fclose(manifest);
        return failed == -ENOENT ? SKIPPED : 1;
    }
    while (fgets(line, sizeof line, manifest))
        judge(sight, folder, line);
    fclose(manifest);
    pl_sight_destroy(sight);
    return report();
}
