#include "base/vec.h"
#include "engine/scheduling/exact/proof.h"
#include "engine/scheduling/exact/rup.h"

enum { POLL = 256, VARIABLES = 1 << 28 };

struct verifier {
    const char *file, *at, *end;
    uint64_t line; /* of the line that was read last */
    struct ie_rup *rup;
    IE_VEC(int) literals;
    struct ie_exact_verified *verified;
    uint64_t promised; /* clauses, by the file's p line */
    uint32_t variables;
    const struct ie_solve_control *control;
    struct ie_error *err;
};

static int flaw(struct verifier *v, const char *id)
{
    ie_fail(v->err, IE_INPUT, id);
    ie_error_at(v->err, v->file, v->line < UINT32_MAX ? (uint32_t)v->line : UINT32_MAX, 0,
                NULL);
    return IE_INPUT;
}

static bool next_line(struct verifier *v, struct ie_str *line)
{
    struct ie_str rest = {v->at, (size_t)(v->end - v->at)};

    v->line++;
    if (!rest.len)
        return false;
    const char *end = memchr(rest.ptr, '\n', rest.len);
    *line = (struct ie_str){v->at, end ? (size_t)(end - v->at) : rest.len};
    v->at += line->len + (end != NULL);
    return true;
}

/* Literals up to the 0 that must end the line. */
static int read_literals(struct verifier *v, struct ie_str line)
{
    const char *at = line.ptr, *end = line.ptr + line.len;

    v->literals.count = 0;
    for (;;) {
        int64_t number = 0;
        while (at < end && *at == ' ')
            at++;
        bool minus = at < end && *at == '-';
        at += minus;
        const char *digits = at;
        for (; at < end && *at >= '0' && *at <= '9' && number <= VARIABLES; at++)
            number = 10 * number + (*at - '0');
        if (at == digits || number > VARIABLES || (at < end && *at != ' ') ||
            (minus && !number))
            return flaw(v, "proof.bad_line");
        if (!number)
            break;
        if (number > v->variables) /* the refutation needs no new ones */
            return flaw(v, "proof.bad_variable");
        int *next = IE_PUSH(&v->literals);
        if (!next)
            return ie_fail_nomem(v->err);
        *next = (int)(minus ? -number : number);
    }
    while (at < end && *at == ' ')
        at++;
    return at == end ? 0 : flaw(v, "proof.bad_line");
}

/* ---- head ---- */

static int read_field(struct verifier *v, const char *key, struct ie_str *value)
{
    struct ie_str line;

    if (!next_line(v, &line) || !ie_str_starts(line, ie_str_z(key)))
        return flaw(v, "proof.head");
    *value = ie_str_sub(line, strlen(key), line.len);
    return 0;
}

static bool number(struct ie_str text, int64_t most, int64_t *value)
{
    return ie_str_int64(text, value) && *value >= 0 && *value <= most;
}

static int read_head(struct verifier *v)
{
    struct ie_str text, variables;
    int64_t value = 0;
    int code;

    if ((code = read_field(v, "c ieum proof ", &text)))
        return code;
    if (!ie_str_eqz(text, "1"))
        return flaw(v, "proof.head");
    if ((code = read_field(v, "c fairness ", &text)))
        return code;
    if (!number(text, IE_EXACT_SLOTS, &value))
        return flaw(v, "proof.head");
    v->verified->fairness = (uint32_t)value;
    if ((code = read_field(v, "c breaks ", &text)))
        return code;
    v->verified->breaks = IE_EXACT_ANY_BREAKS;
    if (ie_str_eqz(text, "-1"))
        v->verified->breaks = -1;
    if (!ie_str_eqz(text, "any") && !ie_str_eqz(text, "-1") &&
        !number(text, INT32_MAX - 1, &v->verified->breaks))
        return flaw(v, "proof.head");
    if ((code = read_field(v, "p cnf ", &text)))
        return code;
    if (!ie_str_split(&text, ' ', &variables) || !number(variables, VARIABLES, &value))
        return flaw(v, "proof.head");
    v->variables = (uint32_t)value;
    if (!number(text, INT64_MAX, &value))
        return flaw(v, "proof.head");
    v->promised = (uint64_t)value;
    return 0;
}

/* ---- clauses and lemmas ---- */

/* The canonical formula's next clause against the file's. */
static int match_clause(void *data, const int *literals, size_t count)
{
    struct verifier *v = data;
    struct ie_str line;
    int code;

    if (!next_line(v, &line))
        return flaw(v, "proof.ends");
    if ((code = read_literals(v, line)))
        return code;
    if (v->literals.count != count ||
        (count && memcmp(v->literals.at, literals, count * sizeof(*literals)) != 0))
        return flaw(v, "proof.other_clause");
    v->verified->clauses++;
    return ie_rup_premise(v->rup, literals, count, v->err);
}

static int read_formula(struct verifier *v, const struct ie_exact_problem *problem,
                        struct ie_arena *arena)
{
    struct ie_exact_problem same = *problem;
    struct ie_exact_size size;
    struct ie_str line;

    same.fairness = v->verified->fairness;
    int code =
        ie_exact_canon(&same, v->verified->breaks, match_clause, v, arena, &size, v->err);
    if (code)
        return code;
    if (size.variables != v->variables || size.clauses != v->promised ||
        !next_line(v, &line) || !ie_str_eqz(line, "c proof"))
        return flaw(v, "proof.other_clause");
    return 0;
}

static int read_step(struct verifier *v, struct ie_str line)
{
    bool deletion = ie_str_starts(line, IE_STR("d ")), follows;
    int code = read_literals(v, deletion ? ie_str_sub(line, 2, line.len) : line);

    if (code)
        return code;
    if (deletion) { /* one that is not there can only be kept, which harms nothing */
        v->verified->deletions +=
            ie_rup_forget(v->rup, v->literals.at, v->literals.count);
        return 0;
    }
    v->verified->lemmas++;
    code = ie_rup_lemma(v->rup, v->literals.at, v->literals.count, &follows, v->err);
    return code || follows ? code : flaw(v, "proof.does_not_follow");
}

static int read_steps(struct verifier *v)
{
    struct ie_str line;
    int code = 0;

    while (!code && !ie_rup_refuted(v->rup)) {
        enum ie_stop stop = v->line % POLL == 0 ? ie_solve_stopped(v->control) : IE_GO_ON;
        if (stop) {
            v->verified->stopped = stop == IE_STOP_LIMIT ? IE_LIMIT : IE_CANCELLED;
            return 0;
        }
        if (!next_line(v, &line))
            return flaw(v, "proof.ends");
        code = read_step(v, line);
    }
    return code;
}

int ie_exact_verify(const struct ie_exact_problem *problem, struct ie_str bytes,
                    const char *name, const struct ie_solve_control *control,
                    struct ie_arena *arena, struct ie_exact_verified *verified,
                    struct ie_error *err)
{
    struct verifier v = {.file = name, .control = control, .err = err};
    int code;

    *verified = (struct ie_exact_verified){0};
    v.verified = verified;
    v.at = bytes.ptr ? bytes.ptr : "";
    v.end = v.at + bytes.len;
    if ((code = ie_rup_new(&v.rup, err)))
        return code;
    code = read_head(&v);
    if (!code)
        code = read_formula(&v, problem, arena);
    if (!code)
        code = read_steps(&v);
    ie_rup_free(v.rup);
    IE_VEC_RELEASE(&v.literals);
    return code;
}
