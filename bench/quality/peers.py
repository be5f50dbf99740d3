"""The other engines, each over the files that sets.py wrote; each gives (run, milliseconds
a query) or (None, 0) where it is not installed."""
import glob
import json
import re
import sqlite3
import subprocess
import time
from pathlib import Path

import judge

JARS = "/usr/share/java"
HERE = Path(__file__).resolve().parent
ANALYSERS = {"en": "en", "de": "de", "fr": "fr", "ru": "ru", "ko": "nori", "ja": "kuromoji",
             "he": "standard"}
SLOW = 2000  # queries at most for peers that are called from Python

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
        begun = time.process_time()
        if ngram:  # its parser takes n-grams as phrases; their terms alone rank far better
            asked = xapian.Document()
            generator.set_document(asked)
            generator.index_text(words)
            query = xapian.Query(xapian.Query.OP_OR, [t.term for t in asked.termlist()])
        else:
            query = parser.parse_query(words)
        enquire.set_query(query)
        found = enquire.get_mset(0, 10)
        spent += time.process_time() - begun
        count += 1
        for m in found:
            print(record["id"], "Q0", ids[m.docid - 1], m.rank + 1, m.weight, "xapian", file=out)
print(1000 * spent / max(count, 1))
'''


def lucene_path():
    jars = glob.glob(f"{JARS}/lucene-*-8*.jar")
    return ":".join(jars) if any("kuromoji" in jar for jar in jars) else None


def ask_lucene(place, lang, corpus, queries, run, passes):
    """Lucene with the analyser that it has for the language, warm: the words that
    Lucene.java prints; None where it is not installed."""
    path, classes = lucene_path(), Path(place) / "classes"
    if not path:
        return None
    if not classes.exists():
        done = subprocess.run(["javac", "-cp", path, "-d", classes,
                               HERE.parent / "peers" / "Lucene.java"],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            return None
    done = subprocess.run(["java", "-Xmx4g", "-XX:+UseSerialGC", "-cp", f"{classes}:{path}",
                           "Lucene", ANALYSERS[lang], corpus, queries, "10", run,
                           str(passes)], capture_output=True, text=True, check=True)
    return done.stdout.split()


def lucene(place, lang, corpus, queries, passes=4):
    run = Path(place) / "lucene.trec"
    said = ask_lucene(place, lang, corpus, queries, run, passes)
    return (judge.read_run(run), float(said[3])) if said else (None, 0.0)


def xapian(place, lang, corpus, queries):
    run = Path(place) / "xapian.trec"
    done = subprocess.run(["/usr/bin/python3", "-c", XAPIAN, lang, corpus, queries, run],
                          capture_output=True, text=True, check=False)
    return (None, 0.0) if done.returncode else (judge.read_run(run), float(done.stdout))


def fts5(lang, corpus, queries):
    tokenizer = {"en": "porter", "ja": "trigram"}.get(lang, "unicode61")
    documents, asked = ([json.loads(line) for line in open(path, encoding="utf-8")]
                        for path in (corpus, queries))
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='{tokenizer}')")
    db.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)",
                   ((i, (d.get("title") or "") + " " + d["text"])
                    for i, d in enumerate(documents)))
    ranked, spent = {}, 0.0
    for query in asked[:SLOW]:
        if tokenizer == "trigram":
            words = {query["text"][i:i + 3] for i in range(len(query["text"]) - 2)}
        else:
            words = set(re.findall(r"\w+", query["text"]))
        match = " OR ".join('"' + w.replace('"', '""') + '"' for w in sorted(words))
        if not match:
            continue
        begun = time.process_time()
        rows = db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10",
                          (match,)).fetchall()
        spent += time.process_time() - begun
        ranked[query["id"]] = [documents[r[0]]["id"] for r in rows]
    return ranked, 1000 * spent / max(len(ranked), 1)
