/*
 * Private to service/search*: a profile as documents of the search index.
 *
 * Who may read what of a profile falls into three sights:
 *
 *   teaser       whoever sees the profile at all: titles, and fields of rung teaser
 *   introduced   whose organisation met the profile's own: fields of rung introduced too
 *   full         staff, the owner, the officer of an event it takes part in
 *
 * Each sight has documents of its own, one a language, with exactly the text that it may
 * read; sights that read the same share them. A reader is only ever shown documents of his
 * sight towards that organisation, so nothing hidden can find a profile, rank it or be
 * counted. The documents of published profiles as strangers see them are `open`: they
 * alone make the statistics by which all others are weighed (decision 0019).
 */
#ifndef IE_SERVICE_SEARCH_TEXT_H
#define IE_SERVICE_SEARCH_TEXT_H

#include "engine/matching/ask.h"
#include "store/record.h"

enum ie_sight { IE_SIGHT_TEASER, IE_SIGHT_INTRODUCED, IE_SIGHT_FULL, IE_SIGHT_COUNT };

enum { IE_SEARCH_OPEN_ENDED = INT32_MAX };

/* What a document of the index carries beside its terms: enough to say who may see it and
 * which filters it passes, without a look at the store. */
struct ie_search_key {
    unsigned char profile[16], organisation[16]; /* ids by bytes, which sort as they do */
    int64_t created_at, published_at;            /* moments; 0: never published */
    int32_t valid_until;                         /* last day, or IE_SEARCH_OPEN_ENDED */
    uint32_t lang;     /* of this document: ie_match_code of the primary subtag */
    uint32_t original; /* of the profile, likewise */
    uint16_t roots;    /* bits by ie_root_technologies */
    uint16_t country;  /* of the organisation: two letters, 0: not known */
    uint8_t type;      /* by ie_profile_types */
    uint8_t kind;      /* of the organisation, by its choices; 255: not known */
    uint8_t sights;    /* bits 1 << enum ie_sight: whom it is for */
    uint8_t published;
};

/* What of a key is looked at for every document that is found: small enough that those of
 * many documents stay in cache. */
struct ie_search_fact {
    uint32_t profile; /* which of the segment's */
    uint16_t country; /* ie_search_country_number */
    uint16_t roots;
    uint8_t type, kind, sights, published; /* as in the key */
};

/* A country's two letters as a number below 26 · 26 + 1; 0 for what is none. */
static inline uint16_t ie_search_country_number(uint16_t country)
{
    uint32_t high = (uint32_t)(country >> 8) - 'A', low = (country & 0xFFu) - 'A';

    return high < 26 && low < 26 ? (uint16_t)(26 * high + low + 1) : 0;
}

/* Ids as 16 bytes and back. An id that is none gives zeros. O(1). */
void ie_search_pack_id(struct ie_str id, unsigned char bytes[16]);
struct ie_id ie_search_unpack_id(const unsigned char bytes[16]);

/* ie_match_code of a language tag's primary subtag, in lower case. */
uint32_t ie_search_lang(struct ie_str tag);

struct ie_search_document {
    struct ie_search_key key;
    struct ie_match_document text;
    const struct ie_str *own; /* concepts that the author named */
    uint32_t own_count;
    const struct ie_str *names; /* of the organisation, in all languages */
    uint32_t name_count;
};

struct ie_search_documents {
    struct ie_search_document *at; /* by sight, then as the profile has its languages */
    uint32_t count;
};

/* What of a profile's guarded fields a reader has before him. */
struct ie_search_shows {
    bool texts, concepts, specs;
};

/*
 * All documents of a profile that was read with all its fields; `country` and `kind` are
 * its organisation's. In the arena, borrowing from the record. O(texts).
 */
int ie_search_documents_of(const struct ie_record *profile, uint16_t country,
                           uint8_t kind, struct ie_arena *arena,
                           struct ie_search_documents *documents,
                           struct ie_error *err) IE_MUST_CHECK;

/* The documents that somebody reads to whom just this shows. */
int ie_search_documents_shown(const struct ie_record *profile,
                              struct ie_search_shows shows, struct ie_arena *arena,
                              struct ie_search_documents *documents,
                              struct ie_error *err) IE_MUST_CHECK;

/* A document that belongs to the statistics. */
static inline bool ie_search_is_open(const struct ie_search_key *key)
{
    return key->published && (key->sights & 1u << IE_SIGHT_TEASER);
}

#endif
