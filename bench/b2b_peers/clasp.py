#!/usr/bin/env python3
"""gringo and clasp with unsatisfiable-core optimisation on one instance."""
import subprocess
import sys
from pathlib import Path

from instance import Instance

HERE = Path(__file__).resolve().parent


def facts(it):
    yield f"slot(1..{it.slots}). slots({it.slots}). places({it.places})."
    yield f"person(1..{it.people}). fairness({it.fairness})."
    for m, (a, b, _) in enumerate(it.meetings):
        yield f"meeting({m + 1}). in({a},{m + 1}). in({b},{m + 1})."
        yield from (f"allowed({m + 1},{t})." for t in it.allowed(m))
    for p in range(1, it.people + 1):
        if it.meetings_of(p):
            yield f"degree({p},{len(it.meetings_of(p))})."
    yield from (f"before({a},{b})." for a, b in it.before)


def main():
    program = "\n".join(facts(Instance(sys.argv[1]))) + (HERE / "b2b.lp").read_text()
    ground = subprocess.run(["gringo", "-"], input=program.encode(), stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, check=True).stdout
    done = subprocess.run(["clasp", "--opt-strategy=usc", "--quiet=2,1"], input=ground,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    answer = done.stdout.decode()
    if "OPTIMUM FOUND" in answer:
        print("OPT", answer.split("Optimization :")[1].split()[0])
    elif "UNSATISFIABLE" in answer:
        print("UNSAT")


main()
