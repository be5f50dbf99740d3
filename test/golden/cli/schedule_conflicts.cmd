# Fairs that cannot be held: why, in an organiser's words, in both languages.
python3 - <<'MAKE'
"""One reason each."""
import json
DAY = {"mon": "2026-10-26", "tue": "2026-10-27"}
def slots(*days, count=3, step=30):
    rows = []
    for d in days:
        for i in range(count):
            m = 540 + step * i
            rows.append({"id": f"{d}{i + 1}", "day": DAY[d], "start": f"{m // 60:02}:{m % 60:02}",
                         "end": f"{(m + 25) // 60:02}:{(m + 25) % 60:02}"})
    return rows
def people(*names, **more):
    return [{"id": n.lower(), "name": n, **more.get(n.lower(), {})} for n in names]
def must(*pairs):
    return [{"from": a, "to": b, "kind": "must"} for a, b in pairs]
def fair(name, **parts):
    with open(name + ".json", "w", encoding="utf-8") as file:
        json.dump({"format": "ieum-fair", "version": 1, **parts}, file, ensure_ascii=False)
NAMES = ["Kim", "Roy", "Lee", "Sol", "Ito", "Ann", "Bob", "Eva", "Max", "Zoe"]
LOW = [n.lower() for n in NAMES]
fair("01-nine-in-eight", slots=slots("mon", count=2) + slots("tue", count=8),
     participants=people(*NAMES, kim={"away": [{"until": "2026-10-26T23:00"}]}),
     wishes=must(*[("kim", x) for x in LOW[1:]]))
fair("02-cap", slots=slots("mon"), participants=people(*NAMES[:4], kim={"cap": 2}),
     wishes=must(("kim", "roy"), ("kim", "lee"), ("kim", "sol")))
fair("03-day-cap", slots=slots("mon"), participants=people(*NAMES[:3], kim={"day_cap": 1}),
     wishes=must(("kim", "roy"), ("kim", "lee")))
fair("04-day-caps", slots=slots("mon", "tue"), participants=people(*NAMES[:4], kim={"day_cap": 1}),
     wishes=must(("kim", "roy"), ("kim", "lee"), ("kim", "sol")))
fair("05-rest", slots=slots("mon"), participants=people(*NAMES[:4], kim={"rest": 30}),
     wishes=must(("kim", "roy"), ("kim", "lee"), ("kim", "sol")))
fair("06-walking", slots=slots("mon", count=2),
     places=[{"id": "A1", "zone": "east"}, {"id": "B1", "zone": "west"}],
     walks=[{"from": "east", "to": "west", "minutes": 15}],
     participants=people(*NAMES[:3], roy={"place": "A1"}, lee={"place": "B1"}),
     wishes=must(("kim", "roy"), ("kim", "lee")))
fair("07-places", slots=slots("mon", count=2), places=[{"id": "T1"}],
     participants=people(*NAMES[:6]), wishes=must(("kim", "roy"), ("lee", "sol"), ("ito", "ann")))
fair("08-interpreters", slots=slots("mon", count=2), interpreters=[{"id": "I1", "pairs": [["ko", "fr"]]}],
     participants=people(*NAMES[:6], **{n: {"languages": ["ko" if i % 2 else "fr"]}
                                        for i, n in enumerate(LOW[:6])}),
     wishes=must(("kim", "roy"), ("lee", "sol"), ("ito", "ann")))
fair("09-no-interpreter", slots=slots("mon"), interpreters=[{"id": "I1", "pairs": [["ko", "fr"]]}],
     participants=people("Kim", "Ito", kim={"languages": ["ko"]}, ito={"languages": ["ja"]}),
     wishes=must(("kim", "ito")))
fair("10-never-there-together", slots=slots("mon"),
     participants=people("Kim", "Roy", kim={"available": ["mon1"]}, roy={"available": ["mon2", "mon3"]}),
     wishes=must(("kim", "roy")))
fair("11-must-and-never", slots=slots("mon"), participants=people("Kim", "Roy"),
     wishes=must(("kim", "roy")) + [{"from": "roy", "to": "kim", "kind": "never"}])
