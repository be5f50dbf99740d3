#!/usr/bin/env python3
"""OR-Tools CP-SAT on one instance, one worker."""
import sys

from ortools.sat.python import cp_model

from instance import Instance


def build(it):
    model = cp_model.CpModel()
    at = [{t: model.NewBoolVar("") for t in it.allowed(m)} for m in range(len(it.meetings))]
    for row in at:
        model.AddExactlyOne(row.values())
    for t in range(1, it.slots + 1):
        model.Add(sum(row[t] for row in at if t in row) <= it.places)
    for a, b in it.before:
        model.Add(sum(t * x for t, x in at[a - 1].items())
                  < sum(t * x for t, x in at[b - 1].items()))
    breaks = []
    for p in range(1, it.people + 1):
        mine = it.meetings_of(p)
        uses = []
        for t in range(1, it.slots + 1):
            here = [at[m][t] for m in mine if t in at[m]]
            uses.append(model.NewBoolVar(""))
            model.Add(sum(here) == uses[-1])
        if not mine:
            breaks.append(0)
            continue
        model.Add(sum(uses) == len(mine))
        begun, gaps = uses[0], []
        for t in range(1, it.slots):
            gap = model.NewBoolVar("")
            model.AddBoolOr(uses[t].Not(), uses[t - 1], begun.Not(), gap)
            for other in (uses[t], uses[t - 1].Not(), begun):
                model.AddImplication(gap, other)
            gaps.append(gap)
            after = model.NewBoolVar("")
            model.AddMaxEquality(after, [begun, uses[t]])
            begun = after
        breaks.append(sum(gaps))
    least, most = (model.NewIntVar(0, it.slots, "") for _ in range(2))
    for count in breaks:
        model.Add(count >= least)
        model.Add(count <= most)
    model.Add(most - least <= it.fairness)
    model.Minimize(sum(breaks))
    return model


def main():
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.Solve(build(Instance(sys.argv[1])))
    if status == cp_model.OPTIMAL:
        print("OPT", round(solver.ObjectiveValue()))
    elif status == cp_model.INFEASIBLE:
        print("UNSAT")


main()
