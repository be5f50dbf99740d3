/*
 * Certificates of the exact timetables: each optimum's and each infeasible instance's proof
 * is written and checked; nothing but a whole and unchanged proof of this very instance is
 * accepted; and the propagation checker against truth tables.
 */
#include "base/buf.h"
#include "engine/scheduling/exact/proof.h"
#include "engine/scheduling/exact/rup.h"
#include "exact_instance.h"

static bool sink(void *data, const char *bytes, size_t len)
{
    struct ie_buf *out = data;

    ie_buf_add(out, ie_str_n(bytes, len));
    return !out->failed;
}

static bool prove(const struct ie_exact_problem *in, int64_t breaks, struct ie_buf *out,
                  struct ie_arena *arena)
{
    struct ie_exact_proof proof;
    struct ie_error err;

    ie_buf_clear(out);
    return IE_CHECK_OK(ie_exact_prove(in, breaks, NULL, sink, out, arena, &proof, &err),
                       &err) &&
           IE_CHECK_INT(proof.stopped, IE_OK);
}

static int verify(const struct ie_exact_problem *in, struct ie_str bytes,
                  struct ie_exact_verified *verified, struct ie_arena *arena)
{
    struct ie_error err = {0};
    int code = ie_exact_verify(in, bytes, "proof", NULL, arena, verified, &err);

    if (code)
        IE_CHECK(code == IE_INPUT && strncmp(err.id, "proof.", 6) == 0);
    return code;
}

/* One byte changed, or one line dropped: the proof may still be right only if what it
 * refutes is true all the same. */
static void spoil(const struct ie_exact_problem *in, const struct ie_buf *proof, int best,
                  struct ie_arena *arena)
{
    struct ie_buf copy = IE_BUF_INIT;
    struct ie_exact_verified verified;
    size_t at = tiny_below((uint32_t)proof->len);

    ie_buf_add(&copy, ie_buf_str(proof));
    if (IE_CHECK(!copy.failed)) {
        copy.ptr[at] = "0123456789- \nd"[tiny_below(14)];
        if (verify(in, ie_buf_str(&copy), &verified, arena) == 0 &&
            verified.fairness == in->fairness)
            IE_CHECK(best < 0 || verified.breaks < best);
        size_t cut = tiny_below((uint32_t)proof->len);
        (void)verify(in, ie_str_n(proof->ptr, cut), &verified, arena);
    }
    ie_buf_release(&copy);
}

IE_TEST(each_optimum_has_a_proof_that_passes)
{
    struct ie_buf proof = IE_BUF_INIT;
    unsigned proofs = 0;

    for (unsigned i = 0; i < ie_test_rounds(1200) && !ie_test_failed(); i++) {
        struct ie_exact_verified verified;
        struct ie_arena arena;
        struct tiny it;
        tiny_random(&it);
        int best = tiny_best(&it.problem);
        ie_arena_init(&arena, 0);
        int64_t below = best < 0 ? IE_EXACT_ANY_BREAKS : best - 1;
        if (prove(&it.problem, below, &proof, &arena) &&
            IE_CHECK_INT(verify(&it.problem, ie_buf_str(&proof), &verified, &arena), 0)) {
            IE_CHECK_INT(verified.breaks, below);
            IE_CHECK_INT(verified.fairness, it.problem.fairness);
            spoil(&it.problem, &proof, best, &arena);
            it.problem.place_count++; /* another instance */
            it.forbidden[0] ^= 1;
            int other = tiny_best(&it.problem);
            if (verify(&it.problem, ie_buf_str(&proof), &verified, &arena) == 0)
                IE_CHECK(other < 0 || other > below);
            proofs++;
        }
        ie_arena_release(&arena);
    }
    IE_CHECK(proofs > 100 || ie_test_rounds(1200) < 1200);
    ie_buf_release(&proof);
}

IE_TEST(what_is_false_is_not_proved)
{
    struct ie_buf proof = IE_BUF_INIT;

    for (unsigned i = 0; i < ie_test_rounds(300) && !ie_test_failed(); i++) {
        struct ie_exact_proof made;
        struct ie_exact_verified verified;
        struct ie_arena arena;
        struct ie_error err;
        struct tiny it;
        tiny_random(&it);
        int best = tiny_best(&it.problem);
        if (best < 0)
            continue;
        ie_arena_init(&arena, 0);
        ie_buf_clear(&proof);
        IE_CHECK_FAIL(
            ie_exact_prove(&it.problem, best, NULL, sink, &proof, &arena, &made, &err),
            &err, IE_INTERNAL, "proof.no_refutation");
        IE_CHECK(verify(&it.problem, ie_buf_str(&proof), &verified, &arena) != 0);
        ie_buf_addz(&proof, "0\n"); /* "it is refuted", out of the air */
        IE_CHECK(verify(&it.problem, ie_buf_str(&proof), &verified, &arena) != 0);
        ie_arena_release(&arena);
    }
    ie_buf_release(&proof);
}

