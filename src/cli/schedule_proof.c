/* ieum schedule FILE.dzn --proof FILE, and --check-proof FILE INSTANCE. */
#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "cli/schedule_dzn.h"
#include "engine/scheduling/exact/proof.h"

static bool to_file(void *file, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, file) == len;
}

int ie_cli_write_proof(struct ie_cli *cli, const struct ie_exact_problem *problem,
                       int64_t breaks, const struct ie_solve_control *control,
                       const char *path, struct ie_error *err)
{
    struct ie_exact_proof proof = {0};
    char beside[PATH_MAX];

    if ((size_t)snprintf(beside, sizeof(beside), "%s.part", path) >= sizeof(beside))
        return ie_fail_errno(err, "file.write", path, ENAMETOOLONG);
    FILE *file = fopen(beside, "we");
    if (!file)
        return ie_fail_errno(err, "file.write", path, errno);
    int code =
        ie_exact_prove(problem, breaks, control, to_file, file, &cli->arena, &proof, err);
    int why = errno;
    bool ok = fflush(file) == 0 && fsync(fileno(file)) == 0;
    ok = fclose(file) == 0 && ok;
    if (code == IE_IO || (!code && !ok))
        code = ie_fail_errno(err, "file.write", path, why);
    if (!code && proof.stopped)
        code = ie_fail(err, proof.stopped, "proof.stopped");
    if (!code && rename(beside, path) != 0)
        code = ie_fail_errno(err, "file.write", path, errno);
    if (code)
        unlink(beside);
    return code;
}

static int tell(struct ie_cli *cli, const struct ie_exact_verified *verified,
                struct ie_error *err)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_json json = ie_json_into(&text);
    bool any = verified->breaks == IE_EXACT_ANY_BREAKS;
    char most[24], fewest[24], fairness[16];
    int code = 0;

    snprintf(most, sizeof(most), "%lld", (long long)verified->breaks);
    snprintf(fewest, sizeof(fewest), "%lld", (long long)verified->breaks + 1);
    snprintf(fairness, sizeof(fairness), "%u", verified->fairness);
    ie_json_object(&json);
    ie_json_kbool(&json, "valid", true);
    ie_json_key(&json, "proves");
    ie_json_strz(&json, any ? "infeasible" : "bound");
    if (!any)
        ie_json_kint(&json, "bound", verified->breaks + 1);
    ie_json_kint(&json, "fairness", verified->fairness);
    ie_json_kint(&json, "clauses", (int64_t)verified->clauses);
    ie_json_kint(&json, "lemmas", (int64_t)verified->lemmas);
    ie_json_end(&json);
    if (cli->json && !(code = ie_buf_check(&text, err)))
        ie_cli_json(cli, ie_buf_str(&text));
    ie_buf_release(&text);
    if (any)
        ie_cli_say(cli, "cli.proof_infeasible", "fairness", fairness, NULL);
    else
        ie_cli_say(cli, "cli.proof_bound", "bound", fewest, "fairness", fairness, NULL);
    return code;
}

int ie_cli_check_proof(struct ie_cli *cli, const char *path, const char *instance,
                       struct ie_error *err)
{
    struct ie_exact_problem problem;
    struct ie_exact_verified verified;
    struct ie_solve_control control;
    struct ie_buf text = IE_BUF_INIT;
    int code = ie_cli_read_dzn(cli, instance, &problem, err);

    if (!code)
        code = ie_cli_exact_control(cli, &control, err);
    if (!code)
        code = ie_cli_read_file(path, (size_t)1 << 34, &text, err);
    if (!code)
        code = ie_exact_verify(&problem, ie_buf_str(&text), path, &control, &cli->arena,
                               &verified, err);
    if (!code && verified.stopped)
        code = ie_fail(err, verified.stopped, "proof.check_stopped");
    if (!code)
        code = tell(cli, &verified, err);
    ie_buf_release(&text);
    return code;
}
