"""Quality of our retrieval on all collections in one go, for steering.

  bench/quality/measure.py [--build DIR] [--peer DIR] [--plain] [NAME…]

Collections are written once into the system's temporary folder and read from there ever after; with
--peer, runs of a peer kept as DIR/NAME.json (query → nDCG@10) are compared by the paired
bootstrap. `bench/run matching` makes the table for the record.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import judge  # noqa: E402
import sets  # noqa: E402


PLACE = Path(tempfile.gettempdir()) / "ieum-collections"


def by_corpus(names):
    """Neighbours over the same documents are asked of one index."""
    groups = []
    for name in names:
        same = groups and sets.corpus(groups[-1][0]) == sets.corpus(name)
        groups[-1].append(name) if same else groups.append([name])
    return groups


def run(program, names, known):
    """[(query → nDCG@10, the program's line of figures)] for collections of one corpus."""
    made = [sets.written(name, PLACE) for name in names]
    runs = [PLACE / f"run-{i}.trec" for i in range(len(names))]
    done = subprocess.run([program, made[0][0], ",".join(str(m[1]) for m in made), "10",
                           ",".join(map(str, runs)), *known], check=True,
                          capture_output=True, text=True)
    return [(judge.ndcg(judge.read_run(path), m[2]), line)
            for path, m, line in zip(runs, made, done.stdout.splitlines())]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("--peer")
    parser.add_argument("--words", default="build", help="where ieum.lexicon lies")
    parser.add_argument("--plain", action="store_true", help="no concepts, no words")
    parser.add_argument("names", nargs="*", help="names, or how they begin: needs, ntrex")
    asked = parser.parse_args()
    program = Path(asked.build) / "bench" / "bench-match_retrieve"
    names = [n for n in sets.PLAIN | sets.CROSS
             if not asked.names and n in sets.PLAIN
             or any(n == name or n.startswith(name) for name in asked.names)]
    known = [str(Path(asked.words) / f"ieum.{what}") for what in ("lexicon", "words")]
    known = [] if asked.plain else known
    means = []
    for group in by_corpus(names):
        runs = run(program, group, known)
        for name, (ours, figures) in zip(group, runs):
            means.append(judge.mean(ours))
            line = f"{name:14} {means[-1]:.4f}"
            peer = Path(asked.peer or "/nonexistent") / f"{name}.json"
            if peer.exists():
                theirs = json.loads(peer.read_text())
                low, high = judge.interval(ours, theirs)
                line += (f"  peer {judge.mean(theirs):.4f}  "
                         f"{means[-1] - judge.mean(theirs):+.4f} [{low:+.4f}, {high:+.4f}]")
            print(line, " ", figures, flush=True)
    print(f"{'macro mean':14} {sum(means) / len(means):.4f}")


if __name__ == "__main__":
    main()
