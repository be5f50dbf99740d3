/* Korean eojeol and Japanese runs, cut by least cost into what the tables know. */
#include "lexicon/pieces.h"
#include "lexicon/translate_priv.h"
#include "text/lists.h"

enum {
    CHUNK = 96,   /* letters looked at together */
    LONGEST = 16, /* letters of a headword */
    TAIL_MAX = 5, /* letters of what hangs on a verbal noun */
    SURE = 3,     /* letters of a headword that stands beside unknown ones */
    COST_WORD = 10,
    COST_STEM = 12,
    COST_SINGLE = 20, /* a headword of one letter */
    COST_AFFIX = 8,
    COST_ENDING = 5,
    COST_GRAMMAR = 3, /* hiragana that nobody knows */
    COST_UNKNOWN = 40,
    LOAN_MIN = 3, /* letters of a word that is looked up by sound */
};

enum piece {
    PIECE_UNKNOWN = 0,
    PIECE_WORD,
    PIECE_STEM,
    PIECE_AFFIX,
    PIECE_ENDING,
    PIECE_GRAMMAR,
    PIECE_SOUND /* by_sound: unknown, but a loan */
};

struct letter {
    uint32_t point, at; /* at: in `bytes` */
    uint32_t from, end; /* in the text */
    enum ie_glyph glyph;
};

struct run {
    struct ie_translating *t;
    struct letter letters[CHUNK + 1]; /* one more: where the last one ends */
    uint32_t count;
    char bytes[4 * CHUNK + 8];
    uint32_t cost[CHUNK + 1]; /* of the rest from here */
    uint8_t len[CHUNK];       /* of the piece that begins here */
    uint8_t piece[CHUNK];
    uint8_t given[CHUNK][2]; /* letters of the senses that were added: from, end */
    uint32_t given_count;
};

static struct ie_str slice(const struct run *run, uint32_t from, uint32_t end)
{
    return ie_str_n(run->bytes + run->letters[from].at,
                    run->letters[end].at - run->letters[from].at);
}

static uint32_t look(const struct run *run, enum ie_wordbook_kind kind, struct ie_str key,
                     struct ie_translation *out)
{
    return run->t->first < 0 ? 0
                             : ie_wordbook_find(run->t->translator->book,
                                                (uint32_t)run->t->first, kind, key, out);
}

static int add(struct run *run, uint32_t from, uint32_t end, enum ie_sense_by by,
               const struct ie_translation *at, uint32_t count, struct ie_error *err)
{
    uint32_t start = run->letters[from].from, stop = run->letters[end - 1].end;

    run->given[run->given_count][0] = (uint8_t)from;
    run->given[run->given_count++][1] = (uint8_t)end;
    return ie_translate_add(run->t,
                            (struct ie_word_sense){.from = start,
                                                   .len = stop - start,
                                                   .by = (uint8_t)by,
                                                   .words = 1,
                                                   .count = count},
                            at, err);
}

/* ---- Korean inflection ------------------------------------------------------------------ */

enum { HANGUL = 0xAC00, SYLLABLES = 11172, FINALS = 28, VOWELS = 21 };

/* All of `rest` is a particle or ending. */
static bool korean_ending(struct ie_str rest)
{
    enum { TAIL_BYTES = 15 };
    char word[2 * 3 + TAIL_BYTES] = "가가";

    if (!rest.len || rest.len > TAIL_BYTES)
        return rest.len == 0;
    memcpy(word + 6, rest.ptr, rest.len);
    return ie_korean_stem(ie_str_n(word, 6 + rest.len), 2) == 6;
}

/* What may stand behind a noun: a particle, an ending, 하다, 되다, 시키다 in any form. */
static bool korean_tail(const struct run *run, uint32_t at)
{
    static const char *const verbal[] = {
        "하", "한", "할", "함", "합",   "했",   "해",   "되",   "된", "될",
        "됨", "됩", "됐", "돼", "시키", "시켜", "시킨", "시킬", "받", "당하"};
    struct ie_str rest = slice(run, at, run->count);

    if (korean_ending(rest))
        return true;
    for (size_t i = 0; i < IE_COUNT(verbal) && run->count - at <= TAIL_MAX; i++)
        if (ie_str_starts(rest, ie_str_z(verbal[i])))
            return true;
    return false;
}

