#include <stdio.h>

#include "engine/scheduling/exact/proof.h"
#include "engine/scheduling/exact/sat.h"

struct prover {
    ie_exact_sink sink;
    void *data;
    struct ie_sat *sat;
    const struct ie_solve_control *control;
    enum ie_code stopped;
    bool refused; /* by the sink */
};

static bool put(struct prover *p, const char *bytes, size_t len)
{
    if (!p->refused && !p->sink(p->data, bytes, len))
        p->refused = true;
    return !p->refused;
}

static int count_clause(void *data, const int *literals, size_t count)
{
    (void)data;
    (void)literals;
    (void)count;
    return 0;
}

static int write_clause(void *data, const int *literals, size_t count)
{
    struct prover *p = data;
    char text[16];
    bool ok = true;

    for (size_t i = 0; i <= count && ok; i++) {
        int len = snprintf(text, sizeof(text), i < count ? "%d " : "0\n",
                           i < count ? literals[i] : 0);
        ok = put(p, text, (size_t)len);
    }
    return ok ? 0 : IE_IO;
}

static int load_clause(void *data, const int *literals, size_t count)
{
    struct prover *p = data;

    ie_sat_clause(p->sat, literals, count);
    return 0;
}

static bool write_proof(void *data, const char *bytes, size_t len)
{
    return put(data, bytes, len);
}

static bool on_tick(void *data, uint64_t ticks)
{
    struct prover *p = data;
    enum ie_stop stop = ie_solve_stopped(p->control);

    if (stop)
        p->stopped = stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED;
    else if (p->control && p->control->ticks && ticks >= p->control->ticks)
        p->stopped = IE_LIMIT;
    return p->stopped != IE_OK || p->refused;
}

static int write_head(struct prover *p, const struct ie_exact_problem *problem,
                      int64_t breaks, const struct ie_exact_size *size)
{
    char text[160], count[24] = "any";

    if (breaks != IE_EXACT_ANY_BREAKS)
        snprintf(count, sizeof(count), "%lld", (long long)breaks);
    int len = snprintf(
        text, sizeof(text), "c ieum proof 1\nc fairness %u\nc breaks %s\np cnf %u %llu\n",
        problem->fairness, count, size->variables, (unsigned long long)size->clauses);
    return put(p, text, (size_t)len) ? 0 : IE_IO;
}

static int refute(struct prover *p, struct ie_error *err)
{
    enum ie_sat_answer answer = ie_sat_solve(p->sat, -1);

    if (answer == IE_SAT_NOMEM)
        return ie_fail_nomem(err);
    if (answer == IE_SAT_YES)
        return ie_fail(err, IE_INTERNAL, "proof.no_refutation");
    return 0;
}

int ie_exact_prove(const struct ie_exact_problem *problem, int64_t breaks,
                   const struct ie_solve_control *control, ie_exact_sink sink, void *data,
                   struct ie_arena *arena, struct ie_exact_proof *proof,
                   struct ie_error *err)
{
    struct prover p = {.sink = sink, .data = data, .control = control};
    int code =
        ie_exact_canon(problem, breaks, count_clause, NULL, arena, &proof->size, err);

    proof->stopped = IE_OK;
    proof->ticks = 0;
    if (!code)
        code = write_head(&p, problem, breaks, &proof->size);
    if (!code)
        code = ie_exact_canon(problem, breaks, write_clause, &p, arena, NULL, err);
    if (!code && !put(&p, "c proof\n", 8))
        code = IE_IO;
    if (!code && !(p.sat = ie_sat_new(control ? control->seed : 0)))
        code = ie_fail_nomem(err);
    if (!code) {
        ie_sat_trace(p.sat, write_proof, &p);
        ie_sat_on_tick(p.sat, on_tick, &p);
        code = ie_exact_canon(problem, breaks, load_clause, &p, arena, NULL, err);
    }
    if (!code)
        code = refute(&p, err);
    if (p.sat)
        proof->ticks = ie_sat_ticks(p.sat);
    ie_sat_free(p.sat); /* writes what it still holds */
    proof->stopped = p.stopped;
    if ((!code && p.refused) || code == IE_IO)
        code = ie_fail(err, IE_IO, "proof.write");
    return code;
}
