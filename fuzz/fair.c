#include "fuzz.h"

#include "engine/scheduling/fair/fair.h"

/* A file is read or refused with a place; what is read is planned by the rules, and the
 * timetable, written out, is read back as it was. A zero byte parts the fair from a file
 * of changes. */
static void round_trip(const struct ie_fair_problem *p, const struct ie_fair_output *out,
                       struct ie_arena *arena)
{
    struct ie_buf text = IE_BUF_INIT;
    struct ie_fair_place_at *at = NULL;
    struct ie_error err;

    IE_FUZZ_CHECK(ie_fair_write(p, out, 0, 0, false, &text, &err) == 0);
    IE_FUZZ_CHECK(ie_fair_read_timetable(ie_buf_str(&text), "t.json", p, false, arena,
                                         &at, &err) == 0);
    for (uint32_t i = 0; i < p->meeting_count; i++)
        IE_FUZZ_CHECK(at[i].slot == out->at[i].slot && at[i].place == out->at[i].place &&
                      at[i].interpreter == out->at[i].interpreter);
    ie_buf_release(&text);
}

static void plan(const struct ie_fair_problem *p, struct ie_arena *arena,
                 struct ie_fair_output **out)
{
    struct ie_solve_control control = {.ticks = 500};
    struct ie_error err = {0};
    int code = ie_fair_solve(p, &control, arena, out, &err);

    if (code) {
        ie_fuzz_refused(code, &err);
        IE_FUZZ_CHECK(code == IE_INFEASIBLE); /* the checker accepts all else */
        *out = NULL;
        return;
    }
    IE_FUZZ_CHECK((*out)->first <= (*out)->bound || (*out)->objective.musts_out);
    round_trip(p, *out, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str text = ie_str_n((const char *)data, size), changes = IE_STR_NONE;
    int64_t cut = ie_str_find_char(text, '\0');
    struct ie_fair_problem *p = NULL, *again = NULL;
    struct ie_fair_output *out = NULL;
    struct ie_arena arena;
    struct ie_error err = {0};

    if (cut >= 0) {
        changes = ie_str_sub(text, (size_t)cut + 1, size);
        text.len = (size_t)cut;
    }
    ie_arena_init(&arena, 64 << 20);
    int code = ie_fair_read(text, "fair.json", &arena, &p, &err);
    if (code) {
        ie_fuzz_refused(code, &err);
        IE_FUZZ_CHECK(code != IE_INPUT || err.line > 0 ||
                      strncmp(err.id, "json.", 5) == 0);
    } else if (p->meeting_count <= 200 && p->slot_count <= 64) {
        plan(p, &arena, &out);
        if (out && cut >= 0) {
            code = ie_fair_replan(changes, "c.json", p, out->at, &arena, &again, &err);
            if (code)
                ie_fuzz_refused(code, &err);
            else
                plan(again, &arena, &out);
        }
    }
    ie_arena_release(&arena);
    return 0;
}
