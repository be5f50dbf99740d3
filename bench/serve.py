"""Signed-in reads over HTTP, 64 connections on the same machine: six accounts of five
roles in turn, 17 of 20 requests one profile of 10,000, the others who one is, a list of
20 profiles, a list of 20 organisations. The ceilings are a plain evhttp handler and nginx
that answer every request with the bytes of one profile: no session, no rights, no store.
Bounds: 10,000/s with p99 of 15 ms; 2,000/s with p99 of 20 ms while 100,000 rows are
imported; an idle server below 50 MB; a start on 100,000 profiles within 2 s. wrk takes
part of the same processors."""
import json
import random
import threading
import time
import urllib.request

import lib

TITLE = "Reads of a server with accounts and rights"

PASSWORD = "correct horse battery"
WORDS = ("laser etching photoresist ceramic coating die casting plasma robot sensor vision "
         "bearing alloy wafer pump valve resin polymer catalyst membrane welding forging "
         "mould precision additive").split()
ACCOUNTS = [("adm", "admin", None), ("off", "officer", None), ("ana", "analyst", None),
            ("aud", "auditor", None), ("one", "member", "o1"), ("two", "member", "o2")]

MIX = """
local n = 0
request = function()
    n = n + 1
    local k, path = n % 20, nil
    if k == 0 then path = "/api/v1/me"
    elseif k == 1 then path = "/api/v1/profiles?limit=20"
    elseif k == 2 then path = "/api/v1/organisations?limit=20&sort=name"
    else path = "/api/v1/profiles/" .. ids[n * 7 % #ids + 1] end
    return wrk.format("GET", path, {["Cookie"] = cookies[n % #cookies + 1]})
end
"""

NGINX = """
daemon off; pid {place}/nginx.pid; worker_processes 2; error_log {place}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {place}; proxy_temp_path {place};
    fastcgi_temp_path {place}; uwsgi_temp_path {place}; scgi_temp_path {place};
    keepalive_requests 100000000; default_type application/json;
    server {{ listen 127.0.0.1:{port} reuseport; root {place}/nginx; }} }}
"""


def organisations(path, count):
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,name,country,email\n")
        for i in range(count):
            out.write(f"o{i},{random.choice(WORDS).title()} Works {i},"
                      f"{random.choice(['KR', 'FR', 'US', 'IL'])},o{i}@example.org\n")


def profiles(path, count, prefix):
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,organisation,type,language,title,text,trl\n")
        for i in range(count):
            title = " ".join(random.choices(WORDS, k=5)).title()
            text = ". ".join(" ".join(random.choices(WORDS, k=9)) for _ in range(8))
            out.write(f"{prefix}{i},o{i % 1000},"
                      f"{random.choice(['technology_offer', 'technology_request'])},en,"
                      f"{title} {i},{text},{random.randint(1, 9)}\n")


class Api:
    def __init__(self, port):
        self.base, self.cookie, self.csrf = f"http://127.0.0.1:{port}/api/v1", "", ""

    def ask(self, method, path, body=None, kind="application/json"):
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf, "Content-Type": kind}
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.headers, answer.read()

    def sign_in(self, login):
        headers, body = self.ask("POST", "/sign-in", json.dumps(
            {"login": login, "password": PASSWORD}).encode())
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.csrf = json.loads(body)["csrf"]
        return self.cookie

    def job(self, id_):
        while True:
            state = json.loads(self.ask("GET", f"/jobs/{id_}")[1])
            if state["status"] in ("done", "failed", "cancelled"):
                return state
            time.sleep(0.2)

    def import_all(self, path, stop):
        """Uploads, waits for the check, applies; errors are the caller's to see."""
        with open(path, "rb") as sheet:
            made = json.loads(self.ask("POST", "/imports?kind=profiles&filename=p.csv",
                                       sheet.read(), "application/octet-stream")[1])
        while not stop.is_set():
            status = json.loads(self.ask("GET", f"/imports/{made['id']}")[1])["status"]
            if status in ("checked", "failed"):
                break
            time.sleep(0.2)
        job = json.loads(self.ask("POST", f"/imports/{made['id']}/apply", b"{}")[1])["job"]
        self.result = self.job(job)


def load(bench, db, sheet_organisations, sheet_profiles):
    def ieum(*words):
        return bench.run(bench.ieum, "--db", db, *words, env={"IEUM_PASSWORD": PASSWORD})
    ieum("init", "--code", "BENCH")
    ieum("import", "organisations", sheet_organisations)
    ieum("import", "profiles", sheet_profiles)
    for login, role, organisation in ACCOUNTS:
        ieum("user", "add", login, "--role", role,
             *(["--organisation", organisation] if organisation else []))


