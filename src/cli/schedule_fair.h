/*
 * `ieum schedule FILE.json`: the timetable of a whole fair, from files to files, without a
 * store.
 *
 *   ieum schedule FILE.json [--time S] [--ticks N] [--out SOL.json]
 *   ieum schedule --check FILE.json SOL.json
 *   ieum schedule --replan FILE.json OLD.json CHANGES.json [--out NEW.json]
 */
#ifndef IE_CLI_SCHEDULE_FAIR_H
#define IE_CLI_SCHEDULE_FAIR_H

#include "cli/cli.h"
#include "engine/scheduling/fair/fair.h"

bool ie_cli_is_fair(const char *path);
/* The command with a .json file as first argument. */
int ie_cli_schedule_fair(struct ie_cli *cli, struct ie_error *err) IE_MUST_CHECK;

#endif