/* What may stand behind the stem of a predicate, by how it begins. */
static bool predicate_tail(const struct run *run, uint32_t at)
{
    static const char *const heads[] = {
        "다", "는", "은",   "을",   "고", "며", "면",   "지",   "게",
        "기", "어", "아",   "여",   "으", "던", "려",   "거나", "었",
        "았", "였", "습니", "니다", "음", "자", "도록", "네요", "서",
        "야", "요", "데",   "수록", "까", "시", "므로", "나요"};
    struct ie_str rest = slice(run, at, run->count);

    for (size_t i = 0; i < IE_COUNT(heads) && run->count - at <= TAIL_MAX; i++)
        if (ie_str_starts(rest, ie_str_z(heads[i])))
            return true;
    return false;
}

/* The stem of a predicate: the letters before `end` - 1, then `last`. */
static uint32_t look_with(const struct run *run, uint32_t end, uint32_t last,
                          struct ie_translation *out)
{
    char key[4 * CHUNK + 8];
    struct ie_str head = slice(run, 0, end - 1);

    memcpy(key, head.ptr, head.len);
    size_t len = head.len + ie_utf8_put(last, key + head.len);
    return look(run, IE_WORDBOOK_STEM, ie_str_n(key, len), out);
}

/* 가까운, 가까워: 가깝. */
static uint32_t look_softened(const struct run *run, uint32_t end,
                              struct ie_translation *out)
{
    enum { B = 17 };
    uint32_t before = run->letters[end - 2].point - HANGUL;

    if (before >= SYLLABLES || before % FINALS)
        return 0;
    return look_with(run, end - 1, HANGUL + before + B, out);
}

/* 올라, 불렀: 오르, 부르. */
static uint32_t look_doubled(const struct run *run, uint32_t end,
                             struct ie_translation *out)
{
    enum { L = 8, LEU = 0xB974 };
    char key[4 * CHUNK + 8];
    uint32_t before = run->letters[end - 2].point - HANGUL;

    if (before >= SYLLABLES || before % FINALS != L)
        return 0;
    struct ie_str head = slice(run, 0, end - 2);
    memcpy(key, head.ptr, head.len);
    size_t len = head.len + ie_utf8_put(HANGUL + before - L, key + head.len);
    len += ie_utf8_put(LEU, key + len);
    return look(run, IE_WORDBOOK_STEM, ie_str_n(key, len), out);
}

/*
 * The letters up to `end` as the stem of a predicate before an ending that changes it:
 * without the final that belongs to the ending (빠른, 높인: ㄴ ㄹ ㅂ ㅆ), with the ㄹ that it
 * took away (만든), with a contracted vowel undone (높여, 바꿔), with ㅂ for 우 (가까운),
 * with 르 for a doubled ㄹ (올라).
 */
static uint32_t look_changed(const struct run *run, uint32_t end,
                             struct ie_translation *out)
{
    enum { N = 4, L = 8, B = 17, SS = 20 };
    enum {
        A = 0,
        AE = 1,
        EO = 4,
        YEO = 6,
        O = 8,
        WA = 9,
        WAE = 10,
        OE = 11,
        U = 13,
        WO = 14,
        EU = 18,
        I = 20
    };
    static const uint8_t undone[][2] = {{YEO, I}, {WO, U},  {WA, O}, {WAE, OE},
                                        {AE, A},  {EO, EU}, {A, EU}};
    uint32_t last = run->letters[end - 1].point - HANGUL, n;

    if (last >= SYLLABLES)
        return 0;
    uint32_t final = last % FINALS, bare = HANGUL + last - final;
    uint32_t vowel = last / FINALS % VOWELS;
    if (final && final != N && final != L && final != B && final != SS)
        return 0;
    if (final && (n = look_with(run, end, bare, out)))
        return n;
    if (final != L && (n = look_with(run, end, bare + L, out)))
        return n;
    for (size_t i = 0; i < IE_COUNT(undone); i++)
        if (vowel == undone[i][0] &&
            (n = look_with(run, end, bare + FINALS * undone[i][1] - FINALS * vowel, out)))
            return n;
    uint32_t initial = last / FINALS / VOWELS;
    if (end > 1 && initial == 5 && (vowel == A || vowel == EO) &&
        (n = look_doubled(run, end, out)))
        return n;
    bool mute = initial == 11; /* ㅇ before the vowel */
    return mute && end > 1 && (vowel == U || vowel == WO) ? look_softened(run, end, out)
                                                          : 0;
}

