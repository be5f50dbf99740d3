"""A made-up registry in two languages: Korean needs and English offers, as JSON Lines, the
same for a seed.

  python3 bench/quality/registry.py NEEDS OFFERS FOLDER      writes needs.jsonl and offers.jsonl

A need is three or four sentences drawn from msmarco-ko, so that words keep the company that
they keep in texts, and one of a dozen words of the Korean-English word list, by Zipf's law
over a shuffled list, most with a particle behind them: what is rare, technical and seldom
repeated. An offer is five to seven sentences drawn from sbir. So a registry of 100,000 needs
has some 300,000 different Korean words. Sentences come again in other texts, in other
company; no two texts are the same.
"""
import json
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sets  # noqa: E402  (beside this file)

PARTICLES = ("을", "를", "의", "에", "이", "가", "은", "는", "로", "으로", "와", "과", "용",
             "에서", "까지", "하는", "에 대한")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sentences(name, least):
    found = []
    for record in sets.records(sets.DATA / name):
        found += [s for s in SENTENCE.split(record["text"]) if len(s) >= least]
    return found


def headwords():
    path = sets.ROOT / "lexicon" / "words" / "ko-en.tsv"
    rows = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    return [word for word in rows if len(word) > 1 and word[0] != "#" and "-" not in word]


def by_zipf(chance, words):
    """Rank r with a chance of about 1/r."""
    return words[int(len(words) ** chance.random()) - 1]


def korean(chance, texts, words):
    drawn = [chance.choice(texts) for _ in range(chance.randint(3, 4))]
    drawn.append(" ".join(by_zipf(chance, words) + chance.choice(("", *PARTICLES))
                          for _ in range(12)) + ".")
    chance.shuffle(drawn)
    return " ".join(drawn)


def write(path, prefix, lang, count, text_of):
    with open(path, "w", encoding="utf-8") as file:
        for i in range(count):
            record = {"_id": f"{prefix}{i}", "lang": lang, "text": text_of()}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def made(needs, offers, place, seed=20191028):
    """(needs, offers) as paths under `place`."""
    chance = random.Random(seed)
    paths = Path(place) / "needs.jsonl", Path(place) / "offers.jsonl"
    texts = sentences("msmarco-ko-en/corpus.ko.jsonl.gz", 20)
    words = headwords()
    chance.shuffle(words)
    write(paths[0], "n", "ko", needs, lambda: korean(chance, texts, words))
    texts = sentences("sbir-need-offer/offers.jsonl.gz", 40)
    write(paths[1], "o", "en", offers,
          lambda: " ".join(chance.choice(texts) for _ in range(chance.randint(5, 7))))
    return paths


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    made(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
