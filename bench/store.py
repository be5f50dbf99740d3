"""The store against bare SQLite with the same settings (WAL, synchronous=FULL), on the
same disk in the same run. A write of ours is the record's row with its indexes, its
immutable revision, and a chained log entry with its payload; the peer writes a row and a
row of log of the same size. Reads carry the reader's predicate."""
TITLE = "The store"


def rate(bench, name, *arguments):
    def once():
        rate.number += 1
        path = bench.place / f"store-{rate.number}.db"
        return float(bench.run(bench.program(name), *(a if a != "PATH" else path
                                                      for a in arguments)).output.split()[1])
    return bench.median(once, usual=3)


rate.number = 0


def measure(bench):
    writes = bench.times(1000, 100)
    table = bench.table("Durable writes, one by one", ["program", "writes/s", "ratio"],
                        "Wanted: at least 0.7. The bound is the disk's: each write waits "
                        "for one fdatasync.")
    bare = rate(bench, "bare_sqlite", "PATH", writes, 1, 400)
    ours = rate(bench, "store_rates", "write", "PATH", writes)
    table.row("bare SQLite", bare, 1.0)
    table.row("ieum", ours, bench.ratio(ours, bare))

    table = bench.table("Durable writes, 32 at a time", ["program", "writes/s", "ratio"],
                        "Wanted: at least 5 times our own one by one.")
    crowd = rate(bench, "bare_sqlite", "PATH", writes * 2, 32, 400)
    group = rate(bench, "store_rates", "group", "PATH", writes * 10, 32)
    table.row("bare SQLite, 32 connections", crowd, bench.ratio(crowd, ours))
    table.row("ieum, one by one", ours, 1.0)
    table.row("ieum, grouped", group, bench.ratio(group, ours))

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