static uint32_t look_predicate(const struct run *run, uint32_t end,
                               struct ie_translation *out)
{
    bool tail = end < run->count && predicate_tail(run, end);
    uint32_t n = tail ? look(run, IE_WORDBOOK_STEM, slice(run, 0, end), out) : 0;

    if (!n && (tail || end == run->count))
        n = look_changed(run, end, out);
    return n;
}

/*
 * Is a syllable rather the stem of a predicate than a noun with a particle? 낮은 is low and
 * not the day: a stem that ends in a consonant takes 은 (unless it is ㄹ, which goes: 말은 is
 * a word), a vowel does not; 는 stands behind verbs of any kind, but behind nouns that end
 * in a vowel only: 감는 winds and is no persimmon.
 */
static bool rather_predicate(const struct run *run)
{
    enum { L = 8 };
    uint32_t syllable = run->letters[0].point - HANGUL;
    struct ie_str rest = slice(run, 1, run->count);

    if (syllable >= SYLLABLES || ie_str_starts(rest, IE_STR("도")) ||
        ie_str_starts(rest, IE_STR("을")))
        return false;
    if (ie_str_starts(rest, IE_STR("는")))
        return syllable % FINALS;
    return !ie_str_starts(rest, IE_STR("은")) ||
           (syllable % FINALS && syllable % FINALS != L);
}

/* 원하는, 구합니다: the verbs 원하다, 구하다 before the nouns 원, 구. */
static uint32_t look_single(const struct run *run, struct ie_translation *out)
{
    static const char *const forms[] = {"하", "한", "할", "합", "해", "했"};
    struct ie_str rest = slice(run, 1, run->count);
    char key[6];
    uint32_t n = 0;

    if (predicate_tail(run, 1) && rather_predicate(run))
        n = look(run, IE_WORDBOOK_STEM, slice(run, 0, 1), out);
    if (n || run->letters[0].point < HANGUL)
        return n;
    for (size_t i = 0; i < IE_COUNT(forms) && !n; i++)
        if (ie_str_starts(rest, ie_str_z(forms[i]))) {
            memcpy(key, run->bytes, 3);
            memcpy(key + 3, forms[0], 3);
            n = look(run, IE_WORDBOOK_STEM, ie_str_n(key, sizeof(key)), out);
        }
    return n;
}

/* The whole eojeol: as a headword, without its tail. */
static uint32_t look_eojeol(const struct run *run, enum ie_sense_by *by,
                            struct ie_translation *out)
{
    uint32_t n = look(run, IE_WORDBOOK_WRITTEN, slice(run, 0, run->count), out);

    *by = n ? IE_SENSE_WRITTEN : IE_SENSE_STEM;
    for (uint32_t end = run->count - 1; end > 1 && !n; end--)
        if (korean_tail(run, end))
            n = look(run, IE_WORDBOOK_WRITTEN, slice(run, 0, end), out);
    return n;
}

/* The whole eojeol as a syllable with its tail, or as a predicate, the longest stem first. */
static uint32_t look_inflected(const struct run *run, struct ie_translation *out)
{
    uint32_t n = 0;

    if (run->count > 1 && korean_tail(run, 1) && !(n = look_single(run, out)))
        n = look(run, IE_WORDBOOK_WRITTEN, slice(run, 0, 1), out);
    for (uint32_t end = run->count; end >= 1 && !n; end--)
        n = look_predicate(run, end, out);
    return n;
}

/* ---- Cutting ------------------------------------------------------------------------------ */

static void offer(struct run *run, uint32_t at, uint32_t len, uint32_t cost,
                  enum piece piece)
{
    uint32_t whole = cost + run->cost[at + len];

