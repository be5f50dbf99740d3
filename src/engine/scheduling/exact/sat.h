/*
 * The SAT solver behind a narrow door: CaDiCaL 1.5.3 (Biere et al., SAT Competition 2020),
 * incremental, deterministic, with counted effort. sat.cpp is the one C++ file of the
 * program: CaDiCaL's own C interface cannot trace a proof, and an exception (memory out)
 * must not run through C frames; docs/decisions/0016-cadical.md.
 *
 * Literals are DIMACS': variable v > 0, its negation -v. A call after memory has run out
 * does nothing; ie_sat_solve then says IE_SAT_NOMEM.
 */
#ifndef IE_ENGINE_SCHEDULING_EXACT_SAT_H
#define IE_ENGINE_SCHEDULING_EXACT_SAT_H

#include "base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ie_sat;

enum ie_sat_answer {
    IE_SAT_UNKNOWN = 0, /* stopped */
    IE_SAT_YES = 10,
    IE_SAT_NO = 20,
    IE_SAT_NOMEM = -1,
};

/* Asked every few hundred steps of search, `ticks` being how many times so far in the
 * solver's life: true stops it. */
typedef bool (*ie_sat_stop)(void *data, uint64_t ticks);
/* Takes the next bytes of a proof; false (a full disk) ends tracing. */
typedef bool (*ie_sat_sink)(void *data, const char *bytes, size_t len);

/* NULL when memory is out. */
struct ie_sat *ie_sat_new(uint64_t seed);
void ie_sat_free(struct ie_sat *sat);
/* Writes a DRAT proof in text of all that follows; before the first clause only. */
void ie_sat_trace(struct ie_sat *sat, ie_sat_sink sink, void *data);
void ie_sat_on_tick(struct ie_sat *sat, ie_sat_stop stop, void *data);
/* An option of CaDiCaL, before the first clause only. */
void ie_sat_option(struct ie_sat *sat, const char *name, int value);

int ie_sat_variable(struct ie_sat *sat); /* a new one */
int ie_sat_variables(const struct ie_sat *sat);
void ie_sat_clause(struct ie_sat *sat, const int *literals, size_t count);
void ie_sat_assume(struct ie_sat *sat, int literal); /* for the next solve only */
void ie_sat_phase(struct ie_sat *sat, int literal);  /* decide it so, from now on */

/* Under the assumptions, at most `conflicts` conflicts (negative: no limit). */
enum ie_sat_answer ie_sat_solve(struct ie_sat *sat, int conflicts);
bool ie_sat_value(struct ie_sat *sat, int literal);  /* after IE_SAT_YES */
bool ie_sat_failed(struct ie_sat *sat, int literal); /* after IE_SAT_NO: in the core */
uint64_t ie_sat_ticks(const struct ie_sat *sat);

#ifdef __cplusplus
}
#endif

#endif
