/*
 * What of a text answers a question: reasons, and the passage with most of them.
 *
 * A place is a term of the question in the text. Places in one word (grams of it, its whole,
 * its stem, the concept that it stands for) that the same words of the question led to are
 * one mention, as heavy as its terms together. Of all mentions the heaviest is what the
 * reason names, and that word alone is marked, wherever it stands: a lighter one (another
 * translation, a piece of a longer word) has counted, but would be marked without being
 * named.
 */
#include <stdlib.h>

#include "engine/matching/ask.h"
#include "engine/matching/read.h"

enum {
    HITS_MOST = 1024, /* places in a text that are weighed for the passage */
    BEFORE = 30,      /* code points of a passage before its first hit */
    WORD_MOST = 15,   /* code points given up so as not to cut a word */
};

struct place { /* of a term, in title or text */
    uint32_t from, len;
    uint32_t word;    /* where the word around it begins */
    uint32_t term;    /* number in the question */
    bool text, piece; /* piece: a gram of several */
};

struct mention { /* of what a reason's words led to */
    uint32_t reason;
    uint32_t from, len;
    uint32_t term; /* its heaviest */
    double weight;
    bool text;
};

struct seen { /* a term of the question in the document */
    uint32_t times, reason;
    struct ie_str named; /* beside the text */
};

struct reason {
    struct ie_ask_why why;
    double heaviest; /* share of a term */
    uint32_t best;   /* mention + 1; 0: none stands in the text */
};

