/*
 * Quantities as engineers write them: "purity >= 99.999 %; thickness 10..50 µm; 선폭 7 nm
 * 이하". A spec is a name and an interval in SI; two specs of one name compare when their
 * dimensions agree.
 *
 * Units are expressions over a table of atoms with SI prefixes: `atom [power]` joined by
 * "·", "*", "." or a space, and "/" for what follows ("/(m·K)" groups). So "W/(m·K)",
 * "Ω·cm", "mL/min", "/cm²", "g/cm3", "m^2/(V·s)" need no entry; customary shorthands that
 * the grammar would misread ("W/mK", "cm2/Vs", "N/mm2", "sccm") have one. Prefixes are
 * taken only by atoms that allow them; case matters (mPa, MPa), with forgiving spellings
 * where nothing is lost ("um", "μm", "µm", "Ohm", "ohm", "l", "L", "degC", "℃", "㎚").
 *
 * A dimension is seven exponents (m kg s A K mol cd) and a scale: hardness (HV, HRC, HRB,
 * HBW, Shore), pH, decibel and standard gas flow are numbers that no factor turns into
 * another, so they compare only with their own. Shares (%, ppm, ppb, ppt) are plain
 * numbers; "ppt" is 1e-12. °C and °F are affine and stand alone only. BIPM SI brochure,
 * 9th edition; NIST SP 811 for the non-SI ones.
 */
#ifndef IE_TEXT_UNITS_H
#define IE_TEXT_UNITS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum ie_unit_scale {
    IE_SCALE_RATIO = 0, /* ordinary */
    IE_SCALE_HV,        /* Vickers */
    IE_SCALE_HRC,       /* Rockwell C */
    IE_SCALE_HRB,       /* Rockwell B */
    IE_SCALE_HBW,       /* Brinell */
    IE_SCALE_SHORE_A,
    IE_SCALE_SHORE_D,
    IE_SCALE_PH,
    IE_SCALE_DECIBEL,
    IE_SCALE_STANDARD_FLOW, /* sccm, slm: m³/s of gas at 0 °C, 101.325 kPa */
    IE_SCALE_COUNT,         /* pieces: ea, pcs, 개 */
    IE_SCALE_BYTE,
};

struct ie_dimension {
    int8_t m, kg, s, a, k, mol, cd;
    uint8_t scale; /* enum ie_unit_scale */
};

struct ie_unit {
    struct ie_dimension dimension;
    double factor; /* SI value = number * factor + offset */
    double offset;
};

static inline bool ie_dimension_eq(struct ie_dimension x, struct ie_dimension y)
{
    return x.m == y.m && x.kg == y.kg && x.s == y.s && x.a == y.a && x.k == y.k &&
           x.mol == y.mol && x.cd == y.cd && x.scale == y.scale;
}

/*
 * A whole text as a unit; "" is the plain number. IE_INPUT "unit.unknown" {unit}, or
 * "unit.unknown_like" {unit} {suggestion} when a known one is a slip away; "unit.power"
 * {unit} for an exponent beyond ±9. O(length × table).
 */
int ie_unit_parse(struct ie_str text, struct ie_unit *unit,
                  struct ie_error *err) IE_MUST_CHECK;

/* The SI unit of a dimension: "m", "kg·m^-1·s^-2" as "Pa", "" for a number; scales by
 * their symbol ("HV"). At most 47 characters. */
void ie_dimension_symbol(struct ie_dimension dimension, char out[48]);

/*
 * A number at the start of `text` and how many bytes it takes, 0 if none: decimal point
 * or comma, thousands by "," or thin/no-break space in groups of three, exponents "e-6",
 * "×10^-6", "×10⁻⁶", "10^5", a sign. "1,200" is 1200 and "1,2" is 1.2. Finite. O(length).
 */
size_t ie_number_scan(struct ie_str text, double *value);

/* ---- Specs ---------------------------------------------------------------------- */

struct ie_spec {
    struct ie_str name;           /* as written, trimmed; may be empty */
    struct ie_str key;            /* its search key (text.h), in the arena */
    double low, high;             /* SI; -INFINITY or INFINITY where open; low <= high */
    bool low_strict, high_strict; /* the bound itself is out */
    struct ie_dimension dimension;
    struct ie_str unit; /* as written; "" for none */
    struct ie_str text; /* the whole spec as written */
    uint32_t from;      /* byte offset of `text` in the parsed text */
};

enum { IE_SPECS_MAX = 256 };

/*
 * Specs of a text, separated by ";", "；" or line ends. Each: name, relation, value.
 *   name >= 5 um     name ≥ 5     name > 5     name <= 5     name < 5     name = 5
 *   name: 5 um       name 5 um    name 10..50 um    10 - 50 um    10 ~ 50 um    10–50 um
 *   name 10 um ~ 2 mm             name 10 ± 2 um
 *   name 5 um 이상 / 이하 / 초과 / 미만 / min / max / min. / max.
 * A name may hold digits if a space parts them from the value ("Al2O3 purity 99 %").
 * Errors: IE_INPUT "spec.no_value" {value}; "spec.malformed" {value} (something is left
 * over); "spec.range" {value} (low above high); "spec.units" {value} (two units of
 * different dimension); "unit.…"; with column (characters from 1) of the offending spec;
 * IE_LIMIT "spec.too_many" {limit}; IE_NOMEM. O(length).
 */
int ie_specs_parse(struct ie_arena *arena, struct ie_str text, struct ie_spec **specs,
                   size_t *count, struct ie_error *err) IE_MUST_CHECK;

enum ie_fit {
    IE_FIT_UNKNOWN = 0, /* dimensions differ: no statement */
    IE_FIT_MET,
    IE_FIT_PARTLY, /* the intervals overlap, but the offer does not promise it */
    IE_FIT_NOT_MET,
};

/*
 * Does what is offered satisfy what is wanted? A single value or one-sided interval is a
 * promise ("purity >= 99.99 %"): met if it lies within the wanted interval. A two-sided
 * interval is a capability ("thickness 10..500 µm"): met also if it covers the wanted
 * one. Otherwise overlapping is partly, disjoint is not met. Bounds agree within 1e-9 of
 * their size. Names are not compared. O(1).
 */
enum ie_fit ie_spec_fit(const struct ie_spec *wanted, const struct ie_spec *offered);

#endif
