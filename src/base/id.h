/*
 * Identity and chance. Record identifiers are UUIDv7 (RFC 9562): 48 bits of milliseconds,
 * 74 bits of chance, so that they sort by age and can be made without asking anybody.
 * Everywhere (store, API, pages) they are written in the short form: 26 characters of
 * Crockford's base 32 in lower case, which sort as the bytes do.
 */
#ifndef IE_BASE_ID_H
#define IE_BASE_ID_H

#include "base/error.h"
#include "base/str.h"

enum { IE_ID_LEN = 26 };

struct ie_id {
    char text[IE_ID_LEN + 1]; /* NUL-terminated; "" is no id */
};

/* A new id for the given moment (microseconds); ids of one process rise strictly. */
struct ie_id ie_id_new(int64_t moment);
/* True for 26 characters of the alphabet that hold a version 7 UUID; upper case and
 * Crockford's look-alikes are refused. */
bool ie_id_parse(struct ie_str text, struct ie_id *out);
/* The 36-character form, for other systems. */
void ie_id_uuid(const struct ie_id *id, char out[37]);
static inline struct ie_str ie_id_str(const struct ie_id *id)
{
    return ie_str_z(id->text);
}

/* From the kernel; aborts only if the kernel has none to give. */
void ie_random_bytes(void *out, size_t len);

/* xoshiro256** seeded by splitmix64: repeatable, for engines, tests, generators; never
 * for secrets. */
struct ie_rng {
    uint64_t s[4];
};
void ie_rng_init(struct ie_rng *rng, uint64_t seed);
uint64_t ie_rng_next(struct ie_rng *rng);
uint64_t ie_rng_below(struct ie_rng *rng, uint64_t n); /* unbiased, n > 0 */
double ie_rng_unit(struct ie_rng *rng);                /* [0, 1) */

#endif
