#include "base/id.h"

#include <pthread.h>
#include <sys/random.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

void ie_random_bytes(void *out, size_t len)
{
    unsigned char *at = out;

    while (len) {
        ssize_t got = getrandom(at, len < 256 ? len : 256, 0);
        if (got <= 0)
            IE_BUG("the kernel gives no random bytes");
        at += got;
        len -= (size_t)got;
    }
}

/* 128 bits, most significant first, in 26 digits of 5 bits (the first holds 3). */
static void encode(const unsigned char bytes[16], char out[IE_ID_LEN + 1])
{
    for (int i = 0; i < IE_ID_LEN; i++) {
        int bit = i * 5 - 2; /* 130 - 128 leading zero bits */
        unsigned digit = 0;
        for (int b = bit; b < bit + 5; b++)
            digit =
                digit << 1 | (b < 0 ? 0u : (unsigned)(bytes[b / 8] >> (7 - b % 8)) & 1u);
        out[i] = alphabet[digit];
    }
    out[IE_ID_LEN] = '\0';
}

static bool decode(struct ie_str text, unsigned char bytes[16])
{
    memset(bytes, 0, 16);
    if (text.len != IE_ID_LEN)
        return false;
    for (int i = 0; i < IE_ID_LEN; i++) {
        const char *at = memchr(alphabet, text.ptr[i], 32);
        if (!at || (i == 0 && at - alphabet > 7))
            return false;
        unsigned digit = (unsigned)(at - alphabet);
        for (int k = 0; k < 5; k++) {
            int b = i * 5 - 2 + k;
            if (b >= 0 && (digit >> (4 - k) & 1u))
                bytes[b / 8] = (unsigned char)(bytes[b / 8] | 1u << (7 - b % 8));
        }
    }
    return bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2;
}

struct ie_id ie_id_new(int64_t moment)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static uint64_t last; /* 48 bits of milliseconds, 12 of sequence: strictly rising */
    unsigned char bytes[16];
    struct ie_id id;

    uint64_t stamp = (uint64_t)(moment < 0 ? 0 : moment) / 1000 << 12;
    ie_random_bytes(bytes, sizeof(bytes));
    pthread_mutex_lock(&lock);
    last = stamp > last ? stamp : last + 1;
    stamp = last;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(stamp >> (52 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | (stamp >> 8 & 0x0F));
    bytes[7] = (unsigned char)stamp;
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3F));
    encode(bytes, id.text);
    return id;
}

bool ie_id_parse(struct ie_str text, struct ie_id *out)
{
    unsigned char bytes[16];

    if (!decode(text, bytes))
        return false;
    memcpy(out->text, text.ptr, IE_ID_LEN);
    out->text[IE_ID_LEN] = '\0';
    return true;
}

void ie_id_uuid(const struct ie_id *id, char out[37])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[16];
    size_t n = 0;

    if (!decode(ie_id_str(id), bytes))
        IE_BUG("an id that ie_id_parse did not make");
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[n++] = '-';
        out[n++] = hex[bytes[i] >> 4];
        out[n++] = hex[bytes[i] & 15];
    }
    out[n] = '\0';
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

void ie_rng_init(struct ie_rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rng->s[i] = splitmix(&seed);
}

uint64_t ie_rng_next(struct ie_rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t ie_rng_below(struct ie_rng *rng, uint64_t n)
{
    uint64_t floor = (0 - n) % n; /* values below this would favour small results */
    uint64_t x;

    do
        x = ie_rng_next(rng);
    while (x < floor);
    return x % n;
}

double ie_rng_unit(struct ie_rng *rng)
{
    return (double)(ie_rng_next(rng) >> 11) * 0x1.0p-53;
}
