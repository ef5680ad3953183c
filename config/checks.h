/* What text settings must look like. Each returns NULL for good text, else what would have been right.
 *
 * Empty text means "not set" and is good everywhere except where the comment says otherwise. Pure. */
#pragma once

const char *pl_check_camera_source(const char *text); /* not empty */
const char *pl_check_quiet_hours(const char *text);
const char *pl_check_gpio_line(const char *text);
const char *pl_check_pwm_channel(const char *text);
const char *pl_check_absolute_path(const char *text);
const char *pl_check_host(const char *text);
const char *pl_check_device_id(const char *text);
const char *pl_check_topic(const char *text);      /* not empty */
const char *pl_check_plain_name(const char *text); /* not empty; usable as a file name */
const char *pl_check_language(const char *text);   /* not empty */
