"""Reads an instance of the benchmark for the peers (not strictly: ieum does that)."""
import re


class Instance:
    def __init__(self, path, fairness=2):
        text = open(path, encoding="utf-8").read()

        def number(name):
            return int(re.search(name + r"\s*=\s*(\d+)", text).group(1))

        def body(name):
            return re.search(name + r"\s*=\s*\[(.*?)\]\s*;", text, re.S).group(1)

        def sets(name):
            return [{int(x) for x in s.split(",") if x.strip()}
                    for s in re.findall(r"\{([^}]*)\}", body(name))]

        self.people, self.places = number("nBusiness"), number("nTables")
        self.slots, self.morning = number("nTotalSlots"), number("nMorningSlots")
        rows = [r for r in body("requested").split("|") if r.strip()]
        self.meetings = [tuple(int(x) for x in r.split(",")[:3]) for r in rows]
        self.forbidden = [s - {0} for s in sets("forbidden")]
        self.fixed = [int(x) for x in body("fixed").split(",") if x.strip()]
        self.before = [(b, m + 1) for m, s in enumerate(sets("precedences")) for b in s]
        self.fairness = fairness

    def allowed(self, m):
        """Slots (from 1) of meeting m (from 0)."""
        a, b, session = self.meetings[m]
        return [t for t in range(1, self.slots + 1)
                if not (session == 1 and t > self.morning)
                and not (session == 2 and t <= self.morning)
                and not (self.fixed[m] and self.fixed[m] != t)
                and t not in self.forbidden[a - 1] and t not in self.forbidden[b - 1]]

    def meetings_of(self, p):
        return [m for m, (a, b, _) in enumerate(self.meetings) if p in (a, b)]