fair("12-cycle", slots=slots("mon"), participants=people(*NAMES[:6]),
     wishes=must(("kim", "roy"), ("lee", "sol"), ("ito", "ann")),
     precedences=[{"before": {"between": a}, "after": {"between": b}} for a, b in
                  [(["kim", "roy"], ["lee", "sol"]), (["lee", "sol"], ["ito", "ann"]),
                   (["ito", "ann"], ["kim", "roy"])]])
fair("13-order-and-times", slots=slots("mon"),
     participants=people(*NAMES[:4], kim={"available": ["mon3"]}, lee={"available": ["mon1", "mon2"]}),
     wishes=must(("kim", "roy"), ("lee", "sol")),
     precedences=[{"before": {"between": ["kim", "roy"]}, "after": {"between": ["lee", "sol"]}}])
fair("14-chain", slots=slots("mon", count=2), participants=people(*NAMES[:6]),
     wishes=must(("kim", "roy"), ("lee", "sol"), ("ito", "ann")),
     precedences=[{"before": {"between": a}, "after": {"between": b}} for a, b in
                  [(["kim", "roy"], ["lee", "sol"]), (["lee", "sol"], ["ito", "ann"])]])
fair("15-lead-time", slots=slots("mon"), participants=people("Kim", "Roy"),
     wishes=[{"from": "kim", "to": "roy", "kind": "must",
              "screening": {"filed": "2026-10-20T09:00", "lead_hours": 240}}])
fair("16-own-place-lost", slots=slots("mon"), places=[{"id": "B7", "available": []}, {"id": "T1"}],
     participants=people("Kim", "Roy", kim={"place": "B7"}), wishes=must(("kim", "roy")))
fair("17-group", slots=slots("mon"),
     participants=people(*NAMES[:3], kim={"available": ["mon1"]}, lee={"available": ["mon2"]}),
     wishes=[], groups=[{"id": "round table", "participants": ["kim", "roy", "lee"], "kind": "must"}])
fair("18-two-locks-one-place", slots=slots("mon"), places=[{"id": "T1", "name": "Table 1"}, {"id": "T2"}],
     participants=people(*NAMES[:4]), wishes=[],
     locked=[{"between": ["kim", "roy"], "slot": "mon1", "place": "T1"},
             {"between": ["lee", "sol"], "slot": "mon1", "place": "T1"}])
fair("19-locked-while-away", slots=slots("mon"),
     participants=people("Kim", "Roy", roy={"available": ["mon2"]}),
     wishes=[], locked=[{"between": ["kim", "roy"], "slot": "mon1"}])
fair("20-team", slots=slots("mon", count=1), participants=people(*NAMES[:4], kim={"representatives": 2}),
     wishes=must(("kim", "roy"), ("kim", "lee"), ("kim", "sol")))
fair("21-seats", slots=slots("mon"), places=[{"id": "T1", "seats": 2}], participants=people(*NAMES[:3]),
     wishes=[], groups=[{"id": "panel", "participants": ["kim", "roy", "lee"], "kind": "must"}])
fair("22-past", slots=slots("mon"), now="2026-10-26T10:15",
     participants=people("김", "이솔"), wishes=must(("김", "이솔")))
fair("23-interpreter-twice", slots=slots("mon"), interpreters=[{"id": "I1", "name": "Choi", "pairs": [["ko", "fr"]]}],
     participants=people(*NAMES[:4], kim={"languages": ["ko"]}, roy={"languages": ["fr"]},
                         lee={"languages": ["ko"]}, sol={"languages": ["fr"]}), wishes=[],
     locked=[{"between": ["kim", "roy"], "slot": "mon1", "interpreter": "I1"},
             {"between": ["lee", "sol"], "slot": "mon1", "interpreter": "I1"}])
MAKE
for f in *.json; do echo "$f"; ieum schedule "$f" 2>&1 >/dev/null | sed '$d'; done

for f in *.json; do echo "$f"; ieum schedule "$f" --lang ko 2>&1 >/dev/null | sed '$d'; done

ieum schedule 02-cap.json
