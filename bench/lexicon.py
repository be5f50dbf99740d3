"""Tagging real texts with the shipped vocabulary on one core, by processor time, since
machines are shared. `first pass`: a tagger that has met no word yet; `again`: the same text
once more. The least work is to read every byte once and to look every word up once in a
table that holds the words of the text: the bound (`bytes`, `words`, in the run beside).
Peers find the same labels letter for letter, with no word boundaries, inflection, compounds,
spacing or weights: Hyperscan, every match, without regard to the case of ASCII;
pyahocorasick, the longest matches in text in small letters. ieum is to reach 20 MB/s in every
language. Texts are read from the folder beside the source tree; a language without is left
out."""
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import lib

TITLE = "Tagging with the lexicon"
WANTED = 20.0  # MB/s
TEXTS = [("ko", "msmarco-ko-en/corpus.ko.jsonl.gz"), ("ko", "ntrex/ko.txt"),
         ("en", "sbir-need-offer/offers.jsonl.gz"), ("en", "msmarco-ko-en/corpus.en.jsonl.gz"),
         ("en", "xquad/corpus.en.jsonl"), ("de", "xquad/corpus.de.jsonl"),
         ("de", "ntrex/de.txt"), ("ja", "jsquad-ja/corpus.jsonl"), ("fr", "ntrex/fr.txt"),
         ("ru", "xquad/corpus.ru.jsonl"), ("ru", "ntrex/ru.txt"),
         ("he", "heq-he/corpus.jsonl"), ("he", "ntrex/he.txt")]
TYPED = ["p", "photo", "photores", "die ca", "포", "포토레ㅈ", "포토레지스트", "ㄷㅇㅋㅅㅌ", "フォト",
         "ふぉと", "фото", "литье под", "Präz", "prazision", "traitement", "ננו", "zzzz"]
PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable
AHOCORASICK = r'''
import sys, time, ahocorasick
begun = time.process_time()
automaton = ahocorasick.Automaton()
for line in open(sys.argv[1], encoding="utf-8"):
    label = line.rstrip("\n").lower()
    if label:
        automaton.add_word(label, len(label))
automaton.make_automaton()
built = time.process_time() - begun
text = open(sys.argv[2], encoding="utf-8").read()
size, found, spent, passes = len(text.encode()), 0, 0.0, 0
begun = time.process_time()
while spent < float(sys.argv[3]):
    found = sum(1 for _ in automaton.iter_long(text.lower()))
    spent = time.process_time() - begun
    passes += 1
print(size * passes / spent / 1e6, found, built)
'''


def shared():
    place = Path(os.environ.get("IEUM_SHARED", lib.ROOT.parent / "shared"))
    return place / "data" / "matching"


def lines_of(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        if ".jsonl" not in path.name:
            return [line.rstrip("\n") for line in file]
        records = [json.loads(line) for line in file]
    return [f"{r.get('title') or ''} {r.get('text') or ''}".replace("\n", " ")
            for r in records]


def have(module):
    return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True,
                          check=False).returncode == 0


def texts(bench):
    """(language, name, path of a text with a line a record)."""
    for lang, name in TEXTS:
        source = shared() / name
        if not source.exists():
            continue
        path = bench.place / f"{lang}-{name.split('/')[0]}.txt"
        path.write_text("\n".join(lines_of(source)) + "\n", encoding="utf-8")
        yield lang, name.split("/")[0], path


def rates(bench, tagger, vocabulary, labels):
    seconds = bench.times(4, 1)
    hyperscan = bench.program("hyperscan")
    table = bench.table("MB/s of processor time", [
        "text", "MB", "tags", "ieum, first pass", "ieum, again", "of 20 MB/s",
        "bound: words", "times the bound", "Hyperscan", "pyahocorasick"],
        "Bound: bytes alone go by at 10 GB/s and more. Times the bound: how much longer "
        "ieum takes than parting the text at spaces and looking each word up (Japanese has "
        "no spaces: not said).")
    for lang, name, path in texts(bench):
        ran = bench.run(tagger, "rate", vocabulary, path, lang, seconds).output.split()
        size, again, first, tags = float(ran[0]), float(ran[1]), float(ran[2]), int(ran[3])
        least = float(bench.run(tagger, "bound", vocabulary, path, lang,
                                seconds).output.split()[1])
        scanned = float(bench.run(hyperscan, labels, path, seconds).output.split()[0]) \
            if hyperscan.exists() else "none"
        walked = float(bench.run(PYTHON, "-c", AHOCORASICK, labels, path,
                                 seconds).output.split()[0]) \
            if have("ahocorasick") else "none"
        table.row(f"{lang} {name}", size, tags, first, again, again / WANTED,
                  "—" if lang == "ja" else least, "—" if lang == "ja" else least / again,
                  scanned, walked)
    return table


def opening(bench, tagger, vocabulary):
    probe = bench.place / "probe.txt"
    probe.write_text("steel\n", encoding="utf-8")
    ran = bench.run(tagger, "rate", vocabulary, probe, "en", 0.1).output.split()
    size, build, opened = int(ran[6]), float(ran[7]), float(ran[8])
    table = bench.table("The compiled form", ["what", "figure"],
                        "Opened: checksum, every number and string looked at, folding made.")
    table.row("concepts", int(ran[4]))
    table.row("labels", int(ran[5]))
    table.row("MB", size / 1e6)
    table.row("bytes a label", size / int(ran[5]))
    table.row("ms to compile, processor", build)
    table.row("ms to open, processor", opened)
    database = bench.place / "start.db"
    port = lib.free_port()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with bench.server(bench.ieum, "--db", f"sqlite:{database}", "serve", "--listen",
                      f"127.0.0.1:{port}", port=port) as (process, seconds):
        table.row("ms until an empty server answers, wall", 1000 * seconds)
        table.row("MB resident then", lib.resident_kib(process.pid) / 1024)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    table.row("ms of processor time, start and end",
              1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))


def finding(bench, tagger, vocabulary):
    typed = bench.place / "typed.txt"
    typed.write_text("\n".join(TYPED) + "\n", encoding="utf-8")
    table = bench.table("Search boxes, ten best of every language",
                        ["typed", "µs", "first found"],
                        "In any language, without accents, case, width, or spaces; Korean as "
                        "far as it is typed, or by first consonants.")
    for line in bench.run(tagger, "find", vocabulary, typed, "ko").output.splitlines():
        cells = line.split("\t")
        table.row(cells[0], float(cells[1]), cells[2] if len(cells) > 2 else "nothing")


def measure(bench):
    tagger = bench.program("lexicon_tag")
    vocabulary = lib.ROOT / "lexicon" / "vocabulary"
    labels = bench.place / "labels.txt"
    listed = bench.run(tagger, "labels", vocabulary).output.splitlines()
    labels.write_text("\n".join(sorted({line.split("\t")[1] for line in listed})) + "\n",
                      encoding="utf-8")
    begun = time.monotonic()
    table = rates(bench, tagger, vocabulary, labels)
    if not table.rows:
        bench.note("No texts are beside the source tree: nothing was tagged.")
    opening(bench, tagger, vocabulary)
    finding(bench, tagger, vocabulary)
    bench.note(f"Texts took {time.monotonic() - begun:.0f} s of a machine that others used "
               "too.")
