/* Units, numbers, specs and their comparison. */
#include <math.h>

#include "harness.h"
#include "text/units.h"

static bool close_to(double x, double y)
{
    return fabs(x - y) <= 1e-12 * fmax(fabs(x), fabs(y));
}

IE_TEST(units_of_industry_are_known)
{
    static const struct {
        const char *text;
        double factor;
        const char *symbol;
    } cases[] = {
        {"nm", 1e-9, "m"},
        {"um", 1e-6, "m"},
        {"µm", 1e-6, "m"},
        {"μm", 1e-6, "m"},
        {"㎛", 1e-6, "m"},
        {"㎚", 1e-9, "m"},
        {"Å", 1e-10, "m"},
        {"in", 0.0254, "m"},
        {"%", 1e-2, ""},
        {"ppm", 1e-6, ""},
        {"ppb", 1e-9, ""},
        {"ppt", 1e-12, ""},
        {"", 1, ""},
        {"K", 1, "K"},
        {"MPa", 1e6, "Pa"},
        {"GPa", 1e9, "Pa"},
        {"mPa", 1e-3, "Pa"},
        {"N/mm2", 1e6, "Pa"},
        {"Torr", 101325.0 / 760, "Pa"},
        {"mTorr", 101.325 / 760, "Pa"},
        {"HV", 1, "HV"},
        {"HRC", 1, "HRC"},
        {"W/mK", 1, "W/(m·K)"},
        {"W/(m·K)", 1, "W/(m·K)"},
        {"W/m·K", 1, "W/(m·K)"},
        {"Ω·cm", 1e-2, "Ω·m"},
        {"ohm-cm", 1e-2, "Ω·m"},
        {"mΩ", 1e-3, "Ω"},
        {"sccm", 1e-6 / 60, "m^3/s (std)"},
        {"mL", 1e-6, "m^3"},
        {"ml/min", 1e-6 / 60, "m^3·s^-1"},
        {"L", 1e-3, "m^3"},
        {"kg", 1, "kg"},
        {"t", 1000, "kg"},
        {"/cm²", 1e4, "m^-2"},
        {"cm-2", 1e4, "m^-2"},
        {"cm^-3", 1e6, "m^-3"},
        {"g/cm3", 1000, "m^-3·kg"},
        {"h", 3600, "s"},
        {"s", 1, "s"},
        {"min", 60, "s"},
        {"Hz", 1, "s^-1"},
        {"GHz", 1e9, "s^-1"},
        {"dpi", 1 / 0.0254, "m^-1"},
        {"cm2/Vs", 1e-4, "kg^-1·s^2·A"},
        {"kWh", 3.6e6, "J"},
        {"wt%", 1e-2, ""},
        {"pH", 1, "pH"},
        {"Shore A", 1, "Shore A"},
        {"m/s²", 1, "m·s^-2"},
        {"mm/s", 1e-3, "m·s^-1"},
        {"Gbps", 1e9, "bit/s"},
        {"cP", 1e-3, "Pa·s"},
        {"mPa·s", 1e-3, "Pa·s"},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_unit unit;
        struct ie_error err;
        char symbol[48];
        if (!IE_CHECK_OK(ie_unit_parse(ie_str_z(cases[i].text), &unit, &err), &err))
            continue;
        ie_dimension_symbol(unit.dimension, symbol);
        if (!IE_CHECK(close_to(unit.factor, cases[i].factor)) ||
            !IE_CHECK_STR(symbol, cases[i].symbol))
            IE_CHECK_STR(cases[i].text, "");
    }
}

IE_TEST(units_celsius_is_affine_and_stands_alone)
{
    struct ie_unit unit;
    struct ie_error err;

    IE_REQUIRE_OK(ie_unit_parse(IE_STR("℃"), &unit, &err), &err);
    IE_CHECK_DOUBLE(150 * unit.factor + unit.offset, 423.15, 1e-9);
    IE_REQUIRE_OK(ie_unit_parse(IE_STR("°F"), &unit, &err), &err);
    IE_CHECK_DOUBLE(212 * unit.factor + unit.offset, 373.15, 1e-9);
    IE_CHECK_FAIL(ie_unit_parse(IE_STR("°C²"), &unit, &err), &err, IE_INPUT,
                  "unit.unknown_like");
}

