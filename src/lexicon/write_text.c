/* The vocabulary's own text, written: see read_text.c for what a line means. */
#include "lexicon/thesaurus_priv.h"

#include <stdio.h>

/* Languages of the vocabulary come first and in this order, others by their tag. */
static const char *const first_languages[] = {"en", "ko", "de", "ja", "fr", "ru", "he"};

static unsigned language_rank(struct ie_str lang)
{
    unsigned i = 0;

    while (i < IE_COUNT(first_languages) && !ie_str_eqz(lang, first_languages[i]))
        i++;
    return i;
}

int ie_lexicon_lang_cmp(struct ie_str x, struct ie_str y)
{
    unsigned a = language_rank(x), b = language_rank(y);

    return a != b ? (a < b ? -1 : 1) : ie_str_cmp(x, y);
}

/* The least language of the concept above `last` (empty: the very least). */
bool ie_lexicon_next_lang(const struct ie_concept *concept, struct ie_str *last)
{
    struct ie_str best = IE_STR_NONE;

    for (uint32_t i = 0; i < concept->label_count; i++) {
        struct ie_str lang = concept->labels[i].lang;
        if ((!last->len || ie_lexicon_lang_cmp(lang, *last) > 0) &&
            (!best.len || ie_lexicon_lang_cmp(lang, best) < 0))
            best = lang;
    }
    if (best.len)
        *last = best;
    return best.len > 0;
}

const struct ie_label *ie_lexicon_next_label(const struct ie_concept *concept,
                                             struct ie_label_walk *walk)
{
    if (!walk->begun && !(walk->begun = ie_lexicon_next_lang(concept, &walk->lang)))
        return NULL;
    for (;;) {
        for (; walk->next < concept->label_count; walk->next++) {
            const struct ie_label *label = &concept->labels[walk->next];
            if (label->kind == walk->kind && ie_str_eq(label->lang, walk->lang)) {
                walk->index = walk->next++;
                return label;
            }
        }
        walk->next = 0;
        if (++walk->kind < IE_LABEL_KINDS)
            continue;
        walk->kind = 0;
        if (!ie_lexicon_next_lang(concept, &walk->lang))
            return NULL;
    }
}

static void write_label_text(struct ie_buf *out, struct ie_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool mark = !i && strchr("~?!", c);
        bool brace = (c == '{' || c == '}');
        if (c == '\\' || c == '|' || mark || brace)
            ie_buf_addc(out, '\\');
        ie_buf_addc(out, c);
    }
}

static void write_label(struct ie_buf *out, const struct ie_label *label, bool reviewed)
{
    if (label->kind == IE_LABEL_HIDDEN)
        ie_buf_addc(out, '~');
    if (label->weak)
        ie_buf_addc(out, '?');
    if (label->review == IE_REVIEW_REVIEWED && !reviewed)
        ie_buf_addc(out, '!');
    write_label_text(out, label->text);
    if (!ie_str_eqz(label->source, IE_THESAURUS_SOURCE)) {
        ie_buf_addz(out, " {");
        ie_buf_add(out, label->source);
        ie_buf_addc(out, '}');
    }
}

static bool all_reviewed(const struct ie_concept *concept, struct ie_str lang)
{
    for (uint32_t i = 0; i < concept->label_count; i++)
        if (ie_str_eq(concept->labels[i].lang, lang) &&
            concept->labels[i].review != IE_REVIEW_REVIEWED)
            return false;
    return true;
}

/* A line a language. Hidden labels before the first shown one would make it look
 * preferred; so kinds go in their order. */
static void write_labels(struct ie_buf *out, const struct ie_concept *concept)
{
    struct ie_label_walk walk = {0};
    struct ie_str lang = IE_STR_NONE;
    const struct ie_label *label;
    bool reviewed = false;

    while ((label = ie_lexicon_next_label(concept, &walk))) {
        if (ie_str_eq(label->lang, lang)) {
            ie_buf_addz(out, " | ");
        } else {
            if (lang.len)
                ie_buf_addc(out, '\n');
            lang = label->lang;
            reviewed = all_reviewed(concept, lang);
            ie_buf_add(out, lang);
            ie_buf_addz(out, reviewed ? "! " : " ");
        }
        write_label(out, label, reviewed);
    }
    if (lang.len)
        ie_buf_addc(out, '\n');
}

static void write_links(struct ie_buf *out, const char *word, const struct ie_link *links,
                        uint32_t count)
{
    if (!count)
        return;
    ie_buf_addz(out, word);
    for (uint32_t i = 0; i < count; i++) {
        ie_buf_addc(out, ' ');
        ie_buf_add(out, links[i].id);
    }
    ie_buf_addc(out, '\n');
}

static void write_notation(struct ie_buf *out, const struct ie_notation *notation)
{
    ie_buf_addz(out, "code ");
    ie_buf_add(out, notation->scheme);
    ie_buf_addc(out, ' ');
    ie_buf_add(out, notation->edition.len ? notation->edition : IE_STR("-"));
    ie_buf_addc(out, ' ');
    ie_buf_add(out, notation->code);
    if (notation->title.len) {
        ie_buf_addz(out, " -- ");
        ie_buf_add(out, notation->title);
    }
    ie_buf_addc(out, '\n');
}

/* A weight in thousandths as the shortest decimal. */
static void write_weight(struct ie_buf *out, unsigned weight)
{
    char digits[8];
    int len = snprintf(digits, sizeof(digits), "%u.%03u", weight / IE_LABEL_WEIGHT,
                       weight % IE_LABEL_WEIGHT);

    while (digits[len - 1] == '0' && digits[len - 2] != '.')
        len--;
    ie_buf_add(out, ie_str_n(digits, (size_t)len));
}

static void write_shared(struct ie_buf *out, const struct ie_label *label)
{
    if (!label->why.len)
        return;
    ie_buf_addz(out, "shared ");
    ie_buf_add(out, label->lang);
    ie_buf_addc(out, ' ');
    ie_buf_add(out, label->text);
    if (label->weight) {
        ie_buf_addz(out, " =");
        write_weight(out, label->weight);
    }
    ie_buf_addz(out, " -- ");
    ie_buf_add(out, label->why);
    ie_buf_addc(out, '\n');
}

static void write_concept(struct ie_buf *out, const struct ie_concept *concept)
{
    struct ie_label_walk walk = {0};
    const struct ie_label *label;

    ie_buf_addc(out, '[');
    ie_buf_add(out, concept->id);
    ie_buf_addz(out, "]\n");
    if (concept->top)
        ie_buf_addz(out, "top\n");
    write_links(out, "broader", concept->broader, concept->broader_count);
    write_labels(out, concept);
    write_links(out, "related", concept->related, concept->related_count);
    for (uint32_t i = 0; i < concept->notation_count; i++)
        write_notation(out, &concept->notations[i]);
    for (uint32_t i = 0; i < concept->note_count; i++) {
        ie_buf_addz(out, "note ");
        ie_buf_add(out, concept->notes[i].lang);
        ie_buf_addc(out, ' ');
        ie_buf_add(out, concept->notes[i].text);
        ie_buf_addc(out, '\n');
    }
    while ((label = ie_lexicon_next_label(concept, &walk)))
        write_shared(out, label);
}

int ie_thesaurus_write_text(const struct ie_thesaurus *thesaurus, struct ie_buf *out,
                            struct ie_error *err)
{
    for (uint32_t i = 0; i < thesaurus->count; i++) {
        if (i)
            ie_buf_addc(out, '\n');
        write_concept(out, &thesaurus->concepts[i]);
    }
    return ie_buf_check(out, err);
}
