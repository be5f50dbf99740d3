# Files that are no fair: each is refused with a place and what to do, status 3, nothing written.
python3 - <<'MAKE'
"""Files that are no fair: each must be refused with a place, status 3, nothing written."""
import json, os, pathlib
base = {"format": "ieum-fair", "version": 1,
 "slots": [{"id": "s1", "day": "2026-10-26", "start": "09:00", "end": "09:25"},
           {"id": "s2", "day": "2026-10-26", "start": "09:30", "end": "09:55"}],
 "places": [{"id": "T1", "zone": "a"}, {"id": "T2", "zone": "b"}],
 "walks": [{"from": "a", "to": "b", "minutes": 5}],
 "participants": [{"id": "kim", "languages": ["ko"]}, {"id": "roy", "languages": ["fr"]}, {"id": "lee"}],
 "interpreters": [{"id": "I1", "pairs": [["ko", "fr"]]}],
 "wishes": [{"from": "kim", "to": "roy"}, {"from": "lee", "to": "kim"}],
 "groups": [{"id": "g", "participants": ["kim", "roy", "lee"]}]}
text = json.dumps(base, indent=1)
out = pathlib.Path("nasty"); out.mkdir(exist_ok=True)
def raw(name, data):
    (out / f"{name}.json").write_bytes(data if isinstance(data, bytes) else data.encode())
def change(name, f):
    d = json.loads(text); f(d); raw(name, json.dumps(d, indent=1))
def sub(name, a, b):
    assert a in text, a
    raw(name, text.replace(a, b, 1))
raw("empty", ""); raw("spaces", "  \n \n"); raw("null", "null"); raw("number", "17"); raw("list", "[]")
raw("truncated", text[:len(text)//2]); raw("truncated-string", text[:text.index("2026")+2])
raw("two-values", text + text); raw("bom", b"\xef\xbb\xbf" + text.encode())
raw("utf16", text.encode("utf-16")); raw("latin1", text.replace('"kim"', '"kïm"').encode("latin-1"))
raw("nul-inside", text.replace('"kim"', '"k\\u0000m"')); raw("nul-byte", text.replace("kim", "k\0m"))
raw("surrogate", text.replace('"kim"', '"\\ud800"'))
raw("deep", "[" * 100000 + "]" * 100000); raw("deep-object", '{"a":' * 5000 + "1" + "}" * 5000)
raw("deep-inside", text.replace('"wishes": [', '"wishes": ' + "[" * 300 + "]" * 300 + ', "x": [', 1))
raw("crlf-fault", text.replace("\n", "\r\n").replace('"end": "09:55"', '"end": "09:15"'))
sub("nan", '"minutes": 5', '"minutes": NaN'); sub("infinity", '"minutes": 5', '"minutes": 1e999')
sub("huge", '"minutes": 5', '"minutes": 123456789012345678901234567890'); sub("negative", '"minutes": 5', '"minutes": -5')
sub("float", '"minutes": 5', '"minutes": 5.0'); sub("exponent", '"minutes": 5', '"minutes": 5e0')
sub("text-for-number", '"minutes": 5', '"minutes": "5"'); sub("true-for-number", '"minutes": 5', '"minutes": true')
sub("version-0", '"version": 1', '"version": 0'); sub("version-2", '"version": 1', '"version": 2')
sub("version-text", '"version": 1', '"version": "1"'); change("no-version", lambda d: d.pop("version"))
change("no-format", lambda d: d.pop("format")); sub("other-format", "ieum-fair", "ieum-fear")
sub("duplicate-member", '"version": 1,', '"version": 1, "version": 1,')
sub("twice-participant", '"id": "roy"', '"id": "kim"'); sub("twice-slot", '"id": "s2"', '"id": "s1"')
change("twice-group", lambda d: d["groups"].append(dict(d["groups"][0])))
change("group-of-two", lambda d: d["groups"][0].update(participants=["kim", "roy"]))
change("group-of-nine", lambda d: d["groups"][0].update(participants=["kim"] * 9))
change("group-same", lambda d: d["groups"][0].update(participants=["kim", "roy", "kim"]))
change("wish-self", lambda d: d["wishes"][1].update(to="lee")); change("wish-nobody", lambda d: d["wishes"][1].update(to="zoe"))
change("wish-null", lambda d: d["wishes"].append(None)); change("weight-0", lambda d: d["wishes"][1].update(weight=0))
change("weight-big", lambda d: d["wishes"][1].update(weight=1001)); change("kind", lambda d: d["wishes"][1].update(kind="maybe"))
change("moment", lambda d: d["wishes"][1].update(earliest="2026-02-30T10:00")); change("moment-zone", lambda d: d["wishes"][1].update(earliest="2026-10-26T10:00Z"))
change("screening", lambda d: d["wishes"][1].update(screening={"lead_hours": 3}))
change("clock", lambda d: d["slots"][1].update(start="25:00")); change("day", lambda d: d["slots"][1].update(day="26/10/2026"))
change("overlap", lambda d: d["slots"][1].update(start="09:10")); change("order", lambda d: d["slots"].reverse())
change("languages-text", lambda d: d["participants"][0].update(languages="ko"))
change("pair-same", lambda d: d["interpreters"][0].update(pairs=[["ko", "ko"]])); change("pair-three", lambda d: d["interpreters"][0].update(pairs=[["ko", "fr", "en"]]))
change("place-unknown", lambda d: d["participants"][0].update(place="T9")); change("zone-unknown", lambda d: d["walks"][0].update(to="c"))
change("day-cap-day", lambda d: d["participants"][0].update(day_cap={"2026-12-01": 2})); change("cap-negative", lambda d: d["participants"][0].update(cap=-1))
change("cap-null", lambda d: d["participants"][0].update(cap=None)); change("empty-id", lambda d: d["participants"][0].update(id=""))
change("lock-slot", lambda d: d.update(locked=[{"between": ["kim", "roy"], "slot": "s9"}])); change("lock-group", lambda d: d.update(locked=[{"group": "h", "slot": "s1"}]))
change("lock-both", lambda d: d.update(locked=[{"group": "g", "between": ["kim", "roy"], "slot": "s1"}]))
change("order-self", lambda d: d.update(precedences=[{"before": {"group": "g"}, "after": {"group": "g"}}]))
change("order-unknown", lambda d: d.update(precedences=[{"before": {"group": "g"}, "after": {"between": ["roy", "lee"]}}]))
change("order-null", lambda d: d.update(precedences=[{"before": None, "after": {"group": "g"}}]))
change("objective", lambda d: d.update(objectives=["value", "joy"])); change("objective-none", lambda d: d.update(objectives=[]))
change("objective-weight", lambda d: d.update(objectives=[{"value": 0}])); change("objective-many", lambda d: d.update(objectives=["value"] * 9))
change("mutual-text", lambda d: d["wishes"][1].update(mutual="yes")); change("long-member", lambda d: d["wishes"][1].update({"x" * 5000: 1}))
change("slots-1025", lambda d: d.update(slots=[d["slots"][0]] * 1025)); change("now", lambda d: d.update(now="today"))
change("session-slot", lambda d: d.update(sessions=[{"slots": ["s1", "s7"]}])); change("session-who", lambda d: d.update(sessions=[{"slots": ["s1"], "participants": ["zoe"]}]))
MAKE
for f in nasty/*.json; do ieum schedule "$f" --out out.json 2>&1; test $? = 3 && test ! -e out.json || echo "WRONG $f"; done
