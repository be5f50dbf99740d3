"""Searching offers and needs over HTTP, signed in, with passages, reasons, exact totals and
four facets, at 10,000 and at 100,000 profiles of 60 to 180 words (words by Zipf's law out
of 30,000, every tenth a term of industry, in English, Korean or German). The peer is SQLite's FTS5 over the same
texts in the same run: in process, no rights, no facets, no other languages; bm25, twenty
best, and the count of what matches any of the words. Freshness is the time from sending a
new profile to the first answer that has it. Suggestions are asked for as a word is typed, letter
by letter; what is new in 50 saved searches as home and inbox ask it."""
TITLE = "Searching offers and needs"

import itertools
import json
import random
import sqlite3
import statistics
import time
import urllib.parse

import lib
from serve import ACCOUNTS, PASSWORD, Api, organisations

TERMS = {
    "en": "photoresist|die casting|plasma etching|ball bearing|injection mould|heat treatment|"
          "laser welding|carbon fibre|robot gripper|pressure sensor|solid electrolyte|"
          "membrane filter|powder metallurgy|thin film|machine vision|additive manufacturing",
    "ko": "포토레지스트|다이캐스팅|플라즈마 식각|볼 베어링|사출 금형|열처리|레이저 용접|탄소섬유|로봇 그리퍼|"
          "압력 센서|고체 전해질|분리막|분말 야금|박막|머신 비전|적층 제조",
    "de": "Fotolack|Druckguss|Plasmaätzen|Kugellager|Spritzgießwerkzeug|Wärmebehandlung|"
          "Laserschweißen|Kohlenstofffaser|Robotergreifer|Drucksensor|Festelektrolyt|"
          "Membranfilter|Pulvermetallurgie|Dünnschicht|maschinelles Sehen|additive Fertigung",
}
TERMS = {lang: terms.split("|") for lang, terms in TERMS.items()}
LANGS = ["en", "en", "ko", "de"]
SYLLABLES = {
    "en": [a + b for a in "b br c d f gr h l m n p pl r s st t tr v".split()
           for b in "a e i o u an er in on".split()],
    "ko": [chr(0xAC00 + k * 37) for k in range(290)],
}
SYLLABLES["de"] = [s + "e" for s in SYLLABLES["en"]]


class Texts:
    def __init__(self, seed=7):
        self.random = random.Random(seed)
        self.words = {lang: ["".join(self.random.choices(parts, k=2 + k % 3))
                             for k in range(30000)] for lang, parts in SYLLABLES.items()}
        self.weights = list(itertools.accumulate(1 / (k + 10) for k in range(30000)))

    def make(self, lang, count):
        words = self.random.choices(self.words[lang], cum_weights=self.weights, k=count)
        for at in range(self.random.randrange(10), count, 10):
            words[at] = self.random.choice(TERMS[lang])
        return words

    def profile(self):
        lang = self.random.choice(LANGS)
        words = self.make(lang, self.random.randint(60, 180))
        return lang, " ".join(self.make(lang, 6)), " ".join(words) + "."

    def short(self):
        lang = self.random.choice(LANGS)
        return " ".join([self.random.choice(TERMS[lang]),
                         *self.random.choices(self.words[lang], cum_weights=self.weights,
                                              k=self.random.randint(0, 2))])


def sheet(path, rows, prefix):
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,organisation,type,language,title,text,status\n")
        for i, (lang, title, text) in enumerate(rows):
            kind = ["technology_offer", "technology_request", "business_offer"][i % 3]
            out.write(f"{prefix}{i},o{i % 1000},{kind},{lang},{title},{text},published\n")


SCRIPT = """
local n = 0
request = function()
    n = n + 1
    return wrk.format("GET", "/api/v1/profiles/search?q=" .. asked[n %% #asked + 1],
                      {["Cookie"] = cookies[n %% #cookies + 1]})
end
cookies = {%s}
asked = {%s}
"""


def script_of(bench, name, cookies, asked):
    path = bench.place / f"{name}.lua"
    quoted = ",".join(f'"{urllib.parse.quote(q)}"' for q in asked)
    path.write_text(SCRIPT % (",".join(f'"{c}"' for c in cookies), quoted), encoding="utf-8")
    return path


