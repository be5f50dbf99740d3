/* A small office with an event whose memory runs out: a need, offers, four that take part. */
#ifndef IE_TEST_FAIR_MEMORY_H
#define IE_TEST_FAIR_MEMORY_H

#include "service_memory.h"

struct fair {
    struct search_world s;
    struct ie_id event, need, match;
    struct kept kept;
};

static inline struct ie_id profile(struct fair *f, int organisation, const char *type,
                                   const char *more, const char *texts)
{
    struct ie_buf body = IE_BUF_INIT;

    ie_buf_printf(&body,
                  "{\"organisation\":\"%s\",\"type\":\"%s\",\"language\":\"en\",%s"
                  "\"status\":\"published\",\"texts\":[%s]}",
                  f->s.organisations[organisation].text, type, more, texts);
    ie_buf_addc(&body, '\0');
    struct ie_id id = make_record(&f->s, &ie_type_profile, body.ptr);
    ie_buf_release(&body);
    return id;
}

static inline void profiles(struct fair *f)
{
    f->need = profile(
        f, 0, "technology_request",
        "\"cooperation\":[\"licence\"],\"root_technologies\":[\"moulds\"],"
        "\"target_countries\":[\"DE\"],\"trl\":5,\"concepts\":[\"casting\"],"
        "\"specs\":[{\"quantity\":\"wall\",\"unit\":\"mm\",\"max\":0.5}],",
        "{\"language\":\"en\",\"title\":\"Die casting of housings\",\"text\":\"walls of "
        "0.3 mm "
        "wanted\"},{\"language\":\"ko\",\"title\":\"다이캐스팅\",\"text\":\"주조\"}");
    profile(f, 1, "technology_offer",
            "\"cooperation\":[\"licence\"],\"specs\":[{\"quantity\":\"wall\",\"unit\":"
            "\"mm\",\"max\":0.4}],\"valid_until\":\"2090-01-01\",\"trl\":6,",
            "{\"language\":\"de\",\"title\":\"Druckguss von Gehäusen\",\"text\":\"dünne "
            "Wände\"},{\"language\":\"en\",\"title\":\"Die casting\",\"text\":\"thin "
            "walls of housings\"}");
    profile(
        f, 2, "technology_offer", "\"rungs\":[{\"field\":\"texts\",\"rung\":\"nda\"}],",
        "{\"language\":\"en\",\"title\":\"Casting robots\",\"text\":\"die casting\"}");
    profile(
        f, 3, "research_request", "",
        "{\"language\":\"ko\",\"title\":\"로봇 주조\",\"text\":\"주조 로봇을 함께\"}");
}

static inline struct ie_id record(struct fair *f, const struct ie_type *type,
                                  const char *format, const char *x, const char *y)
{
    char body[700];
    struct ie_buf text = IE_BUF_INIT;
    const char *at = format, *ids[] = {x, y};

    for (int i = 0; i < 2; i++) {
        const char *mark = strchr(at, '@');
        ie_buf_add(&text, ie_str_n(at, mark ? (size_t)(mark - at) : strlen(at)));
        ie_buf_addz(&text, mark ? ids[i] : "");
        at = mark ? mark + 1 : "";
    }
    ie_buf_addz(&text, at);
    snprintf(body, sizeof(body), "%.*s", IE_STR_ARG(ie_buf_str(&text)));
    ie_buf_release(&text);
    return make_record(&f->s, type, body);
}

static inline bool fair_open(struct fair *f, const char *name)
{
    memset(f, 0, sizeof(*f));
    if (!search_world_open(&f->s, name))
        return false;
    profiles(f);
    f->event = record(f, &ie_type_event,
                      "{\"code\":\"WEEK\",\"title\":{\"en\":\"Week\"},\"zone\":"
                      "\"Asia/Seoul\",\"first_day\":\"2026-10-28\",\"last_day\":"
                      "\"2026-10-29\",\"day_from\":\"10:00\",\"day_until\":"
                      "\"12:00\",\"slot_minutes\":30}",
                      "", "");
    for (int i = 0; i < 4; i++)
        record(f, &ie_type_participation,
               "{\"event\":\"@\",\"organisation\":\"@\",\"status\":\"confirmed\"}",
               f->event.text, f->s.organisations[i].text);
    return !ie_test_failed();
}

static inline void fair_close(struct fair *f)
{
    kept_free(&f->kept);
    world_close(&f->s.w);
}

#endif
