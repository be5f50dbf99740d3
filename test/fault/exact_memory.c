/* Every allocation of ours fails in turn, while an instance is read, solved, judged, proved
 * and its proof checked: IE_NOMEM each time, nothing leaked, and then it works. */
#include "base/alloc.h"
#include "base/buf.h"
#include "engine/scheduling/exact/exact.h"
#include "engine/scheduling/exact/explain.h"
#include "engine/scheduling/exact/proof.h"
#include "harness.h"

static const char instance[] =
    "nBusiness = 4; nMeetings = 4; nTables = 1; nTotalSlots = 5; nMorningSlots = 3;\n"
    "requested = [|1, 2,1, |1, 3,3, |2, 3,3, |3, 4,3, |];\n"
    "meetingsxBusiness = [{1,2,3},{1,2,4},{1,3,4,5},{1,5}];\n"
    "nMeetingsBusiness = [2,2,3,1]; forbidden = [{0,2},{0},{0},{0,3}];\n"
    "fixed = [0,0,0,0]; precedences = [{},{1},{},{}];\n";

static bool sink(void *data, const char *bytes, size_t len)
{
    ie_buf_add(data, ie_str_n(bytes, len));
    return true;
}

static int all_of_it(void *data, struct ie_error *err)
{
    struct ie_buf proof = IE_BUF_INIT;
    struct ie_arena arena;
    struct ie_exact_problem problem;
    struct ie_exact_output out;
    struct ie_exact_proof made;
    struct ie_exact_verified verified;
    struct ie_exact_explanation why;

    (void)data;
    ie_arena_init(&arena, 0);
    int code = ie_exact_read(ie_str_z(instance), "x.dzn", &arena, &problem, err);

    if (!code)
        code = ie_exact_solve(&problem, NULL, &arena, &out, err);
    if (!code)
        code = ie_exact_prove(&problem, (int64_t)out.breaks - 1, NULL, sink, &proof,
                              &arena, &made, err);
    if (!code)
        code = ie_buf_check(&proof, err);
    if (!code)
        code = ie_exact_verify(&problem, ie_buf_str(&proof), "proof", NULL, &arena,
                               &verified, err);
    problem.fairness = 0;
    problem.place_count = 1;
    if (!code)
        code = ie_exact_explain(&problem, NULL, &arena, &why, err);
    ie_buf_release(&proof);
    ie_arena_release(&arena);
    return code;
}

IE_TEST(each_allocation_fails_in_turn)
{
    IE_CHECK(ie_test_each_allocation(all_of_it, NULL) > 20);
}