struct explaining {
    struct ie_match_reader *reader;
    const struct ie_ask *ask;
    const struct ie_match_document *document;
    struct ie_arena *arena;
    struct seen *seen; /* by term */
    struct place *places;
    uint32_t place_count, counts[2]; /* of title and text */
    struct mention *mentions;
    uint32_t mention_count;
    struct reason *reasons;
    uint32_t reason_count;
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

static void note(struct explaining *e, struct place place)
{
    e->seen[place.term].times += place.text ? 1 : IE_BAG_TITLE;
    if (e->counts[place.text]++ < HITS_MOST)
        e->places[e->place_count++] = place;
}

static int note_words(struct explaining *e, struct ie_str written, bool text)
{
    struct ie_tokens tokens;
    int code = ie_text_tokens(e->reader->analyser, e->arena, written, e->document->lang,
                              &tokens, e->err);

    for (size_t i = 0; i < tokens.count && !code; i++) {
        const struct ie_token *token = &tokens.at[i];
        bool piece = token->kind == IE_TOKEN_GRAM && token->grams > 1;
        bool whole = token->kind == IE_TOKEN_ROOT || piece;
        uint32_t term;
        if (!token->common && !ie_token_aside(token))
            e->length += text ? 1 : IE_BAG_TITLE;
        if (find(e->ask, ie_retrieval_term(token->term, 0, false), &term))
            note(e, (struct place){whole ? token->word_from : token->from,
                                   whole ? token->word_len : token->len, token->word_from,
                                   term, text, whole});
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
        uint32_t from = (uint32_t)(phrase.ptr - in.ptr);
        note(e, (struct place){from, (uint32_t)phrase.len, from, term, text, false});
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
        e->seen[term].named = own[i];
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

/* What one and the same words of the question led to is one reason. */
static int make_reasons(struct explaining *e, struct ie_ask_answer *answer)
{
    const struct ie_ask *ask = e->ask;
    double unit = ask->whole > 0 ? 1 / ask->whole : 1;

    e->reasons = IE_NEW_ARRAY(e->arena, struct reason, (size_t)ask->count + 1);
    if (!e->reasons)
        return ie_fail_nomem(e->err);
    for (uint32_t i = 0; i < ask->count; i++) {
        const struct ie_ask_term *term = &ask->terms[i];
        uint32_t at = 0;
        if (!e->seen[i].times)
            continue;
        double share = unit * (double)term->weight * saturation(e, e->seen[i].times);
        while (at < e->reason_count &&
               !ie_str_eq(e->reasons[at].why.query, term->surface))
            at++;
        struct reason *reason = &e->reasons[at];
        if (at == e->reason_count) {
            reason->why.query = term->surface;
            reason->why.concept = IE_THESAURUS_NONE;
            e->reason_count++;
        }
        if (share > reason->heaviest) {
            reason->heaviest = share;
            reason->why.kind = term->kind;
            reason->why.found = e->seen[i].named;
        }
        if (term->concept != IE_THESAURUS_NONE)
            reason->why.concept = term->concept;
        reason->why.share += share;
        answer->score += share;
        e->seen[i].reason = at;
    }
    return 0;
}

/* ---- Mentions ----------------------------------------------------------------------- */

struct keyed { /* a place, by what it is sorted by */
    uint32_t reason;
    const struct place *place;
};

static int by_word(const void *x, const void *y)
{
    const struct keyed *a = x, *b = y;

    if (a->reason != b->reason)
        return a->reason < b->reason ? -1 : 1;
    if (a->place->text != b->place->text)
        return a->place->text ? 1 : -1;
    if (a->place->word != b->place->word)
        return a->place->word < b->place->word ? -1 : 1;
    return (a->place->term > b->place->term) - (a->place->term < b->place->term);
}

/* The places of a word as one mention: as wide as what names it, the whole word where only
 * pieces of it do. */
static void add_mention(struct explaining *e, const struct keyed *places, size_t count)
{
    const struct place *first = places[0].place, *wide = NULL;
    struct mention *made = &e->mentions[e->mention_count++];

    *made = (struct mention){.reason = places[0].reason, .text = first->text};
    for (size_t i = 0; i < count; i++) {
        const struct place *place = places[i].place;
        double weight = (double)e->ask->terms[place->term].weight;
        bool heavier = !i || weight > (double)e->ask->terms[made->term].weight ||
                       (!(weight < (double)e->ask->terms[made->term].weight) &&
                        e->ask->terms[place->term].kind < e->ask->terms[made->term].kind);
        if (i && places[i - 1].place->term == place->term)
            continue;
        made->weight += weight;
        if (heavier)
            made->term = place->term;
        if (!wide || (wide->piece && !place->piece) ||
            (wide->piece == place->piece && place->len > wide->len))
            wide = place;
    }
    made->from = wide->from;
    made->len = wide->len;
}

/* The heavier one; in the text rather than in the title, which is seen anyway; then the
 * question's own word; then the first. */
static bool is_better(const struct explaining *e, const struct mention *x,
                      const struct mention *y)
{
    uint8_t x_kind = e->ask->terms[x->term].kind, y_kind = e->ask->terms[y->term].kind;

    if (x->weight > y->weight || x->weight < y->weight)
        return x->weight > y->weight;
    if (x->text != y->text)
        return x->text;
    return x_kind < y_kind;
}

static struct ie_str written(const struct explaining *e, const struct mention *mention)
{
    return ie_str_sub(mention->text ? e->document->text : e->document->title,
                      mention->from, mention->len);
}

static int make_mentions(struct explaining *e)
{
    struct keyed *keyed = IE_NEW_ARRAY(e->arena, struct keyed, e->place_count + 1u);

    e->mentions = IE_NEW_ARRAY(e->arena, struct mention, e->place_count + 1u);
    if (!keyed || !e->mentions)
        return ie_fail_nomem(e->err);
    for (uint32_t i = 0; i < e->place_count; i++)
        keyed[i] = (struct keyed){e->seen[e->places[i].term].reason, &e->places[i]};
    if (e->place_count)
        qsort(keyed, e->place_count, sizeof(*keyed), by_word);
    for (uint32_t i = 0, end; i < e->place_count; i = end) {
        for (end = i + 1; end < e->place_count && keyed[end].reason == keyed[i].reason &&
                          keyed[end].place->text == keyed[i].place->text &&
                          keyed[end].place->word == keyed[i].place->word;
             end++)
            ;
        add_mention(e, keyed + i, end - i);
        struct reason *reason = &e->reasons[keyed[i].reason];
        if (!reason->best || is_better(e, &e->mentions[e->mention_count - 1],
                                       &e->mentions[reason->best - 1]))
            reason->best = e->mention_count;
    }
    return 0;
}

static int by_share(const void *x, const void *y)
{
    const struct ie_ask_why *a = x, *b = y;

    if (a->share > b->share || a->share < b->share)
        return a->share > b->share ? -1 : 1;
    return ie_str_cmp(a->query, b->query);
}

static int give_reasons(struct explaining *e, struct ie_ask_answer *answer)
{
    struct ie_ask_why *why =
        IE_NEW_ARRAY(e->arena, struct ie_ask_why, e->reason_count + 1u);

    if (!why)
        return ie_fail_nomem(e->err);
    for (uint32_t i = 0; i < e->reason_count; i++) {
        const struct reason *reason = &e->reasons[i];
        why[i] = reason->why;
        if (!reason->best)
            continue;
        why[i].found = written(e, &e->mentions[reason->best - 1]);
        why[i].kind = e->ask->terms[e->mentions[reason->best - 1].term].kind;
    }
    if (e->reason_count)
        qsort(why, e->reason_count, sizeof(*why), by_share);
    answer->why = why;
    answer->why_count = e->reason_count;
    return 0;
}

/* ---- The passage -------------------------------------------------------------------- */

static int by_place(const void *x, const void *y)
{
    const struct mention *a = x, *b = y;

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
    uint32_t end = forth(text, from, WORD_MOST);

    for (uint32_t i = from; i < end && i < limit && from; i++)
        if (text.ptr[i] == ' ' || text.ptr[i] == '\n')
            return i + 1;
    return from;
}

/* The end of a passage likewise: back to the last space behind `least`. */
static uint32_t to_word_end(struct ie_str text, uint32_t end, uint32_t least)
{
    uint32_t first = back(text, end, WORD_MOST);

    if (end >= text.len || text.ptr[end] == ' ' || text.ptr[end] == '\n')
        return end;
    for (uint32_t i = end; i > first && i > least; i--)
        if (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n')
            return i - 1;
    return end;
}

/* What the reason names. */
static bool is_named(const struct explaining *e, const struct mention *mention)
{
    uint32_t best = e->reasons[mention->reason].best;

    return e->mentions[best - 1].term == mention->term &&
           mention->weight >= e->mentions[best - 1].weight * 0.999;
}

/* The first reason that stands in the text. */
static uint32_t foremost(const struct explaining *e)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < e->reason_count; i++)
        if (!e->reasons[best].best ||
            (e->reasons[i].best &&
             by_share(&e->reasons[i].why, &e->reasons[best].why) < 0))
            best = i;
    return best;
}

struct passage {
    struct ie_str in; /* title or text */
    struct mention *marks;
    uint32_t count, first; /* first: the mark that it begins with */
    double worth;
};

/* The mark at which the passage begins that has the heaviest reasons, each counted once,
 * above all the foremost. */
static void best_place(const struct explaining *e, struct passage *p)
{
    uint32_t first_reason = foremost(e);

    for (uint32_t i = 0; i < p->count; i++) {
        double sum = 0;
        for (uint32_t k = i; k < p->count && k < i + 64; k++) {
            bool again = false;
            if (k > i &&
                points(p->in, p->marks[i].from, p->marks[k].from + p->marks[k].len) >
                    IE_ASK_PASSAGE - BEFORE)
                break;
            for (uint32_t j = i; j < k; j++)
                again = again || p->marks[j].reason == p->marks[k].reason;
            if (!again)
                sum += e->reasons[p->marks[k].reason].why.share +
                       (p->marks[k].reason == first_reason ? 2 : 0);
        }
        if (sum > p->worth) {
            p->worth = sum;
            p->first = i;
        }
    }
}

/* Marks of the title, or of the text. */
static int make_passage(const struct explaining *e, bool text, struct passage *p)
{
    *p = (struct passage){.in = text ? e->document->text : e->document->title};
    p->marks = IE_NEW_ARRAY(e->arena, struct mention, e->mention_count + 1u);
    if (!p->marks)
        return ie_fail_nomem(e->err);
    for (uint32_t i = 0; i < e->mention_count; i++)
        if (e->mentions[i].text == text && is_named(e, &e->mentions[i]))
            p->marks[p->count++] = e->mentions[i];
    if (p->count)
        qsort(p->marks, p->count, sizeof(*p->marks), by_place);
    best_place(e, p);
    return 0;
}

static void add_part(struct ie_ask_part *parts, uint32_t *n, struct ie_str text, bool hit)
{
    if (text.len)
        parts[(*n)++] = (struct ie_ask_part){text, hit};
}

/* Where the passage begins: a little before its first mark, and further before where little
 * is left behind it. What fits whole is shown whole. */
static uint32_t begin_of(const struct passage *p)
{
    uint32_t mark = p->count ? p->marks[p->first].from : 0;
    uint32_t from = back(p->in, mark, BEFORE);
    uint32_t latest = back(p->in, (uint32_t)p->in.len, IE_ASK_PASSAGE);

    return to_word(p->in, from < latest ? from : latest, mark);
}

/* The passage cut out of its text, marks told apart. */
static int cut_out(const struct explaining *e, const struct passage *p,
                   struct ie_ask_answer *answer)
{
    struct ie_ask_part *parts =
        IE_NEW_ARRAY(e->arena, struct ie_ask_part, 2 * (size_t)p->count + 4);
    uint32_t from = begin_of(p), n = 0;

    if (!parts)
        return ie_fail_nomem(e->err);
    uint32_t least = p->count ? p->marks[p->first].from + p->marks[p->first].len : from;
    uint32_t end = forth(p->in, from, IE_ASK_PASSAGE), at = from;
    end = end < least ? least : to_word_end(p->in, end, least);
    if (from)
        add_part(parts, &n, IE_STR("… "), false);
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t begin = p->marks[i].from, stop = begin + p->marks[i].len;
        if (begin < at || stop > end) /* one within another is marked already */
            continue;
        add_part(parts, &n, ie_str_sub(p->in, at, begin - at), false);
        add_part(parts, &n, ie_str_sub(p->in, begin, stop - begin), true);
        at = stop;
    }
    add_part(parts, &n, ie_str_sub(p->in, at, end - at), false);
    if (end < p->in.len)
        add_part(parts, &n, IE_STR(" …"), false);
    answer->parts = parts;
    answer->part_count = n;
    return 0;
}

static int give_passage(const struct explaining *e, struct ie_ask_answer *answer)
{
    struct passage title, text;
    int code = make_passage(e, false, &title);

    if (!code)
        code = make_passage(e, true, &text);
    if (code)
        return code;
    bool in_title = title.worth > text.worth || !e->document->text.len;
    return cut_out(e, in_title ? &title : &text, answer);
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
    e.places = IE_NEW_ARRAY(arena, struct place, 2 * HITS_MOST);
    if (!e.seen || !e.places)
        return ie_fail_nomem(err);
    if (!(code = note_words(&e, document->title, false)))
        code = note_words(&e, document->text, true);
    if (!code && asks_concepts(ask) && !(code = note_concepts(&e)))
        code = note_named(&e, own, own_count);
    if (!code)
        code = make_reasons(&e, answer);
    if (!code)
        code = make_mentions(&e);
    if (!code)
        code = give_reasons(&e, answer);
    return code ? code : give_passage(&e, answer);
}
