# A file that is not there, or is none, is bad input: exit 3, whatever the command.
ieum init --code O --title Office --country KR --zone Asia/Seoul --quiet

ieum import organisations nowhere.csv

ieum --lang ko import organisations nowhere.csv --json

touch empty; ieum import organisations empty/in-a-file.csv

mkdir -p folder; ieum import organisations folder

ieum match --corpus nowhere.jsonl --queries nowhere.jsonl --top 3 --run out.trec

ieum match --corpus folder --queries folder --top 3 --run out.trec

ieum match --pairs --offers nowhere.jsonl --needs nowhere.jsonl --top 3 --out out.csv

ieum restore nowhere.ieum --force

ieum user add lee --name Lee --role officer --password-file nowhere.txt

ls
