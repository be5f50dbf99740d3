"""Retrieval quality and speed on the collections beside the source tree, and all pairs of
made-up profiles. Peers run on the same data in the same run: SQLite's FTS5 (porter for
English, unicode61 elsewhere, trigram for Japanese) and Xapian (Snowball stems, n-grams for
Korean and Japanese) where python3-xapian is there. Judged by nDCG@10. One configuration of
ours for all collections."""
import gzip
import json
import math
import os
import re
import sqlite3
import subprocess
import time
from pathlib import Path

import lib

TITLE = "Matching"
SETS = {
    "cranfield": ("en", "cranfield/corpus.jsonl", "cranfield/queries.jsonl",
                  "cranfield/qrels.tsv"),
    "cacm": ("en", "cacm/corpus.jsonl", "cacm/queries.jsonl", "cacm/qrels.tsv"),
    "msmarco-ko": ("ko", "msmarco-ko-en/corpus.ko.jsonl.gz",
                   "msmarco-ko-en/queries.ko.jsonl", "msmarco-ko-en/qrels.ko.tsv"),
    "jsquad-ja": ("ja", "jsquad-ja/corpus.jsonl", "jsquad-ja/queries.jsonl",
                  "jsquad-ja/qrels.tsv"),
    "heq-he": ("he", "heq-he/corpus.jsonl", "heq-he/queries.jsonl", "heq-he/qrels.tsv"),
    "xquad-en": ("en", "xquad/corpus.en.jsonl", "xquad/queries.en.jsonl",
                 "xquad/qrels.tsv"),
    "xquad-de": ("de", "xquad/corpus.de.jsonl", "xquad/queries.de.jsonl",
                 "xquad/qrels.tsv"),
    "xquad-ru": ("ru", "xquad/corpus.ru.jsonl", "xquad/queries.ru.jsonl",
                 "xquad/qrels.tsv"),
    "sbir": ("en", "sbir-need-offer/offers.jsonl.gz", "sbir-need-offer/queries.jsonl.gz",
             "sbir-need-offer/qrels.tsv"),
}
QUERIES = 2000  # at most a collection
STEMMERS = {"en": "english", "de": "german", "ru": "russian", "fr": "french"}

XAPIAN = r'''
import json, sys, time, xapian
lang, corpus, queries, run = sys.argv[1:]
ngram = lang in ("ko", "ja")
stems = {"en": "english", "de": "german", "ru": "russian", "fr": "french"}
generator = xapian.TermGenerator()
parser = xapian.QueryParser()
if lang in stems:
    generator.set_stemmer(xapian.Stem(stems[lang]))
    parser.set_stemmer(xapian.Stem(stems[lang]))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
flags = xapian.TermGenerator.FLAG_CJK_NGRAM if ngram else 0
generator.set_flags(flags)
db = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
ids = []
for line in open(corpus):
    record = json.loads(line)
    document = xapian.Document()
    generator.set_document(document)
    generator.index_text((record.get("title") or "") + " " + record["text"])
    db.add_document(document)
    ids.append(record["id"])
enquire = xapian.Enquire(db)
spent = 0
count = 0
with open(run, "w") as out:
    for line in open(queries):
        record = json.loads(line)
        words = "".join(c if c.isalnum() else " " for c in record["text"])
        begun = time.perf_counter()
        if ngram:  # its parser takes n-grams as phrases; their terms alone rank far better
            asked = xapian.Document()
            generator.set_document(asked)
            generator.index_text(words)
            query = xapian.Query(xapian.Query.OP_OR, [t.term for t in asked.termlist()])
        else:
            query = parser.parse_query(words)
        enquire.set_query(query)
        found = enquire.get_mset(0, 10)
        spent += time.perf_counter() - begun
        count += 1
        for m in found:
            print(record["id"], "Q0", ids[m.docid - 1], m.rank + 1, m.weight, "xapian", file=out)
print(1000 * spent / max(count, 1))
'''


