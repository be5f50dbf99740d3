"""The frame of the benchmarks. A benchmark is a file bench/NAME.py with

    TITLE = "Durable writes"
    def measure(bench):
        table = bench.table("one writer", ["program", "writes/s", "ratio"])
        ...
        table.row("ieum", 1234.5, bench.ratio(1234.5, bare))

`bench/run` calls it and writes bench/results/NAME.md: the tables, what they were compared
to in the same run, and the machine. Figures are medians of several runs; a ratio is
better than 1 when ieum does better, whichever way the unit points.
"""
import contextlib
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def first_match(path, pattern, otherwise="unknown"):
    with contextlib.suppress(OSError):
        found = re.search(pattern, Path(path).read_text(errors="replace"), re.M)
        if found:
            return found.group(1).strip()
    return otherwise


def said(*command):
    """First line of what a command prints, or 'none'."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, capture_output=True, text=True, timeout=20,
                              check=False)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    return "none"


def machine(build):
    """What the figures depend on, as (what, which) lines; no name of the machine."""
    memory = int(first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)", "0")) / 1048576
    options = {}
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        listed = subprocess.run(["meson", "introspect", "--buildoptions", str(build)],
                                capture_output=True, text=True, check=True)
        options = {o["name"]: o["value"] for o in json.loads(listed.stdout)}
    place = subprocess.run(["df", "--output=fstype", "/tmp"], capture_output=True,
                           text=True, check=False).stdout.split()
    return [
        ("processor", first_match("/proc/cpuinfo", r"^model name\s*:\s*(.+)$")
         + f", {len(os.sched_getaffinity(0))} cores used of {os.cpu_count()}"),
        ("memory", f"{memory:.1f} GiB"),
        ("system", f"Linux {platform.release()}, {first_match('/etc/os-release', 'PRETTY_NAME=.(.+).$')}"),
        ("compiler", said("cc", "--version")),
        ("build", f"{options.get('buildtype', '?')}, -O{options.get('optimization', '?')}"),
        ("SQLite", said("pkg-config", "--modversion", "sqlite3")),
        ("libevent", said("pkg-config", "--modversion", "libevent")),
        ("files in", f"{tempfile.gettempdir()} ({place[-1] if place else '?'}), "
         f"fsync {fsync_microseconds():.0f} µs"),
        ("load before", "%.2f %.2f %.2f" % os.getloadavg()),
    ]


def fsync_microseconds(times=50):
    """The median cost of making 4 KiB durable where the benchmarks put their files."""
    taken = []
    with tempfile.TemporaryFile() as file:
        for _ in range(times):
            os.write(file.fileno(), b"x" * 4096)
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e6


def shown(value):
    if isinstance(value, float):
        if value >= 1000:
            return f"{value:,.0f}"
        return f"{value:.3g}" if value < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


class Table:
    def __init__(self, title, columns, note=""):
        self.title, self.columns, self.note, self.rows = title, columns, note, []

    def row(self, *cells):
        self.rows.append([shown(cell) for cell in cells])
        print("  " + " | ".join(self.rows[-1]), flush=True)

    def markdown(self):
        align = ["---"] + ["---:"] * (len(self.columns) - 1)
        lines = [f"## {self.title}", "", "| " + " | ".join(self.columns) + " |",
                 "| " + " | ".join(align) + " |"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines + ([""] + [self.note] if self.note else [])) + "\n"


class Run:
    """One run of a command: seconds by the wall and of processor, peak memory, exit
    status, output."""

    def __init__(self, seconds, peak_kib, status, output, processor=0.0):
        self.seconds, self.peak_kib, self.processor = seconds, peak_kib, processor
        self.status, self.output = status, output


class Bench:
    def __init__(self, build, quick):
        self.build, self.quick = Path(build), quick
        self.ieum = self.build / "ieum"
        self.tables, self.notes = [], []
        self.place = Path(tempfile.mkdtemp(prefix="ieum-bench-"))

    def close(self):
        shutil.rmtree(self.place, ignore_errors=True)

    def table(self, title, columns, note=""):
        print(f" {title}: {' | '.join(columns)}", flush=True)
        self.tables.append(Table(title, columns, note))
        return self.tables[-1]

    def note(self, text):
        self.notes.append(text)

    def program(self, name):
        """A C program of bench/meson.build."""
        return self.build / "bench" / f"bench-{name}"

    @staticmethod
    def ratio(ours, theirs, less_is_better=False):
        if not ours or not theirs:
            return 0.0
        return theirs / ours if less_is_better else ours / theirs

    def times(self, usual, quick=1):
        return quick if self.quick else usual

    def run(self, *command, check=True, env=None):
        """Runs once; seconds by the wall, peak memory of the process alone."""
        with tempfile.TemporaryFile() as out:
            begun = time.perf_counter()
            process = subprocess.Popen([str(c) for c in command], cwd=ROOT, stdout=out,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                       env={**os.environ, **(env or {})})
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            output = out.read().decode("utf-8", "replace")
        if check and process.returncode:
            raise RuntimeError(f"{command} exits {process.returncode}:\n{output[-2000:]}")
        return Run(seconds, usage.ru_maxrss, process.returncode, output,
                   usage.ru_utime + usage.ru_stime)

    def median(self, measure, usual=5, quick=1):
        """Median of what `measure()` gives over several calls, after one to warm up."""
        measure()
        return statistics.median(measure() for _ in range(self.times(usual, quick)))

    @contextlib.contextmanager
    def server(self, *command, port, path="/", env=None, timeout=30):
        """A server process, ready once `path` answers anything; yields (process, seconds
        until then)."""
        log = open(self.place / "server.log", "ab")
        begun = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], cwd=ROOT, stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **(env or {})})
        try:
            while True:
                with contextlib.suppress(OSError):
                    try:
                        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
                    except urllib.error.HTTPError:
                        pass
                    break
                if process.poll() is not None or time.perf_counter() - begun > timeout:
                    raise RuntimeError(f"{command} does not answer; see server.log:\n" +
                                       (self.place / "server.log").read_text()[-2000:])
                time.sleep(0.01)
            yield process, time.perf_counter() - begun
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            log.close()

    def wrk(self, url, seconds=None, connections=64, threads=2, headers=(), script=None):
        """Requests a second, p50 and p99 in milliseconds, failures, from wrk."""
        seconds = seconds or self.times(10, 3)
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency"]
        for header in headers:
            command += ["-H", header]
        if script:
            command += ["-s", str(script)]
        output = self.run(*command, url).output
        rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
        socket_errors = re.search(r"Socket errors: (.*)", output)
        return {"rate": float(rate.group(1)) if rate else 0.0,
                "p50": milliseconds(re.search(r"50%\s+([\d.]+)(us|ms|s)", output)),
                "p99": milliseconds(re.search(r"99%\s+([\d.]+)(us|ms|s)", output)),
                "refused": int(refused.group(1)) if refused else 0,
                "errors": socket_errors.group(1) if socket_errors else ""}


def milliseconds(found):
    if not found:
        return 0.0
    return float(found.group(1)) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found.group(2)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(pid):
    """Of all its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid):
    return int(first_match(f"/proc/{pid}/status", r"^VmRSS:\s+(\d+)", "0"))
