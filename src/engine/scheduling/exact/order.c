#include "engine/scheduling/exact/order.h"

enum { FAR = 100 };

/* Precedences by the meeting that they lead away from, forwards or backwards. */
struct links {
    uint32_t *from, *to; /* [meeting_count + 1], [precedence_count] */
};

static int link(const struct ie_exact_problem *problem, bool back, struct ie_arena *arena,
                struct links *links, struct ie_error *err)
{
    uint32_t count = problem->precedence_count;

    links->from = IE_NEW_ARRAY(arena, uint32_t, problem->meeting_count + 2);
    links->to = IE_NEW_ARRAY(arena, uint32_t, count + 1);
    if (!links->from || !links->to)
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < count; i++) {
        const struct ie_exact_precedence *one = &problem->precedences[i];
        links->from[(back ? one->after : one->before) + 1]++;
    }
    for (uint32_t m = 0; m < problem->meeting_count; m++)
        links->from[m + 1] += links->from[m];
    for (uint32_t i = count;
         i-- > 0;) { /* from[m + 1]: m's end, and then its beginning */
        const struct ie_exact_precedence *one = &problem->precedences[i];
        uint32_t m = back ? one->after : one->before;
        links->to[--links->from[m + 1]] = back ? one->before : one->after;
    }
    memmove(links->from, links->from + 1, problem->meeting_count * sizeof(*links->from));
    links->from[problem->meeting_count] = count;
    return 0;
}

/* Breadth first; `seen` holds which meeting's search was there last. */
static void follow(const struct ie_exact_problem *problem, const struct links *links,
                   uint32_t m, uint32_t *seen, uint32_t *found)
{
    const struct ie_exact_meeting *of = &problem->meetings[m];
    uint32_t reached[FAR + 1] = {m}, count = 1;

    seen[m] = m + 1;
    for (uint32_t done = 0; done < count; done++)
        for (uint32_t i = links->from[reached[done]]; i < links->from[reached[done] + 1];
             i++) {
            uint32_t to = links->to[i];
            const struct ie_exact_meeting *other = &problem->meetings[to];
            if (seen[to] == m + 1 || count > FAR)
                continue;
            seen[to] = m + 1;
            reached[count++] = to;
            found[0] += other->a == of->a || other->b == of->a;
            found[1] += other->a == of->b || other->b == of->b;
        }
}

int ie_exact_order_make(const struct ie_exact_problem *problem, struct ie_arena *arena,
                        struct ie_exact_order *order, struct ie_error *err)
{
    size_t ends = 2 * (size_t)problem->meeting_count;

    order->before = IE_NEW_ARRAY(arena, uint32_t, ends + 1);
    order->after = IE_NEW_ARRAY(arena, uint32_t, ends + 1);
    if (!order->before || !order->after)
        return ie_fail_nomem(err);
    if (!problem->precedence_count)
        return 0;
    for (int back = 0; back < 2; back++) {
        uint32_t *seen = IE_NEW_ARRAY(arena, uint32_t, problem->meeting_count + 1);
        struct links links;
        int code = link(problem, back, arena, &links, err);
        if (code)
            return code;
        if (!seen)
            return ie_fail_nomem(err);
        for (uint32_t m = 0; m < problem->meeting_count; m++)
            follow(problem, &links, m, seen,
                   (back ? order->before : order->after) + 2 * (size_t)m);
    }
    return 0;
}