def lines(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def judged(path):
    found = {}
    for line in path.read_text().splitlines():
        query, document, rel = line.split("\t")
        if int(rel) > 0:
            found.setdefault(query, {})[document] = int(rel)
    return found


def read_run(path):
    ranked = {}
    for line in path.read_text().splitlines():
        query, _, document, _, _, _ = line.split(" ")
        ranked.setdefault(query, []).append(document)
    return ranked


def ndcg(ranked, qrels, asked):
    total = 0.0
    for query in asked:
        rel = qrels[query]
        gain = sum(rel.get(d, 0) / math.log2(i + 2)
                   for i, d in enumerate(ranked.get(query, [])[:10]))
        ideal = sum(v / math.log2(i + 2)
                    for i, v in enumerate(sorted(rel.values(), reverse=True)[:10]))
        total += gain / ideal
    return total / len(asked)


def fts5(lang, corpus, queries):
    tokenizer = {"en": "porter", "ja": "trigram"}.get(lang, "unicode61")
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='{tokenizer}')")
    db.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)",
                   ((i, (d.get("title") or "") + " " + d["text"])
                    for i, d in enumerate(corpus)))
    ranked, spent = {}, 0.0
    for query in queries:
        if tokenizer == "trigram":
            words = {query["text"][i:i + 3] for i in range(len(query["text"]) - 2)}
        else:
            words = set(re.findall(r"\w+", query["text"]))
        match = " OR ".join('"' + w.replace('"', '""') + '"' for w in sorted(words))
        if not match:
            continue
        begun = time.perf_counter()
        rows = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10",
                          (match,)).fetchall()
        spent += time.perf_counter() - begun
        ranked[query["id"]] = [corpus[r[0]]["id"] for r in rows]
    return ranked, 1000 * spent / len(queries)


def xapian(bench, lang, corpus, queries):
    done = subprocess.run(["/usr/bin/python3", "-c", XAPIAN, lang, corpus, queries,
                           bench.place / "xapian.trec"], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        return None, 0.0
    return read_run(bench.place / "xapian.trec"), float(done.stdout)


def one_set(bench, table, data, name):
    lang, corpus, queries, qrels = SETS[name]
    relevant = judged(data / qrels)
    documents = lines(data / corpus)
    asked = [q for q in lines(data / queries) if q["id"] in relevant]
    asked = asked[:bench.times(QUERIES, 100)]
    blind = name == "sbir"  # a need's title is its award's: withheld on both sides
    for record in documents + asked:
        record["lang"] = lang
        record["id"] = str(record["id"])
        if blind:
            record.pop("title", None)
    paths = []
    for what, records in (("corpus", documents), ("queries", asked)):
        paths.append(bench.place / f"{what}.jsonl")
        paths[-1].write_text("".join(json.dumps(r) + "\n" for r in records))
    out = bench.run(bench.program("match_retrieve"), *paths, 10, bench.place / "run.trec",
                    *(["notitle"] if blind else [])).output.split()
    ids = [q["id"] for q in asked]
    ours = ndcg(read_run(bench.place / "run.trec"), relevant, ids)
    full = {q["text"] for q in asked}
    peer, peer_ms = (None, 0.0) if blind else fts5(lang, documents, asked)
    other, other_ms = xapian(bench, lang, *paths)
    table.row(name, len(documents), len(full), f"{ours:.4f}",
              f"{ndcg(peer, relevant, ids):.4f}" if peer else "-",
              f"{ndcg(other, relevant, ids):.4f}" if other else "-", float(out[3]), peer_ms,
              other_ms, float(out[2]))


def measure(bench):
    data = Path(os.environ.get("IEUM_SHARED_DATA", lib.ROOT.parent / "shared" / "data"))
    data = data / "matching"
    if data.is_dir():
        table = bench.table("nDCG@10 and milliseconds a query",
                            ["collection", "documents", "queries", "ieum", "FTS5", "Xapian",
                             "ieum ms", "FTS5 ms", "Xapian ms", "index s"],
                            "FTS5 and Xapian are called from Python; ours from C.")
        for name in ("cranfield", "heq-he") if bench.quick else SETS:
            one_set(bench, table, data, name)
    else:
        bench.note("The collections are not there; quality was not measured.")
    table = bench.table("All pairs, top 10 with reasons, checked",
                        ["needs × offers", "matches", "seconds"])
    for count in (300,) if bench.quick else (300, 2000, 10000):
        out = bench.run(bench.program("match_pairs"), count, count, 10, 1,
                        "reasons").output.split()
        table.row(f"{count:,} × {count:,}", int(out[0]), float(out[1]))
