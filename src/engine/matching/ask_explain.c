/* What of a text answers a question: reasons, and the passage with most of them. */
#include <stdlib.h>

#include "engine/matching/ask.h"
#include "engine/matching/read.h"

enum {
    HITS_MOST = 1024, /* places in a text that are weighed for the passage */
    BEFORE = 30,      /* code points of a passage before its first hit */
};

struct place { /* in title or text */
    uint32_t from, len;
    uint32_t term; /* number in the question */
};

struct seen { /* a term of the question in the document */
    uint32_t times;
    struct ie_str found;
};

struct explaining {
    struct ie_match_reader *reader;
    const struct ie_ask *ask;
    const struct ie_match_document *document;
    struct ie_arena *arena;
    struct seen *seen;       /* by term */
    struct place *places[2]; /* title, text */
    uint32_t place_count[2];
    uint64_t length;
    struct ie_error *err;
};

static bool find(const struct ie_ask *ask, uint64_t hash, uint32_t *term)
{
    uint32_t low = 0, high = ask->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ask->terms[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    *term = low;
    return low < ask->count && ask->terms[low].hash == hash;
}

static void note(struct explaining *e, bool text, uint32_t term, struct place place,
                 struct ie_str found)
{
    e->seen[term].times += text ? 1 : IE_BAG_TITLE;
    if (!e->seen[term].found.ptr)
        e->seen[term].found = found;
    if (e->place_count[text] < HITS_MOST)
        e->places[text][e->place_count[text]++] = place;
}

static int note_words(struct explaining *e, struct ie_str written, bool text)
{
    struct ie_tokens tokens;
    int code = ie_text_tokens(e->reader->analyser, e->arena, written, e->document->lang,
                              &tokens, e->err);

    for (size_t i = 0; i < tokens.count && !code; i++) {
        const struct ie_token *token = &tokens.at[i];
        uint32_t term;
        bool gram = token->kind == IE_TOKEN_GRAM;
        if (!token->common && !ie_token_aside(token))
            e->length += text ? 1 : IE_BAG_TITLE;
        if (!find(e->ask, ie_retrieval_term(token->term, 0, false), &term))
            continue;
        note(e, text, term,
             (struct place){gram ? token->from : token->word_from,
                            gram ? token->len : token->word_len, term},
             ie_str_sub(written, token->word_from, token->word_len));
    }
    return code;
}

/* The hash of a concept's term. */
static int concept_hash(struct explaining *e, struct ie_str id, uint64_t *hash)
{
    struct ie_str term = ie_arena_printf(e->arena, "#%.*s", IE_STR_ARG(id));

    if (!term.ptr)
        return ie_fail_nomem(e->err);
    *hash = ie_retrieval_term(term, 0, false);
    return 0;
}

/* Concepts count as often as they are said, their phrases are marked once each. */
static int note_concepts(struct explaining *e)
{
    struct ie_match_concept *concepts = NULL;
    uint32_t count, term;
    uint64_t hash;
    int code =
        ie_match_concepts(e->reader, e->document, e->arena, &concepts, &count, e->err);

    for (uint32_t i = 0; i < count && !code; i++) {
        struct ie_str phrase = concepts[i].phrase, in = e->document->title;
        code =
            concept_hash(e, ie_lexicon_id(e->reader->lexicon, concepts[i].number), &hash);
        if (code || !find(e->ask, hash, &term))
            continue;
        bool text = !(phrase.ptr >= in.ptr && phrase.ptr < in.ptr + in.len);
        if (text)
            in = e->document->text;
        note(e, text, term,
             (struct place){(uint32_t)(phrase.ptr - in.ptr), (uint32_t)phrase.len, term},
             phrase);
        e->seen[term].times = concepts[i].title * IE_BAG_TITLE + concepts[i].text;
    }
    return code;
}

static bool asks_concepts(const struct ie_ask *ask)
{
    for (uint32_t i = 0; i < ask->count; i++)
        if (ask->terms[i].kind == IE_BAG_ID)
            return true;
    return false;
}

static int note_named(struct explaining *e, const struct ie_str *own, uint32_t count)
{
    uint32_t term;
    uint64_t hash;
    int code = 0;

    for (uint32_t i = 0; i < count && !code; i++) {
        code = concept_hash(e, own[i], &hash);
        if (code || !find(e->ask, hash, &term))
            continue;
        e->seen[term].times += IE_BAG_TITLE;
        if (!e->seen[term].found.ptr)
            e->seen[term].found = own[i];
    }
    return code;
}

/* ---- Why ---------------------------------------------------------------------------- */

static double saturation(const struct explaining *e, uint32_t times)
{
    double ratio = e->ask->average > 0 ? (double)e->length / e->ask->average : 1;
    double t = times < 15 ? times : 15; /* as the index keeps it */

    return t / (t + ie_bag_norm(ratio));
}

static int by_share(const void *x, const void *y)
{
    const struct ie_ask_why *a = x, *b = y;

    if (a->share > b->share || a->share < b->share)
        return a->share > b->share ? -1 : 1;
    return ie_str_cmp(a->query, b->query);
}

/* What one and the same words of the question led to is one reason, told by its
 * heaviest part. */
static int give_reasons(struct explaining *e, struct ie_ask_answer *answer)
{
    const struct ie_ask *ask = e->ask;
    struct ie_ask_why *why =
        IE_NEW_ARRAY(e->arena, struct ie_ask_why, (size_t)ask->count + 1);
    double *heaviest = IE_NEW_ARRAY(e->arena, double, (size_t)ask->count + 1);
    double unit = ask->whole > 0 ? 1 / ask->whole : 1;
    uint32_t n = 0;

    if (!why || !heaviest)
        return ie_fail_nomem(e->err);
    for (uint32_t i = 0; i < ask->count; i++) {
        const struct ie_ask_term *term = &ask->terms[i];
        uint32_t at = 0;
        if (!e->seen[i].times)
            continue;
        double share = unit * (double)term->weight * saturation(e, e->seen[i].times);
        while (at < n && !ie_str_eq(why[at].query, term->surface))
            at++;
        if (at == n)
            why[n++] =
                (struct ie_ask_why){.query = term->surface, .concept = IE_THESAURUS_NONE};
        if (share > heaviest[at]) {
            heaviest[at] = share;
            why[at].kind = term->kind;
            why[at].found = e->seen[i].found;
        }
        if (term->concept != IE_THESAURUS_NONE)
            why[at].concept = term->concept;
        why[at].share += share;
        answer->score += share;
    }
    if (n)
        qsort(why, n, sizeof(*why), by_share);
    answer->why = why;
    answer->why_count = n;
    return 0;
}

/* ---- The passage -------------------------------------------------------------------- */

static int by_place(const void *x, const void *y)
{
    const struct place *a = x, *b = y;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->len < b->len) - (a->len > b->len);
}

