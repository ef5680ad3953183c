#include "app/watch/sight_settings.h"

static const enum pl_pose_model pose_of[] = {
    [PL_POSE_CHOICE_LITE] = PL_POSE_MODEL_LITE,
    [PL_POSE_CHOICE_FULL] = PL_POSE_MODEL_FULL,
    [PL_POSE_CHOICE_HEAVY] = PL_POSE_MODEL_HEAVY,
};

struct pl_sight_settings pl_sight_settings_from(const struct pl_settings *settings,
                                                const char *models)
{
    return (struct pl_sight_settings){
        .models = {.option = models, .directory = settings->model.directory},
        .pose = pose_of[settings->model.pose],
        .threads = settings->model.threads,
        .half = settings->model.half_precision,
    };
}
