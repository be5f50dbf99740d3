"""Quality of our retrieval on all collections in one go, for steering.

  bench/quality/measure.py [--build DIR] [--peer DIR] [NAME…]

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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("--peer")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    place = Path(tempfile.gettempdir()) / "ieum-collections"
    program = Path(asked.build) / "bench" / "bench-match_retrieve"
    means = []
    for name in asked.names or sets.PLAIN:
        corpus, queries, relevant = sets.written(name, place)
        run = place / "run.trec"
        done = subprocess.run([program, corpus, queries, "10", run], check=True,
                              capture_output=True, text=True)
        ours = judge.ndcg(judge.read_run(run), relevant)
        means.append(judge.mean(ours))
        line = f"{name:14} {means[-1]:.4f}"
        peer = Path(asked.peer or "/nonexistent") / f"{name}.json"
        if peer.exists():
            theirs = json.loads(peer.read_text())
            low, high = judge.interval(ours, theirs)
            line += (f"  peer {judge.mean(theirs):.4f}  "
                     f"{means[-1] - judge.mean(theirs):+.4f} [{low:+.4f}, {high:+.4f}]")
        print(line, " ", *done.stdout.split(), flush=True)
    print(f"{'macro mean':14} {sum(means) / len(means):.4f}")


if __name__ == "__main__":
    main()
