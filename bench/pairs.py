"""All pairs of a nation's registry, the ten best of each need: cost, its bound, its growth.

Wanted: 100,000 Korean needs × 100,000 English offers with reasons in 120 s on two cores (240
processor s) and less than 8 GB. Processor time is told, since the machine is shared; of two
cores, half of it: needs are independent, and rows are checked by the threads that compute
them. One thread reads the files (as JSON) and writes the answer.

The bound is the postings that a search adds one by one, times 0.5 ns, what one costs in the
first-level cache; it holds for the searches alone. Beside them each need's some 390 nearest
are judged in full, both ways, which costs about as much, and is translated and checked."""
import sys

import lib

sys.path.insert(0, str(lib.ROOT / "bench" / "quality"))
import registry  # noqa: E402
import sets  # noqa: E402

TITLE = "All pairs"
POSTING = 0.5e-9  # seconds, bench/results/retrieval.md

COLUMNS = ["needs × offers", "needs asked", "processor s to read", "ms a need",
           "processor s in all", "s on two cores", "postings a need", "added a need",
           "pairs judged a need", "searches' bound, ms a need", "times that", "MiB"]


def row(bench, table, name, needs, offers, what, asked, *known):
    """`needs`, `offers`: numbers, or (file, number)."""
    files = [pair if isinstance(pair, tuple) else (pair, pair) for pair in (needs, offers)]
    out = bench.run(bench.program("match_pairs"), files[0][0], files[1][0], 10, 2, what,
                    asked, *known).output.split()
    reading, rows = float(out[2]), float(out[3])
    postings, added, judged = (1000 * int(cell) / asked for cell in out[5:8])
    whole = reading + rows / asked * files[0][1]
    table.row(name, asked, reading, 1000 * rows / asked, whole, whole / 2, int(postings),
              int(added), int(judged), 1000 * added * POSTING,
              rows / asked / (added * POSTING), int(out[8]))


def two_languages(bench):
    table = bench.table(
        "Korean needs × English offers, with vocabulary, word lists and reasons, checked",
        COLUMNS,
        "bench/quality/registry.py: needs of 60 to 70 Korean words, offers of six English sentences. "
        "Where not all needs are asked, the rest is reckoned.")
    known = [bench.build / f"ieum.{what}" for what in ("lexicon", "words")]
    for count, asked in ((1000, 1000),) if bench.quick else (
            (10_000, 4096), (20_000, 4096), (50_000, 4096), (100_000, 4096)):
        needs, offers = registry.made(count, count, bench.place)
        row(bench, table, f"{count:,} × {count:,}", (needs, count), (offers, count),
            "reasons", asked, *known)


def command(bench):
    table = bench.table(
        "The whole command: `ieum match --pairs`, files in, CSV out",
        ["needs × offers", "threads", "processor s", "s on two cores", "s by the wall", "MiB",
         "CSV MB"])
    count = 1000 if bench.quick else 100_000
    needs, offers = registry.made(count, count, bench.place)
    out = bench.place / "pairs.csv"
    done = bench.run(bench.ieum, "match", "--pairs", "--offers", offers, "--needs", needs,
                     "--out", out, "--top", 10, "--threads", 2, "--quiet")
    table.row(f"{count:,} × {count:,}", 2, done.processor, done.processor / 2, done.seconds,
              done.peak_kib // 1024, out.stat().st_size / 1e6)


def growth(bench):
    table = bench.table(
        "One language, made-up profiles, three concepts each, no reasons, checked", COLUMNS,
        "120 to 160 words by Zipf's law; no two are about the same, so bounds cut little. "
        "Where not all needs are asked, the rest is reckoned.")
    for count, asked in ((1000, 1000),) if bench.quick else (
            (10_000, 4096), (50_000, 4096), (100_000, 4096), (200_000, 4096)):
        row(bench, table, f"{count:,} × {count:,}", count, count, "scores", asked)


def measure(bench):
    if sets.DATA.is_dir():
        two_languages(bench)
        command(bench)
    else:
        bench.note("The collections are not there; two languages were not measured.")
    growth(bench)
