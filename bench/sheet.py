"""Tables of 100,000 rows and 20 columns (names, codes, numbers, days) read to the last
cell: ieum, and what Debian offers for the same job. The workbook is written at run time by
ieum itself (inline strings) and once more by openpyxl (shared strings). Processor seconds
of the whole process, start included, so that a busy machine distorts little; the bound is
the time zlib needs to inflate the same package, and memory's to copy the bytes once."""
TITLE = "Reading tables"

import re
import resource
import shutil
import subprocess
import sys

PYTHON = shutil.which("python3", path="/usr/bin") or sys.executable

PEAK = """
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        print("peak", line.split()[1])
"""
OPENPYXL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
print(sum(len(row) for row in book.active.iter_rows(values_only=True)))
""" + PEAK
CSV = """
import csv, sys
print(sum(len(row) for row in csv.reader(open(sys.argv[1], encoding="utf-8", newline=""))))
""" + PEAK
REWRITE = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
out = openpyxl.Workbook(write_only=True)
sheet = out.create_sheet("table")
for row in book.active.iter_rows(values_only=True):
    sheet.append(row)
out.save(sys.argv[2])
"""


def have(module):
    return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True,
                          check=False).returncode == 0


def cost(bench, *command, times=1):
    """Processor seconds and peak MB of a command, the best of `times`. The peak is what the
    process says of itself, since the system's count includes what it was before exec."""
    best = None
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = bench.run(*command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
        if best is None or seconds < best[0]:
            said = re.search(r"(?:peak |\S+ \S+ \S+ \S+ )(\d+)$", done.output.strip())
            best = (seconds, int(said.group(1)) / 1024 if said else "unknown")
    return best


def measure(bench):
    rows, columns = bench.times(100000, 2000), 20
    reader = bench.program("sheet_read")
    columns_of = ["program", "rows/s", "peak MB", "seconds", "ieum is faster by"]
    files = [("inline strings", bench.place / "inline.xlsx")]
    bench.run(reader, "make", files[0][1], rows, columns)
    if have("openpyxl"):
        files.append(("shared strings", bench.place / "shared.xlsx"))
        bench.run(PYTHON, "-c", REWRITE, files[0][1], files[1][1])
    else:
        bench.note("python3-openpyxl is not installed: no peer for XLSX.")
    for about, path in files:
        table = bench.table(f"XLSX, {about}, {rows:,} × {columns}", columns_of)
        ours, memory = cost(bench, reader, path, times=bench.times(3))
        table.row("ieum", rows / ours, memory, ours, 1.0)
        if have("openpyxl"):
            theirs, memory = cost(bench, PYTHON, "-c", OPENPYXL, path)
            table.row("openpyxl, read only", rows / theirs, memory, theirs, theirs / ours)
        if shutil.which("xlsx2csv"):
            theirs, memory = cost(bench, "xlsx2csv", path, bench.place / "out.csv")
            table.row("xlsx2csv", rows / theirs, memory, theirs, theirs / ours)
        inflated = bench.run(reader, "inflate", path).output.split()
        table.note = (f"Bound: {int(inflated[0]) / 1e6:.0f} MB inflate in "
                      f"{float(inflated[1]):.2f} s and copy in {float(inflated[2]):.3f} s; "
                      f"ieum takes {ours / float(inflated[1]):.1f} times the inflating, most "
                      "of it expat's.")
    path = bench.place / "table.csv"
    bench.run(reader, "make", path, rows, columns)
    table = bench.table(f"CSV, {rows:,} × {columns}, {path.stat().st_size / 1e6:.0f} MB",
                        columns_of)
    ours, memory = cost(bench, reader, path, times=bench.times(3))
    table.row("ieum", rows / ours, memory, ours, 1.0)
    theirs, memory = cost(bench, PYTHON, "-c", CSV, path, times=bench.times(3))
    table.row("Python's csv module", rows / theirs, memory, theirs, theirs / ours)
    table.note = ("ieum reads the file twice: once to prove its encoding, once for the cells; "
                  "Python is told that it is UTF-8.")
