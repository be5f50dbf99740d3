#include "engine/scheduling/exact/sat.h"

#include <cadical.hpp>
#include <cstdio>
#include <new>

struct ie_sat : CaDiCaL::Terminator {
    CaDiCaL::Solver solver;
    FILE *proof = nullptr;
    ie_sat_sink sink = nullptr;
    void *sink_data = nullptr;
    ie_sat_stop stop = nullptr;
    void *stop_data = nullptr;
    uint64_t ticks = 0;
    int variables = 0;
    bool failed = false;

    bool terminate() override
    {
        ticks++;
        return stop && stop(stop_data, ticks);
    }
};

/* Runs what may throw; memory out is remembered. */
template <class Work> static void guarded(struct ie_sat *sat, Work work)
{
    if (sat->failed)
        return;
    try {
        work();
    } catch (const std::bad_alloc &) {
        sat->failed = true;
    }
}

static ssize_t write_proof(void *cookie, const char *bytes, size_t len)
{
    struct ie_sat *sat = static_cast<struct ie_sat *>(cookie);

    return sat->sink(sat->sink_data, bytes, len) ? static_cast<ssize_t>(len) : 0;
}

struct ie_sat *ie_sat_new(uint64_t seed)
{
    try {
        struct ie_sat *sat = new ie_sat;
        sat->solver.set("quiet", 1);
        sat->solver.set("seed", static_cast<int>(seed % 2000000000));
        sat->solver.connect_terminator(sat);
        return sat;
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void ie_sat_free(struct ie_sat *sat)
{
    if (!sat)
        return;
    if (sat->proof) {
        sat->solver.close_proof_trace();
        fclose(sat->proof);
    }
    sat->solver.disconnect_terminator();
    delete sat;
}

void ie_sat_trace(struct ie_sat *sat, ie_sat_sink sink, void *data)
{
    cookie_io_functions_t functions = {nullptr, write_proof, nullptr, nullptr};

    sat->sink = sink;
    sat->sink_data = data;
    sat->proof = fopencookie(sat, "w", functions);
    if (!sat->proof) {
        sat->failed = true;
        return;
    }
    guarded(sat, [&] {
        sat->solver.set("binary", 0);
        sat->solver.trace_proof(sat->proof, "proof");
    });
}

void ie_sat_on_tick(struct ie_sat *sat, ie_sat_stop stop, void *data)
{
    sat->stop = stop;
    sat->stop_data = data;
}

void ie_sat_option(struct ie_sat *sat, const char *name, int value)
{
    guarded(sat, [&] { sat->solver.set(name, value); });
}

int ie_sat_variable(struct ie_sat *sat)
{
    return ++sat->variables;
}

int ie_sat_variables(const struct ie_sat *sat)
{
    return sat->variables;
}

void ie_sat_clause(struct ie_sat *sat, const int *literals, size_t count)
{
    guarded(sat, [&] {
        for (size_t i = 0; i < count; i++)
            sat->solver.add(literals[i]);
        sat->solver.add(0);
    });
}

void ie_sat_assume(struct ie_sat *sat, int literal)
{
    guarded(sat, [&] { sat->solver.assume(literal); });
}

void ie_sat_phase(struct ie_sat *sat, int literal)
{
    guarded(sat, [&] { sat->solver.phase(literal); });
}

enum ie_sat_answer ie_sat_solve(struct ie_sat *sat, int conflicts)
{
    int answer = 0;

    guarded(sat, [&] {
        sat->solver.limit("conflicts", conflicts);
        answer = sat->solver.solve();
    });
    return sat->failed ? IE_SAT_NOMEM : static_cast<enum ie_sat_answer>(answer);
}

bool ie_sat_value(struct ie_sat *sat, int literal)
{
    return sat->solver.val(literal) > 0;
}

bool ie_sat_failed(struct ie_sat *sat, int literal)
{
    return sat->solver.failed(literal);
}

uint64_t ie_sat_ticks(const struct ie_sat *sat)
{
    return sat->ticks;
}
