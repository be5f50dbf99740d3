# a program without what lies beside it: only what is missing is said to be missing
mkdir p; there=$(dirname $(readlink -f $(command -v ieum))); cp $there/ieum p/; echo "there=$there" > there.sh; echo '{"id":"1","text":"plasma etching","lang":"en"}' > a.jsonl; echo 'for l in en ko; do env -u IEUM_LEXICON p/ieum --lang $l match --pairs --offers a.jsonl --needs a.jsonl --out o.csv; done' > run.sh; . ./run.sh

. ./there.sh; cp $there/ieum.words p/; . ./run.sh

. ./there.sh; head -c 1000 $there/ieum.words > p/ieum.words; . ./run.sh

rm p/ieum.words; . ./there.sh; cp $there/ieum.lexicon p/; . ./run.sh

. ./there.sh; head -c 5000 $there/ieum.lexicon > p/ieum.lexicon; . ./run.sh