    if (whole > run->cost[at] || (whole == run->cost[at] && len <= run->len[at]))
        return;
    run->cost[at] = whole;
    run->len[at] = (uint8_t)len;
    run->piece[at] = (uint8_t)piece;
}

static bool is_piece(struct ie_pieces pieces, struct ie_str text)
{
    for (size_t i = 0; i < pieces.count; i++)
        if (ie_str_eqz(text, pieces.at[i]))
            return true;
    return false;
}

/* Of the list (-화) or of those that tagging knows. */
static bool known_affix(const struct run *run, uint32_t at)
{
    struct ie_translation out[IE_WORDBOOK_MOST];
    struct ie_str syllable = slice(run, at, at + 1);
    char key[8];

    if ((at && is_piece(ie_pieces_korean_behind(), syllable)) ||
        (at + 1 < run->count && is_piece(ie_pieces_korean_before(), syllable)))
        return true;

    key[0] = '-';
    memcpy(key + 1, syllable.ptr, syllable.len);
    if (at && look(run, IE_WORDBOOK_WRITTEN, ie_str_n(key, syllable.len + 1), out))
        return true;
    memcpy(key, syllable.ptr, syllable.len);
    key[syllable.len] = '-';
    return at + 1 < run->count &&
           look(run, IE_WORDBOOK_WRITTEN, ie_str_n(key, syllable.len + 1), out);
}

static void offer_korean(struct run *run, uint32_t at)
{
    struct ie_translation out[IE_WORDBOOK_MOST];

    for (uint32_t len = 2; len <= LONGEST && at + len <= run->count; len++)
        if (look(run, IE_WORDBOOK_WRITTEN, slice(run, at, at + len), out))
            offer(run, at, len, COST_WORD, PIECE_WORD);
    if (known_affix(run, at))
        offer(run, at, 1, COST_AFFIX, PIECE_AFFIX);
    /* 복합구조 is not 복 and a form of 하다 */
    if (at > 1 ? korean_tail(run, at) : at && korean_ending(slice(run, at, run->count)))
        offer(run, at, run->count - at, COST_ENDING, PIECE_ENDING);
}

static bool all_of(const struct run *run, uint32_t at, uint32_t len, enum ie_glyph glyph)
{
    for (uint32_t i = at; i < at + len; i++)
        if (run->letters[i].glyph != glyph)
            return false;
    return true;
}

static bool katakana_at(const struct run *run, uint32_t at)
{
    return at < run->count && run->letters[at].glyph == IE_GLYPH_KATAKANA;
}

/* Two katakana out of a longer word, a name mostly. */
static bool torn(const struct run *run, uint32_t at, uint32_t len)
{
    return len < SURE && all_of(run, at, len, IE_GLYPH_KATAKANA) &&
           ((at && katakana_at(run, at - 1)) || katakana_at(run, at + len));
}

/* Stands a particle at `at`, if it is not part of a verb? */
static bool particle_at(const struct run *run, uint32_t at)
{
    static const char *const particles[] = {"を", "の", "は", "が", "に",
                                            "で", "と", "も", "へ"};

    for (size_t i = 0; i < IE_COUNT(particles) && at < run->count; i++)
        if (ie_str_eqz(slice(run, at, at + 1), particles[i]))
            return true;
    return false;
}

/*
 * Letters [at, at + len) of hiragana, as long as grammar is, that are a headword all the
 * same: before a particle and behind none (めっきの is plating).
 */
static bool apart(const struct run *run, uint32_t at, uint32_t len)
{
    return len == SURE && particle_at(run, at + len) &&
           (!at || run->letters[at - 1].glyph != IE_GLYPH_HIRAGANA);
}

