"""Provably best meeting timetables: the 80 instances of the business-to-business benchmark
(Bofill et al., JAIR 74, 2022) with fairness 2, ieum beside clasp (gringo, core-guided),
OR-Tools CP-SAT, RC2 (python-sat) and MiniZinc with Gecode, each alone on one core, stopped
after a limit of processor seconds. PAR-2 counts twice the limit for what was not finished.
A peer that is not installed is left out, which a note says; every answer is held to the
published one, and a wrong answer counts as unfinished.

ieum runs the whole set; each peer runs it from what is hardest for ieum on, and stops as
soon as its PAR-2 is B2B_ENOUGH (12) times that of ieum on the whole set, since a peer's
instances that were not run can only add to its own. What the table states for such a peer
is then a lower bound of its PAR-2. B2B_ENOUGH=0 runs everything.

B2B_LIMIT sets the limit in seconds (300), B2B_ONLY a pattern of instances (*), B2B_PYTHON
the interpreter that has ortools and python-sat (python3)."""
import csv
import fnmatch
import json
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

TITLE = "Business-to-business meeting scheduling"
ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).resolve().parent / "b2b_peers"
DATA = Path(os.environ.get("IEUM_SHARED_DATA", ROOT / "../shared/data")) / "scheduling"
LIMIT = int(os.environ.get("B2B_LIMIT", "300"))
PYTHON = os.environ.get("B2B_PYTHON", "python3")
PROVED = ["tic-13crafc.original", "forum-13crafc.original", "forum-13crafb.original",
          "forum-14.fixed020-Forb", "ticf-13crafb.prec15"]
ENOUGH = float(os.environ.get("B2B_ENOUGH", "12"))


def has_module(name):
    return subprocess.run([PYTHON, "-c", f"import {name}"], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


def solvers(bench):
    yield "ieum", [bench.ieum, "schedule", "--json"]
    if shutil.which("gringo") and shutil.which("clasp"):
        yield "clasp", [PYTHON, PEERS / "clasp.py"]
    if has_module("ortools"):
        yield "CP-SAT", [PYTHON, PEERS / "cpsat.py"]
    if has_module("pysat"):
        yield "RC2", [PYTHON, PEERS / "rc2.py"]
    if shutil.which("minizinc") and shutil.which("fzn-gecode"):
        yield "Gecode", ["minizinc", "--solver", "gecode", PEERS / "b2b.mzn"]


def answer(name, output):
    """'UNSAT', the optimum as text, or None."""
    if name == "ieum":
        try:
            found = json.loads(output)
        except ValueError:
            return None
        return {"infeasible": "UNSAT",
                "optimal": str(found.get("breaks"))}.get(found["status"])
    if name == "Gecode":
        if "UNSATISFIABLE" in output:
            return "UNSAT"
        if "==========" not in output:
            return None
    lines = [line for line in output.splitlines() if line.startswith(("OPT", "UNSAT"))]
    return lines[-1].split()[-1] if lines else None


def run(command, limit):
    """(output, processor seconds of the command and its children)."""
    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                               preexec_fn=limited, start_new_session=True, cwd=PEERS)
    try:
        output, _ = process.communicate(timeout=30 * limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return output.decode("utf-8", "replace"), after.ru_utime - before.ru_utime


def published(fairness="2"):
    with open(DATA / "published_results.csv", encoding="utf-8") as file:
        return {f"{r['instance']}.{r['variant']}":
                "UNSAT" if r["status"] == "UNSAT" else r["optimum_breaks"]
                for r in csv.DictReader(file) if r["d"] == fairness}


def measure(bench):
    limit = 5 if bench.quick else LIMIT
    instances = sorted(p for p in (DATA / "b2b").glob("*.dzn")
                       if fnmatch.fnmatch(p.stem, os.environ.get("B2B_ONLY", "*")))
    if bench.quick:
        instances = instances[::20]
    if not instances:
        bench.note("skipped: the benchmark's instances are not there")
        return
    known, names, begun = published(), dict(solvers(bench)), time.monotonic()
    ours = whole_set(bench, names.pop("ieum"), instances, known, limit)
    instances.sort(key=lambda path: -ours[path.stem])
    par = sum(ours.values())
    total = bench.table("The set", ["solver", "instances run", "of these solved",
                                    "PAR-2 of these", "ieum's PAR-2 to it at most"])
    total.row("ieum", len(instances), sum(s < 2 * limit for s in ours.values()), par, "1")
    other_fairness(bench, limit)
    proofs(bench, limit)
    rows, counted = {path.stem: [ours[path.stem]] for path in instances}, 0
    for name, command in names.items():
        sums, solved, count = 0.0, 0, 0
        for path in instances:
            if ENOUGH and sums >= ENOUGH * par:
                rows[path.stem].append("")
                continue
            output, seconds = run([*command, path], limit)
            right = answer(name, output) == known[path.stem] and seconds <= limit
            sums += seconds if right else 2 * limit
            solved, count = solved + right, count + 1
            rows[path.stem].append(seconds if right else "-")
        counted = max(counted, count)
        total.row(name, count, solved, sums, f"{par / sums:.3f}")
    table = bench.table("Processor seconds an instance", ["instance", "best", "ieum", *names],
                        f"Not finished within {limit} s: -. Empty: not run. "
                        "Time includes reading and, for clasp, grounding.")
    for path in instances:
        table.row(path.stem, known[path.stem], *rows[path.stem])
    for name in {"clasp", "CP-SAT", "RC2", "Gecode"} - set(names):
        bench.note(f"{name} is not installed and was left out.")
    bench.note(f"{len(instances)} instances, of which the peers ran at most {counted}, in "
               f"{time.monotonic() - begun:.0f} s by the wall.")


def whole_set(bench, command, instances, known, limit):
    """{instance: its part of PAR-2} of ours, over the whole set."""
    seconds = {}
    for path in instances:
        output, took = run([*command, path], limit)
        right = answer("ieum", output) == known[path.stem] and took <= limit
        seconds[path.stem] = took if right else 2 * limit
    bench.note(f"ieum's slowest: {max(seconds, key=seconds.get)}, {max(seconds.values()):.1f} s.")
    return seconds


def other_fairness(bench, limit):
    """The originals with d = 0, 1 and 3; ours alone."""
    table = bench.table("The originals with other fairness, ieum",
                        ["d", "instances", "as published", "processor s", "slowest", "s"])
    originals = sorted((DATA / "b2b").glob("*.original.dzn"))[:2 if bench.quick else None]
    for fairness in "013":
        known, took, right = published(fairness), {}, 0
        for path in originals:
            output, took[path.stem] = run([bench.ieum, "schedule", "--json", "--fairness",
                                           fairness, path], limit)
            right += answer("ieum", output) == known[path.stem]
        slowest = max(took, key=took.get)
        table.row(fairness, len(originals), right, sum(took.values()), slowest, took[slowest])


def proofs(bench, limit):
    """Certificates: what the last refutation costs to write and to check."""
    table = bench.table("Certificates", ["instance", "best", "solve and prove s", "MB",
                                         "check s", "the checker says"])
    known, proof = published(), bench.place / "proof"
    for name in PROVED[:1 if bench.quick else None]:
        path = DATA / "b2b" / f"{name}.dzn"
        _, took = run([bench.ieum, "schedule", "--proof", proof, path], limit)
        said, checked = run([bench.ieum, "schedule", "--check-proof", proof, path], limit)
        size = proof.stat().st_size / 1e6 if proof.exists() else 0
        table.row(name, known[name], took, size, checked, (said.strip().splitlines() or ["-"])[-1])
