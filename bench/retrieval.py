"""Speed of retrieval, its growth and its bound, and what 8-bit impacts cost in quality.

Made-up profiles: 120 to 160 words drawn by Zipf's law from 100,000 (bench/retrieval_made.c);
no two are about the same, so bounds cut little. Collections: those beside the source tree,
titles of sbir withheld on both sides. Peers run on the same data in the same run: Lucene
(Debian's liblucene8-java, warmed), Tantivy, Xapian, SQLite FTS5, PostgreSQL, Groonga.
Searches are timed query by query on the processor clock of the thread, so that other work
on the machine does not count; PostgreSQL and Groonga, processes of their own, by the wall
clock, which it does lengthen. All are asked twice or more, the last pass counts."""
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import lib

sys.path.insert(0, str(Path(__file__).resolve().parent / "quality"))
import judge  # noqa: E402
import peers as quality_peers  # noqa: E402

TITLE = "Retrieval"
SETS = {  # language, corpus, queries, judgements, queries at most
    "sbir, whole needs": ("en", "sbir-need-offer/offers.jsonl.gz",
                          "sbir-need-offer/queries.jsonl.gz", "sbir-need-offer/qrels.tsv", 326),
    "msmarco-ko, questions": ("ko", "msmarco-ko-en/corpus.ko.jsonl.gz",
                              "msmarco-ko-en/queries.ko.jsonl", "msmarco-ko-en/qrels.ko.tsv",
                              1000),
    "cranfield, questions": ("en", "cranfield/corpus.jsonl", "cranfield/queries.jsonl",
                             "cranfield/qrels.tsv", 225),
}
QUANTISED = {
    "sbir": SETS["sbir, whole needs"],
    "msmarco-ko": SETS["msmarco-ko, questions"],
    "xquad-en": ("en", "xquad/corpus.en.jsonl", "xquad/queries.en.jsonl", "xquad/qrels.tsv", 1190),
    "xquad-de": ("de", "xquad/corpus.de.jsonl", "xquad/queries.de.jsonl", "xquad/qrels.tsv", 1190),
    "xquad-ru": ("ru", "xquad/corpus.ru.jsonl", "xquad/queries.ru.jsonl", "xquad/qrels.tsv", 1190),
}
PEERS = ("tantivy", "xapian", "fts5", "postgresql", "groonga")


