#!/usr/bin/env python3
"""RC2 of python-sat (stratified, core exhaustion, as in its competition version) on one
instance, with the paper's encoding: cardinality constraints and the first implied one."""
import sys

from pysat.card import CardEnc, EncType
from pysat.examples.rc2 import RC2Stratified
from pysat.formula import IDPool, WCNF

from instance import Instance


def build(it):
    pool, formula = IDPool(), WCNF()

    def bound(make, literals, limit):
        if literals or limit:
            encoded = make(lits=literals, bound=limit, vpool=pool, encoding=EncType.seqcounter)
            formula.extend(encoded.clauses)

    at = [{t: pool.id(("x", m, t)) for t in it.allowed(m)} for m in range(len(it.meetings))]
    for row in at:
        if not row:
            formula.append([])
            return formula
        bound(CardEnc.equals, list(row.values()), 1)
    for t in range(1, it.slots + 1):
        bound(CardEnc.atmost, [row[t] for row in at if t in row], it.places)
    for a, b in it.before:
        for t, x in at[b - 1].items():
            formula.append([-x] + [y for s, y in at[a - 1].items() if s < t])
    counts = []
    for p in range(1, it.people + 1):
        mine = it.meetings_of(p)
        if not mine:
            counts.append([])
            continue
        uses = [pool.id(("u", p, t)) for t in range(1, it.slots + 1)]
        for t in range(1, it.slots + 1):
            here = [at[m][t] for m in mine if t in at[m]]
            formula.append(here + [-uses[t - 1]])
            for i, x in enumerate(here):
                formula.append([-x, uses[t - 1]])
                for y in here[:i]:
                    formula.append([-x, -y])
        bound(CardEnc.equals, uses, len(mine))
        begun, gaps = uses[0], []
        for t in range(1, it.slots):
            gap, after = pool.id(("g", p, t)), pool.id(("b", p, t))
            formula.extend([[-uses[t], uses[t - 1], -begun, gap], [-gap, uses[t]],
                            [-gap, -uses[t - 1]], [-gap, begun], [-begun, after],
                            [-uses[t], after], [-after, begun, uses[t]]])
            formula.append([-gap], weight=1)
            gaps.append(gap)
            begun = after
        counts.append(gaps)
    if any(len(it.meetings_of(p)) < 2 for p in range(1, it.people + 1)):
        for gaps in counts:  # somebody has no break: nobody has more than d
            if gaps:
                bound(CardEnc.atmost, gaps, it.fairness)
    elif it.fairness < it.slots:
        raise SystemExit("not written for events without a participant of one meeting")
    return formula


def main():
    solver = RC2Stratified(build(Instance(sys.argv[1])), solver="g4", exhaust=True, minz=True)
    if solver.compute() is None:
        print("UNSAT")
    else:
        print("OPT", solver.cost)


main()