def mix(bench, port):
    """The script of wrk, and the bytes of one profile."""
    cookies = [Api(port).sign_in(login) for login, _, _ in ACCOUNTS]
    api = Api(port)
    api.sign_in("adm")
    items = json.loads(api.ask("GET", "/profiles?limit=500")[1])["items"]
    script = bench.place / "mix.lua"
    script.write_text("cookies = {%s}\nids = {%s}\n%s" % (
        ",".join(f'"{c}"' for c in cookies), ",".join(f'"{i["id"]}"' for i in items), MIX))
    return script, api.ask("GET", f"/profiles/{items[0]['id']}")[1]


def ceilings(bench, table, ours, answer):
    place = bench.place / "nginx"
    place.mkdir()
    (place / "answer.json").write_bytes(answer)
    port = lib.free_port()
    with bench.server(bench.program("plain_evhttp"), port, place / "answer.json",
                      "application/json", 2, port=port):
        got = bench.wrk(f"http://127.0.0.1:{port}/")
        table.row("plain evhttp, same bytes", got["rate"], got["p50"], got["p99"],
                  bench.ratio(ours, got["rate"]))
    port = lib.free_port()
    (bench.place / "nginx.conf").write_text(NGINX.format(place=bench.place, port=port))
    with bench.server("nginx", "-c", bench.place / "nginx.conf", "-p", bench.place, port=port):
        got = bench.wrk(f"http://127.0.0.1:{port}/answer.json")
        table.row("nginx, same bytes", got["rate"], got["p50"], got["p99"],
                  bench.ratio(ours, got["rate"]))


def while_importing(bench, table, port, script, sheet, quiet_rate):
    api, stop = Api(port), threading.Event()
    api.sign_in("adm")
    worker = threading.Thread(target=api.import_all, args=(sheet, stop))
    begun = time.perf_counter()
    worker.start()
    time.sleep(1)
    got = bench.wrk(f"http://127.0.0.1:{port}", script=script,
                    seconds=bench.times(20, 3))
    table.row("ieum, while it imports", got["rate"], got["p50"], got["p99"],
              bench.ratio(got["rate"], quiet_rate))
    worker.join(600)
    stop.set()
    rows = (getattr(api, "result", None) or {}).get("status", "?")
    bench.note(f"The import of the second table took {time.perf_counter() - begun:.0f} s under "
               f"that load and ended {rows}.")
    return got


def idle_mib(process, patience=300):
    """Resident once the server rests: when it took under 0.1 s of processor time in 5 s."""
    ends = time.monotonic() + patience
    before = lib.processor_seconds(process.pid)
    while time.monotonic() < ends:
        time.sleep(5)
        now = lib.processor_seconds(process.pid)
        if now - before < 0.1:
            break
        before = now
    return lib.resident_kib(process.pid) / 1024


def measure(bench):
    random.seed(7)
    many = bench.times(100000, 5000)
    sheets = [bench.place / name for name in ("o.csv", "p.csv", "more.csv")]
    organisations(sheets[0], 1000)
    profiles(sheets[1], 10000, "p")
    profiles(sheets[2], many, "q")
    db = f"sqlite:{bench.place}/bench.db"
    load(bench, db, *sheets[:2])
    port = lib.free_port()
    serve = (bench.ieum, "--db", db, "serve", "--listen", f"127.0.0.1:{port}",
             "--log-level", "error")
    with bench.server(*serve, port=port, path="/healthz") as (process, started):
        idle = idle_mib(process)
        script, answer = mix(bench, port)
        url = f"http://127.0.0.1:{port}"
        bench.wrk(url, script=script, seconds=2)
        quiet = bench.wrk(url, script=script)
        table = bench.table("64 connections", ["program", "requests/s", "p50 ms", "p99 ms",
                                               "ieum is times"])
        table.row("ieum, mixed signed-in reads", quiet["rate"], quiet["p50"], quiet["p99"], 1.0)
        ceilings(bench, table, quiet["rate"], answer)
        busy = while_importing(bench, table, port, script, sheets[2], quiet["rate"])
        refused = quiet["refused"] + busy["refused"]
    with bench.server(*serve, port=port, path="/healthz") as (process, restarted):
        grown = idle_mib(process)
    bounds = bench.table("bounds", ["what", "measured", "bound", "kept"])
    for what, value, bound, kept in [
            ("reads/s", quiet["rate"], 10000, quiet["rate"] >= 10000),
            ("p99 of reads, ms", quiet["p99"], 15, quiet["p99"] <= 15),
            ("reads/s while importing", busy["rate"], 2000, busy["rate"] >= 2000),
            ("p99 while importing, ms", busy["p99"], 20, busy["p99"] <= 20),
            ("idle server on 10,000 profiles, MB", idle, 50, idle < 50),
            (f"idle server on {many + 10000:,} profiles, MB", grown, 50, grown < 50),
            (f"start on {many + 10000:,} profiles, s", restarted, 2, restarted < 2),
            ("answers that were no 200", refused, 0, refused == 0)]:
        bounds.row(what, value, bound, "yes" if kept else "NO")
    bench.note(f"An answer about one profile has {len(answer):,} bytes of body.")
