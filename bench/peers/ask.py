#!/usr/bin/env python3
"""Asks one peer the queries of a collection and times it.

  ask.py PEER LANG CORPUS.jsonl QUERIES.jsonl TOP RUN

PEER: xapian, fts5, tantivy, postgresql, groonga. Prints: seconds to build, milliseconds a
query (mean, median, 99th percentile) of a second pass, bytes of the index, queries asked.
In-process peers are timed on the processor clock of this thread; PostgreSQL and Groonga
are processes of their own and are timed by the wall clock, which the load of the machine
lengthens. Exit status 3 if the peer is not there.
"""
import collections
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 25.0  # seconds that a pass may take: fewer queries are asked then
STEMS = {"en": "english"}
# Lucene's own list for English, for the peers that bring none; each then does better.
STOPS = {"en": set("a an and are as at be but by for if in into is it no not of on or such that "
                   "the their then there these they this to was will with".split())}


def records(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield str(record["id"]), ((record.get("title") or "") + " " + record["text"]).strip()


def words(text, lang=None):
    stops = STOPS.get(lang, ())
    return [w for w in re.findall(r"\w+", text.lower()) if w not in stops]


def once(text, lang=None):
    return list(dict.fromkeys(words(text, lang)))


class Xapian:
    clock = staticmethod(time.thread_time)

    def __init__(self, lang, place):
        import xapian
        self.x, self.lang, self.place = xapian, lang, place / "xapian"
        self.db = xapian.WritableDatabase(str(self.place), xapian.DB_CREATE_OR_OVERWRITE)
        self.generator = xapian.TermGenerator()
        if lang in STEMS:
            self.generator.set_stemmer(xapian.Stem(STEMS[lang]))
            self.generator.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
            self.stopper = xapian.SimpleStopper()
            for word in STOPS[lang]:
                self.stopper.add(word)
            self.generator.set_stopper(self.stopper)
            self.generator.set_stopper_strategy(xapian.TermGenerator.STOP_ALL)
        else:
            self.generator.set_flags(xapian.TermGenerator.FLAG_CJK_NGRAM)
        self.ids = []

    def document(self, text):
        document = self.x.Document()
        self.generator.set_document(document)
        self.generator.index_text(text)
        return document

    def add(self, rows):
        for name, text in rows:
            self.db.add_document(self.document(text))
            self.ids.append(name)
        self.db.commit()
        self.enquire = self.x.Enquire(self.db)
        # Its own k1, b and k3 (1, 0.5, 1) reach 0.51 on sbir, whose needs are long; these 0.68.
        self.enquire.set_weighting_scheme(self.x.BM25Weight(1.2, 0, 1000, 0.75, 0.5))

    def ask(self, text, top):
        terms = [self.x.Query(t.term, t.wdf) for t in self.document(text).termlist()]
        self.enquire.set_query(self.x.Query(self.x.Query.OP_OR, terms))
        return [self.ids[m.docid - 1] for m in self.enquire.get_mset(0, top)]

    def size(self):
        return sum(p.stat().st_size for p in self.place.rglob("*"))


class Fts5:
    clock = staticmethod(time.thread_time)

    def __init__(self, lang, place):
        self.lang, self.path = lang, place / "fts5.db"
        self.db = sqlite3.connect(self.path)
        tokenizer = "porter" if lang == "en" else "unicode61"
        self.db.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='{tokenizer}', "
                        "content='', detail='full')")
        self.ids = []

    def add(self, rows):
        for number, (name, text) in enumerate(rows):
            self.db.execute("INSERT INTO t(rowid, x) VALUES (?, ?)", (number, text))
            self.ids.append(name)
        self.db.execute("INSERT INTO t(t) VALUES ('optimize')")
        self.db.commit()

    def ask(self, text, top):
        match = " OR ".join(f'"{w}"' for w in once(text, self.lang))
        if not match:
            return []
        rows = self.db.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?",
                               (match, top)).fetchall()
        return [self.ids[r[0]] for r in rows]

    def size(self):
        return self.path.stat().st_size


class Tantivy:
    clock = staticmethod(time.thread_time)

    def __init__(self, lang, place):
        import tantivy
        self.t, self.lang, self.place = tantivy, lang, place / "tantivy"
        self.place.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("x", stored=False,
                               tokenizer_name="en_stem" if lang == "en" else "default")
        builder.add_unsigned_field("n", stored=True)
        self.index = tantivy.Index(builder.build(), path=str(self.place))
        self.ids = []

    def add(self, rows):
        writer = self.index.writer(heap_size=512 << 20, num_threads=1)
        for number, (name, text) in enumerate(rows):
            writer.add_document(self.t.Document(x=text, n=number))
            self.ids.append(name)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, text, top):
        counts = collections.Counter(words(text, self.lang))
        query = self.index.parse_query(" ".join(f"{w}^{n}" for w, n in counts.items()), ["x"])
        hits = self.searcher.search(query, top, count=False).hits
        return [self.ids[self.searcher.doc(at)["n"][0]] for _, at in hits]

    def size(self):
        return sum(p.stat().st_size for p in self.place.rglob("*"))


