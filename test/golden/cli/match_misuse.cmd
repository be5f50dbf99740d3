# What a stranger does to the stand-alone forms: options that do not belong together, places
# that cannot be written, signals, pipes. Nothing is lost, half written or passed over.
printf '{"_id":"o1","lang":"en","text":"Plasma etching of wafers"}\n{"_id":"o2","lang":"ko","text":"웨이퍼 플라스마 식각"}\n' > offers.jsonl; printf '{"_id":"n1","lang":"en","text":"plasma etching"}\n' > needs.jsonl; echo 'up() { until [ /proc/$1/exe -ef $(command -v ieum) ] && grep -q "SigCgt:.*[4-7c-f]...$" /proc/$1/status; do sleep 0.02; done; sleep 0.3; }; pairs() { ieum match --pairs --offers offers.jsonl --needs needs.jsonl --out out.csv "$@"; }; search() { ieum match --corpus offers.jsonl --queries needs.jsonl --run out.trec "$@"; }' > forms.sh

# an option of another form
. ./forms.sh; for more in "--queries needs.jsonl" "--run x" "--tag x" "--event x" "--reset"; do pairs $more; done; ls out.*

. ./forms.sh; for more in "--out x" "--offers x" "--weights x" --resume --apply; do search $more; done; ls out.*

for more in "--event x" "--out x" --resume --apply "--tag x" "--weights x"; do ieum match P1 $more; done; ieum --lang ko match learn --top 3

. ./forms.sh; pairs --corpus x; pairs P1; search --pairs

. ./forms.sh; pairs --lang fr; pairs --lang ""; pairs --lang korean; pairs --lang en-GB --quiet && echo well

# the name of a run is a column of it
. ./forms.sh; search --tag "a b"; search --tag ""; search --tag $'a\nb'; search --tag $'a\xff'; ls out.trec

# standard input, once; standard output never
ieum match --pairs --offers offers.jsonl --needs - --out out.csv < needs.jsonl && cut -d, -f1-3 out.csv

gzip -c needs.jsonl | ieum match --corpus - --queries offers.jsonl --run out.trec

ieum match --pairs --offers - --needs - --out x.csv < needs.jsonl; ieum match --corpus - --queries - --run x.trec < needs.jsonl; ls x.*

. ./forms.sh; pairs --out -; search --run -; ls ./-

echo '{"_id":"n1"' | ieum match --pairs --offers offers.jsonl --needs - --out x.csv

# standard output that takes nothing is an error, though the file is written
. ./forms.sh; pairs > /dev/full; ls out.csv

. ./forms.sh; search --json --lang ko > /dev/full; ieum match --help > /dev/full

# a file that is read is not what is written, nor what stands beside it meanwhile
cp needs.jsonl a.csv.part; ieum match --pairs --offers offers.jsonl --needs a.csv.part --out a.csv; cmp needs.jsonl a.csv.part && echo unharmed

cp needs.jsonl a.csv.part.state; ieum match --pairs --offers a.csv.part.state --needs needs.jsonl --out a.csv; cmp needs.jsonl a.csv.part.state && echo unharmed

cp needs.jsonl a.trec.part; ieum match --corpus offers.jsonl --queries a.trec.part --run a.trec; cmp needs.jsonl a.trec.part && echo unharmed

ieum match --pairs --offers offers.jsonl --needs - --out needs.jsonl < needs.jsonl; wc -l < needs.jsonl

# places to write that are none, told before the work is done
mkdir folder; . ./forms.sh; search --run nowhere/out.trec; search --run folder; search --run offers.jsonl/x; pairs --out folder/; pairs --out nowhere/; search --run nowhere/x --lang ko

mkfifo pipe; . ./forms.sh; search --run pipe; pairs --out pipe; ieum match learn --out pipe; test -p pipe && echo still a pipe

# a device is not replaced by a file: learn has written its weights there
ieum match learn --out /dev/null; test -c /dev/null && echo still there

# a file that may not grow: an error, and nothing half written
python3 -c 'import json; [print(json.dumps({"_id": str(i), "lang": "en", "text": "plasma etching of wafers"})) for i in range(300)]' > many.jsonl; (ulimit -f 8; ieum match --corpus many.jsonl --queries many.jsonl --top 300 --run big.trec; ieum match --pairs --offers many.jsonl --needs many.jsonl --top 300 --out big.csv); ls big*

# asked to stop while it waits for a pipe, by any of three signals
. ./forms.sh; for signal in INT TERM HUP; do ieum match --pairs --offers offers.jsonl --needs pipe --out late.csv & up $!; kill -$signal $!; wait $!; echo $?; done; ls late*

. ./forms.sh; (sleep 9 > pipe & echo $! > sleeper); ieum match --corpus pipe --queries needs.jsonl --run late.trec & up $!; kill -TERM $!; wait $!; echo $?; kill $(cat sleeper); ls late*

# gzip with other bytes behind it, with zeros behind it, with another member cut
gzip -c needs.jsonl > a.gz; (cat a.gz; cat offers.jsonl) > tail.gz; (cat a.gz; head -c 100 /dev/zero) > zeros.gz; (cat a.gz; head -c 12 a.gz) > second.gz; (cat a.gz; printf '\x1f') > byte.gz; for f in tail zeros second byte; do ieum match --pairs --offers offers.jsonl --needs $f.gz --out out.csv; done

# what is no JSON Lines in UTF-8, told so that one knows what to do
iconv -t UTF-16LE needs.jsonl > le.jsonl; iconv -t CP949 offers.jsonl > cp949.jsonl; bzip2 -c needs.jsonl > a.bz2; printf '{\n  "_id": "n1"\n}\n' > pretty.jsonl; printf 'id,text\nn1,a\n' > sheet.csv; for f in le.jsonl cp949.jsonl a.bz2 pretty.jsonl sheet.csv; do ieum match --pairs --offers offers.jsonl --needs $f --out out.csv; done

printf '{"_id":"n1","lang":"en-","text":"a"}\n' > lang.jsonl; ieum match --pairs --offers offers.jsonl --needs lang.jsonl --out out.csv

head -c 68000000 /dev/zero | tr '\0' ' ' > long.jsonl; ieum match --pairs --offers offers.jsonl --needs long.jsonl --out out.csv

# lines that can match nothing: of signs and pictures alone, of a type that has no counterpart
printf '{"_id":"n1","text":"😀🔥"}\n{"_id":"n2","text":"!!! ???"}\n{"_id":"n3","text":"5052"}\n{"_id":"n4","type":"business_offer","text":"plasma etching"}\n' > odd.jsonl; ieum match --pairs --offers offers.jsonl --needs odd.jsonl --out out.csv; ieum --lang ko match --pairs --offers offers.jsonl --needs odd.jsonl --out out.csv

ls -a | grep part
