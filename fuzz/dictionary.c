#include "fuzz.h"

#include "lexicon/dictionary.h"

/* Each reader of dictionaries on any bytes; the probabilities of a word sum to one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ie_str bytes = ie_str_n((const char *)data, size), index = bytes;
    struct ie_dictionary *d = NULL;
    struct ie_error err;

    for (int source = 0; source < 3; source++) {
        int code = ie_dictionary_new(&d, &err);
        IE_FUZZ_CHECK(!code);
        if (source == 0)
            code = ie_dictionary_read_list(d, bytes, "fuzz", &err);
        else if (source == 1)
            code = ie_dictionary_read_edict(d, bytes, "fuzz", &err);
        else
            code = ie_dictionary_read_dictd(d, index, bytes, "fuzz", &err);
        if (code)
            ie_fuzz_refused(code, &err);
        IE_FUZZ_CHECK(!ie_dictionary_finish(d, 0, &err));
        struct ie_translations t = ie_dictionary_look(d, IE_STR("a"));
        double sum = 0;
        for (uint32_t i = 0; i < t.count; i++)
            sum += (double)t.at[i].probability;
        IE_FUZZ_CHECK(!t.count || (sum > 0.999 && sum < 1.001));
        ie_dictionary_free(d);
    }
    return 0;
}
