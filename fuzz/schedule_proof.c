#include "engine/scheduling/exact/proof.h"
#include "fuzz.h"

/* The tiny instance of the kept proofs: two meetings of the first participant, in slots 1
 * and 4 of four: one break, always, and with fairness 0 no timetable. */
static const struct ie_exact_meeting meetings[] = {{0, 1, IE_EXACT_ANY, 0},
                                                   {0, 2, IE_EXACT_ANY, 3}};
static const uint64_t forbidden[3];
static const struct ie_exact_problem problem = {.participant_count = 3,
                                                .meeting_count = 2,
                                                .slot_count = 4,
                                                .morning_count = 4,
                                                .place_count = 1,
                                                .meetings = meetings,
                                                .forbidden = forbidden,
                                                .fairness = 2};

/* Whatever the bytes: only what is true passes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_exact_verified verified;
    struct ie_arena arena;
    struct ie_error err = {0};

    ie_arena_init(&arena, (size_t)1 << 26);
    int code = ie_exact_verify(&problem, ie_str_n((const char *)data, size), "input",
                               NULL, &arena, &verified, &err);
    if (code)
        ie_fuzz_refused(code, &err);
    else
        IE_FUZZ_CHECK(verified.fairness == 0 || verified.breaks < 1);
    ie_arena_release(&arena);
    return 0;
}
