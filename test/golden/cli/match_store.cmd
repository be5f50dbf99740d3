# `ieum match PROFILE` as a stranger tries it: names that are none, profiles in every state,
# a store that is locked, damaged, or none.
cat > db.py <<END
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for text in sys.argv[2:]:
    time.sleep(float(text[6:])) if text.startswith("sleep ") else db.execute(text).fetchall()
    print("done", flush=True)
END
ieum init --quiet; printf 'id,name,country\nA,Alpha,KR\nB,Beta,FR\n' > o.csv; printf 'id,organisation,type,language,title,text\nP1,A,technology_offer,en,Plasma etching of wafers,We etch wafers by plasma.\nP2,B,technology_request,en,Plasma etching wanted,Looking for plasma etching of wafers.\nP3,B,technology_request,en,!!!,😀🔥\n' > p.csv; ieum import organisations o.csv --quiet; ieum import profiles p.csv --quiet; ieum match P1 | cut -d' ' -f1-6

# no such profile, one of another kind, names that are none
for name in P9 A "" " " "P1'" $'P1\xff' $'P1\e[2J'; do ieum match "$name"; done; ieum match P9 --lang ko

# signs alone say nothing
ieum match P3

# others do not see the matches of what is not published
for status in draft withdrawn expired; do python3 db.py var/ieum.db "update profile set status='$status' where external_id='P1'" > done; ieum match P1 | sed -n '1p;$p'; ieum match P2; done; ieum match P1 --lang ko | tail -1; ieum match P1 --quiet | head -1

python3 db.py var/ieum.db "update profile set status='published' where external_id='P1'" > done; ieum match P2 | head -1

# one damaged profile is named
for set in "type='gift'" "trl=99" "texts='{'" "valid_until='never'"; do cp var/ieum.db broken.db; python3 db.py broken.db "pragma foreign_keys=off" "update profile set $set where external_id='P2'" > done; ieum match P1 --db sqlite:broken.db; done; ieum match P1 --db sqlite:broken.db --lang ko

# stores that are none, cut, of another time
for db in sqlite:nowhere.db sqlite:p.csv mysql://x; do ieum match P1 --db $db; done; head -c 20000 var/ieum.db > cut.db; ieum match P1 --db sqlite:cut.db

cp var/ieum.db new.db; python3 db.py new.db "update schema_version set version=version+1000" > done; ieum match P1 --db sqlite:new.db | sed 's/[0-9]\+/N/g'; ieum match P1 --db sqlite:new.db 2> said; echo $?

# locked by another program: it waits, says so, and does nothing
python3 db.py var/ieum.db "begin exclusive" "sleep 20" > locked & until grep -qs done locked; do sleep 0.1; done; ieum match P1; kill $!; wait 2> said; ieum match P1 | head -1

# learning from nothing, and places to write weights that are none
ieum match learn --event NOPE; ieum match learn --apply; ieum match learn --apply --out nowhere/x.json; ieum match learn --apply --reset
