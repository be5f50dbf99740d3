/* Identifiers against test/vectors/identifiers.tsv. */
#include <stdio.h>
#include <stdlib.h>

#include "base/ident.h"
#include "harness.h"

IE_TEST(published_identifiers)
{
    FILE *file = fopen(ie_test_source("test/vectors/identifiers.tsv"), "r");
    char *line = NULL;
    size_t room = 0, count = 0;
    ssize_t len;

    IE_REQUIRE(file != NULL);
    while ((len = getline(&line, &room, file)) > 0) {
        struct ie_str rest = ie_str_n(line, (size_t)len - 1), field[4];
        struct ie_ident normal;
        size_t n = 0;

        if (line[0] == '#')
            continue;
        while (n < 4 && ie_str_split(&rest, '\t', &field[n]))
            n++;
        IE_REQUIRE(n == 4);
        enum ie_ident_scheme scheme = ie_ident_scheme(field[0]);
        IE_CHECK(scheme != IE_IDENT_UNKNOWN);
        enum ie_ident_verdict verdict = ie_ident_check(scheme, field[1], &normal);
        if (!IE_CHECK_STR(ie_ident_verdict_name(verdict), field[3]))
            IE_CHECK_STR(field[1], "see the line before");
        IE_CHECK_STR(normal.text, field[2]);
        /* the normal form is its own normal form, with the same verdict */
        if (verdict != IE_IDENT_MALFORMED) {
            struct ie_ident again;
            IE_CHECK_INT(ie_ident_check(scheme, ie_str_z(normal.text), &again), verdict);
            IE_CHECK_STR(again.text, normal.text);
        }
        count++;
    }
    IE_CHECK(count > 60);
    free(line);
    fclose(file);
}