def whole(api, path, seconds=600):
    """Asks until the answer is complete; seconds that took."""
    begun = time.perf_counter()
    while json.loads(api.ask("GET", path)[1])["degraded"]:
        if time.perf_counter() - begun > seconds:
            raise RuntimeError("the index is never whole")
        time.sleep(0.05)
    return time.perf_counter() - begun


def until_written(folders, since, seconds=120):
    """Until the index's files are of a moment after `since`: checkpoints come before."""
    index, begun = next(iter(folders)) / "index", time.perf_counter()
    while not index.exists() or index.stat().st_mtime < since:
        if time.perf_counter() - begun > seconds:
            raise RuntimeError("the index is never written")
        time.sleep(0.1)


def percentiles(taken):
    taken = sorted(taken)
    return statistics.median(taken) * 1e3, taken[min(len(taken) - 1, len(taken) * 99 // 100)] * 1e3


def one_by_one(api, asked, path="/profiles/search?q="):
    taken = []
    for q in asked:
        begun = time.perf_counter()
        api.ask("GET", path + urllib.parse.quote(q))
        taken.append(time.perf_counter() - begun)
    return percentiles(taken)


def suggestions(api, short):
    """The first letters of the last words, then what begins nothing."""
    typed = [q.split()[-1][:k] for q in short for k in range(1, 6)]
    return one_by_one(api, typed + ["zzqx", "포ㅌ", "Fotol"] * 5,
                      "/profiles/search/suggest?q=")


def saved_searches(api, short, times):
    """What is new in 50 of them, one profile having been published since."""
    for i in range(50):
        api.ask("POST", "/saved-searches", json.dumps(
            {"name": f"saved {i}", "query": {"q": short[i % len(short)]}, "alert": "none"}).encode())
    firm = json.loads(api.ask("GET", "/organisations?limit=1")[1])["items"][0]["id"]
    api.ask("POST", "/profiles", json.dumps(
        {"organisation": firm, "type": "technology_offer", "language": "en", "status": "published",
         "texts": [{"language": "en", "title": "new", "text": " ".join(short[:9])}]}).encode())
    while not any(s["new"] for s in json.loads(api.ask("GET", "/saved-searches/new")[1])["items"]):
        time.sleep(0.05)
    return one_by_one(api, [""] * times, "/saved-searches/new")


def freshness(api, texts, count):
    firm = json.loads(api.ask("GET", "/organisations?limit=1")[1])["items"][0]["id"]
    taken = []
    for i in range(count):
        word = f"freshword{i}x{int(time.time())}"
        lang, title, text = texts.profile()
        body = json.dumps({"organisation": firm, "type": "technology_offer", "language": lang,
                           "status": "published", "texts": [
                               {"language": lang, "title": title, "text": f"{text} {word}"}]})
        begun = time.perf_counter()
        api.ask("POST", "/profiles", body.encode())
        while not json.loads(api.ask("GET", f"/profiles/search?limit=1&q={word}")[1])["total"]:
            if time.perf_counter() - begun > 60:
                raise RuntimeError("not found within a minute")
            time.sleep(0.002)
        taken.append(time.perf_counter() - begun)
        time.sleep(0.02)
    return percentiles(taken)


def peer(bench, rows, asked):
    db = sqlite3.connect(bench.place / "fts.db")
    db.execute("DROP TABLE IF EXISTS f")
    begun = time.perf_counter()
    db.execute("CREATE VIRTUAL TABLE f USING fts5(title, text)")
    db.executemany("INSERT INTO f VALUES (?,?)", ((t, x) for _, t, x in rows))
    db.commit()
    built, taken = time.perf_counter() - begun, []
    for q in asked:
        words = " OR ".join('"' + w.replace('"', "") + '"' for w in q.split())
        begun = time.perf_counter()
        db.execute("SELECT rowid, snippet(f, 1, '[', ']', '…', 20) FROM f WHERE f MATCH ?"
                   " ORDER BY bm25(f, 2.0, 1.0) LIMIT 20", (words,)).fetchall()
        db.execute("SELECT count(*) FROM f WHERE f MATCH ?", (words,)).fetchone()
        taken.append(time.perf_counter() - begun)
    db.close()
    return built, percentiles(taken)


def at_size(bench, count, queries, states):
    texts = Texts()
    rows = [texts.profile() for _ in range(count)]
    size = f"{count:,} profiles"
    firms, profiles = bench.place / "o.csv", bench.place / "p.csv"
    random.seed(7)
    organisations(firms, 1000)
    sheet(profiles, rows, "p")
    db = f"sqlite:{bench.place}/search-{count}.db"

    def ieum(*words):
        return bench.run(bench.ieum, "--db", db, *words, env={"IEUM_PASSWORD": PASSWORD})
    ieum("init", "--code", "BENCH")
    ieum("import", "organisations", firms)
    loaded = ieum("import", "profiles", profiles)
    for login, role, organisation in ACCOUNTS:
        ieum("user", "add", login, "--role", role,
             *(["--organisation", organisation] if organisation else []))
    port = lib.free_port()
    serve = (bench.ieum, "--db", db, "serve", "--listen", f"127.0.0.1:{port}",
             "--log-level", "error")
    short = [texts.short() for _ in range(bench.times(400, 20))]
    long = [" ".join(rows[i * 7 % count][2].split()[:120]) for i in range(bench.times(200, 10))]
    with bench.server(*serve, port=port, path="/healthz") as (process, _):
        api = Api(port)
        api.sign_in("adm")
        states.row(f"{size}: the index from the store, s", whole(api, "/profiles/search"), "")
        wanted = time.time() - 1  # whole at most so long before it was seen and written
        states.row(f"{size}: import before it, s", loaded.seconds, 60 if count >= 100000 else "")
        until_written(bench.place.glob(f"search-{count}.db.d/search/*"), wanted)
    with bench.server(*serve, port=port, path="/healthz") as (process, started):
        states.row(f"{size}: start, s", started, 2)
        api = Api(port)
        api.sign_in("adm")
        states.row(f"{size}: then until an answer is whole, s",
                   whole(api, "/profiles/search"), "")
        time.sleep(2)
        states.row(f"{size}: resident, idle, MB", lib.resident_kib(process.pid) / 1024, 50)
        cookies = [Api(port).sign_in(login) for login, _, _ in ACCOUNTS]
        built, fts_short = peer(bench, rows, short)
        _, fts_long = peer(bench, rows, long[:bench.times(40, 5)])
        table = bench.table(size, ["who", "queries", "p50 ms", "p99 ms", "requests/s",
                                   "ieum is times (p50)"])
        for name, asked, fts in (("short", short, fts_short), ("120 words", long, fts_long)):
            mine = one_by_one(api, asked)
            got = bench.wrk(f"http://127.0.0.1:{port}", connections=8, seconds=queries,
                            script=script_of(bench, name.split()[0], cookies, asked))
            if got["refused"] or got["errors"]:
                raise RuntimeError(f"answers that were none: {got}")
            table.row("FTS5, in process", name, fts[0], fts[1], 1000 / fts[0], 1.0)
            table.row("ieum, one at a time", name, mine[0], mine[1], 1000 / mine[0],
                      bench.ratio(mine[0], fts[0], less_is_better=True))
            table.row("ieum, 8 connections", name, got["p50"], got["p99"], got["rate"],
                      bench.ratio(got["rate"], 1000 / fts[0]))
        for what, got, bound in (
                ("suggestions", suggestions(api, short), 10),
                ("new in 50 saved searches", saved_searches(api, short, bench.times(20, 3)), 200)):
            states.row(f"{size}: {what}, p50 ms", got[0], "")
            states.row(f"{size}: {what}, p99 ms", got[1], bound)
        half, most = freshness(api, texts, bench.times(100, 5))
        states.row(f"{size}: found after, p50 ms", half, 1000)
        states.row(f"{size}: found after, p99 ms", most, 1000)
        states.row(f"{size}: resident, after all, MB", lib.resident_kib(process.pid) / 1024, "")
        states.row(f"{size}: FTS5 built, s", built, "")


def measure(bench):
    states = bench.table("States", ["what", "measured", "bound"])
    for count in bench.times((10000, 100000), (500,)):
        at_size(bench, count, bench.times(10, 2), states)