static void offer_japanese_at(struct run *run, uint32_t at, uint32_t len)
{
    struct ie_translation out[IE_WORDBOOK_MOST];
    struct ie_str key = slice(run, at, at + len);
    bool hiragana = all_of(run, at, len, IE_GLYPH_HIRAGANA);
    uint32_t cost = len == 1 ? COST_SINGLE : COST_WORD;

    if ((hiragana && len <= SURE && !apart(run, at, len)) || torn(run, at, len))
        return;
    bool word = (len > 1 || run->letters[at].glyph == IE_GLYPH_HAN) &&
                look(run, IE_WORDBOOK_WRITTEN, key, out);
    /* 雪が is snow and no form of 雪ぐ (to rinse); 上がる is the longer stem 上が */
    bool noun = word && len == 1 && particle_at(run, at + 1);
    if (noun)
        cost = COST_STEM;
    if (hiragana && len <= SURE)
        cost = COST_AFFIX; /* less than three letters of grammar */
    if (word)
        offer(run, at, len, cost, PIECE_WORD);
    if (!noun && !hiragana && at + len < run->count &&
        run->letters[at + len].glyph == IE_GLYPH_HIRAGANA &&
        look(run, IE_WORDBOOK_STEM, key, out))
        offer(run, at, len, COST_STEM, PIECE_STEM);
}

static void offer_japanese(struct run *run, uint32_t at)
{
    if (run->letters[at].glyph == IE_GLYPH_HIRAGANA)
        offer(run, at, 1, COST_GRAMMAR, PIECE_GRAMMAR);
    for (uint32_t len = 1; len <= LONGEST && at + len <= run->count; len++)
        offer_japanese_at(run, at, len);
}

static void cut(struct run *run)
{
    memset(run->len, 0, sizeof(run->len));
    memset(run->cost, 0xFF, sizeof(run->cost));
    run->cost[run->count] = 0;
    for (uint32_t at = run->count; at-- > 0;) {
        offer(run, at, 1, COST_UNKNOWN, PIECE_UNKNOWN);
        if (run->t->korean)
            offer_korean(run, at);
        else
            offer_japanese(run, at);
    }
}

/* ---- By sound ----------------------------------------------------------------------------- */

static uint32_t look_sound(const struct run *run, uint32_t from, uint32_t end,
                           struct ie_translation *out)
{
    if (end < from + LOAN_MIN ||
        (!run->t->korean && !all_of(run, from, end - from, IE_GLYPH_KATAKANA)))
        return 0;
    return ie_translate_sounds(run->t, run->t->korean ? IE_SOUND_KO : IE_SOUND_JA,
                               slice(run, from, end), out);
}

/* Letters [from, end), at which pieces begin and end, become one if they sound right. */
static bool take_sound(struct run *run, uint32_t from, uint32_t end)
{
    struct ie_translation out[IE_WORDBOOK_MOST];

    if (!look_sound(run, from, end, out))
        return false;
    run->len[from] = (uint8_t)(end - from);
    run->piece[from] = PIECE_SOUND;
    return true;
}

enum sure { SURE_WORDS, SURE_LONG, SURE_NONE };

/* Does a piece part unknown ones? Known words that are long enough not to be met by chance
 * (SURE_WORDS), the longest alone and no affixes (SURE_LONG), nothing (SURE_NONE). */
static bool parts(const struct run *run, uint32_t at, enum sure sure)
{
    enum piece piece = (enum piece)run->piece[at];
    uint32_t least = sure == SURE_LONG ? 2 * SURE - 1 : SURE;

    if (!run->t->korean && !all_of(run, at, run->len[at], IE_GLYPH_KATAKANA))
        return true;
    if (piece == PIECE_UNKNOWN || sure == SURE_NONE)
        return piece == PIECE_SOUND;
    if (piece == PIECE_AFFIX)
        return sure != SURE_LONG;
    return (piece != PIECE_WORD && piece != PIECE_STEM) || run->len[at] >= least;
}

/* Looks up together what stands between pieces that part, if some of it is unknown. */
static bool join_loans(struct run *run, enum sure sure)
{
    bool unknown = false, found = false;
    uint32_t from = 0, at;

    for (at = 0; at < run->count; at += run->len[at]) {
        if (!parts(run, at, sure)) {
            unknown |= run->piece[at] == PIECE_UNKNOWN;
            continue;
        }
        found |= unknown && take_sound(run, from, at);
        unknown = false;
        from = at + run->len[at];
    }
    return (unknown && take_sound(run, from, at)) || found;
}