/* Code points in bytes [from, to). */
static uint32_t points(struct ie_str text, uint32_t from, uint32_t to)
{
    uint32_t n = 0;

    for (uint32_t i = from; i < to && i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

/* So many code points before or behind a byte, at the beginning of one. */
static uint32_t back(struct ie_str text, uint32_t at, uint32_t n)
{
    while (at && n) {
        at--;
        n -= ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
    }
    return at;
}

static uint32_t forth(struct ie_str text, uint32_t at, uint32_t n)
{
    while (at < text.len) {
        if (((unsigned char)text.ptr[at] & 0xC0) != 0x80 && n-- == 0)
            break;
        at++;
    }
    return at;
}

/* To the next space within a few letters, so that no word is cut; scripts without spaces
 * stay as they are. */
static uint32_t to_word(struct ie_str text, uint32_t from, uint32_t limit)
{
    uint32_t end = forth(text, from, 15);

    for (uint32_t i = from; i < end && i < limit && from; i++)
        if (text.ptr[i] == ' ' || text.ptr[i] == '\n')
            return i + 1;
    return from;
}

/* The place at which the passage with the heaviest distinct terms begins. */
static uint32_t best_place(struct explaining *e, struct ie_str text,
                           const struct place *places, uint32_t count)
{
    uint32_t best = 0;
    double most = -1;

    for (uint32_t i = 0; i < count; i++) {
        double sum = 0;
        uint32_t last = i;
        if (i && places[i].from == places[i - 1].from)
            continue;
        for (uint32_t k = i; k < count && k < i + 64; k++) {
            bool again = false;
            if (points(text, places[i].from, places[k].from + places[k].len) >
                IE_ASK_PASSAGE - BEFORE)
                break;
            for (uint32_t j = i; j < k; j++)
                again = again || places[j].term == places[k].term;
            if (!again)
                sum += (double)e->ask->terms[places[k].term].weight;
            last = k;
        }
        (void)last;
        if (sum > most) {
            most = sum;
            best = i;
        }
    }
    return best;
}

static void add_part(struct ie_ask_part *parts, uint32_t *n, struct ie_str text, bool hit)
{
    if (text.len)
        parts[(*n)++] = (struct ie_ask_part){text, hit};
}

static int give_passage(struct explaining *e, struct ie_ask_answer *answer)
{
    bool in_text = e->place_count[1] > 0 || (!e->place_count[0] && e->document->text.len);
    struct ie_str text = in_text ? e->document->text : e->document->title;
    struct place *places = e->places[in_text];
    uint32_t count = e->place_count[in_text], from = 0, n = 0;

    if (count)
        qsort(places, count, sizeof(*places), by_place);
    uint32_t first = count ? best_place(e, text, places, count) : 0;
    if (count) {
        from = back(text, places[first].from, BEFORE);
        from = to_word(text, from, places[first].from);
    }
    uint32_t end = forth(text, from, IE_ASK_PASSAGE), at = from;
    struct ie_ask_part *parts =
        IE_NEW_ARRAY(e->arena, struct ie_ask_part, 2 * (size_t)count + 4);
    if (!parts)
        return ie_fail_nomem(e->err);
    if (from)
        add_part(parts, &n, IE_STR("… "), false);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t begin = places[i].from, stop = begin + places[i].len;
        if (stop > end || stop <= at)
            continue;
        if (begin <= at && n && parts[n - 1].hit && begin >= from) {
            parts[n - 1].text.len += stop - at; /* overlaps or touches the one before */
            at = stop;
            continue;
        }
        if (begin < at)
            begin = at;
        add_part(parts, &n, ie_str_sub(text, at, begin - at), false);
        add_part(parts, &n, ie_str_sub(text, begin, stop - begin), true);
        at = stop;
    }
    add_part(parts, &n, ie_str_sub(text, at, end - at), false);
    if (end < text.len)
        add_part(parts, &n, IE_STR(" …"), false);
    answer->parts = parts;
    answer->part_count = n;
    return 0;
}

int ie_ask_opening(const struct ie_match_document *document, struct ie_arena *arena,
                   struct ie_ask_answer *answer, struct ie_error *err)
{
    struct explaining e = {.document = document, .arena = arena, .err = err};

    *answer = (struct ie_ask_answer){0};
    return give_passage(&e, answer);
}

int ie_ask_explain(struct ie_match_reader *reader, const struct ie_ask *ask,
                   const struct ie_match_document *document, const struct ie_str *own,
                   uint32_t own_count, struct ie_arena *arena,
                   struct ie_ask_answer *answer, struct ie_error *err)
{
    struct explaining e = {
        .reader = reader, .ask = ask, .document = document, .arena = arena, .err = err};
    int code = 0;

    *answer = (struct ie_ask_answer){0};
    e.seen = IE_NEW_ARRAY(arena, struct seen, (size_t)ask->count + 1);
    for (int i = 0; i < 2; i++)
        e.places[i] = IE_NEW_ARRAY(arena, struct place, HITS_MOST);
    if (!e.seen || !e.places[0] || !e.places[1])
        return ie_fail_nomem(err);
    if (!(code = note_words(&e, document->title, false)))
        code = note_words(&e, document->text, true);
    if (!code && asks_concepts(ask) && !(code = note_concepts(&e)))
        code = note_named(&e, own, own_count);
    if (!code)
        code = give_reasons(&e, answer);
    return code ? code : give_passage(&e, answer);
}
