/* ieum worker: one heavy job in a process of its own; started by the server alone. */
#include <stdlib.h>

#include "cli/commands.h"
#include "service/work/job.h"

int ie_cmd_worker(struct ie_cli *cli, struct ie_error *err)
{
    (void)cli;
    (void)err;
    exit(ie_worker_main());
}