def lines(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def collection(bench, data, chosen):
    """Writes corpus and queries; gives their paths and the judgements."""
    lang, corpus, queries, qrels, most = chosen
    relevant = {}
    for line in (data / qrels).read_text().splitlines():
        query, document, rel = line.split("\t")
        if int(rel) > 0:
            relevant.setdefault(query, {})[document] = int(rel)
    asked = [q for q in lines(data / queries) if str(q["id"]) in relevant]
    asked = asked[:bench.times(most, 50)]
    paths = []
    for what, records in (("corpus", lines(data / corpus)), ("queries", asked)):
        paths.append(bench.place / f"{what}.jsonl")
        with open(paths[-1], "w", encoding="utf-8") as file:
            for record in records:
                kept = {"id": str(record["id"]), "lang": lang, "text": record["text"]}
                if record.get("title") and "sbir" not in corpus:
                    kept["title"] = record["title"]
                file.write(json.dumps(kept) + "\n")
    return *paths, {str(q["id"]): relevant[str(q["id"])] for q in asked}


def lucene(bench, lang, corpus, queries, run):
    """Seconds to build, milliseconds a query (mean, median, 99 %), bytes."""
    said = quality_peers.ask_lucene(bench.place, lang, corpus, queries, run, 3)
    return said and said[2:]


def other(peer, lang, corpus, queries, run):
    python = "/usr/bin/python3" if peer == "xapian" else sys.executable
    done = subprocess.run([python, lib.ROOT / "bench" / "peers" / "ask.py", peer, lang, corpus,
                           queries, "10", run], capture_output=True, text=True, check=False)
    return done.stdout.split() if done.returncode == 0 else None


def quality(run, relevant, asked=None):
    """Of all queries, or of the first so many."""
    relevant = dict(list(relevant.items())[:asked])
    return judge.mean(judge.ndcg(judge.read_run(run), relevant))


def peers(bench, data, name):
    lang = SETS[name][0]
    corpus, queries, relevant = collection(bench, data, SETS[name])
    table = bench.table(name, ["engine", "nDCG@10", "ms a query", "median", "99 %",
                               "times ours", "build s", "index MB"],
                        "A peer that is too slow for all queries in 25 s was asked the first "
                        "ones; its quality is of those.")
    run = bench.place / "run.trec"
    out = bench.run(bench.program("retrieval_ask"), corpus, queries, 10, run, 1).output.split()
    ours = float(out[3])
    table.row("ieum", f"{quality(run, relevant):.4f}", ours, float(out[4]), float(out[5]), 1.0,
              float(out[2]), int(out[6]) / 1e6)
    for peer in ("lucene", *PEERS):
        said = lucene(bench, lang, corpus, queries, run) if peer == "lucene" \
            else other(peer, lang, corpus, queries, run)
        if said:
            asked = int(said[5]) if len(said) > 5 else None
            table.row(peer, f"{quality(run, relevant, asked):.4f}", float(said[1]), float(said[2]),
                      float(said[3]), float(said[1]) / ours, float(said[0]), int(said[4]) / 1e6)
        else:
            table.row(peer, "not there", *["-"] * 6)


def quantisation(bench, data):
    table = bench.table("What 8 bits cost: nDCG@10 with impacts of 8 bits and in double "
                        "precision", ["collection", "norm", "8 bits", "exact", "difference"],
                        "norm 0 is BM25 (with idf² · saturated weights), 1 the cosine.")
    for name, chosen in QUANTISED.items():
        corpus, queries, relevant = collection(bench, data, chosen)
        run = bench.place / "run.trec"
        for norm in (0, 1):
            found = []
            for kind in ("coded", "exact"):
                bench.run(bench.program("retrieval_run"), corpus, queries, 10, run, norm, 0, kind)
                found.append(quality(run, relevant))
            table.row(name, norm, f"{found[0]:.4f}", f"{found[1]:.4f}",
                      f"{found[0] - found[1]:+.4f}")


def made(bench, documents, queries, pairs, threads=2):
    out = bench.run(bench.program("retrieval_made"), documents, queries, pairs, threads).output
    return {name: float(value) for name, value in map(str.split, out.splitlines())}


def measure_made(bench):
    whole = bench.times(1_000_000, 20_000)
    found = made(bench, whole, 1000, 0)
    table = bench.table(f"{whole:,} made-up profiles, one core",
                        ["what", "figure", "wanted at most"])
    for label, key, wanted in (
            ("whole profile, median ms", "whole_p50", "15"),
            ("whole profile, 99 % ms", "whole_p99", "40"),
            ("short query, median ms", "short_p50", "0.5"),
            ("short query, 99 % ms", "short_p99", "4"),
            ("build, processor s (two cores share it)", "build_cpu", "600"),
            ("build, wall s as the machine was", "build_wall", "300"),
            ("open and check, s", "open_cpu", "-")):
        table.row(label, found[key], wanted)
    table.row("index / text", found["index_bytes"] / found["text_bytes"], "1.0")
    table.row("postings", f"{found['postings']:,.0f}", "-")
    table.row("peak MiB", found["peak_mib"], "-")
    bound = bench.table("How far from the bound: a whole-profile search",
                        ["what", "postings", "ms", "times the bound"],
                        "The bound is the postings that were added one by one times what one "
                        f"costs in the first-level cache ({found['posting_ns']:.2f} ns here).")
    least = found["whole_added"] * found["posting_ns"] / 1e6
    bound.row("all of the query's lists", f"{found['whole_postings']:,.0f}",
              found["whole_postings"] * found["posting_ns"] / 1e6, "-")
    bound.row("added one by one", f"{found['whole_added']:,.0f}", least, 1.0)
    bound.row("the search", "-", found["whole_mean"], found["whole_mean"] / least)
    sizes = (2_000, 20_000) if bench.quick else (10_000, 50_000, 100_000, 200_000)
    growth = bench.table("All pairs, top 10 each", ["offers", "needs asked", "processor s",
                                                    "ms a need", "s for offers × offers on two "
                                                    "cores", "peak MiB"],
                         "Exact for retrieval's scoring. Reading the needs is not in it.")
    for size in sizes:
        asked = size if size in (10_000, 100_000) else min(size, 5000)
        found = made(bench, size, 10, asked)
        each = found["pairs_cpu"] / asked
        growth.row(f"{size:,}", f"{asked:,}", found["pairs_cpu"], 1000 * each,
                   each * size / 2, found["peak_mib"])


def measure(bench):
    data = Path(os.environ.get("IEUM_SHARED_DATA", lib.ROOT.parent / "shared" / "data"))
    data = data / "matching"
    measure_made(bench)
    if not data.is_dir():
        bench.note("The collections are not there; peers and quality were not measured.")
        return
    for name in list(SETS)[-1:] if bench.quick else SETS:
        peers(bench, data, name)
    if not bench.quick:
        quantisation(bench, data)
