# A small week from sheets to report; every result also as JSON somewhere.
ieum init --quiet

cat > o.csv <<END
id,name,name_en,country
K1,가나소재,Gana Materials,KR
K2,다라정밀,Dara Precision,KR
F1,Ateliers Exemple,Ateliers Exemple,FR
F2,Chimie Exemple,Chimie Exemple,FR
END
ieum import organisations o.csv

cat > p.csv <<END
id,organisation,type,language,title,text,cooperation,trl,target_countries,valid_until
P1,K1,technology_request,en,High-purity hydrogen fluoride,"We need a purification process for etching gas, 99.999 %.",licence,6,FR,2030-12-31
P2,F2,technology_offer,en,Purification of hydrogen fluoride,"Distillation gives etching gas at 99.9999 %.",licence,8,KR,2030-12-31
P3,K2,technology_offer,en,Turned titanium parts,"Five-axis machining of titanium brackets.",supply,9,FR,2030-12-31
P4,F1,technology_request,en,Titanium brackets,"Machining of titanium brackets for cabin seats.",supply,7,KR,2030-12-31
P5,F1,technology_offer,en,Expired in February,"There was no such day.",supply,9,KR,2019-02-30
END
ieum import profiles p.csv

sed -i 's/2019-02-30/2019-02-28/' p.csv; ieum import profiles p.csv

# a vocabulary of its own, so that what the shipped one learns changes nothing here
mkdir lex; cat > lex/a.txt <<END
[gas]
top
en gas
ko 가스
[etching-gas]
broader gas
en etching gas
ko 식각가스
END

IEUM_LEXICON=lex ieum match P1

IEUM_LEXICON=lex ieum --lang ko match P1

IEUM_LEXICON=lex ieum match P99

ieum event create --code W --title Week --zone Europe/Paris --days 2019-10-28..2019-10-29 --slots 10:00-12:00/30m --break 11:00-11:30 --places 2

ieum event create --code W --title Again --days 2019-10-28..2019-10-29

ieum event create --code V --title Backwards --days 2019-10-29..2019-10-28

ieum event create --code V --title Leap --days 2019-02-28..2019-02-30

ieum event create --code V --title Zone --days 2019-10-28..2019-10-29 --zone Mars/Olympus

ieum event create --code V --title Slots --days 2019-10-28..2019-10-29 --slots 17:00-10:00/30m

cat > t.csv <<END
organisation,representatives,languages,from,to
K1,1,ko; en,,
K2,1,en,2019-10-29T10:00,2019-10-29T12:00
F1,1,fr; en,,
F2,1,fr; en,,
END
ieum import participations t.csv --event W

ieum import participations t.csv --event NOPE

IEUM_LEXICON=lex ieum event propose W

IEUM_LEXICON=lex ieum event propose W --json

# nobody gets more than one introduction
IEUM_LEXICON=lex ieum event propose W --most 1

IEUM_LEXICON=lex ieum event propose W --most 0

IEUM_LEXICON=lex ieum event propose W --quiet

# an event's matches are the event's; an offer finds its needs as well
IEUM_LEXICON=lex ieum match P1 --top 1 | head -1; IEUM_LEXICON=lex ieum match P2 | head -1

cat > w.csv <<END
from,to,weight,reason
K1,F2,5,The gas
F2,K1,4,
K2,F1,3,
F1,K1,1,
END
ieum import wishes w.csv --event W

# what came of the matches: wished for, too few to learn from
ieum match learn --event W

ieum --lang ko match learn --out weights.json && cat weights.json

ieum match learn --apply

ieum match learn --event NOPE

ieum schedule --event W --json

ieum schedule --event W

ieum event agenda W

ieum --lang ko event agenda W | head -2

ieum event agenda W --format ics | head -18

ieum event agenda W --format doc

ieum event agenda W --participation 01m80q663de00b10m8petfqgt1

cat > r.csv <<END
from,to,status,result,note
K1,F2,held,nda,Samples follow
K2,F1,no_show,none,
END
ieum import outcomes r.csv --event W

ieum report --event W

ieum --lang ko report --event W

ieum report --event W --json

ieum report --event W --csv | head -4

ieum report --event NOPE

ieum export wishes --event W

ieum export outcomes --event W --format jsonl

ieum export organisations --format pdf

ieum log verify
