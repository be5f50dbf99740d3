printf '{"_id":"o1","lang":"en","text":"Plasma etching of wafers"}\n{"_id":"o2","lang":"ko","text":"웨이퍼 플라스마 식각"}\n' > offers.jsonl; printf '{"_id":"n1","lang":"en","text":"plasma etching"}\n' > needs.jsonl; pairs() { ieum match --pairs --offers "$1" --needs "$2" --out "${3-out.csv}" --quiet; }; declare -f pairs > pairs.sh; . ./pairs.sh; pairs offers.jsonl needs.jsonl && cut -d, -f1-3 out.csv

# as editors of Windows write: a mark of byte order, carriage returns, no line end at the end
. ./pairs.sh; printf '\xef\xbb\xbf{"_id":"n1","lang":"en","text":"plasma etching"}\r\n\r\n{"_id":"n2","lang":"en","text":"violins"}' > windows.jsonl; pairs offers.jsonl windows.jsonl && cut -d, -f1-3 out.csv

# two members of gzip, one behind the other; and a name that does not say it
. ./pairs.sh; (gzip -c needs.jsonl; printf '{"id":"n2","lang":"en","text":"wafers"}\n' | gzip -c) > two.gz; pairs offers.jsonl two.gz && cut -d, -f1-3 out.csv; cp needs.jsonl plain.gz; pairs offers.jsonl plain.gz && cut -d, -f1-3 out.csv

. ./pairs.sh; gzip -c needs.jsonl | head -c 40 > cut.gz; pairs offers.jsonl cut.gz; (gzip -c needs.jsonl | head -c 30; printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') > bad.gz; pairs offers.jsonl bad.gz

# bytes that are no UTF-8, another encoding, a control character, half a surrogate
. ./pairs.sh; printf '{"_id":"n1","text":"plasma \xff"}\n' > bytes.jsonl; pairs offers.jsonl bytes.jsonl

. ./pairs.sh; iconv -t UTF-16 needs.jsonl > utf16.jsonl; pairs offers.jsonl utf16.jsonl

. ./pairs.sh; printf '{"_id":"n1","text":"plasma \\u0000"}\n' > nul.jsonl; pairs offers.jsonl nul.jsonl

. ./pairs.sh; printf '{"_id":"n1","text":"plasma \\ud800"}\n' > half.jsonl; pairs offers.jsonl half.jsonl

# what a line lacks or has of another kind
. ./pairs.sh; printf '{"_id":"n1"}\n{"_id":"n2","text":" "}\n{"_id":"n3","text":null,"title":"plasma etching"}\n' > empty.jsonl; ieum match --pairs --offers offers.jsonl --needs empty.jsonl --out out.csv; cut -d, -f1-3 out.csv

. ./pairs.sh; printf '{"_id":"n1","text":true}\n' > kind.jsonl; pairs offers.jsonl kind.jsonl

. ./pairs.sh; printf '{"_id":1.5,"text":"plasma"}\n' > number.jsonl; pairs offers.jsonl number.jsonl

. ./pairs.sh; printf '{"_id":99999999999999999999,"text":"plasma"}\n' > big.jsonl; pairs offers.jsonl big.jsonl

. ./pairs.sh; printf '{"_id":"","id":"n1","text":"plasma etching"}\n' > either.jsonl; pairs offers.jsonl either.jsonl && cut -d, -f1-3 out.csv

. ./pairs.sh; printf '{"_id":"n1","lang":"english","text":"plasma"}\n' > lang.jsonl; pairs offers.jsonl lang.jsonl

. ./pairs.sh; printf '{"_id":"n1","lang":"EN-us","text":"plasma etching"}\n' > tag.jsonl; pairs offers.jsonl tag.jsonl && cut -d, -f1-3 out.csv

. ./pairs.sh; printf '{"_id":"n1","text":"a"}\n\n{"_id":"n1","text":"b"}\n' > twice.jsonl; pairs offers.jsonl twice.jsonl

. ./pairs.sh; printf '{"_id":"n1","text":"a"} {"_id":"n2"}\n' > tail.jsonl; pairs offers.jsonl tail.jsonl

. ./pairs.sh; printf '[%.0s' $(seq 3000) > deep.jsonl; pairs offers.jsonl deep.jsonl

. ./pairs.sh; printf '{"_id":"n1","type":7,"text":"a"}\n' > type.jsonl; pairs offers.jsonl type.jsonl

# files that are none
. ./pairs.sh; pairs offers.jsonl none.jsonl

. ./pairs.sh; mkdir folder; pairs offers.jsonl folder

. ./pairs.sh; : > nothing.jsonl; ieum match --pairs --offers nothing.jsonl --needs needs.jsonl --out out.csv; cat out.csv

# where the answer cannot go; what is read stays as it was
. ./pairs.sh; pairs offers.jsonl needs.jsonl folder

. ./pairs.sh; pairs offers.jsonl needs.jsonl nowhere/out.csv

. ./pairs.sh; pairs offers.jsonl needs.jsonl /dev/null; test -c /dev/null && echo still there

. ./pairs.sh; ln -s needs.jsonl link; pairs offers.jsonl needs.jsonl link; wc -l < needs.jsonl

ieum match --corpus offers.jsonl --queries needs.jsonl --run needs.jsonl; wc -l < needs.jsonl

for top in 0 1001 x; do ieum match --pairs --offers offers.jsonl --needs needs.jsonl --out out.csv --top $top; done

# ten megabytes in one text, directions mixed, an id that a sheet would run
. ./pairs.sh; python3 -c 'import json; print(json.dumps({"_id": "n1", "lang": "en", "text": "plasma etching of wafers " * 420000}))' > long.jsonl; pairs offers.jsonl long.jsonl && cut -d, -f1-3 out.csv

. ./pairs.sh; printf '{"_id":"=1+1","lang":"he","text":"\\u202eתחריט plasma etching\\u202c \\u2067ציפוי\\u2069"}\n' > mixed.jsonl; pairs offers.jsonl mixed.jsonl && cut -d, -f1-3 out.csv

ls -a | grep -c part
