/* The table of units and the grammar of unit expressions. */
#include "text/units.h"

#include <math.h>
#include <stdio.h>
#include <unicode/ustring.h>

#include "text/icu.h"

enum prefixes { P_NONE, P_UP, P_DOWN, P_ALL };

struct atom {
    const char *symbol;
    enum prefixes prefixes;
    double factor;
    struct ie_dimension dim;
    double offset;
};

#define DIM(...) ((struct ie_dimension){__VA_ARGS__})
#define NUMBER   DIM(.m = 0)
#define LENGTH   DIM(.m = 1)
#define MASS     DIM(.kg = 1)
#define TIME     DIM(.s = 1)
#define PRESSURE DIM(.m = -1, .kg = 1, .s = -2)
#define FORCE    DIM(.m = 1, .kg = 1, .s = -2)
#define ENERGY   DIM(.m = 2, .kg = 1, .s = -2)
#define POWER    DIM(.m = 2, .kg = 1, .s = -3)
#define RATE     DIM(.s = -1)
#define VOLUME   DIM(.m = 3)
#define SCALE(x) DIM(.scale = (x))
#define PI       3.14159265358979323846

/* After NFKC, with μ as u: so "℃" is "°C", "㎛" is "um", "Ω" is U+03A9. */
static const struct atom atoms[] = {
    {"m", P_ALL, 1, LENGTH, 0},
    {"g", P_ALL, 1e-3, MASS, 0},
    {"s", P_ALL, 1, TIME, 0},
    {"sec", P_NONE, 1, TIME, 0},
    {"A", P_ALL, 1, DIM(.a = 1), 0},
    {"K", P_DOWN, 1, DIM(.k = 1), 0},
    {"mol", P_ALL, 1, DIM(.mol = 1), 0},
    {"cd", P_ALL, 1, DIM(.cd = 1), 0},
    {"Hz", P_ALL, 1, RATE, 0},
    {"N", P_ALL, 1, FORCE, 0},
    {"Pa", P_ALL, 1, PRESSURE, 0},
    {"J", P_ALL, 1, ENERGY, 0},
    {"W", P_ALL, 1, POWER, 0},
    {"VA", P_UP, 1, POWER, 0},
    {"C", P_ALL, 1, DIM(.s = 1, .a = 1), 0},
    {"V", P_ALL, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -1), 0},
    {"F", P_DOWN, 1, DIM(.m = -2, .kg = -1, .s = 4, .a = 2), 0},
    {"Ω", P_ALL, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"Ohm", P_ALL, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"ohm", P_ALL, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"ohms", P_NONE, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"S", P_ALL, 1, DIM(.m = -2, .kg = -1, .s = 3, .a = 2), 0},
    {"Wb", P_ALL, 1, DIM(.m = 2, .kg = 1, .s = -2, .a = -1), 0},
    {"T", P_DOWN, 1, DIM(.kg = 1, .s = -2, .a = -1), 0},
    {"H", P_DOWN, 1, DIM(.m = 2, .kg = 1, .s = -2, .a = -2), 0},
    {"Oe", P_UP, 1000 / (4 * PI), DIM(.m = -1, .a = 1), 0},
    {"lm", P_UP, 1, DIM(.cd = 1), 0},
    {"lx", P_UP, 1, DIM(.m = -2, .cd = 1), 0},
    {"nit", P_NONE, 1, DIM(.m = -2, .cd = 1), 0},
    {"nits", P_NONE, 1, DIM(.m = -2, .cd = 1), 0},
    {"Bq", P_ALL, 1, RATE, 0},
    {"Gy", P_ALL, 1, DIM(.m = 2, .s = -2), 0},
    {"rad", P_DOWN, 1, NUMBER, 0},
    {"°", P_NONE, PI / 180, NUMBER, 0},
    {"deg", P_NONE, PI / 180, NUMBER, 0},
    {"L", P_ALL, 1e-3, VOLUME, 0},
    {"l", P_ALL, 1e-3, VOLUME, 0},
    {"cc", P_NONE, 1e-6, VOLUME, 0},
    {"gal", P_NONE, 3.785411784e-3, VOLUME, 0},
    {"t", P_UP, 1e3, MASS, 0},
    {"ton", P_NONE, 1e3, MASS, 0},
    {"톤", P_NONE, 1e3, MASS, 0},
    {"lb", P_NONE, 0.45359237, MASS, 0},
    {"oz", P_NONE, 0.028349523125, MASS, 0},
    {"Da", P_UP, 1.66053906660e-27, MASS, 0},
    {"M", P_DOWN, 1e3, DIM(.m = -3, .mol = 1), 0},
    {"min", P_NONE, 60, TIME, 0},
    {"분", P_NONE, 60, TIME, 0},
    {"초", P_NONE, 1, TIME, 0},
    {"h", P_NONE, 3600, TIME, 0},
    {"hr", P_NONE, 3600, TIME, 0},
    {"hrs", P_NONE, 3600, TIME, 0},
    {"hour", P_NONE, 3600, TIME, 0},
    {"hours", P_NONE, 3600, TIME, 0},
    {"시간", P_NONE, 3600, TIME, 0},
    {"d", P_NONE, 86400, TIME, 0},
    {"day", P_NONE, 86400, TIME, 0},
    {"days", P_NONE, 86400, TIME, 0},
    {"일", P_NONE, 86400, TIME, 0},
    {"wk", P_NONE, 604800, TIME, 0},
    {"yr", P_NONE, 31557600, TIME, 0},
    {"in", P_NONE, 0.0254, LENGTH, 0},
    {"inch", P_NONE, 0.0254, LENGTH, 0},
    {"\"", P_NONE, 0.0254, LENGTH, 0},
    {"인치", P_NONE, 0.0254, LENGTH, 0},
    {"ft", P_NONE, 0.3048, LENGTH, 0},
    {"mil", P_NONE, 25.4e-6, LENGTH, 0},
    {"micron", P_NONE, 1e-6, LENGTH, 0},
    {"Å", P_NONE, 1e-10, LENGTH, 0},
    {"angstrom", P_NONE, 1e-10, LENGTH, 0},
    {"ha", P_NONE, 1e4, DIM(.m = 2), 0},
    {"%", P_NONE, 1e-2, NUMBER, 0},
    {"wt%", P_NONE, 1e-2, NUMBER, 0},
    {"vol%", P_NONE, 1e-2, NUMBER, 0},
    {"at%", P_NONE, 1e-2, NUMBER, 0},
    {"mol%", P_NONE, 1e-2, NUMBER, 0},
    {"%RH", P_NONE, 1e-2, NUMBER, 0},
    {"‰", P_NONE, 1e-3, NUMBER, 0},
    {"ppm", P_NONE, 1e-6, NUMBER, 0},
    {"ppmw", P_NONE, 1e-6, NUMBER, 0},
    {"ppb", P_NONE, 1e-9, NUMBER, 0},
    {"ppt", P_NONE, 1e-12, NUMBER, 0},
    {"°C", P_NONE, 1, DIM(.k = 1), 273.15},
    {"degC", P_NONE, 1, DIM(.k = 1), 273.15},
    {"oC", P_NONE, 1, DIM(.k = 1), 273.15},
    {"도", P_NONE, 1, DIM(.k = 1), 273.15},
    {"°F", P_NONE, 5.0 / 9, DIM(.k = 1), 459.67 * 5 / 9},
    {"degF", P_NONE, 5.0 / 9, DIM(.k = 1), 459.67 * 5 / 9},
    {"Torr", P_ALL, 101325.0 / 760, PRESSURE, 0},
    {"torr", P_ALL, 101325.0 / 760, PRESSURE, 0},
    {"mmHg", P_NONE, 133.322387415, PRESSURE, 0},
    {"bar", P_ALL, 1e5, PRESSURE, 0},
    {"barg", P_NONE, 1e5, PRESSURE, 101325},
    {"atm", P_NONE, 101325, PRESSURE, 0},
    {"psi", P_UP, 6894.757293168, PRESSURE, 0},
    {"kgf", P_NONE, 9.80665, FORCE, 0},
    {"gf", P_NONE, 9.80665e-3, FORCE, 0},
    {"lbf", P_NONE, 4.4482216152605, FORCE, 0},
    {"dyn", P_NONE, 1e-5, FORCE, 0},
    {"cal", P_UP, 4.184, ENERGY, 0},
    {"eV", P_ALL, 1.602176634e-19, ENERGY, 0},
    {"Wh", P_ALL, 3600, ENERGY, 0},
    {"hp", P_NONE, 745.69987158227, POWER, 0},
    {"Ah", P_DOWN, 3600, DIM(.s = 1, .a = 1), 0},
    {"м", P_NONE, 1, LENGTH, 0},
    {"мм", P_NONE, 1e-3, LENGTH, 0},
    {"см", P_NONE, 1e-2, LENGTH, 0},
    {"км", P_NONE, 1e3, LENGTH, 0},
    {"мкм", P_NONE, 1e-6, LENGTH, 0},
    {"нм", P_NONE, 1e-9, LENGTH, 0},
    {"дюйм", P_NONE, 0.0254, LENGTH, 0},
    {"дюйма", P_NONE, 0.0254, LENGTH, 0},
    {"дюймов", P_NONE, 0.0254, LENGTH, 0},
    {"Zoll", P_NONE, 0.0254, LENGTH, 0},
    {"pouce", P_NONE, 0.0254, LENGTH, 0},
    {"pouces", P_NONE, 0.0254, LENGTH, 0},
    {"microns", P_NONE, 1e-6, LENGTH, 0},
    {"микрон", P_NONE, 1e-6, LENGTH, 0},
    {"кг", P_NONE, 1, MASS, 0},
    {"мг", P_NONE, 1e-6, MASS, 0},
    {"мкг", P_NONE, 1e-9, MASS, 0},
    {"т", P_NONE, 1e3, MASS, 0},
    {"л", P_NONE, 1e-3, VOLUME, 0},
    {"мл", P_NONE, 1e-6, VOLUME, 0},
    {"мкл", P_NONE, 1e-9, VOLUME, 0},
    {"кВ", P_NONE, 1e3, DIM(.m = 2, .kg = 1, .s = -3, .a = -1), 0},
    {"мВ", P_NONE, 1e-3, DIM(.m = 2, .kg = 1, .s = -3, .a = -1), 0},
    {"Ом", P_NONE, 1, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"кОм", P_NONE, 1e3, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"МОм", P_NONE, 1e6, DIM(.m = 2, .kg = 1, .s = -3, .a = -2), 0},
    {"мА", P_NONE, 1e-3, DIM(.a = 1), 0},
    {"кА", P_NONE, 1e3, DIM(.a = 1), 0},
    {"Вт", P_NONE, 1, POWER, 0},
    {"кВт", P_NONE, 1e3, POWER, 0},
    {"МВт", P_NONE, 1e6, POWER, 0},
    {"мВт", P_NONE, 1e-3, POWER, 0},
    {"Гц", P_NONE, 1, RATE, 0},
    {"кГц", P_NONE, 1e3, RATE, 0},
    {"МГц", P_NONE, 1e6, RATE, 0},
    {"ГГц", P_NONE, 1e9, RATE, 0},
    {"ТГц", P_NONE, 1e12, RATE, 0},
    {"Па", P_NONE, 1, PRESSURE, 0},
    {"кПа", P_NONE, 1e3, PRESSURE, 0},
    {"МПа", P_NONE, 1e6, PRESSURE, 0},
    {"ГПа", P_NONE, 1e9, PRESSURE, 0},
    {"бар", P_NONE, 1e5, PRESSURE, 0},
    {"атм", P_NONE, 101325, PRESSURE, 0},
    {"кДж", P_NONE, 1e3, ENERGY, 0},
    {"МДж", P_NONE, 1e6, ENERGY, 0},
    {"Дж", P_NONE, 1, ENERGY, 0},
    {"эВ", P_NONE, 1.602176634e-19, ENERGY, 0},
    {"кэВ", P_NONE, 1.602176634e-16, ENERGY, 0},
    {"мин", P_NONE, 60, TIME, 0},
    {"ч", P_NONE, 3600, TIME, 0},
    {"мс", P_NONE, 1e-3, TIME, 0},
    {"мкс", P_NONE, 1e-6, TIME, 0},
    {"нс", P_NONE, 1e-9, TIME, 0},
    {"часов", P_NONE, 3600, TIME, 0},
    {"часа", P_NONE, 3600, TIME, 0},
    {"Stunde", P_NONE, 3600, TIME, 0},
    {"Stunden", P_NONE, 3600, TIME, 0},
    {"heure", P_NONE, 3600, TIME, 0},
    {"heures", P_NONE, 3600, TIME, 0},
    {"Tage", P_NONE, 86400, TIME, 0},
    {"jours", P_NONE, 86400, TIME, 0},
    {"суток", P_NONE, 86400, TIME, 0},
    {"°С", P_NONE, 1, DIM(.k = 1), 273.15},
    {"P", P_DOWN, 0.1, DIM(.m = -1, .kg = 1, .s = -1), 0},
    {"St", P_DOWN, 1e-4, DIM(.m = 2, .s = -1), 0},
    {"rpm", P_UP, 1.0 / 60, RATE, 0},
    {"RPM", P_NONE, 1.0 / 60, RATE, 0},
    {"dpi", P_NONE, 1 / 0.0254, DIM(.m = -1), 0},
    {"ppi", P_NONE, 1 / 0.0254, DIM(.m = -1), 0},
    {"tex", P_DOWN, 1e-6, DIM(.m = -1, .kg = 1), 0},
    {"den", P_NONE, 1e-3 / 9000, DIM(.m = -1, .kg = 1), 0},
    {"HV", P_NONE, 1, SCALE(IE_SCALE_HV), 0},
    {"Hv", P_NONE, 1, SCALE(IE_SCALE_HV), 0},
    {"HRC", P_NONE, 1, SCALE(IE_SCALE_HRC), 0},
    {"HRc", P_NONE, 1, SCALE(IE_SCALE_HRC), 0},
    {"HRB", P_NONE, 1, SCALE(IE_SCALE_HRB), 0},
    {"HBW", P_NONE, 1, SCALE(IE_SCALE_HBW), 0},
    {"HB", P_NONE, 1, SCALE(IE_SCALE_HBW), 0},
    {"pH", P_NONE, 1, SCALE(IE_SCALE_PH), 0},
    {"dB", P_NONE, 1, SCALE(IE_SCALE_DECIBEL), 0},
    {"sccm", P_NONE, 1e-6 / 60, SCALE(IE_SCALE_STANDARD_FLOW), 0},
    {"slm", P_NONE, 1e-3 / 60, SCALE(IE_SCALE_STANDARD_FLOW), 0},
    {"slpm", P_NONE, 1e-3 / 60, SCALE(IE_SCALE_STANDARD_FLOW), 0},
    {"ea", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"EA", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"pcs", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"개", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"매", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"장", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"대", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"명", P_NONE, 1, SCALE(IE_SCALE_COUNT), 0},
    {"B", P_UP, 8, SCALE(IE_SCALE_BYTE), 0},
    {"bit", P_UP, 1, SCALE(IE_SCALE_BYTE), 0},
};

