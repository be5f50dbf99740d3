"""The store against bare SQLite with the same settings (WAL, synchronous=FULL), on the
same disk in the same run. A write of ours is the record's row with its indexes, its
immutable revision, and a chained log entry with its payload. The peer writes a row and a
row of log of the same size, which is less: two tables without an index; the stricter of
the two peers and the one that a bound is set for. The second peer writes the rows that we
leave, with their indexes, and none of the work around them. All programs of a table take
turns, and a ratio is the median of the ratios of the turns. Reads carry the reader's
predicate."""
import statistics

TITLE = "The store"


def rate(bench, name, *arguments):
    """Writes a second of one run on a fresh file."""
    rate.number += 1
    path = bench.place / f"store-{rate.number}.db"
    return float(bench.run(bench.program(name), *(path if a == "PATH" else a
                                                  for a in arguments)).output.split()[1])


rate.number = 0


def in_turns(bench, programs, usual):
    """{name: [rate of each turn]} of programs that run one after the other."""
    rates = {name: [] for name in programs}
    for turn in range(bench.times(usual) + 1):
        for name, command in programs.items():
            found = rate(bench, *command)
            if turn:  # the first one warms up
                rates[name].append(found)
    return rates


def paired(ours, theirs):
    return statistics.median(a / b for a, b in zip(ours, theirs))


def measure(bench):
    writes = bench.times(1000, 100)
    table = bench.table("Durable writes, one by one", ["program", "writes/s", "ieum / it"],
                        "Wanted: at least 0.7 of the first. The bound is the disk's: each "
                        "write waits for one fdatasync.")
    bare, same, ours = "bare SQLite, a row and a row of log", "bare SQLite, our rows and indexes", "ieum"
    rates = in_turns(bench, {bare: ("bare_sqlite", "PATH", writes, 1, 400),
                             same: ("bare_sqlite", "PATH", writes, 1, 400, "like-ours"),
                             ours: ("store_rates", "write", "PATH", writes)}, 15)
    for name, found in rates.items():
        table.row(name, statistics.median(found), paired(rates[ours], found))

    table = bench.table("Durable writes, 32 at a time", ["program", "writes/s", "grouped / it"],
                        "Wanted: at least 5 times bare SQLite with as many writers; "
                        "where a sync costs more than a record's work, so are the others.")
    crowd, group = "bare SQLite, 32 connections", "ieum, 32 writers grouped"
    rates = in_turns(bench, {crowd: ("bare_sqlite", "PATH", writes * 2, 32, 400),
                             bare: ("bare_sqlite", "PATH", writes, 1, 400),
                             "ieum, one by one": ("store_rates", "write", "PATH", writes),
                             group: ("store_rates", "group", "PATH", writes * 10, 32)}, 7)
    for name, found in rates.items():
        table.row(name, statistics.median(found), paired(rates[group], found))

    rows = bench.times(10000, 1000)
    path = bench.place / "store-read.db"
    filled = bench.run(bench.program("store_rates"), "fill", path, rows).output.split()
    lines = bench.run(bench.program("store_rates"), "read", path,
                      bench.times(20000, 2000)).output.splitlines()
    figures = {line.split()[0]: float(line.split()[1]) for line in lines}
    table = bench.table(f"Reading among {rows:,} profiles, microseconds of processor time",
                        ["what", "officer", "member"],
                        "Wanted: one record 15, a page of 50 at most 300.")
    for what, about in (("read", "one record by id"), ("list", "newest 50"),
                        ("sorted", "50 by title"), ("filtered", "50 of one type"),
                        ("counted", "newest 50 and the whole number"),
                        ("searched", "50 that two words begin")):
        table.row(about, figures[f"{what}_staff"], figures[f"{what}_member"])

    verified = bench.run(bench.program("store_rates"), "log", path).output.split()
    table = bench.table("In one transaction", ["what", "a second"])
    table.row("records written", float(filled[1]))
    table.row("log entries verified", float(verified[1]))
