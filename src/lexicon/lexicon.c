/* What a vocabulary says of its concepts. */
#include "lexicon/image.h"

struct ie_str ie_lexicon_digest(const struct ie_lexicon *lexicon)
{
    return ie_str_n(lexicon->digest, 16);
}

uint32_t ie_lexicon_count(const struct ie_lexicon *lexicon)
{
    return lexicon->count[IE_LEX_CONCEPTS] - 1;
}

struct ie_str ie_lexicon_id(const struct ie_lexicon *lexicon, uint32_t concept)
{
    return ie_lex_string(lexicon, lexicon->concepts[concept].id);
}

uint32_t ie_lexicon_concept(const struct ie_lexicon *lexicon, struct ie_str id)
{
    uint32_t low = 0, high = ie_lexicon_count(lexicon);

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = ie_str_cmp(ie_lexicon_id(lexicon, middle), id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return IE_THESAURUS_NONE;
}

/* How well a label's language serves a reader; less is better. */
static unsigned lang_distance(const struct ie_lexicon *lexicon, uint16_t lang,
                              struct ie_str wanted)
{
    struct ie_str tag = ie_lex_string(lexicon, lexicon->langs[lang].tag);
    struct ie_str primary = ie_lex_string(lexicon, lexicon->langs[lang].primary);
    struct ie_str asked = wanted;
    int64_t hyphen = ie_str_find_char(wanted, '-');

    if (ie_str_eq_ascii_nocase(tag, wanted))
        return 0;
    if (hyphen > 0)
        asked.len = (size_t)hyphen;
    if (ie_str_eq_ascii_nocase(primary, asked))
        return ie_str_eq(primary, tag) ? 1 : 2;
    return ie_str_eqz(primary, "en") ? 3 : 4;
}

struct ie_str ie_lexicon_label(const struct ie_lexicon *lexicon, uint32_t concept,
                               struct ie_str lang, struct ie_str *given)
{
    const struct ie_lex_concept *one = &lexicon->concepts[concept];
    uint32_t best = one->label;
    unsigned best_rank = UINT32_MAX;

    for (uint32_t i = one->label; i < one[1].label; i++) {
        const struct ie_lex_trait *trait = ie_lex_trait(lexicon, i);
        /* a label that is not preferred only where there is no other */
        unsigned rank = 8u * trait->kind + lang_distance(lexicon, trait->lang, lang);
        if (rank < best_rank) {
            best_rank = rank;
            best = i;
        }
    }
    if (given)
        *given =
            ie_lex_string(lexicon, lexicon->langs[ie_lex_trait(lexicon, best)->lang].tag);
    return ie_lex_string(lexicon, lexicon->labels[best].text);
}

static struct ie_lexicon_span links(const struct ie_lexicon *lexicon, uint32_t concept,
                                    enum ie_lex_link kind)
{
    const uint32_t *from = &lexicon->concepts[concept].link[kind];

    return (struct ie_lexicon_span){lexicon->links + from[0], from[1] - from[0]};
}

struct ie_lexicon_span ie_lexicon_broader(const struct ie_lexicon *lexicon,
                                          uint32_t concept)
{
    return links(lexicon, concept, IE_LEX_BROADER);
}

struct ie_lexicon_span ie_lexicon_narrower(const struct ie_lexicon *lexicon,
                                           uint32_t concept)
{
    return links(lexicon, concept, IE_LEX_NARROWER);
}

struct ie_lexicon_span ie_lexicon_related(const struct ie_lexicon *lexicon,
                                          uint32_t concept)
{
    return links(lexicon, concept, IE_LEX_RELATED);
}

struct ie_lexicon_span ie_lexicon_fields(const struct ie_lexicon *lexicon,
                                         uint32_t concept)
{
    return links(lexicon, concept, IE_LEX_FIELDS);
}

struct ie_lexicon_span ie_lexicon_tops(const struct ie_lexicon *lexicon)
{
    return (struct ie_lexicon_span){lexicon->tops, lexicon->count[IE_LEX_TOPS]};
}

uint32_t ie_lexicon_label_count(const struct ie_lexicon *lexicon, uint32_t concept)
{
    return lexicon->concepts[concept + 1].label - lexicon->concepts[concept].label;
}

void ie_lexicon_label_at(const struct ie_lexicon *lexicon, uint32_t concept, uint32_t i,
                         struct ie_label *label)
{
    uint32_t number = lexicon->concepts[concept].label + i;
    const struct ie_lex_trait *row = ie_lex_trait(lexicon, number);

    *label = (struct ie_label){
        .lang = ie_lex_string(lexicon, lexicon->langs[row->lang].tag),
        .text = ie_lex_string(lexicon, lexicon->labels[number].text),
        .source = ie_lex_string(lexicon, row->source),
        .why = ie_lex_string(lexicon, row->why),
        .weight = row->weight,
        .kind = row->kind,
        .review = row->review,
        .weak = row->weak != 0,
    };
}

uint32_t ie_lexicon_notation_count(const struct ie_lexicon *lexicon, uint32_t concept)
{
    return lexicon->concepts[concept + 1].notation - lexicon->concepts[concept].notation;
}

void ie_lexicon_notation_at(const struct ie_lexicon *lexicon, uint32_t concept,
                            uint32_t i, struct ie_notation *notation)
{
    const struct ie_lex_notation *row =
        &lexicon->notations[lexicon->concepts[concept].notation + i];

    *notation = (struct ie_notation){
        .scheme = ie_lex_string(lexicon, row->scheme),
        .edition = ie_lex_string(lexicon, row->edition),
        .code = ie_lex_string(lexicon, row->code),
        .title = ie_lex_string(lexicon, row->title),
    };
}

uint32_t ie_lexicon_note_count(const struct ie_lexicon *lexicon, uint32_t concept)
{
    return lexicon->concepts[concept + 1].note - lexicon->concepts[concept].note;
}

void ie_lexicon_note_at(const struct ie_lexicon *lexicon, uint32_t concept, uint32_t i,
                        struct ie_note *note)
{
    const struct ie_lex_note *row = &lexicon->notes[lexicon->concepts[concept].note + i];

    *note = (struct ie_note){
        .lang = ie_lex_string(lexicon, row->lang),
        .text = ie_lex_string(lexicon, row->text),
    };
}