/* Customary spellings that the grammar would read otherwise, or not at all. */
static const struct {
    const char *written, *means;
} shorthands[] = {
    {"W/mK", "W/(m·K)"},   {"W/m-K", "W/(m·K)"},  {"W/cmK", "W/(cm·K)"},
    {"J/gK", "J/(g·K)"},   {"J/kgK", "J/(kg·K)"}, {"cm2/Vs", "cm2/(V·s)"},
    {"m2/Vs", "m2/(V·s)"}, {"Nm", "N·m"},         {"kNm", "kN·m"},
    {"mNm", "mN·m"},       {"Pas", "Pa·s"},       {"mPas", "mPa·s"},
    {"Ωcm", "Ω·cm"},       {"Ωm", "Ω·m"},         {"ohmcm", "ohm·cm"},
    {"Ω/sq", "Ω"},         {"Ω/□", "Ω"},          {"ohm/sq", "Ω"},
    {"Ohm/sq", "Ω"},       {"mΩ/sq", "mΩ"},       {"Shore A", "shoreA"},
    {"Shore D", "shoreD"}, {"ShoreA", "shoreA"},  {"ShoreD", "shoreD"},
    {"gsm", "g/m2"},       {"rps", "s-1"},        {"bps", "bit/s"},
    {"kbps", "kbit/s"},    {"Mbps", "Mbit/s"},    {"Gbps", "Gbit/s"},
    {"Tbps", "Tbit/s"},    {"ml", "mL"},          {"kph", "km/h"},
    {"CMH", "m3/h"},       {"LPM", "L/min"},      {"lpm", "L/min"},
    {"wt.%", "wt%"},       {"vol.%", "vol%"},     {"at.%", "at%"},
    {"ppm/K", "ppm/K"},    {"ppm/°C", "ppm/K"},   {"W/m°C", "W/(m·K)"},
    {"°C/min", "K/min"},   {"°C/s", "K/s"},       {"°C/h", "K/h"},
    {"/°C", "/K"},         {"K/W", "K/W"},        {"°C/W", "K/W"},
};

