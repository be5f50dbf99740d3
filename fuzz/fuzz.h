/*
 * Fuzz targets: one file a decoder, fuzz/DECODER.c, with one function. It feeds any bytes
 * to the decoder and aborts (IE_FUZZ_CHECK) where a property fails that must hold for all
 * input: what was read and is written again reads back the same, an error has a code and
 * an id, nothing is half-filled.
 *
 * The same file is built twice: by clang with libFuzzer (meson option `fuzz`, `make
 * fuzz`), and by any compiler with replay.c, which runs the kept corpus
 * fuzz/corpus/DECODER/ in `make check`. To add one: the file, a line in fuzz/meson.build,
 * some seeds. An input that once broke the decoder stays in the corpus.
 */
#ifndef IE_FUZZ_H
#define IE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IE_FUZZ_CHECK(held)                                                              \
    do {                                                                                 \
        if (!(held))                                                                     \
            IE_BUG("a property fails: " #held);                                          \
    } while (0)

/* Changes an image by the fuzzer's bytes: a place of three bytes and a value, again and
 * again. Whoever calls it sets the checksum right. */
static inline void ie_fuzz_change(unsigned char *image, size_t len, const uint8_t *data,
                                  size_t size)
{
    for (size_t i = 0; i + 4 <= size; i += 4) {
        size_t at = ((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]);
        image[at % len] = data[i + 3];
    }
}

/* A failed call must say why: its code is in the error, with a message id. */
static inline void ie_fuzz_refused(int code, const struct ie_error *err)
{
    IE_FUZZ_CHECK(code > IE_OK && code < IE_CODE_COUNT);
    IE_FUZZ_CHECK((int)err->code == code);
    IE_FUZZ_CHECK(err->id[0] != '\0');
}

#endif