/*
 * Words that are met by chance may stand in an unknown one (자이|로트론), as may affixes
 * (포렌|식) and endings (하스텔|로이), so the longest join is tried first that leaves a Korean
 * ending off, and one with all of it last. Of Japanese, katakana alone.
 */
static void by_sound(struct run *run)
{
    bool found = join_loans(run, SURE_LONG);

    found |= join_loans(run, SURE_WORDS);
    if (!found)
        join_loans(run, SURE_NONE);
}

/* Gives the pieces out; unknown letters that stand together are one sense of none. */
static int give(struct run *run, bool sure_only, struct ie_error *err)
{
    struct ie_translation out[IE_WORDBOOK_MOST];
    uint32_t unknown = 0;
    int code = 0;

    for (uint32_t at = 0; at < run->count && !code; at += run->len[at]) {
        enum piece piece = (enum piece)run->piece[at];
        uint32_t end = at + run->len[at], n = 0;
        bool word = piece == PIECE_WORD || piece == PIECE_STEM;
        bool last = end == run->count || run->piece[end] == PIECE_ENDING;
        if (word && (!sure_only || end - at >= SURE || (last && unknown > 1)))
            n = look(run, piece == PIECE_STEM ? IE_WORDBOOK_STEM : IE_WORDBOOK_WRITTEN,
                     slice(run, at, end), out);
        else if (piece == PIECE_SOUND)
            n = look_sound(run, at, end, out);
        bool torn_off = unknown || (end < run->count && !run->piece[end]);
        bool silent = piece == PIECE_GRAMMAR || piece == PIECE_ENDING ||
                      (piece == PIECE_AFFIX && !torn_off);
        unknown += !n && !silent ? end - at : 0;
        if (unknown && (n || silent || end == run->count)) {
            uint32_t to = n || silent ? at : end;
            code = add(run, to - unknown, to, IE_SENSE_NONE, NULL, 0, err);
            unknown = 0;
        }
        if (n && !code)
            code = add(run, at, end,
                       piece == PIECE_SOUND  ? IE_SENSE_SOUND
                       : run->t->korean      ? IE_SENSE_PART
                       : piece == PIECE_STEM ? IE_SENSE_STEM
                                             : IE_SENSE_WRITTEN,
                       out, n, err);
    }
    return code;
}

/* ---- Runs ----------------------------------------------------------------------------------- */

/*
 * Is the eojeol two headwords or more, and nothing beside them that is unknown? Then it is
 * neither a predicate nor one syllable with 하다: 감지시스템 is detection and system, not
 * 감다 with an ending that begins with 지, 복합구조 has no 합니다. Leaves the eojeol cut.
 */
static bool of_headwords(struct run *run)
{
    uint32_t words = 0;

    cut(run);
    for (uint32_t at = 0; at < run->count; at += run->len[at]) {
        if (run->piece[at] == PIECE_UNKNOWN)
            return false;
        words += run->piece[at] == PIECE_WORD;
    }
    return words > 1;
}

static int give_eojeol(struct run *run, struct ie_error *err)
{
    struct ie_translation out[IE_WORDBOOK_MOST];
    struct ie_str whole = slice(run, 0, run->count), stem = whole;
    enum ie_sense_by by;
    bool unknown = false;

    stem.len = ie_korean_stem(whole, 2);
    if (ie_list_common(IE_LIST_KO, whole) || ie_list_common(IE_LIST_KO, stem))
        return add(run, 0, run->count, IE_SENSE_COMMON, NULL, 0, err);
    uint32_t n = look_eojeol(run, &by, out);
    if (!n && !of_headwords(run))
        n = look_inflected(run, out);
    if (n)
        return add(run, 0, run->count, by, out, n, err);
    if (korean_ending(whole)) /* behind Latin letters: "PCB를" */
        return add(run, 0, run->count, IE_SENSE_COMMON, NULL, 0, err);
    cut(run);
    by_sound(run);
    for (uint32_t at = 0; at < run->count; at += run->len[at])
        unknown |= run->piece[at] == PIECE_UNKNOWN;
    return give(run, unknown, err);
}

struct kept { /* the senses of an eojeol */
    uint32_t count;
    struct kept_sense {
        uint8_t from, end; /* letters */
        struct ie_word_sense sense;
    } at[];
};

