/* A seeker's text as it is asked in one language. */
#include "base/alloc.h"
#include "engine/matching/model.h"

static bool reserve(struct ie_match_probe *probe, uint32_t terms)
{
    uint32_t room = 64;

    while (room / 2 < terms)
        room *= 2;
    if (room > probe->room) {
        ie_free(probe->slots);
        probe->room = 0;
        probe->slots = ie_calloc(room, sizeof(*probe->slots));
        if (!probe->slots)
            return false;
        probe->room = room;
    } else {
        memset(probe->slots, 0, probe->room * sizeof(*probe->slots));
    }
    probe->count = 0;
    memset(probe->maybe, 0, sizeof(probe->maybe));
    return true;
}

/* Of a term that comes more than once, weights add up; the likeliest is what is seen. */
static struct ie_match_slot *slot_of(struct ie_match_probe *probe, uint32_t term)
{
    uint32_t hash = ie_match_slot_hash(term), mask = probe->room - 1, at = hash & mask;

    probe->maybe[term % IE_MATCH_MAYBE / 64] |= UINT64_C(1) << (term % 64);
    while (probe->slots[at].term && probe->slots[at].term != term + 1)
        at = (at + 1) & mask;
    if (!probe->slots[at].term) {
        probe->slots[at].term = term + 1;
        probe->count++;
    }
    return &probe->slots[at];
}

static int make_own(const struct ie_match_model *model, struct ie_match_probe *probe,
                    struct ie_error *err)
{
    const struct ie_match_doc *doc = &model->docs[probe->doc];

    if (!reserve(probe, doc->count))
        return ie_fail_nomem(err);
    for (uint32_t i = 0; i < doc->count; i++) {
        struct ie_match_slot *slot = slot_of(probe, doc->terms[i]);
        slot->weight = doc->values[i].weight;
        slot->seen = doc->values[i].sat;
        if (doc->places)
            slot->place = doc->places[i];
    }
    return 0;
}

struct asking { /* a bag's terms by the model's numbers */
    const struct ie_bag *bag;
    uint32_t *numbers; /* [terms] or NONE */
    const uint32_t *frequency;
};

static double frequency_of(const void *data, const struct ie_bag_term *term)
{
    const struct asking *asking = data;
    uint32_t number = asking->numbers[term - asking->bag->at];

    return number == IE_MATCH_NONE ? 0 : asking->frequency[number];
}

static void put_bag(const struct ie_match_model *model, struct ie_match_probe *probe,
                    const struct asking *asking, const struct ie_bag_pick *picks,
                    uint32_t count, double worth)
{
    const struct ie_bag *bag = asking->bag;
    const struct ie_match_doc *doc = &model->docs[probe->doc];
    double norm = ie_bag_norm(doc->length / model->langs[doc->lang].average);

    for (uint32_t i = 0; i < bag->count; i++) {
        const struct ie_bag_term *term = &bag->at[i];
        uint32_t number = asking->numbers[i];
        double times = ie_bag_times(term);
        if (number == IE_MATCH_NONE)
            continue;
        struct ie_match_slot *slot = slot_of(probe, number);
        double seen = (double)term->seen * times / (times + norm);
        if (seen > (double)slot->seen) {
            slot->seen = (float)seen;
            slot->place = term->place;
        }
    }
    for (uint32_t i = 0; i < count && worth > 0; i++)
        slot_of(probe, asking->numbers[picks[i].number])->weight +=
            (float)((double)picks[i].weight / worth);
}

static int make_crossed(const struct ie_match_model *model,
                        struct ie_match_reader *reader, struct ie_arena *scratch,
                        struct ie_match_probe *probe, struct ie_error *err)
{
    const struct ie_match_doc *doc = &model->docs[probe->doc];
    const struct ie_match_lang *lang = &model->langs[probe->lang];
    const struct ie_match_text *text =
        &model->input->profiles[doc->profile].texts[doc->text];
    const struct ie_match_document document = {text->lang, text->title, text->text};
    struct ie_bag *bag = IE_NEW(scratch, struct ie_bag);
    struct asking asking = {bag, NULL, lang->frequency};
    const struct ie_bag_statistics statistics = {lang->docs, frequency_of, &asking, false,
                                                 lang->power};
    struct ie_bag_pick *picks = NULL;
    uint32_t count = 0;
    double worth = 0;
    int code = bag ? ie_bag_cross(reader, &document, lang->tag, scratch, bag, err)
                   : ie_fail_nomem(err);

    if (!code &&
        !(asking.numbers = IE_NEW_ARRAY(scratch, uint32_t, (size_t)bag->count + 1)))
        code = ie_fail_nomem(err);
    for (uint32_t i = 0; !code && i < bag->count; i++)
        asking.numbers[i] = ie_match_vocabulary_find(&model->terms, bag->at[i].term);
    if (!code)
        code = ie_bag_weigh(bag, &statistics, scratch, &picks, &count, &worth, err);
    if (!code && !reserve(probe, bag->count))
        code = ie_fail_nomem(err);
    if (!code)
        put_bag(model, probe, &asking, picks, count, worth);
    probe->bag = bag;
    return code;
}

int ie_match_probe_make(const struct ie_match_model *model,
                        struct ie_match_reader *reader, uint32_t doc, uint32_t lang,
                        struct ie_arena *scratch, struct ie_match_probe *probe,
                        struct ie_error *err)
{
    struct ie_str own = model->langs[model->docs[doc].lang].tag;

    probe->doc = doc;
    probe->lang = lang;
    probe->bag = NULL;
    return ie_match_crosses(reader, own, model->langs[lang].tag)
               ? make_crossed(model, reader, scratch, probe, err)
               : make_own(model, probe, err);
}
