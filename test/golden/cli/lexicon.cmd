cat > voc.txt <<END
[casting]
top
en casting
ko 주조
de Gießen
[die-casting]
broader casting
en die casting | pressure die casting
ko 다이캐스팅 | 압력주조
de Druckguss
END
ieum lexicon lint voc.txt

ieum lexicon coverage voc.txt; ieum lexicon coverage voc.txt --json

ieum lexicon export one.txt voc.txt; ieum lexicon export voc.ttl voc.txt && cat voc.ttl; ieum lexicon export back.txt voc.ttl; cmp one.txt back.txt

ieum lexicon export voc.csv voc.txt --quiet && cat voc.csv; ieum lexicon export voc.nt voc.csv --quiet; ieum lexicon export two.ttl voc.nt --quiet; cmp voc.ttl two.ttl

mkdir own; cp voc.txt own; export IEUM_LEXICON=$PWD/own; ieum lexicon find 다이 --lang ko; ieum lexicon find DIE --lang en; ieum lexicon find pressure --json

echo '고압 다이캐스팅을 합니다. Druckgussteile' > text; IEUM_LEXICON=$PWD/own ieum lexicon tag text --lang en; IEUM_LEXICON=$PWD/own ieum lexicon tag - --json < text

cat > own.txt <<END
[die-casting]
ko 다이 주조
broader casting
[casting]
broader die-casting
END
ieum lexicon export merged.txt voc.txt --overlay own.txt; tail -5 merged.txt

printf '[a]\nen film\n[a]\n' > twice.txt; ieum lexicon lint twice.txt

printf '[a]\ntop\nen film\nko 막\n[b]\nbroader a\nen film\n[c]\nbroader d\nen c\nko 다\n[d]\nbroader c e\nen d\nko 라\nru d\n' > wrong.txt; ieum lexicon lint wrong.txt; ieum --lang ko lexicon lint wrong.txt --quiet

printf '@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<urn:a:b> s:prefLabel "x" .\n' > bad.ttl; ieum lexicon export x.txt bad.ttl; ls x.txt

ieum lexicon export x.doc voc.txt

ieum lexicon lint missing.txt

ieum lexicon find
