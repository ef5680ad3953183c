/* How long a fresh process takes from its start to the first result. */
#pragma once

/* Starts this program again several times as `bench --first` with the arguments of `bench` (argv[0] is the command's
 * name) and takes the time to the first line that it prints. 0 and the median in seconds; -EIO when one prints
 * nothing, having said why on standard error; or why it could not be started. */
int pl_first_result_time(int argc, char **argv, double *ret_s);
