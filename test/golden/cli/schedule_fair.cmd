# A whole fair from a file: planned, checked, re-planned; what is wrong is told by line.
cat > fair.json <<FAIR
{"format": "ieum-fair", "version": 1, "title": "Two days",
 "slots": [
  {"id": "mon-1", "day": "2026-10-26", "start": "09:00", "end": "09:25"},
  {"id": "mon-2", "day": "2026-10-26", "start": "09:30", "end": "09:55"},
  {"id": "tue-1", "day": "2026-10-27", "start": "09:00", "end": "09:25"}],
 "places": [{"id": "T1", "zone": "east"}, {"id": "T2", "zone": "west"}],
 "walks": [{"from": "east", "to": "west", "minutes": 10}],
 "participants": [
  {"id": "kim", "name": "Kim", "languages": ["ko"], "place": "T1"},
  {"id": "lee", "name": "Lee", "languages": ["ko", "fr"], "rest": 10},
  {"id": "roy", "name": "Roy", "languages": ["fr"], "cap": 2},
  {"id": "sol", "name": "Sol", "languages": ["ko"], "away": [{"until": "2026-10-26T24:00"}]}],
 "interpreters": [{"id": "I1", "pairs": [["fr", "ko"]], "available": ["mon-2", "tue-1"]}],
 "wishes": [
  {"from": "kim", "to": "roy", "weight": 3, "kind": "must"},
  {"from": "roy", "to": "kim"},
  {"from": "lee", "to": "roy", "weight": 2},
  {"from": "lee", "to": "kim"},
  {"from": "sol", "to": "kim", "kind": "never"}]}
FAIR
sed -i 's/T24:00/T23:59/' fair.json; ieum schedule fair.json

ieum schedule fair.json --out plan.json; ieum schedule --check fair.json plan.json

sed 's/"slot":"mon-[12]","place":"T1","interpreter":"I1"/"slot":"mon-1","place":"T2"/' plan.json > bad.json; ieum schedule --check fair.json bad.json

ieum schedule --check fair.json bad.json --lang ko --quiet

echo '{"format":"ieum-fair-changes","version":1,"now":"2026-10-26T08:00","changes":[{"kind":"interpreter_ill","interpreter":"I1","until":"2026-10-27T00:00"},{"kind":"new_wish","from":"sol","to":"lee"}]}' > changes.json; ieum schedule --replan fair.json plan.json changes.json

echo '{"format":"ieum-fair-changes","version":1,"changes":[{"kind":"flood"}]}' > flood.json; ieum schedule --replan fair.json plan.json flood.json

ieum schedule --replan fair.json plan.json

sed 's/"cap": 2/"cap": "two"/' fair.json > x.json; ieum schedule x.json

sed 's/"rest": 10/"rests": 10/' fair.json > x.json; ieum --lang ko schedule x.json

sed 's/"to": "roy", "weight": 2/"to": "ray", "weight": 2/' fair.json > x.json; ieum schedule x.json

sed 's/"end": "09:55"/"end": "09:15"/' fair.json > x.json; ieum schedule x.json

sed 's/"id": "T2"/"id": "T1"/' fair.json > x.json; ieum schedule x.json

sed 's/"version": 1/"version": 2/' fair.json > x.json; ieum schedule x.json

sed 's/"west"}],/"west"}/' fair.json > x.json; ieum schedule x.json

sed 's/"weight": 2/"weight": 2, "kind": "must"/; s/"kind": "never"/"kind": "must"/; s/"from": "lee", "to": "kim"/"from": "lee", "to": "kim", "kind": "must"/; s/"tue-1", "day"/"tue-1", "day"/; s/"place": "T1"/"place": "T1", "cap": 2/' fair.json > full.json; ieum schedule full.json

ieum schedule full.json --lang ko --quiet

sed 's/"title"/"objectives": ["breaks", {"value": 2, "place_changes": 1}], "title"/' fair.json > order.json; ieum schedule order.json --out order.out; ieum schedule --check order.json order.out

sed 's/"title"/"objectives": ["joy"], "title"/' fair.json > x.json; ieum schedule x.json
