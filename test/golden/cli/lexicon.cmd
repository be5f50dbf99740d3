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

ieum lexicon export voc.xlsx voc.txt; head -c 2 voc.xlsx; echo; ieum lexicon export three.ttl voc.xlsx --quiet; cmp voc.ttl three.ttl; mkdir empty; ieum lexicon lint empty; ieum --lang ko lexicon lint empty

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

cp -r own tiny; export IEUM_LEXICON=$PWD/tiny; ieum init --code OFF --title Office --country KR --zone Asia/Seoul --db sqlite:lex.db --quiet; printf 'concept,kind,language,label,broader\ncasting,alternative,ko,쇳물 붓기,\ncasting,alternative,ko,주조,\nhot-chamber,preferred,en,hot chamber die casting,die-casting\nhot-chamber,preferred,ko,핫챔버 다이캐스팅,\n' > terms.csv; ieum --db sqlite:lex.db lexicon import terms.csv --dry-run; ieum --db sqlite:lex.db lexicon import terms.csv --quiet; ieum --db sqlite:lex.db lexicon import terms.csv --json; ieum --db sqlite:lex.db lexicon find 쇳물 --office-terms --lang en; ieum lexicon find 쇳물 --lang en; ieum --db sqlite:lex.db lexicon export out.txt --office-terms; cat out.txt; ls lex.db.d/lexicon | wc -l

export IEUM_LEXICON=$PWD/tiny; printf '[casting]\nko Привет\n' > bad.txt; ieum --db sqlite:lex.db lexicon import bad.txt; ieum lexicon import bad.txt --db sqlite:none.db

mkdir words; printf '공정\tn\tprocess\n두께\tn\tthickness | gauge\n재다\tv\tmeasure\n' > words/ko-en.tsv; export IEUM_LEXICON=$PWD/own; ieum lexicon export all.words --lang en; ieum lexicon translate text --text-lang ko; echo '공정의 두께를 재는 일' | ieum lexicon translate - --text-lang ko; echo thickness | ieum lexicon translate - --text-lang en --into ko --json; ieum lexicon translate text --text-lang ko --into de; printf 'a\tn\n' > words/de-en.tsv; ieum lexicon export all.words; mv words/de-en.tsv words/german.tsv; ieum lexicon export all.words

rm -rf words; mkdir words; printf '법\tn\tforensic | gyrotron | cluster\n' > words/ko-en.tsv; export IEUM_LEXICON=$PWD/own; ieum lexicon export all.words --quiet; echo '포렌식과 자이로트론, 전자현미경' | ieum lexicon translate - --text-lang ko
