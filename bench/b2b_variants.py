#!/usr/bin/env python3
"""Instances made from the benchmark's originals the way its authors made theirs, and in a
few ways of our own: bench/b2b_variants.py FOLDER KIND[,KIND...] [SEED [PATTERN]] writes one
file a kind and original into FOLDER (data: IEUM_SHARED_DATA). Kinds:

  forbN     N tenths of a percent of all (participant, slot) forbidden, the original's not
  fixedN    N percent of the meetings fixed, no two in each other's way
  precN     N percent of the meetings after another one of a shared participant
  placesN   N places fewer
  slotsN    the last N slots cut off
  fewerN    N percent of the meetings left out
  moreN     N percent more meetings, of pairs that did not meet
  sessionN  N percent of the meetings told another session

Kinds joined by + are done one after the other. A variant says nothing of its optimum:
it need not even have a timetable."""
import os
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "b2b_peers"))
from instance import Instance  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("IEUM_SHARED_DATA", ROOT / "../shared/data")) / "scheduling/b2b"


def forb(it, n, rng):
    it.forbidden = [set() for _ in range(it.people)]
    for cell in rng.sample(range(it.people * it.slots), it.people * it.slots * n // 1000):
        it.forbidden[cell // it.slots].add(cell % it.slots + 1)


def fixed(it, n, rng):
    taken, load = set(), [0] * (it.slots + 1)
    for m in rng.sample(range(len(it.meetings)), len(it.meetings) * n // 100):
        a, b, _ = it.meetings[m]
        free = [t for t in it.allowed(m) if (a, t) not in taken and (b, t) not in taken
                and load[t] < it.places]
        if free:
            it.fixed[m] = rng.choice(free)
            taken |= {(a, it.fixed[m]), (b, it.fixed[m])}
            load[it.fixed[m]] += 1


def is_before(it, first, then):
    """Whether meeting `first` must be before `then`, however many others between."""
    open_ones, seen = [then], set()
    while open_ones:
        m = open_ones.pop()
        if m == first:
            return True
        if m not in seen:
            seen.add(m)
            open_ones += [b for b, after in it.before if after == m]
    return False


def prec(it, n, rng):
    want = len(it.meetings) * n // 100
    for _ in range(50 * want):
        if len(it.before) >= want:
            break
        m, o = rng.sample(range(1, len(it.meetings) + 1), 2)
        if set(it.meetings[m - 1][:2]) & set(it.meetings[o - 1][:2]) and \
                not is_before(it, o, m) and not is_before(it, m, o):
            it.before.append((m, o))


def places(it, n, _):
    it.places = max(1, it.places - n)


def slots(it, n, _):
    it.slots -= n
    it.morning = min(it.morning, it.slots)
    it.forbidden = [{t for t in some if t <= it.slots} for some in it.forbidden]
    it.fixed = [t if t <= it.slots else 0 for t in it.fixed]


def fewer(it, n, rng):
    out = set(rng.sample(range(len(it.meetings)), len(it.meetings) * n // 100))
    keep = [m for m in range(len(it.meetings)) if m not in out]
    number = {m + 1: i + 1 for i, m in enumerate(keep)}
    it.meetings = [it.meetings[m] for m in keep]
    it.fixed = [it.fixed[m] for m in keep]
    it.before = [(number[b], number[m]) for b, m in it.before
                 if b in number and m in number]


def more(it, n, rng):
    pairs = {frozenset(m[:2]) for m in it.meetings}
    for _ in range(len(it.meetings) * n // 100):
        open_ones = [p for p in range(1, it.people + 1)
                     if len(it.meetings_of(p)) < it.slots - len(it.forbidden[p - 1])]
        a, b = rng.sample(open_ones, 2)
        if frozenset((a, b)) not in pairs:
            pairs.add(frozenset((a, b)))
            it.meetings.append((a, b, 3))
            it.fixed.append(0)


def session(it, n, rng):
    for m in rng.sample(range(len(it.meetings)), len(it.meetings) * n // 100):
        a, b, _ = it.meetings[m]
        it.meetings[m] = (a, b, rng.choice((1, 2, 3)) if it.morning < it.slots else 3)


KINDS = {f.__name__: f for f in (forb, fixed, prec, places, slots, fewer, more, session)}


def written(it):
    def braces(sets):
        return ",\n".join("{" + ",".join(map(str, sorted(s))) + "}" for s in sets)

    def numbers(values):
        return ",".join(map(str, values))

    mine = [it.meetings_of(p) for p in range(1, it.people + 1)]
    before = [{b for b, m in it.before if m == i + 1} for i in range(len(it.meetings))]
    rows = "".join(f"{a}, {b}, {s}, \n|" for a, b, s in it.meetings)
    return (f"nBusiness = {it.people};\nnMeetings = {len(it.meetings)};\n"
            f"nTables = {it.places};\nnTotalSlots = {it.slots};\n"
            f"nMorningSlots = {it.morning};\n\nrequested = [|{rows}];\n\n"
            f"meetingsxBusiness = [{braces({1} | {m + 2 for m in some} for some in mine)}];\n\n"
            f"nMeetingsBusiness = [{numbers(map(len, mine))}];\n\n"
            f"forbidden = [{braces({0} | some for some in it.forbidden)}];\n\n"
            f"fixed = [{numbers(it.fixed)}];\n\nprecedences = [{braces(before)}];\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, kinds = Path(sys.argv[1]), sys.argv[2].split(",")
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    pattern = sys.argv[4] if len(sys.argv) > 4 else "*"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(DATA.glob(pattern + ".original.dzn")):
        base = path.name.split(".")[0]
        for kind in kinds:
            it, rng = Instance(path), random.Random(f"{seed} {base} {kind}")
            for step in kind.split("+"):
                name, n = re.fullmatch(r"([a-z]+)(\d+)", step).groups()
                KINDS[name](it, int(n), rng)
            (folder / f"{base}.{kind}-{seed}.dzn").write_text(written(it), encoding="utf-8")


if __name__ == "__main__":
    main()
