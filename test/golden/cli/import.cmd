ieum init --quiet

cat > good.csv <<END
id,name,name_en,country,employees
A-1,가나소재,Gana Materials,KR,120
A-2,Société Exemple,,FR,35
END
ieum import organisations good.csv --dry-run

ieum import organisations good.csv

ieum import organisations good.csv

sed -i 's/,120/,121/' good.csv; ieum import organisations good.csv --json

# one bad row: nothing at all, or the rest
cat > mixed.csv <<END
id,name,country,employees,business_number
B-1,Good Works,US,10,
B-2,Bad Country,Atlantis,10,
B-3,Bad Count,US,many,
B-4,,US,3,
END
ieum import organisations mixed.csv

ieum --lang ko import organisations mixed.csv

ieum import organisations mixed.csv --keep-going --rejects mend.csv

cat mend.csv

sed -i -e 's/Atlantis/Israel/' -e 's/,many,/,12,/' -e 's/^B-4,,/B-4,Named Now,/' mend.csv; ieum import organisations mend.csv

ieum export organisations | cut -d, -f1-4

# the same id twice, in one file
printf 'id,name,country\nC-1,One,KR\nC-1,Two,KR\n' > twice.csv; ieum import organisations twice.csv

# Korean headings, CP949, semicolons
printf '기업명;국가;종업원수\n다라정밀;대한민국;1,250명\n' | iconv -f UTF-8 -t CP949 > cp949.csv; ieum import organisations cp949.csv --json

# what is no text, no table, no file
printf 'id,name,country\nD-1,\xff\xfe\x80\x81\xc3,KR\n' > broken.csv; ieum import organisations broken.csv

printf 'colour,taste\nred,sweet\n' > other.csv; ieum import organisations other.csv

: > empty.csv; ieum import organisations empty.csv

ieum import organisations missing.csv

ieum import unicorns good.csv

printf '{"id":"E-1","name":"Line Works","country":"IL"}\n{"id":"E-2",\n' > lines.jsonl; ieum import organisations lines.jsonl

# undo: the changed record gets its old value, the new one goes
printf 'id,name,country,employees\nA-2,Société Exemple,FR,99\nZ-9,Soon Gone,IL,1\n' > third.csv; ieum import organisations third.csv --json | sed 's/.*"import":"\([^"]*\)".*/\1/' > import-id; ieum export organisations | grep -E '^(A-2|Z-9)' | cut -d, -f1,2,7

ieum import --undo $(cat import-id)

ieum export organisations | grep -E '^(A-2|Z-9)' | cut -d, -f1,2,7

ieum import --undo $(cat import-id)

ieum import --undo nonsense

ieum import organisations good.csv --undo x

# a table of their own, by its name; one that there is not
ieum event create --code F --title Fair --zone Asia/Seoul --days 2031-10-20..2031-10-20 --slots 10:00-12:00/30m --places 2 --quiet; printf '기관,부스\nA-1,Table 2\nA-2,Table 9\n' > booths.csv; ieum import participations booths.csv --event F --keep-going

ieum export participations --event F | cut -d, -f1,2,12-

ieum import participations booths.csv --event F --keep-going | head -2
