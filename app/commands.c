/* The table of commands. */
#include "app/command.h"
#include "app/options.h"

const struct pl_command pl_commands[] = {
    {"analyze", "say what is to be seen on pictures and videos",
     "Usage: plumbline analyze [OPTIONS] INPUT...\n\n"
     "Analyses pictures, videos and folders of pictures. Several inputs form one sequence in the "
     "order\n"
     "given; still pictures are independent moments, frames of a video are smoothed.\n\n"
     "  --json             one JSON object a frame on standard output\n"
     "  --landmarks        with --json: where the points of the body are\n"
     "  --record FILE      write measurement lines with everything needed to measure again\n"
     "  --overlay OUT      an annotated picture (.png, .jpg: the last moment with somebody in it), "
     "a\n"
     "                     picture of each frame (DIR/), or a video (.mp4 and others)\n"
     "  --baseline first:N the first N seconds of a video, or N pictures, are upright sitting\n"
     "  --baseline FILE    a baseline saved by 'plumbline calibrate'\n"
     "  --hfov DEG         the camera's horizontal field of view (default: camera.hfov_deg)\n"
     "  --pose MODEL       lite, full or heavy (default: model.pose)\n"
     "  --threads N        of one network (default: model.threads)\n" PL_OPTIONS_USAGE
     "\nExit code 1 when something could not be read; the rest is analysed all the same.\n",
     pl_cmd_analyze, "FILE"},
    {"calibrate", "learn what sitting upright looks like",
     "Usage: plumbline calibrate [OPTIONS]\n\n"
     "Watches you sit tall and keeps that as the baseline of the profile; everything later is a "
     "change from it.\n"
     "A camera that is not in front of you asks you first to look into it for 3 seconds, which "
     "shows "
     "how large your head is.\n"
     "The camera is camera.source; another profile is chosen by --set profile.name=NAME.\n\n"
     "  --refresh          5 seconds that renew what upright is and keep view and head size; for "
     "another shirt\n"
     "  --look, --no-look  ask for the look into the camera, or do not (default: when the source "
     "is "
     "a camera);\n"
     "                     without one the size from your last look is used\n"
     "  --length S         seconds of sitting still (default: "
     "calibration.length_s)\n" PL_OPTIONS_USAGE
     "\nExit code 1 when there were too few good frames; then the old baseline stays.\n",
     pl_cmd_calibrate, NULL},
    {"check-config", "check the settings and show what is in force",
     "Usage: plumbline check-config [OPTIONS]\n\n"
     "Checks all settings, says everything that is wrong (exit code 78), and prints what is in "
     "force\n"
     "and where each value came from.\n\n"
     "  --changed          only what differs from the defaults' layer\n"
     "  --json             as JSON\n"
     "  --example          print the commented example file instead\n" PL_OPTIONS_USAGE,
     pl_cmd_check_config, NULL},
    {"config", "change a setting of the running daemon, or undo that",
     "Usage: plumbline config [list | set KEY VALUE | reset KEY] [OPTIONS]\n\n"
     "Changes are kept in the state directory and count over the configuration file. 'list' shows "
     "them,\n"
     "those made by Home Assistant too; 'reset' undoes one.\n\n" PL_OPTIONS_USAGE,
     pl_cmd_config, "list set reset"},
    {"mqtt-forget", "remove this device from the broker and Home Assistant",
     "Usage: plumbline mqtt-forget [OPTIONS]\n\n"
     "Empties every topic that this device ever left on the broker, its configuration in Home "
     "Assistant first.\n"
     "Stop the daemon before, or it announces itself again.\n\n" PL_OPTIONS_USAGE,
     pl_cmd_mqtt_forget, NULL},
    {"replay", "judge a recording in simulated time",
     "Usage: plumbline replay FILE.jsonl [OPTIONS]\n\n"
     "Feeds measurement lines (of 'analyze --record', or written by a script) through session and "
     "alerts\n"
     "and prints the events as JSON lines, a whole day in about a second. '-' reads standard "
     "input. A line with\n"
     "only \"t\" (seconds) and \"present\" is enough; what it does not say is not known.\n\n"
     "  --start TIME       local time of the first line (2026-03-02T09:00:00; default 09:00 "
     "today)\n"
     "  --remeasure        measure again what 'analyze --record' has seen, with the thresholds of "
     "now, instead of\n"
     "                     taking the numbers of the lines\n"
     "  --record FILE      with --remeasure: write the lines with their new numbers\n"
     "  --into-history     also write what was judged into the history under --state, as if it had "
     "been lived\n" PL_OPTIONS_USAGE,
     pl_cmd_replay, "FILE"},
    {"relief", "exercises and breaks, behind a safety check",
     "Usage: plumbline relief list [--all] [--kind KIND] | show ID | start [ID] | check | suggest "
     "--because WHY\n"
     "                        | log | progress [OPTIONS]\n\n"
     "Wellness, not medicine. Exercises are locked until the safety check says there are no "
     "warning signs.\n\n"
     "  list               what there is, and what is locked (--all: questions and background "
     "too)\n"
     "  show ID            one entry: steps, dose, precautions\n"
     "  check              the safety check; --answer ID=yes|no answers without asking\n"
     "  start [ID]         a guided session: space pause, s skip, d done, h it hurts, q stop\n"
     "  suggest            --because forward_head, slouched, sitting, still and others\n"
     "  log                --pain 0..10, --spread none|back_or_neck|chest_or_arm, --answer "
     "ID=yes|no, --done ID,\n"
     "                     --reset-range (forget how far the head turns at best)\n"
     "  progress           phase, green lights, pain, sessions, streak\n\n"
     "  --json             as JSON\n"
     "  --quiet            no bell and no buzzer during a session\n"
     "  --no-camera        a session that goes by your word alone\n" PL_OPTIONS_USAGE,
     pl_cmd_relief, "list show start check suggest log progress"},
    {"stats", "show a day, a week or a month",
     "Usage: plumbline stats [--day DATE | --week | --month | --from DATE --to DATE] [OPTIONS]\n\n"
     "Shows how the day went; without a date, today. DATE is 2026-03-02, today or yesterday.\n\n"
     "  --json             numbers for each day\n"
     "  --csv              one line a minute\n"
     "  --svg FILE         a drawing\n" PL_OPTIONS_USAGE,
     pl_cmd_stats, NULL},
    {"run", "watch: the daemon",
     "Usage: plumbline run [OPTIONS]\n\n"
     "Watches the camera until it is told to stop. Without a baseline it watches presence and "
     "sitting time and\n"
     "does not judge posture; 'plumbline calibrate' makes one. A camera that is missing is waited "
     "for.\n\n"
     "  --once             print one measurement and end; exit code 1 when there is no camera\n"
     "  --dry-run          send nothing to broker, pins, programs and history\n"
     "  --json             events as JSON lines (with --once: the measurement)\n" PL_OPTIONS_USAGE,
     pl_cmd_run, NULL},
    {"doctor", "look at camera, light, framing, broker, disk and more; say what to do",
     "Usage: plumbline doctor [OPTIONS]\n\n"
     "Looks at everything that Plumbline needs, and says what to do about what is not well: sit "
     "as you work,\n"
     "so that it can judge light and framing. Exit code 1 when something does not work. It uses "
     "the camera for\n"
     "a moment, so a running Plumbline shows as busy.\n\n"
     "  --json             as JSON\n" PL_OPTIONS_USAGE,
     pl_cmd_doctor, NULL},
    {"pages", NULL, "Usage: plumbline pages plumbline.1|plumbline.yaml.5|bash|zsh|fish\n",
     pl_cmd_pages, NULL},
    {"bench", "measure what a frame costs on this machine",
     "Usage: plumbline bench [OPTIONS] [INPUT]\n\n"
     "Times each stage on made-up pictures, or on a picture, a folder of pictures or a video that\n"
     "is played in a loop; counts allocations after start and, where the processor can, "
     "instructions;\n"
     "and compares inference with what this core can do at best.\n\n"
     "  --frames N         how many (default 100)\n"
     "  --first            look at one picture, print a line and end: to time a fresh process\n"
     "  --json             as one JSON object\n" PL_OPTIONS_USAGE,
     pl_cmd_bench, "FILE"},
    {"version", "print the version", "Usage: plumbline version\n\nPrints the version.\n",
     pl_cmd_version, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