IE_TEST(units_unknown_ones_are_refused_with_a_hint)
{
    struct ie_unit unit;
    struct ie_error err;

    IE_CHECK_FAIL(ie_unit_parse(IE_STR("Mpa"), &unit, &err), &err, IE_INPUT,
                  "unit.unknown_like");
    IE_CHECK_STR(err.arg[1].value, "MPa");
    IE_CHECK_FAIL(ie_unit_parse(IE_STR("sscm"), &unit, &err), &err, IE_INPUT,
                  "unit.unknown_like");
    IE_CHECK_STR(err.arg[1].value, "sccm");
    IE_CHECK_FAIL(ie_unit_parse(IE_STR("furlong"), &unit, &err), &err, IE_INPUT,
                  "unit.unknown");
    IE_CHECK_STR(err.arg[0].value, "furlong");
    IE_CHECK_FAIL(ie_unit_parse(IE_STR("m^12"), &unit, &err), &err, IE_INPUT,
                  "unit.power");
    IE_CHECK_FAIL(ie_unit_parse(IE_STR("m^5·m^5"), &unit, &err), &err, IE_INPUT,
                  "unit.power");
    static const char *const wrong[] = {
        "m/",   "/",    "m//s",          "(m", "m)",   "m^",
        "HV·m", "m m)", "((((((m))))))", "·m", "km²²", "\xff"};
    for (size_t i = 0; i < IE_COUNT(wrong); i++)
        if (!IE_CHECK(ie_unit_parse(ie_str_z(wrong[i]), &unit, &err) == IE_INPUT))
            IE_CHECK_STR(wrong[i], "");
}

IE_TEST(numbers_are_read_as_people_write_them)
{
    static const struct {
        const char *text;
        size_t used;
        double value;
    } cases[] = {
        {"12", 2, 12},
        {"1,200", 5, 1200},
        {"1,2", 3, 1.2},
        {"1,234,567.5", 11, 1234567.5},
        {"-3.5 V", 4, -3.5},
        {"1.2e-6", 6, 1.2e-6},
        {"5e", 1, 5},
        {"1×10^-6", 8, 1e-6},
        {"2.5 x 10^3", 10, 2500},
        {"10⁻⁶", 8, 1e-6},
        {"10^5", 4, 1e5},
        {"3·10⁸", 8, 3e8},
        {".5", 2, 0.5},
        {"1234,567", 8, 1234.567},
        {"1,23,456", 4, 1.23},
        {"x", 0, 0},
        {"-", 0, 0},
        {"", 0, 0},
        {"10 x", 2, 10},
        {"1e999", 0, 0},
    };

    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        double value = 0;
        size_t used = ie_number_scan(ie_str_z(cases[i].text), &value);
        if (!IE_CHECK_INT(used, cases[i].used) ||
            (used && !IE_CHECK(close_to(value, cases[i].value))))
            IE_CHECK_STR(cases[i].text, "");
    }
}

IE_TEST(specs_are_intervals_in_si)
{
    static const struct {
        const char *text, *key;
        double low, high;
        int strict; /* 1: low, 2: high */
    } cases[] = {
        {"purity >= 99.999 %", "purity", 0.99999, INFINITY, 0},
        {"purity ≥99.999%", "purity", 0.99999, INFINITY, 0},
        {"순도: >= 99.999 %", "순도", 0.99999, INFINITY, 0},
        {"순도 99.999 % 이상", "순도", 0.99999, INFINITY, 0},
        {"선폭 7 nm 이하", "선폭", -INFINITY, 7e-9, 0},
        {"선폭 7nm 미만", "선폭", -INFINITY, 7e-9, 2},
        {"line width <= 7 nm", "line width", -INFINITY, 7e-9, 0},
        {"line width < 7 nm", "line width", -INFINITY, 7e-9, 2},
        {"thickness 10..50 um", "thickness", 1e-5, 5e-5, 0},
        {"thickness 10-50 µm", "thickness", 1e-5, 5e-5, 0},
        {"thickness: 10 um ~ 2 mm", "thickness", 1e-5, 2e-3, 0},
        {"thickness 10–50um", "thickness", 1e-5, 5e-5, 0},
        {"thickness 10 ± 2 um", "thickness", 8e-6, 1.2e-5, 0},
        {"thickness 100 um ± 5 %", "thickness", 9.5e-5, 1.05e-4, 0},
        {"temperature -40 ~ 85 °C", "temperature", 233.15, 358.15, 0},
        {"Al2O3 purity 99 %", "al2o3 purity", 0.99, 0.99, 0},
        {"hardness > 700 HV", "hardness", 700, INFINITY, 1},
        {"flow = 100 sccm", "flow", 100e-6 / 60, 100e-6 / 60, 0},
        {"defects <= 0.1 /cm²", "defects", -INFINITY, 1000, 0},
        {"dose 1×10^15 cm-2", "dose", 1e19, 1e19, 0},
        {"time 5 min", "time", 300, 300, 0},
        {"time 5 s max.", "time", -INFINITY, 5, 0},
        {"5 um", "", 5e-6, 5e-6, 0},
    };
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_spec *specs = NULL;
        size_t count = 0;
        struct ie_error err;
        if (!IE_CHECK_OK(
                ie_specs_parse(&arena, ie_str_z(cases[i].text), &specs, &count, &err),
                &err) ||
            !IE_CHECK_INT(count, 1)) {
            IE_CHECK_STR(cases[i].text, "");
            continue;
        }
        bool ok = IE_CHECK_STR(specs->key, cases[i].key);
        ok &= IE_CHECK(isinf(cases[i].low) ? specs->low == cases[i].low
                                           : close_to(specs->low, cases[i].low));
        ok &= IE_CHECK(isinf(cases[i].high) ? specs->high == cases[i].high
                                            : close_to(specs->high, cases[i].high));
        ok &= IE_CHECK_INT(specs->low_strict + 2 * specs->high_strict, cases[i].strict);
        if (!ok)
            IE_CHECK_STR(cases[i].text, "");
    }
    ie_arena_release(&arena);
}

