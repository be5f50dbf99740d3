/* Functions that have no safe use here; calling one fails to compile (after git's
 * banned.h). Included last by every .c file through meson's -include. */
#ifndef IE_BASE_BANNED_H
#define IE_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef gets
#undef strtok
#undef alloca
#undef system
#undef localtime
#undef gmtime
#undef ctime
#undef asctime
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok alloca     \
    system localtime gmtime ctime asctime atoi atol atof tmpnam mktemp

#endif
