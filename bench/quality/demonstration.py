"""Matches of the demonstration (examples/week-2019) judged by what its profiles were made of:

  bench/quality/demonstration.py [--build DIR] [--top 10]

Every request for technology or business seeks partners as `ieum match PROFILE` does; a
partner is right when it offers the counterpart about the same topic. Prints nDCG@10, the
share of needs whose first place is right, and the same for needs whose right partners all
write in another language. The pages' own matches are these.
"""
import argparse
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(ROOT / "examples" / "week-2019"))
import judge  # noqa: E402


def facts():
    """id → (type, first topic, languages, organisation, last day)"""
    import generate
    _, records, _ = generate.build(generate.SEED)
    known = {}
    for row in records["profiles"]:
        before = known.get(row["id"], (row["type"], row["_topics"][0], set(), row["organisation"],
                                       row["valid_until"]))
        before[2].add(row["language"])
        known[row["id"]] = before
    return known


def judgements(known):
    """Partners on the same topic, of another house, that are open on the day of asking: today,
    or the need's last day when that is over."""
    relevant, abroad, today = {}, set(), datetime.date.today().isoformat()
    for need, (kind, topic, langs, house, day) in known.items():
        if kind not in ("technology_request", "business_request"):
            continue
        offer = kind.replace("request", "offer")
        right = {i for i, (k, t, _, h, last) in known.items()
                 if k == offer and t == topic and h != house and last >= min(day, today)}
        if right:
            relevant[need] = {i: 1 for i in right}
            if not any(langs & known[i][2] for i in right):
                abroad.add(need)
    return relevant, abroad


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--top", default="10")
    options = parser.parse_args()
    program = str(Path(options.build) / "ieum")
    relevant, abroad = judgements(facts())
    ranked = {}
    with tempfile.TemporaryDirectory() as place:
        common = [program, "--db", f"sqlite:{place}/demo.db"]
        environment = {**os.environ, "TMPDIR": place}
        subprocess.run([*common, "demo"], check=True, capture_output=True, env=environment)
        with sqlite3.connect(f"{place}/demo.db") as store:
            names = dict(store.execute("SELECT id, external_id FROM profile"))
        for need in relevant:
            done = subprocess.run([*common, "match", need, "--top", options.top, "--json"],
                                  capture_output=True, text=True, env=environment)
            if done.returncode:
                sys.exit(f"{need}: {done.stderr}")
            ranked[need] = [names[row["offer"]] for row in json.loads(done.stdout)["matches"]]
    scores = judge.ndcg(ranked, relevant)
    first = [need for need in relevant if ranked[need][:1] and ranked[need][0] in relevant[need]]
    print(f"needs {len(scores)}  nDCG@10 {judge.mean(scores):.4f}  first right {len(first) / len(scores):.3f}")
    far = {need: scores[need] for need in abroad}
    if far:
        print(f"no language in common with any right partner: {len(far)}  nDCG@10 {judge.mean(far):.4f}")


if __name__ == "__main__":
    main()
