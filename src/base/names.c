#include "base/names.h"

static const char *fold_of(uint32_t point)
{
    uint32_t low = 0, high = ie_name_fold_count;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (ie_name_folds[mid].point == point)
            return ie_name_folds[mid].to;
        if (ie_name_folds[mid].point < point)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* Marks that stand on the letter before them: Latin, Hebrew, Arabic. */
static bool is_mark(uint32_t point)
{
    return (point >= 0x300 && point <= 0x36F) || (point >= 0x591 && point <= 0x5C7) ||
           (point >= 0x64B && point <= 0x65F) || point == 0x670;
}

/* Whether a character that is not ASCII belongs to a key. */
static bool counts(uint32_t point)
{
    return !(point < 0xC0 || (point >= 0x2000 && point <= 0x206F) ||
             (point >= 0x3000 && point <= 0x303F) || point == 0x30FB || point == 0xFEFF ||
             point == 0xD7 || point == 0xF7 || (point >= 0xFF00 && point <= 0xFF0F) ||
             point == 0x2BC || point == 0x5F3 || point == 0x5F4 ||
             (point >= 0xFF61 && point <= 0xFF65));
}

bool ie_name_key(struct ie_str name, char key[IE_NAME_KEY_ROOM], size_t *len)
{
    *len = 0;
    while (name.len) {
        char bytes[4];
        size_t size;
        uint32_t point = ie_utf8_next(name, &size);
        name = ie_str_sub(name, size, name.len);
        if (point >= 0xFF01 && point <= 0xFF5E)
            point -= 0xFEE0;
        const char *folded = point < 0x80 ? NULL : fold_of(point);
        struct ie_str add = folded ? ie_str_z(folded) : IE_STR_NONE;
        if (point == '&') {
            add = IE_STR("and");
        } else if (!folded) {
            if (point >= 'A' && point <= 'Z')
                point += 32;
            bool kept = point < 0x80 ? (point >= 'a' && point <= 'z') ||
                                           (point >= '0' && point <= '9')
                                     : counts(point) && !is_mark(point);
            if (kept)
                add = ie_str_n(bytes, ie_utf8_put(point, bytes));
        }
        if (add.len > IE_NAME_KEY_ROOM - *len)
            return false;
        if (add.len)
            memcpy(key + *len, add.ptr, add.len);
        *len += add.len;
    }
    return *len > 0;
}

int ie_name_find(const struct ie_name_key *keys, uint32_t count, struct ie_str key)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t mid = (low + high) / 2;
        int order = ie_str_cmp(ie_str_z(keys[mid].key), key);
        if (order == 0)
            return keys[mid].record;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return -1;
}