class Postgresql:
    clock = staticmethod(time.perf_counter)

    def __init__(self, lang, place):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            raise ImportError("postgresql")
        self.programs, self.place = programs[-1], place / "postgresql"
        self.place.mkdir()
        self.config = {"en": "english"}.get(lang, "simple")
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        os.chmod(place, 0o755)
        if self.user:
            shutil.chown(self.place, "postgres")
        self.run("initdb", "-D", self.place / "data", "-A", "trust", "--no-sync")
        self.run("pg_ctl", "-D", self.place / "data", "-w", "-l", self.place / "log", "-o",
                 f"-c listen_addresses='' -k {self.place} -c shared_buffers=1GB -c fsync=off "
                 "-c max_parallel_workers_per_gather=0", "start")
        self.psql = subprocess.Popen([*self.user, "psql", "-h", self.place, "-U", "postgres",
                                      "-qAtX", "postgres"], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        self.ids = []

    def run(self, program, *arguments):
        subprocess.run([*self.user, self.programs / program, *map(str, arguments)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def say(self, statement):
        self.psql.stdin.write(statement + "\n\\echo .\n")
        self.psql.stdin.flush()
        found = []
        while (line := self.psql.stdout.readline().strip()) != ".":
            found.append(line)
        return found

    def add(self, rows):
        self.say("CREATE UNLOGGED TABLE t (n int PRIMARY KEY, v tsvector);")
        batch = []
        for number, (name, text) in enumerate(rows):
            self.ids.append(name)
            batch.append(f"({number}, to_tsvector('{self.config}', '{text.replace(chr(39), ' ')}'))")
            if len(batch) == 500:
                self.say("INSERT INTO t VALUES " + ",".join(batch) + ";")
                batch = []
        if batch:
            self.say("INSERT INTO t VALUES " + ",".join(batch) + ";")
        self.say("CREATE INDEX i ON t USING gin (v);")
        self.say("VACUUM ANALYZE t;")

    def ask(self, text, top):
        query = " | ".join(w for w in once(text) if w.isalnum())
        if not query:
            return []
        found = self.say(f"SELECT n FROM t, to_tsquery('{self.config}', '{query}') q WHERE v @@ q "
                         f"ORDER BY ts_rank(v, q, 1) DESC, n LIMIT {top};")
        return [self.ids[int(n)] for n in found]

    def size(self):
        return int(self.say("SELECT pg_total_relation_size('t');")[0])

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()
        self.run("pg_ctl", "-D", self.place / "data", "-m", "immediate", "stop")


class Groonga:
    clock = staticmethod(time.perf_counter)

    def __init__(self, lang, place):
        if not shutil.which("groonga"):
            raise ImportError("groonga")
        self.lang, self.place = lang, place / "groonga"
        self.place.mkdir()
        self.process = subprocess.Popen(["groonga", "-n", self.place / "db"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ids = []
        self.say("cache_limit 0")  # else the second pass is answered from a cache
        self.say("table_create T TABLE_NO_KEY")
        self.say("column_create T x COLUMN_SCALAR LongText")
        stem = " --token_filters TokenFilterStem" if lang == "en" else ""
        if stem:
            self.say("plugin_register token_filters/stem")
        self.say("table_create W TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram "
                 "--normalizer NormalizerAuto" + stem)
        self.say("column_create W i COLUMN_INDEX|WITH_POSITION T x")

    def say(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        if said[0][0]:
            raise RuntimeError(f"groonga: {command[:80]}: {said[0][3]}")
        return said

    def add(self, rows):
        batch = []
        for name, text in rows:
            self.ids.append(name)
            batch.append({"x": text})
            if len(batch) == 500:
                self.load(batch)
                batch = []
        if batch:
            self.load(batch)

    def load(self, batch):
        self.say("load --table T --values " + json.dumps(json.dumps(batch, ensure_ascii=True)))

    def ask(self, text, top):
        query = " OR ".join(f'"{w}"' for w in once(text, self.lang) if w.isalnum())
        found = self.say(f"select T --match_columns 'scorer_tf_idf(x)' "
                         f"--query '{query}' --limit {top} --sort_keys -_score "
                         "--output_columns _id")
        return [self.ids[row[0] - 1] for row in found[1][0][2:]]

    def size(self):
        return sum(p.stat().st_size for p in self.place.rglob("*"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


PEERS = {"xapian": Xapian, "fts5": Fts5, "tantivy": Tantivy, "postgresql": Postgresql,
         "groonga": Groonga}


def main():
    peer, lang, corpus, queries, top, run = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        try:
            engine = PEERS[peer](lang, Path(folder))
        except ImportError:
            return 3
        begun = engine.clock()
        engine.add(records(corpus))
        built = engine.clock() - begun
        asked, times = list(records(queries)), []
        for warming in (True, False):
            answers, times, spent = [], [], time.monotonic()
            for name, text in asked:
                begun = engine.clock()
                found = engine.ask(text, int(top))
                times.append(1000 * (engine.clock() - begun))
                answers.append((name, found))
                if time.monotonic() - spent > LIMIT:
                    break
            if warming:
                asked = asked[:len(answers)]
        with open(run, "w", encoding="utf-8") as out:
            for name, found in answers:
                for rank, document in enumerate(found):
                    print(name, "Q0", document, rank + 1, -rank, peer, file=out)
        times.sort()
        print(f"{built:.3f} {sum(times) / len(times):.4f} {times[len(times) // 2]:.4f} "
              f"{times[len(times) * 99 // 100]:.4f} {engine.size()} {len(times)}")
        if hasattr(engine, "close"):
            engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