static const struct atom shore[] = {
    {"shoreA", P_NONE, 1, SCALE(IE_SCALE_SHORE_A), 0},
    {"shoreD", P_NONE, 1, SCALE(IE_SCALE_SHORE_D), 0},
};

static const struct {
    const char *symbol;
    double factor;
    bool up;
} prefixes[] = {
    {"da", 1e1, true},   {"Y", 1e24, true},   {"Z", 1e21, true},   {"E", 1e18, true},
    {"P", 1e15, true},   {"T", 1e12, true},   {"G", 1e9, true},    {"M", 1e6, true},
    {"k", 1e3, true},    {"h", 1e2, true},    {"d", 1e-1, false},  {"c", 1e-2, false},
    {"m", 1e-3, false},  {"u", 1e-6, false},  {"n", 1e-9, false},  {"p", 1e-12, false},
    {"f", 1e-15, false}, {"a", 1e-18, false}, {"z", 1e-21, false}, {"y", 1e-24, false},
};

enum { UNIT_BYTES = 64, UNIT_NEST = 4 };

struct parser {
    const char *at, *end;
    struct ie_unit unit;
    int8_t powers_seen;
    bool too_high;
};

static bool find_atom(struct ie_str word, const struct atom **atom, double *prefix)
{
    *prefix = 1;
    for (size_t i = 0; i < IE_COUNT(atoms); i++)
        if (ie_str_eqz(word, atoms[i].symbol)) {
            *atom = &atoms[i];
            return true;
        }
    for (size_t i = 0; i < IE_COUNT(shore); i++)
        if (ie_str_eqz(word, shore[i].symbol)) {
            *atom = &shore[i];
            return true;
        }
    for (size_t p = 0; p < IE_COUNT(prefixes); p++) {
        struct ie_str head = ie_str_z(prefixes[p].symbol);
        if (word.len <= head.len || !ie_str_starts(word, head))
            continue;
        struct ie_str tail = ie_str_n(word.ptr + head.len, word.len - head.len);
        for (size_t i = 0; i < IE_COUNT(atoms); i++) {
            enum prefixes may = atoms[i].prefixes;
            if (may == P_NONE || (may == P_UP && !prefixes[p].up) ||
                (may == P_DOWN && prefixes[p].up) || !ie_str_eqz(tail, atoms[i].symbol))
                continue;
            *atom = &atoms[i];
            *prefix = prefixes[p].factor;
            return true;
        }
    }
    return false;
}

