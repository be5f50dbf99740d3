#!/usr/bin/env python3
"""Tests of tools/: each checker must catch what it is there for."""
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"


def run(tool, *arguments):
    done = subprocess.run([sys.executable, str(TOOLS / tool), *map(str, arguments)],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Tree(unittest.TestCase):
    """A made-up source tree, removed after the test."""

    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.root = Path(self.place.name)

    def tearDown(self):
        self.place.cleanup()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


class CheckLayers(Tree):
    def complaint(self, path, line):
        self.write("src/base/str.h", "")
        self.write(path, f"/* a file */\n{line}\n")
        code, out = run("check-layers", self.root)
        return f"{self.root}/{path}:2: " if code and f"{path}:2: " in out else None

    def test_downward_includes_pass(self):
        for path, line in [
                ("src/base/buf.c", '#include "base/str.h"'),
                ("src/text/fold.c", '#include "base/str.h"'),
                ("src/text/icu.c", "#include <unicode/utext.h>"),
                ("src/engine/matching/rank.c", '#include "engine/matching/matching.h"'),
                ("src/engine/matching/top.c", '#include "engine/retrieval/retrieval.h"'),
                ("src/service/match.c", '#include "engine/matching/matching.h"'),
                ("src/service/save.c", '#include "store/store.h"'),
                ("src/api/route.c", '#include "http/http.h"'),
                ("src/cli/match.c", '#include "engine/matching/matching.h"'),
                ("src/main.c", '#include "api/route.h"')]:
            with self.subTest(path=path, line=line):
                self.assertIsNone(self.complaint(path, line))

    def test_upward_and_sideward_includes_fail(self):
        for path, line in [
                ("src/base/up.c", '#include "store/store.h"'),
                ("src/base/up.h", '  #  include "text/text.h"'),
                ("src/text/up.c", '#include "engine/matching/matching.h"'),
                ("src/store/side.c", '#include "text/text.h"'),
                ("src/http/up.c", '#include "api/route.h"'),
                ("src/http/side.c", '#include "service/service.h"'),
                ("src/service/up.c", '#include "http/http.h"'),
                ("src/service/cli.c", '#include "cli/cli.h"'),
                ("src/api/deep.c", '#include "store/store.h"'),
                ("src/cli/deep.c", '#include "store/store.h"'),
                ("src/engine/matching/x.c", '#include "engine/scheduling/fair/fair.h"'),
                ("src/engine/retrieval/m.c", '#include "engine/matching/matching.h"'),
                ("src/engine/retrieval/t.c", '#include "text/text.h"'),
                ("src/engine/scheduling/r.c", '#include "engine/retrieval/retrieval.h"'),
                ("src/engine/matching/y.c", '#include "store/store.h"'),
                ("src/engine/matching/z.c", "#include <sqlite3.h>"),
                ("src/base/dots.c", '#include "../store/store.h"'),
                ("src/attic/a.c", '#include "attic/b.h"')]:
            with self.subTest(path=path, line=line):
                self.assertIsNotNone(self.complaint(path, line))
                (self.root / path).unlink()

    def test_this_tree_passes(self):
        code, out = run("check-layers")
        self.assertEqual(code, 0, out)

    def test_an_empty_tree_is_a_failure(self):
        code, _ = run("check-layers", self.root)
        self.assertEqual(code, 1)


class MakeMessages(Tree):
    def check(self, english, korean, source='ie_fail(err, IE_INPUT, "a.b");'):
        self.write("src/x.c", source)
        for name, catalogue in (("en", english), ("ko", korean)):
            text = catalogue if isinstance(catalogue, str) else json.dumps(catalogue)
            self.write(f"po/{name}.json", text)
        return run("make-messages", "--check", self.root / "src",
                   self.root / "po/en.json", self.root / "po/ko.json")

    def test_equal_catalogues_pass(self):
        code, out = self.check({"a.b": "x {v}"}, {"a.b": "{v} y"})
        self.assertEqual(code, 0, out)

    def test_what_is_wrong_is_found(self):
        good = {"a.b": "x {v}"}
        for english, korean in [
                (good, {}),
                ({**good, "c.d": "x"}, good),
                (good, {"a.b": "{w}"}),
                (good, {"a.b": "no placeholder"}),
                (good, {"a.b": " "}),
                ({"b.b": "x", "a.b": "x"}, {"a.b": "x", "b.b": "x"}),
                ('{"a.b": "x", "a.b": "y"}', {"a.b": "x"}),
                ({"a.b": "{V}"}, {"a.b": "{V}"}),
                ({"a.b": "x", "Bad": "x"}, {"a.b": "x", "Bad": "x"})]:
            with self.subTest(english=english, korean=korean):
                code, out = self.check(english, korean)
                self.assertEqual(code, 1, out)

    def test_an_unworded_id_is_found(self):
        both = {"a.b": "x"}
        for source in ['return ie_fail(err, IE_INPUT, "c.d");',
                       'fail_text(err,\n    "c.d", text);',
                       'ie_fail(err, full(x) ? IE_LIMIT : IE_INPUT, y ? "a.b" : "c.d");']:
            with self.subTest(source=source):
                code, out = self.check(both, both, source)
                self.assertEqual(code, 1)
                self.assertIn("c.d has no wording", out)

    def test_comments_and_other_calls_do_not_count(self):
        both = {"a.b": "x"}
        code, out = self.check(both, both,
                               '/* ie_fail(err, IE_INPUT, "c.d"); */ open("e.f");')
        self.assertEqual(code, 0, out)

    def test_the_table_is_sorted_c(self):
        self.check({"a.b": 'q"\\ é', "a.c": "??/"}, {"a.b": "한", "a.c": "x"})
        out = self.root / "out.c"
        code, text = run("make-messages", "--c", out, self.root / "po/en.json",
                         self.root / "po/ko.json")
        self.assertEqual(code, 0, text)
        table = out.read_text(encoding="ascii")
        self.assertIn('{"a.b", {"q\\"\\\\ \\303\\251", "\\355\\225\\234"}},', table)
        self.assertIn("ie_message_row_count = 2", table)


class MergeMessages(Tree):
    def merge(self, base, ours, theirs):
        for name, catalogue in (("base", base), ("ours", ours), ("theirs", theirs)):
            self.write(name, json.dumps(catalogue))
        code, _ = run("make-messages", "--merge",
                      *(self.root / n for n in ("base", "ours", "theirs")))
        return code, json.loads((self.root / "ours").read_text(encoding="utf-8"))

    def test_both_sides_are_kept(self):
        code, merged = self.merge({"a.a": "1", "a.d": "4"}, {"a.a": "1", "a.c": "3"},
                                  {"a.a": "one", "a.b": "2", "a.d": "4"})
        self.assertEqual((code, merged), (0, {"a.a": "one", "a.b": "2", "a.c": "3"}))
        self.assertEqual(list(merged), sorted(merged))

    def test_two_rewordings_clash(self):
        code, merged = self.merge({"a.a": "1"}, {"a.a": "2"}, {"a.a": "3"})
        self.assertEqual((code, merged), (1, {"a.a": "2"}))


class SelfLint(Tree):
    def complaint(self, path, text):
        self.write(path, text)
        code, out = run("self-lint", self.root)
        (self.root / path).unlink()
        return out if code else None

    def test_what_is_wrong_is_found(self):
        for path, text in [
                ("src/a.c", "/* TO" + "DO: later */\n"),
                ("web/a.mjs", "// FIX" + "ME\n"),
                ("src/a.c", "\tint x;\n"),
                ("src/a.c", "int x; \n"),
                ("src/a.c", "static void f(void)\n{\n    p = mall" + "oc(3);\n}\n"),
                ("src/a.c", "static void f(void)\n{\n    free(p);\n}\n"),
                ("src/a.c", "int helper(void)\n{\n    return 1;\n}\n"),
                ("src/a.c", "int x;\n" * 1001),
                ("docs/a.md", "see /wo" + "rk/x\n"),
                ("package-lock.json", '{"resolv' + 'ed": "https://x"}\n')]:
            with self.subTest(path=path, text=text[:40]):
                self.assertIsNotNone(self.complaint(path, text))

    def test_what_is_right_passes(self):
        for path, text in [
                ("src/a.c", "int ie_helper(void)\n{\n    return 1;\n}\n"),
                ("src/a.c", "static int helper(void)\n{\n    ie_free(x->free);\n}\n"),
                ("src/a.c", 'static const char x[] = "malloc(3)"; /* free(x) */\n'),
                ("src/a.c", "static void f(void)\n{\n    free(p); /* jansson's */\n}\n"),
                ("src/base/alloc.c", "static void f(void)\n{\n    free(p);\n}\n"),
                ("src/a.c", "int x;\n" * 1000),
                ("fuzz/corpus/a", "TO" + "DO\n")]:
            with self.subTest(path=path, text=text[:40]):
                self.assertIsNone(self.complaint(path, text))


class CheckWords(Tree):
    def check(self, text, name="ko-en.tsv"):
        file = self.root / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return run("check-words", file)

    def test_a_sound_list_passes(self):
        code, out = self.check("# head\n-화\tsuffix\t-ization\n배\tn\tship =0.6 | pear\n"
                               "엑스선\tn\tX-ray\n")
        self.assertEqual(code, 0, out)
        self.assertIn("3 headwords, 4 translations (n 2, suffix 1)", out)

    def test_what_is_wrong_is_found(self):
        for text, why in [
                ("배\tn\n", "2 fields"),
                ("\n배\tn\tship\n", "1 fields"),
                ("ship\tn\tship\n", "script of headword"),
                ("船\tn\tship\n", "script of headword"),
                ("배 \tn\tship\n", "script of headword"),
                ("배\tnoun\tship\n", "part of speech"),
                ("화\tsuffix\t-ization\n", "begins with its hyphen"),
                ("-초\tprefix\tsuper-\n", "ends in its hyphen"),
                ("-화\tn\tanger\n", "no affix"),
                ("배\tn\t배\n", "script of translation"),
                ("배\tn\tship | \n", "empty translation"),
                ("배\tn\tship |  pear\n", "empty translation"),
                ("배\tn\tship | pear | ship\n", "twice"),
                ("배\tn\tship =0.5 | ship\n", "twice"),
                ("배\tn\tship =1.5\n", "weight"),
                ("배\tn\tship =0\n", "weight"),
                ("배\tn\tship\n가\tn\tedge\n", "after"),
                ("배\tn\tship\n배\tn\tpear\n", "headword '배' twice"),
                ("\u1107\u1162\tn\tship\n", "NFC"),
                ("배\tn\tship", "LF"),
                ("배\tn\tship\r\n", "LF"),
                (b"\xb9\xe8\tn\tship\n", "not UTF-8"),
                ("# nothing but this\n", "no rows")]:
            with self.subTest(text=text):
                code, out = self.check(text)
                self.assertEqual(code, 1)
                self.assertIn(why, out)

    def test_the_name_tells_the_languages(self):
        for name in ("words.tsv", "ko-xx.tsv"):
            code, out = self.check("배\tn\tship\n", name)
            self.assertEqual(code, 1)
            self.assertIn("known languages", out)

    def test_the_lists_of_this_tree_pass(self):
        code, out = run("check-words")
        self.assertEqual(code, 0, out)


class CheckHeaders(Tree):
    def test_a_header_must_compile_alone(self):
        self.write("build/compile_commands.json", "[]")
        self.write("src/base/whole.h", "#include <stddef.h>\nsize_t whole(void);\n")
        code, out = run("check-headers", self.root / "build", self.root)
        self.assertEqual(code, 0, out)
        self.write("src/base/lonely.h", "size_t lonely(void);\n")
        code, out = run("check-headers", self.root / "build", self.root)
        self.assertEqual(code, 1)
        self.assertIn("lonely.h", out)
        self.assertIn("1 passed, 1 failed", out)


class CheckHardening(Tree):
    def build(self, *flags):
        self.write("a.c", "#include <stdio.h>\n#include <string.h>\nint main(int c, char **v)"
                   "{char b[64]; snprintf(b, sizeof b, \"%s\", v[0]); strcpy(b, v[c-1]);"
                   " puts(b); return 0;}\n")
        program = self.root / "a"
        subprocess.run(["cc", "-w", *flags, "-o", program, self.root / "a.c"], check=True)
        return run("check-hardening", program)

    def test_a_hardened_program_passes(self):
        code, out = self.build("-O2", "-fPIE", "-pie", "-D_FORTIFY_SOURCE=2",
                               "-fstack-protector-strong",
                               "-Wl,-z,relro,-z,now,-z,noexecstack")
        self.assertEqual(code, 0, out)

    def test_each_weakness_is_found(self):
        for flags, what in [
                (["-no-pie"], "position-independent"),
                (["-Wl,-z,norelro"], "RELRO"),
                (["-Wl,-z,lazy"], "bound at start"),
                (["-Wl,-z,execstack"], "stack not executable"),
                (["-fno-stack-protector"], "stack protector"),
                (["-O0", "-U_FORTIFY_SOURCE"], "checked library functions"),
                (["-Wl,-rpath,/opt/x"], "no RPATH")]:
            with self.subTest(flags=flags):
                code, out = self.build(*flags)
                self.assertEqual(code, 1)
                self.assertIn(what, out)


class Runner(Tree):
    """test/run counts what programs print, and never takes silence for success."""

    def setUp(self):
        super().setUp()
        loader = SourceFileLoader("runner", str(TOOLS.parent / "test" / "run"))
        spec = spec_from_loader("runner", loader)
        self.runner = module_from_spec(spec)
        sys.dont_write_bytecode = True
        loader.exec_module(self.runner)

    def counted(self, shell):
        *counts, output = self.runner.counted(["sh", "-c", shell], {"PATH": "/usr/bin:/bin"})()
        return tuple(counts), output

    def test_the_last_line_counts(self):
        for shell, counts in [
                ("echo 9 passed, 9 failed, 9 skipped; echo 3 passed, 0 failed, 1 skipped",
                 (3, 0, 1)),
                ("echo 3 passed, 2 failed, 0 skipped; exit 1", (3, 2, 0)),
                ("echo 3 passed, 0 failed, 0 skipped; exit 1", (3, 1, 0)),
                ("echo 0 passed, 0 failed, 4 skipped; exit 77", (0, 0, 4)),
                ("true", (0, 1, 0)),
                ("exit 3", (0, 1, 0)),
                ("kill -SEGV $$", (0, 1, 0)),
                ("echo 3 passed, 0 failed, 0 skipped, or so", (0, 1, 0))]:
            with self.subTest(shell=shell):
                self.assertEqual(self.counted(shell)[0], counts)

    def test_nothing_is_read_from_standard_input(self):
        counts, _ = self.counted("read line && exit 1; echo 1 passed, 0 failed, 0 skipped")
        self.assertEqual(counts, (1, 0, 0))

    def test_a_command_that_hangs_is_ended_with_its_children(self):
        code, output = self.runner.call(["sh", "-c", "sleep 60 & sleep 60"],
                                        {"PATH": "/usr/bin:/bin"}, limit=0.3)
        self.assertEqual(code, -9)
        self.assertIn("ended after", output)

    def test_results_of_meson(self):
        counts = self.runner.counts_of
        for test, expected in [
                ({"result": "OK", "stdout": "x\n5 passed, 0 failed, 1 skipped\n"}, (5, 0, 1)),
                ({"result": "OK"}, (1, 0, 0)),
                ({"result": "SKIP"}, (0, 0, 1)),
                ({"result": "SKIP", "stdout": "0 passed, 0 failed, 6 skipped\n"}, (0, 0, 6)),
                ({"result": "FAIL", "stdout": "5 passed, 2 failed, 0 skipped\n"}, (5, 2, 0)),
                ({"result": "FAIL", "stdout": "crashed"}, (0, 1, 0)),
                ({"result": "TIMEOUT"}, (0, 1, 0)),
                ({"result": "ERROR"}, (0, 1, 0))]:
            with self.subTest(test=test):
                self.assertEqual(counts(test), expected)

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_results_of_node(self):
        self.write("a.test.mjs", """
            import test from "node:test";
            import assert from "node:assert";
            test("good", () => {});
            test("bad", () => assert.equal(1, 2));
            test("left out", { skip: "no data" }, () => {});
            """)
        self.write("b.test.mjs", "syntax error(")
        env = dict(os.environ)
        good, broken = self.runner.node([self.root / "a.test.mjs", self.root / "b.test.mjs"],
                                        env)
        self.assertEqual(good()[:3], (1, 1, 1))
        self.assertGreaterEqual(broken()[1], 1)

    def test_parts_of_a_suite_are_summed(self):
        def ends():
            return 2, 0, 1, "two\n"

        def breaks():
            raise RuntimeError("lost")

        suites = [self.runner.Suite("many", [ends, breaks, ends]),
                  self.runner.Suite("one", ends)]
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.runner.run_all(suites, 2, self.root / "logs")
            self.assertEqual(self.runner.report(suites, self.root / "logs"), 1)
        self.assertEqual(suites[0].counts, (4, 1, 2))
        self.assertEqual(suites[1].counts, (2, 0, 1))
        self.assertRegex(said.getvalue(), r"6 passed, 1 failed, 3 skipped\n$")
        log = (self.root / "logs/many.log").read_text(encoding="utf-8")
        self.assertEqual(log.count("two\n"), 2)
        self.assertIn("RuntimeError('lost')", log)

    def test_only_what_has_threads_goes_to_the_thread_sanitizer(self):
        one = self.runner.ONE_THREAD.search
        for name in ("fault/store_memory", "unit/lexicon_sound", "golden/text_analysis"):
            self.assertTrue(one(name), name)
        for name in ("fault/service_search", "unit/service_writer", "prop/retrieval_oracle",
                     "unit/base_memory", "golden/command-line"):
            self.assertFalse(one(name), name)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors)
    skipped = len(result.skipped)
    print(f"{max(0, result.testsRun - failed - skipped)} passed, {failed} failed, "
          f"{skipped} skipped")
    sys.exit(1 if failed else 0)
