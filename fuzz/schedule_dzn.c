#include "engine/scheduling/exact/problem.h"
#include "fuzz.h"

/* What is read holds together, can be judged, and does not depend on the name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_exact_problem problem, again;
    struct ie_exact_verdict verdict;
    struct ie_arena arena;
    struct ie_error err = {0};

    ie_arena_init(&arena, (size_t)1 << 28);
    struct ie_str bytes = ie_str_n((const char *)data, size);
    int code = ie_exact_read(bytes, "input.dzn", &arena, &problem, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        ie_arena_release(&arena);
        return 0;
    }
    IE_FUZZ_CHECK(problem.slot_count <= IE_EXACT_SLOTS);
    IE_FUZZ_CHECK(problem.morning_count <= problem.slot_count);
    for (uint32_t m = 0; m < problem.meeting_count; m++) {
        const struct ie_exact_meeting *meeting = &problem.meetings[m];
        IE_FUZZ_CHECK(meeting->a < problem.participant_count);
        IE_FUZZ_CHECK(meeting->b < problem.participant_count && meeting->a != meeting->b);
        IE_FUZZ_CHECK(meeting->session >= 1 && meeting->session <= 3);
        IE_FUZZ_CHECK(meeting->fixed < (int)problem.slot_count && meeting->fixed >= -1);
    }
    for (uint32_t i = 0; i < problem.precedence_count; i++)
        IE_FUZZ_CHECK(problem.precedences[i].before < problem.meeting_count &&
                      problem.precedences[i].after < problem.meeting_count);
    if ((uint64_t)problem.participant_count * problem.slot_count < 100000) {
        int32_t *slots = IE_NEW_ARRAY(&arena, int32_t, problem.meeting_count + 1);
        IE_FUZZ_CHECK(slots != NULL);
        for (uint32_t m = 0; m < problem.meeting_count; m++)
            slots[m] = (int32_t)(m % (problem.slot_count + 1)) - 1;
        IE_FUZZ_CHECK(ie_exact_check(&problem, slots, &arena, &verdict, &err) == 0);
    }
    IE_FUZZ_CHECK(ie_exact_read(bytes, NULL, &arena, &again, &err) == 0);
    IE_FUZZ_CHECK(again.meeting_count == problem.meeting_count);
    ie_arena_release(&arena);
    return 0;
}
