"""The scheduling engine on fairs with a planted timetable: 4 days of 16 slots, 40 % of
wishes mutual, the bottleneck (places, or the tenth of the participants that all others
want) filled to 95 % by the plan. Wishes beyond the plan are strewn over it, so the best is
somewhat above the planted value and at most the bound. The peer is what a person with a
list does: by weight, each into the first slot that is free."""
TITLE = "Scheduling"


def measure(bench):
    table = bench.table("Planted fairs", ["fair", "wishes", "planted", "first fit", "ieum",
                                          "bound", "ieum to bound", "seconds"])
    for people in (200, 1000) if bench.quick else (200, 1000, 5000):
        for kind in ("places", "busy"):
            out = bench.run(bench.program("schedule_planted"), people, kind, 1, 0).output
            wishes, planted, greedy, ours, bound, seconds, _ = out.split()
            table.row(f"{people:,} participants, scarce: {kind}", int(wishes), int(planted),
                      int(greedy), int(ours), int(bound),
                      f"{100 * int(ours) / int(bound):.2f} %", float(seconds))