static uint64_t ways_of(const struct run *run)
{
    return (uint64_t)(uint32_t)run->t->first << 32 | (uint32_t)run->t->then;
}

/* What memory does not suffice for is not kept. */
static void keep_eojeol(const struct run *run, size_t before)
{
    struct ie_translator *translator = run->t->translator;
    struct ie_arena *arena = &translator->eojeols.arena;
    uint32_t count = run->given_count;
    struct kept *kept =
        ie_memo_open(&translator->eojeols)
            ? ie_arena_alloc(arena, sizeof(*kept) + count * sizeof(kept->at[0]))
            : NULL;

    for (uint32_t i = 0; kept && i < count; i++) {
        const struct ie_word_sense *sense = &translator->senses.at[before + i];
        struct ie_translation *copy =
            IE_NEW_ARRAY(arena, struct ie_translation, sense->count + 1);
        if (!copy)
            return;
        if (sense->count)
            memcpy(copy, sense->at, sense->count * sizeof(*copy));
        kept->at[i] = (struct kept_sense){run->given[i][0], run->given[i][1], *sense};
        kept->at[i].sense.at = copy;
        kept->count++;
    }
    ie_memo_keep(&translator->eojeols, ways_of(run), slice(run, 0, run->count), kept);
}

/* What it means follows from its letters alone. */
static int recall_eojeol(struct run *run, struct ie_error *err)
{
    struct ie_translator *translator = run->t->translator;
    const struct kept *kept =
        ie_memo_find(&translator->eojeols, ways_of(run), slice(run, 0, run->count));
    size_t before = translator->senses.count;
    int code = 0;

    if (!kept) {
        run->given_count = 0;
        code = give_eojeol(run, err);
        if (!code)
            keep_eojeol(run, before);
        return code;
    }
    for (uint32_t i = 0; i < kept->count && !code; i++) {
        struct ie_word_sense sense = kept->at[i].sense;
        sense.from = run->letters[kept->at[i].from].from;
        sense.len = run->letters[kept->at[i].end - 1].end - sense.from;
        code = ie_translate_push(run->t, sense, kept->at[i].sense.at, err);
    }
    return code;
}

static int end_run(struct run *run, struct ie_error *err)
{
    int code = 0;

    if (run->count && run->t->korean) {
        code = recall_eojeol(run, err);
    } else if (run->count) {
        run->given_count = 0;
        cut(run);
        by_sound(run);
        code = give(run, false, err);
    }
    run->count = 0;
    return code;
}

static bool of_language(const struct run *run, enum ie_glyph glyph)
{
    return run->t->korean ? glyph == IE_GLYPH_HANGUL
                          : glyph == IE_GLYPH_HAN || glyph == IE_GLYPH_KATAKANA ||
                                glyph == IE_GLYPH_HIRAGANA;
}

static void push(struct run *run, const struct ie_folded *next, uint32_t at)
{
    for (unsigned i = 0; i < next->count && run->count < CHUNK; i++) {
        struct letter *letter = &run->letters[run->count++];
        letter->point = next->point[i];
        letter->glyph = ie_glyph_of(next->point[i]);
        letter->from = at;
        letter->end = at + next->size;
        letter[1].at =
            letter->at + (uint32_t)ie_utf8_put(letter->point, run->bytes + letter->at);
    }
}

int ie_translate_east(struct ie_translating *t, uint32_t from, uint32_t end,
                      struct ie_error *err)
{
    struct run run = {.t = t};
    struct ie_folding *folding = &t->translator->rules.folding;
    struct ie_folded next;
    int code = 0;

    while (from < end && !code) {
        struct ie_str rest = ie_str_sub(t->text, from, end - from);
        if (!ie_fold_fast(folding, rest, &next) && !ie_fold_next(folding, rest, &next))
            return ie_fail_nomem(err);
        bool ours = next.count && of_language(&run, next.glyph);
        if ((next.count && !ours) || run.count + next.count > CHUNK)
            code = end_run(&run, err);
        if (ours)
            push(&run, &next, from);
        from += next.size;
    }
    return code ? code : end_run(&run, err);
}
