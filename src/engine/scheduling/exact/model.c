#include "engine/scheduling/exact/hall.h"

static uint64_t below(uint32_t slot) /* the slots before it */
{
    return slot >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << slot) - 1;
}

static void index_meetings(const struct ie_exact_problem *problem,
                           struct ie_exact_model *model)
{
    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        model->from[problem->meetings[m].a + 1]++;
        model->from[problem->meetings[m].b + 1]++;
    }
    for (uint32_t p = 0; p < problem->participant_count; p++)
        model->from[p + 1] += model->from[p];
    for (uint32_t m = problem->meeting_count; m-- > 0;) {
        model->meeting_of[--model->from[problem->meetings[m].a + 1]] = m;
        model->meeting_of[--model->from[problem->meetings[m].b + 1]] = m;
    }
    /* from[p + 1] has become where p begins: put each where it belongs */
    for (uint32_t p = 0; p < problem->participant_count; p++)
        model->from[p] = model->from[p + 1];
    model->from[problem->participant_count] = 2 * problem->meeting_count;
}

static bool cut_by_precedences(struct ie_exact_model *model)
{
    bool changed = false;

    for (uint32_t i = 0; i < model->problem->precedence_count; i++) {
        const struct ie_exact_precedence *p = &model->problem->precedences[i];
        uint64_t *before = &model->domain[p->before], *after = &model->domain[p->after];
        if (!*before || !*after)
            continue;
        uint32_t first = (uint32_t)__builtin_ctzll(*before);
        uint32_t last = 63 - (uint32_t)__builtin_clzll(*after);
        if (*after & below(first + 1)) {
            *after &= ~below(first + 1);
            changed = true;
        }
        if (*before & ~below(last)) {
            *before &= below(last);
            changed = true;
        }
    }
    return changed;
}

static bool cut_by_fixed(struct ie_exact_model *model)
{
    bool changed = false;

    for (uint32_t p = 0; p < model->problem->participant_count; p++)
        for (uint32_t i = model->from[p]; i < model->from[p + 1]; i++) {
            uint64_t one = model->domain[model->meeting_of[i]];
            if (!one || one & (one - 1))
                continue;
            for (uint32_t k = model->from[p]; k < model->from[p + 1]; k++) {
                uint64_t *other = &model->domain[model->meeting_of[k]];
                if (k != i && *other & one) {
                    *other &= ~one;
                    changed = true;
                }
            }
        }
    return changed;
}

static bool cut_by_matching(struct ie_exact_model *model)
{
    bool changed = false;

    for (uint32_t p = 0; p < model->problem->participant_count && !model->hopeless; p++)
        changed = ie_exact_hall_filter(model, p) || changed;
    return changed && !model->hopeless;
}

int ie_exact_model_make(const struct ie_exact_problem *problem, struct ie_arena *arena,
                        struct ie_exact_model *model, struct ie_error *err)
{
    *model =
        (struct ie_exact_model){.problem = problem, .day = below(problem->slot_count)};
    model->domain = IE_NEW_ARRAY(arena, uint64_t, problem->meeting_count + 1);
    model->from = IE_NEW_ARRAY(arena, uint32_t, problem->participant_count + 2);
    model->meeting_of = IE_NEW_ARRAY(arena, uint32_t, 2 * problem->meeting_count + 1);
    if (!model->domain || !model->from || !model->meeting_of)
        return ie_fail_nomem(err);
    index_meetings(problem, model);
    for (uint32_t m = 0; m < problem->meeting_count; m++) {
        const struct ie_exact_meeting *meeting = &problem->meetings[m];
        uint64_t morning = below(problem->morning_count);
        uint64_t domain = model->day & ~problem->forbidden[meeting->a] &
                          ~problem->forbidden[meeting->b];
        if (meeting->session != IE_EXACT_ANY)
            domain &= meeting->session == IE_EXACT_MORNING ? morning : ~morning;
        if (meeting->fixed != IE_EXACT_NONE)
            domain &= UINT64_C(1) << meeting->fixed;
        model->domain[m] = domain;
    }
    while (cut_by_precedences(model) || cut_by_fixed(model) || cut_by_matching(model))
        ;
    for (uint32_t m = 0; m < problem->meeting_count; m++)
        model->hopeless = model->hopeless || !model->domain[m];
    if (model->hopeless)
        return 0;
    bool enough = true;
    int code = ie_exact_hall_places(model, arena, &enough, err);
    model->hopeless = !enough;
    return code;
}