IE_TEST(specs_come_in_lists)
{
    struct ie_spec *specs;
    size_t count;
    struct ie_arena arena;
    struct ie_error err;
    struct ie_str text =
        IE_STR("purity >= 99.999 %; thickness 10..50 um;\r\n선폭 7 nm 이하；\n;");

    ie_arena_init(&arena, 0);
    IE_REQUIRE_OK(ie_specs_parse(&arena, text, &specs, &count, &err), &err);
    IE_REQUIRE(count == 3);
    IE_CHECK_STR(specs[1].text, "thickness 10..50 um");
    IE_CHECK_STR(specs[1].unit, "um");
    IE_CHECK_STR(ie_str_sub(text, specs[2].from, specs[2].text.len), specs[2].text);
    IE_CHECK_OK(ie_specs_parse(&arena, IE_STR(""), &specs, &count, &err), &err);
    IE_CHECK_INT(count, 0);
    static const struct {
        const char *text, *id;
    } wrong[] = {
        {"purity high", "spec.no_value"},     {"purity >= high", "spec.no_value"},
        {"width 5 furlong", "unit.unknown"},  {"width 5 Mpa", "unit.unknown_like"},
        {"width 9..5 um", "spec.range"},      {"width 5 um..9 s", "spec.units"},
        {"w >= 5 um 이하", "spec.malformed"}, {"a 1; b; c 2", "spec.no_value"},
    };
    for (size_t i = 0; i < IE_COUNT(wrong); i++)
        if (!IE_CHECK_FAIL(
                ie_specs_parse(&arena, ie_str_z(wrong[i].text), &specs, &count, &err),
                &err, IE_INPUT, wrong[i].id))
            IE_CHECK_STR(wrong[i].text, "");
    IE_CHECK_INT(err.column, 6);
    ie_arena_release(&arena);
}

IE_TEST(specs_compare_promises_and_capabilities)
{
    static const struct {
        const char *wanted, *offered;
        enum ie_fit fit;
    } cases[] = {
        {"p >= 99.999 %", "p 99.9995 %", IE_FIT_MET},
        {"p >= 99.999 %", "p >= 99.999 %", IE_FIT_MET},
        {"p >= 99.999 %", "p >= 99.99 %", IE_FIT_PARTLY},
        {"p >= 99.999 %", "p 99.9 %", IE_FIT_NOT_MET},
        {"p >= 99.999 %", "p <= 10 ppm", IE_FIT_NOT_MET},
        {"w <= 7 nm", "w <= 5 nm", IE_FIT_MET},
        {"w <= 7 nm", "w >= 5 nm", IE_FIT_PARTLY},
        {"w < 7 nm", "w 7 nm", IE_FIT_NOT_MET},
        {"w <= 7 nm", "w 7 nm", IE_FIT_MET},
        {"w <= 7 nm", "w 0.007 um", IE_FIT_MET},
        {"t 20 um", "t 10..50 um", IE_FIT_MET},
        {"t 10..50 um", "t 20..30 um", IE_FIT_MET},
        {"t 10..50 um", "t 40..90 um", IE_FIT_PARTLY},
        {"t 10..50 um", "t 60..90 um", IE_FIT_NOT_MET},
        {"t 10 um", "t 10 s", IE_FIT_UNKNOWN},
        {"h >= 700 HV", "h 60 HRC", IE_FIT_UNKNOWN},
        {"T <= 150 °C", "T 400 K", IE_FIT_MET},
    };
    struct ie_arena arena;

    ie_arena_init(&arena, 0);
    for (size_t i = 0; i < IE_COUNT(cases); i++) {
        struct ie_spec *x, *y;
        size_t count;
        struct ie_error err;
        IE_REQUIRE_OK(ie_specs_parse(&arena, ie_str_z(cases[i].wanted), &x, &count, &err),
                      &err);
        IE_REQUIRE_OK(
            ie_specs_parse(&arena, ie_str_z(cases[i].offered), &y, &count, &err), &err);
        if (!IE_CHECK_INT(ie_spec_fit(x, y), cases[i].fit))
            IE_CHECK_STR(cases[i].wanted, cases[i].offered);
    }
    ie_arena_release(&arena);
}
