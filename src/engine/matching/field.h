/*
 * Private to matching/: the concepts by which two profiles meet, from their texts.
 *
 * The loudest of those that are meant surely, and what stands right above each: a need for
 * photoresist finds an offer of resists for another light. A concept in the title is four
 * times as loud. Concepts of cooperation (partner, licence) say how, not what, and are left
 * out.
 */
#ifndef IE_ENGINE_MATCHING_FIELD_H
#define IE_ENGINE_MATCHING_FIELD_H

#include "engine/matching/loudest.h"
#include "engine/matching/read.h"

enum { IE_MATCH_FIELD_MOST = 24, IE_MATCH_FIELD_ROOM = 512 };

struct ie_match_voices { /* of one profile; begin with zeros and the reader */
    const struct ie_match_reader *reader;
    struct ie_match_said said[IE_MATCH_FIELD_ROOM];
    uint32_t count;
};

/* Concepts of one of its texts. O(count log count). */
void ie_match_field_add(struct ie_match_voices *field,
                        const struct ie_match_concept *concepts, uint32_t count);
/* The loudest, lexicon's numbers, into ids [IE_MATCH_FIELD_MOST]; returns how many. */
uint32_t ie_match_field_end(struct ie_match_voices *field, uint32_t *ids);

#endif