/* ---- the propagation checker alone ---- */

enum { VARIABLES = 5, CLAUSES = 24 };

struct formula {
    int literal[CLAUSES][3];
    size_t length[CLAUSES];
    unsigned count;
};

static bool satisfied(const struct formula *f, unsigned clause, unsigned world)
{
    for (size_t i = 0; i < f->length[clause]; i++) {
        int literal = f->literal[clause][i];
        unsigned bit = world >> ((literal < 0 ? -literal : literal) - 1) & 1;
        if (bit == (literal > 0))
            return true;
    }
    return false;
}

/* Does every world of the premises satisfy the last clause? */
static bool implied(const struct formula *f, unsigned premises, unsigned clause)
{
    for (unsigned world = 0; world < 1U << VARIABLES; world++) {
        bool holds = true;
        for (unsigned c = 0; c < premises && holds; c++)
            holds = satisfied(f, c, world);
        if (holds && !satisfied(f, clause, world))
            return false;
    }
    return true;
}

static void random_clause(struct formula *f)
{
    f->length[f->count] = tiny_below(4);
    for (size_t i = 0; i < f->length[f->count]; i++) {
        int variable = 1 + (int)tiny_below(VARIABLES);
        f->literal[f->count][i] = tiny_below(2) ? variable : -variable;
    }
    f->count++;
}

/* What it accepts is implied by the premises; a premise given again it must accept, and
 * after forgetting it must say nothing that was not implied. */
IE_TEST(a_lemma_that_is_accepted_is_implied)
{
    unsigned accepted = 0, refused = 0;

    for (unsigned i = 0; i < ie_test_rounds(3000) && !ie_test_failed(); i++) {
        struct formula f = {.count = 0};
        struct ie_rup *rup;
        struct ie_error err;
        unsigned premises = 1 + tiny_below(12);
        IE_REQUIRE_OK(ie_rup_new(&rup, &err), &err);
        while (f.count < premises) {
            random_clause(&f);
            if (f.length[f.count - 1] == 0 && tiny_below(20))
                f.count--;
            else
                IE_CHECK_OK(ie_rup_premise(rup, f.literal[f.count - 1],
                                           f.length[f.count - 1], &err),
                            &err);
        }
        while (f.count < CLAUSES) {
            bool follows;
            random_clause(&f);
            unsigned last = f.count - 1, old = tiny_below(premises);
            IE_CHECK_OK(
                ie_rup_lemma(rup, f.literal[last], f.length[last], &follows, &err), &err);
            accepted += follows;
            refused += !follows;
            IE_CHECK(!follows || implied(&f, premises, last));
            if (tiny_below(6) == 0)
                (void)ie_rup_forget(rup, f.literal[old], f.length[old]);
        }
        if (ie_rup_refuted(rup)) {
            for (unsigned world = 0; world < 1U << VARIABLES; world++) {
                bool holds = true;
                for (unsigned c = 0; c < premises && holds; c++)
                    holds = satisfied(&f, c, world);
                IE_CHECK(!holds);
            }
        }
        ie_rup_free(rup);
    }
    IE_CHECK(accepted > refused / 100 && refused > 0);
}

IE_TEST(a_clause_is_forgotten_once_and_in_any_order)
{
    const int one[] = {1, -2, 3}, other[] = {3, 1, -2}, third[] = {3, 1, 2};
    struct ie_rup *rup;
    struct ie_error err;
    bool follows;

    IE_REQUIRE_OK(ie_rup_new(&rup, &err), &err);
    IE_CHECK_OK(ie_rup_premise(rup, one, 3, &err), &err);
    IE_CHECK_OK(ie_rup_lemma(rup, other, 3, &follows, &err), &err);
    IE_CHECK(follows);
    IE_CHECK(!ie_rup_forget(rup, third, 3));
    IE_CHECK(ie_rup_forget(rup, other, 3));
    IE_CHECK(ie_rup_forget(rup, other, 3)); /* the lemma was a second one */
    IE_CHECK(!ie_rup_forget(rup, other, 3));
    IE_CHECK_OK(ie_rup_lemma(rup, one, 3, &follows, &err), &err);
    IE_CHECK(!follows);
    ie_rup_free(rup);
}
