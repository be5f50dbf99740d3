cat > corpus.jsonl <<END
{"_id":"d1","title":"Photoresist stripping","text":"Removal of photoresist by oxygen plasma."}
{"_id":"d2","title":"포토레지스트 박리","text":"플라즈마로 포토레지스트를 제거합니다.","lang":"ko"}
{"id":3,"title":"Casting","text":"Aluminium casting of pump housings."}
END
cat > queries.jsonl <<END
{"_id":"q1","text":"plasma photoresist removal"}
{"_id":"q2","text":"포토레지스트 제거"}
{"_id":"q3","text":"violin strings"}
END
ieum match --corpus corpus.jsonl --queries queries.jsonl --run out.trec --top 1 && cut -d" " -f1-4 out.trec

gzip -k corpus.jsonl; ieum match --corpus corpus.jsonl.gz --queries queries.jsonl --run two.trec --top 1 --threads 2 --json && cmp out.trec two.trec

head -c 80 corpus.jsonl.gz > cut.gz; ieum match --corpus cut.gz --queries queries.jsonl --run x.trec; ls x.trec

(cat corpus.jsonl; echo; echo '{"_id":"d1"}') > twice.jsonl; ieum match --corpus twice.jsonl --queries queries.jsonl --run x.trec

echo '{"_id":"a b"}' > space.jsonl; ieum match --corpus space.jsonl --queries queries.jsonl --run x.trec

echo '{"_id":' > cut.jsonl; ieum --lang ko match --corpus cut.jsonl --queries queries.jsonl --run x.trec

echo '["d1"]' > array.jsonl; ieum match --corpus array.jsonl --queries queries.jsonl --run x.trec

echo '{"title":"no id"}' > noid.jsonl; ieum match --corpus noid.jsonl --queries queries.jsonl --run x.trec

echo '{"_id":"d1","text":["a"]}' > list.jsonl; ieum match --corpus list.jsonl --queries queries.jsonl --run x.trec

ieum match --corpus missing.jsonl --queries queries.jsonl --run x.trec

ieum match --corpus corpus.jsonl --queries queries.jsonl

ieum match --pairs --offers corpus.jsonl --needs queries.jsonl --out pairs.csv && cat pairs.csv

echo '{"_id":"z","type":"gift"}' > gift.jsonl; ieum match --pairs --offers gift.jsonl --needs queries.jsonl --out x.csv

# a question finds texts of another language, by concepts and by words
cat > mixed.jsonl <<END
{"_id":"en1","lang":"en","title":"","text":"Photoresist with high resolution for semiconductor lithography"}
{"_id":"de1","lang":"de","title":"","text":"Spritzgussmaschine für dünnwandige Kunststoffteile"}
{"_id":"ko1","lang":"ko","title":"","text":"이차전지용 분리막 코팅 장비"}
END
cat > asked.jsonl <<END
{"_id":"ko","lang":"ko","text":"반도체 노광용 감광액을 찾습니다"}
{"_id":"fr","lang":"fr","text":"presse à injecter les matières plastiques"}
{"_id":"en","lang":"en","text":"separator film for lithium batteries"}
END
ieum match --corpus mixed.jsonl --queries asked.jsonl --run mixed.trec --top 1 && cut -d' ' -f1-4 mixed.trec

# weights from a file: what is wrong in it is said, and what is right is used
echo '{"weights":{"text":1},"curve":null}' > w.json; ieum match --pairs --offers corpus.jsonl --needs queries.jsonl --weights w.json --out p.csv --quiet && cut -d, -f1-4 p.csv

echo '{"weights":{"size":1}}' > w.json; ieum match --pairs --offers corpus.jsonl --needs queries.jsonl --weights w.json --out q.csv

echo '{"weights":{"text":' > w.json; ieum match --pairs --offers corpus.jsonl --needs queries.jsonl --weights w.json --out q.csv

ieum match --pairs --offers corpus.jsonl --needs queries.jsonl --weights none.json --out q.csv; ls q.csv
