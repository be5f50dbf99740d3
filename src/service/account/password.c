/* Passwords: what may be one, and its hash. */
#include <sodium.h>

#include "service/account/account.h"

_Static_assert((int)IE_HASH_ROOM >= (int)crypto_pwhash_STRBYTES, "room for a hash");

/* The ones that every guesser tries first and that are long enough to pass otherwise,
 * folded to lower case; digits at the end of what is left are dropped before comparing. */
static const char *const common[] = {
    "1q2w3e4r5t", "1qaz2wsx3edc",  "qwertyuiop",     "qwerty12345", "password",
    "passw0rd",   "p@ssw0rd",      "p@ssword",       "iloveyou",    "letmein",
    "welcome",    "administrator", "administration", "changeme",    "qazwsxedc",
    "zxcvbnm",    "asdfghjkl",     "sunshine",       "princess",    "football",
    "baseball",   "superman",      "trustno1",       "dragon",      "monkey",
    "master",     "secret",        "default",        "whatever",    "starwars",
    "internet",   "computer",      "samsung",        "korea",       "gksrnr",
    "tkfkdgo",    "dkssudgktpdy",  "qlalfqjsgh",     "rkskekfkak",  "password!",
    "1q2w3e4r!",  "qwer1234!",     "abcdefghij",     "abcd1234!",   "asdf1234!",
};

static void fold(struct ie_str text, char out[IE_PASSWORD_MAX + 1])
{
    size_t n = text.len < IE_PASSWORD_MAX ? text.len : IE_PASSWORD_MAX;

    for (size_t i = 0; i < n; i++) {
        char c = text.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[n] = '\0';
}

static bool is_common(const char *folded)
{
    struct ie_str stem = ie_str_z(folded);

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < IE_COUNT(common); i++)
            if (ie_str_eqz(stem, common[i]))
                return true;
        while (stem.len > 0 &&
               ((stem.ptr[stem.len - 1] >= '0' && stem.ptr[stem.len - 1] <= '9') ||
                stem.ptr[stem.len - 1] == '!'))
            stem.len--;
    }
    return stem.len == 0; /* nothing but digits */
}

/* Fewer than four different bytes, or each the neighbour of the one before. */
static bool is_simple(const char *folded)
{
    bool seen[256] = {false};
    int different = 0;
    bool up = true, down = true;

    for (size_t i = 0; folded[i]; i++) {
        unsigned char c = (unsigned char)folded[i];
        different += !seen[c];
        seen[c] = true;
        if (i > 0) {
            up = up && folded[i] == folded[i - 1] + 1;
            down = down && folded[i] == folded[i - 1] - 1;
        }
    }
    return different < 4 || up || down;
}

static bool is_login(const char *folded, struct ie_str login)
{
    char name[IE_PASSWORD_MAX + 1];
    struct ie_str text;
    int64_t at;

    fold(login, name);
    text = ie_str_z(name);
    if (text.len == 0)
        return false;
    if (ie_str_eqz(text, folded))
        return true;
    at = ie_str_find_char(text, '@');
    return at > 0 && ie_str_eqz(ie_str_sub(text, 0, (size_t)at), folded);
}

static size_t count_characters(struct ie_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}

static int refuse(struct ie_error *err, const char *id, int64_t limit)
{
    ie_fail(err, IE_INPUT, id);
    if (limit)
        ie_error_argi(err, "limit", limit);
    ie_error_at(err, NULL, 0, 0, "password");
    return IE_INPUT;
}

int ie_password_check(struct ie_str password, struct ie_str login, struct ie_error *err)
{
    char folded[IE_PASSWORD_MAX + 1];
    int rc = 0;

    if (password.len > IE_PASSWORD_MAX)
        return refuse(err, "password.too_long", IE_PASSWORD_MAX);
    if (count_characters(password) < IE_PASSWORD_MIN)
        return refuse(err, "password.too_short", IE_PASSWORD_MIN);
    fold(password, folded);
    if (is_login(folded, login))
        rc = refuse(err, "password.is_login", 0);
    else if (is_common(folded))
        rc = refuse(err, "password.common", 0);
    else if (is_simple(folded))
        rc = refuse(err, "password.simple", 0);
    sodium_memzero(folded, sizeof folded);
    return rc;
}

int ie_password_hash(struct ie_str password, char hash[IE_HASH_ROOM],
                     struct ie_error *err)
{
    if (crypto_pwhash_str(hash, password.ptr ? password.ptr : "", password.len,
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return ie_fail_nomem(err);
    return 0;
}