static bool add_power(int8_t *exponent, int8_t of, int power)
{
    int sum = *exponent + of * power;

    if (sum < -9 || sum > 9)
        return false;
    *exponent = (int8_t)sum;
    return true;
}

static bool multiply(struct parser *parser, const struct atom *atom, double prefix,
                     int power)
{
    struct ie_dimension *to = &parser->unit.dimension;
    const struct ie_dimension *by = &atom->dim;

    if (by->scale) { /* not a ratio: once, upright, only bytes over time */
        if (power != 1 || to->scale)
            return false;
        to->scale = by->scale;
    }
    if (!add_power(&to->m, by->m, power) || !add_power(&to->kg, by->kg, power) ||
        !add_power(&to->s, by->s, power) || !add_power(&to->a, by->a, power) ||
        !add_power(&to->k, by->k, power) || !add_power(&to->mol, by->mol, power) ||
        !add_power(&to->cd, by->cd, power)) {
        parser->too_high = true;
        return false;
    }
    parser->unit.factor *= pow(atom->factor * prefix, power);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts(const struct parser *parser, const char *what)
{
    return ie_str_starts(ie_str_n(parser->at, (size_t)(parser->end - parser->at)),
                         ie_str_z(what));
}

static bool skip(struct parser *parser, const char *what)
{
    if (!starts(parser, what))
        return false;
    parser->at += strlen(what);
    return true;
}

/* "^2", "2", "-1", "^-1", U+2212 as minus; 1 if there is none. */
static bool read_power(struct parser *parser, int *power)
{
    const char *start = parser->at;
    bool caret = skip(parser, "^");
    bool minus = skip(parser, "-") || skip(parser, "\xE2\x88\x92");
    int value = 0;

    if (parser->at == parser->end || !is_digit(*parser->at)) {
        parser->at = start;
        *power = 1;
        return !caret;
    }
    while (parser->at < parser->end && is_digit(*parser->at)) {
        value = value * 10 + (*parser->at++ - '0');
        if (value > 9) {
            parser->too_high = true;
            return false;
        }
    }
    *power = minus ? -value : value;
    return value != 0;
}

static size_t word_length(const struct parser *parser)
{
    const char *p = parser->at;

    while (p < parser->end) {
        unsigned char c = (unsigned char)*p;
        if (strchr(" */.^()-+", c) || is_digit((char)c))
            break;
        if (c == 0xC2 && p + 1 < parser->end && (unsigned char)p[1] == 0xB7)
            break;     /* middle dot */
        if (c == 0xE2) /* minus, dot operator */
            if (p + 2 < parser->end && (unsigned char)p[1] != 0x80)
                break;
        p++;
    }
    return (size_t)(p - parser->at);
}

static bool read_product(struct parser *parser, int sign, int nest);

static bool read_factor(struct parser *parser, int sign, int nest)
{
    const struct atom *atom = NULL;
    double prefix;
    int power;

    if (skip(parser, "(")) {
        if (nest == UNIT_NEST || !read_product(parser, sign, nest + 1))
            return false;
        return skip(parser, ")");
    }
    size_t len = word_length(parser);
    if (!len || !find_atom(ie_str_n(parser->at, len), &atom, &prefix) ||
        atom->offset != 0)
        return false;
    parser->at += len;
    return read_power(parser, &power) && multiply(parser, atom, prefix, power * sign);
}

static bool read_product(struct parser *parser, int sign, int nest)
{
    if (skip(parser, "1/") || skip(parser, "/"))
        sign = -sign;
    while (read_factor(parser, sign, nest)) {
        while (skip(parser, " "))
            ;
        if (parser->at == parser->end || *parser->at == ')')
            return true;
        if (skip(parser, "/")) {
            sign = -1;
        } else if (!(skip(parser, "\xC2\xB7") || skip(parser, "\xE2\x8B\x85") ||
                     skip(parser, "*") || skip(parser, ".") || skip(parser, "-"))) {
            if (parser->at[-1] != ' ')
                return false;
        }
        while (skip(parser, " "))
            ;
    }
    return false;
}

/* NFKC, μ as u, trimmed, into `out`, without the heap. False when it cannot be a unit. */
static bool prepare(struct ie_str text, char out[UNIT_BYTES], size_t *len)
{
    UChar units[UNIT_BYTES], normal[UNIT_BYTES];
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = 0, bytes = 0;

    text = ie_str_trim(text);
    *len = 0;
    if (text.len > UNIT_BYTES / 2)
        return false;
    if (ie_str_ascii(text)) {
        if (text.len)
            memcpy(out, text.ptr, text.len);
        *len = text.len;
        return true;
    }
    const UNormalizer2 *form = unorm2_getNFKCInstance(&status);
    u_strFromUTF8(units, UNIT_BYTES, &count, text.ptr, (int32_t)text.len, &status);
    if (U_FAILURE(status))
        return false;
    count = unorm2_normalize(form, units, count, normal, UNIT_BYTES, &status);
    if (U_FAILURE(status))
        return false;
    for (int32_t i = 0; i < count; i++)
        if (normal[i] == 0x3BC)
            normal[i] = 'u';
    u_strToUTF8(out, UNIT_BYTES, &bytes, normal, count, &status);
    *len = U_SUCCESS(status) ? (size_t)bytes : 0;
    return U_SUCCESS(status);
}

/* Hardness by length is nothing; pieces an hour and bytes a second are something. */
static bool scale_alone(const struct ie_dimension *dim)
{
    return dim->scale == IE_SCALE_RATIO || dim->scale == IE_SCALE_COUNT ||
           dim->scale == IE_SCALE_BYTE ||
           !(dim->m || dim->kg || dim->s || dim->a || dim->k || dim->mol || dim->cd);
}

static bool parse_prepared(struct ie_str text, struct ie_unit *unit, bool *too_high)
{
    struct parser parser = {text.ptr, text.ptr + text.len, {{.m = 0}, 1, 0}, 0, false};
    const struct atom *atom = NULL;
    double prefix;

    if (!text.len) {
        *unit = parser.unit;
        return true;
    }
    for (size_t i = 0; i < IE_COUNT(shorthands); i++)
        if (ie_str_eqz(text, shorthands[i].written)) {
            parser.at = shorthands[i].means;
            parser.end = parser.at + strlen(parser.at);
            break;
        }
    struct ie_str whole = ie_str_n(parser.at, (size_t)(parser.end - parser.at));
    if (find_atom(whole, &atom, &prefix)) {
        *unit = (struct ie_unit){atom->dim, atom->factor * prefix, atom->offset};
        return true;
    }
    bool ok = read_product(&parser, 1, 0) && parser.at == parser.end &&
              scale_alone(&parser.unit.dimension) && isfinite(parser.unit.factor) &&
              parser.unit.factor > 0;
    *too_high = parser.too_high;
    if (ok)
        *unit = parser.unit;
    return ok;
}

/* Within one insertion, deletion, replacement or swap. */
static bool one_slip(struct ie_str x, struct ie_str y)
{
    if (x.len < y.len) {
        struct ie_str swap = x;
        x = y;
        y = swap;
    }
    if (x.len - y.len > 1)
        return false;
    size_t front = 0, back = 0;
    while (front < y.len && x.ptr[front] == y.ptr[front])
        front++;
    while (back < y.len - front && x.ptr[x.len - 1 - back] == y.ptr[y.len - 1 - back])
        back++;
    size_t left = x.len - front - back;
    return left <= 1 ||
           (left == 2 && x.len == y.len && x.ptr[front] == y.ptr[front + 1] &&
            x.ptr[front + 1] == y.ptr[front]);
}

static const char *similar_unit(struct ie_str text)
{
    static const char *const usual[] = {
        "nm",    "um",    "mm",   "cm",   "km",    "mg",      "kg",        "g",
        "t",     "mL",    "L",    "Pa",   "kPa",   "MPa",     "GPa",       "°C",
        "K",     "%",     "ppm",  "ppb",  "Hz",    "kHz",     "MHz",       "GHz",
        "mV",    "kV",    "mA",   "kW",   "MW",    "kWh",     "HV",        "HRC",
        "Torr",  "mbar",  "bar",  "sccm", "dpi",   "W/(m·K)", "Ω·cm",      "min",
        "mol",   "rpm",   "inch", "psi",  "dB",    "wt%",     "cm2/(V·s)", "mAh",
        "g/cm3", "kg/m3", "m/s",  "mm/s", "L/min", "mL/min",  "pH",        "Shore A",
    };

    for (size_t i = 0; i < IE_COUNT(usual); i++)
        if (ie_str_eq_ascii_nocase(text, ie_str_z(usual[i])))
            return usual[i];
    for (size_t i = 0; i < IE_COUNT(usual); i++)
        if (text.len > 2 && one_slip(text, ie_str_z(usual[i])))
            return usual[i];
    return NULL;
}

int ie_unit_parse(struct ie_str text, struct ie_unit *unit, struct ie_error *err)
{
    char prepared[UNIT_BYTES];
    size_t len;
    bool too_high = false;

    bool ok = prepare(text, prepared, &len);
    struct ie_str normal = ie_str_n(prepared, len);
    if (ok && parse_prepared(normal, unit, &too_high))
        return 0;
    const char *like = ok && !too_high ? similar_unit(normal) : NULL;
    ie_fail(err, IE_INPUT,
            too_high ? "unit.power"
            : like   ? "unit.unknown_like"
                     : "unit.unknown");
    ie_error_argn(err, "unit", text.ptr ? text.ptr : "", text.len);
    if (like)
        ie_error_arg(err, "suggestion", like);
    return IE_INPUT;
}

/* ---- Naming dimensions ------------------------------------------------------------ */

static const struct {
    struct ie_dimension dim;
    const char *symbol;
} derived[] = {
    {PRESSURE, "Pa"},
    {FORCE, "N"},
    {ENERGY, "J"},
    {POWER, "W"},
    {DIM(.m = 2, .kg = 1, .s = -3, .a = -1), "V"},
    {DIM(.m = 2, .kg = 1, .s = -3, .a = -2), "Ω"},
    {DIM(.m = 3, .kg = 1, .s = -3, .a = -2), "Ω·m"},
    {DIM(.m = -2, .kg = -1, .s = 4, .a = 2), "F"},
    {DIM(.m = -2, .kg = -1, .s = 3, .a = 2), "S"},
    {DIM(.m = 2, .kg = 1, .s = -2, .a = -1), "Wb"},
    {DIM(.kg = 1, .s = -2, .a = -1), "T"},
    {DIM(.m = 2, .kg = 1, .s = -2, .a = -2), "H"},
    {DIM(.s = 1, .a = 1), "C"},
    {DIM(.m = 1, .kg = 1, .s = -3, .k = -1), "W/(m·K)"},
    {DIM(.m = -1, .kg = 1, .s = -1), "Pa·s"},
    {SCALE(IE_SCALE_HV), "HV"},
    {SCALE(IE_SCALE_HRC), "HRC"},
    {SCALE(IE_SCALE_HRB), "HRB"},
    {SCALE(IE_SCALE_HBW), "HBW"},
    {SCALE(IE_SCALE_SHORE_A), "Shore A"},
    {SCALE(IE_SCALE_SHORE_D), "Shore D"},
    {SCALE(IE_SCALE_PH), "pH"},
    {SCALE(IE_SCALE_DECIBEL), "dB"},
    {SCALE(IE_SCALE_STANDARD_FLOW), "m^3/s (std)"},
    {SCALE(IE_SCALE_COUNT), "pcs"},
    {SCALE(IE_SCALE_BYTE), "bit"},
    {DIM(.s = -1, .scale = IE_SCALE_BYTE), "bit/s"},
};

void ie_dimension_symbol(struct ie_dimension dimension, char out[48])
{
    const struct {
        const char *symbol;
        int power;
    } base[] = {{"m", dimension.m},  {"kg", dimension.kg}, {"s", dimension.s},
                {"A", dimension.a},  {"K", dimension.k},   {"mol", dimension.mol},
                {"cd", dimension.cd}};
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < IE_COUNT(derived); i++)
        if (ie_dimension_eq(derived[i].dim, dimension)) {
            snprintf(out, 48, "%s", derived[i].symbol);
            return;
        }
    for (size_t i = 0; i < IE_COUNT(base); i++) {
        if (!base[i].power || len >= 40)
            continue;
        int wrote =
            base[i].power == 1
                ? snprintf(out + len, 48 - len, "%s%s", len ? "·" : "", base[i].symbol)
                : snprintf(out + len, 48 - len, "%s%s^%d", len ? "·" : "", base[i].symbol,
                           base[i].power);
        len += wrote > 0 ? (size_t)wrote : 0;
    }
    if (dimension.scale && len < 40)
        snprintf(out + len, 48 - len, "%s#%u", len ? "·" : "", dimension.scale);
}
