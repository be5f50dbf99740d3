python3 -c '
import json, random
draw = random.Random(7)
words = "plasma etching wafer resist pump valve laser sensor coating polymer casting motor".split()
def write(path, count, size):
    with open(path, "w") as file:
        for i in range(count):
            text = " ".join(draw.choice(words) + str(draw.randrange(300)) for _ in range(size))
            print(json.dumps({"_id": str(i), "lang": "en", "text": text}), file=file)
write("offers.jsonl", 400, 30)
write("needs.jsonl", 12500, 20)'
cat > run.sh <<'END'
args="match --pairs --offers offers.jsonl --needs needs.jsonl --top 5 --out out.csv"
run() { ieum $args "$@"; }
END
. ./run.sh; run --quiet; ls out.csv*; mv out.csv whole.csv

# killed when it has written some, and resumed: the same bytes
. ./run.sh; ieum $args --quiet & while ! [ -e out.csv.part.state ]; do sleep 0.01; done; kill -9 $!; wait 2> said; ls out.csv*; grep -c . out.csv.part > lines; [ $(cat lines) -gt 4096 ] && [ $(cat lines) -lt 62501 ] && echo in between

# what was half written behind the state goes
. ./run.sh; printf '12499,1,half' >> out.csv.part; cp out.csv.part part; cp out.csv.part.state state; run --resume --threads 2; ls out.csv*; cmp out.csv whole.csv && echo the same

# stopped by hand, it says so and goes on as well
. ./run.sh; rm out.csv; ieum $args --quiet & while ! [ -e out.csv.part.state ]; do sleep 0.01; done; kill -INT $!; wait $!; echo $?; run --resume --quiet; cmp out.csv whole.csv && echo the same

# half done and not to be resumed: nothing is thrown away without being told how
. ./run.sh; rm out.csv; cp part out.csv.part; cp state out.csv.part.state; run; run --lang ko; ls out.csv*; cmp part out.csv.part && cmp state out.csv.part.state && echo as it was

# other options, or not what was written: it begins anew
. ./run.sh; run --top 4 --quiet; ls out.csv*; sed 's/0/1/' part > out.csv.part; cp state out.csv.part.state; run --quiet; cmp out.csv whole.csv && echo the same

# what is told works: the state taken away
. ./run.sh; rm out.csv; cp part out.csv.part; cp state out.csv.part.state; rm out.csv.part.state; run --quiet; cmp out.csv whole.csv && echo the same

# nothing to resume: it begins
. ./run.sh; rm out.csv; run --resume --quiet; cmp out.csv whole.csv && echo the same

# another run's, damaged, or not what was written: nothing is touched
. ./run.sh; rm out.csv; cp part out.csv.part; cp state out.csv.part.state; head -n 399 offers.jsonl > other.jsonl; run --offers other.jsonl --resume

. ./run.sh; run --resume --top 6

. ./run.sh; head -c 30 state > out.csv.part.state; run --resume

. ./run.sh; echo '{"key":"0123456789abcdef","needs":-1,"pairs":0,"bytes":0,"digest":"0123456789abcdef"}' > out.csv.part.state; run --lang ko --resume

. ./run.sh; cp state out.csv.part.state; sed 's/0/1/' part > out.csv.part; run --resume

. ./run.sh; head -c 1000 part > out.csv.part; run --resume; wc -c < out.csv.part

# two at once
. ./run.sh; cp part out.csv.part; (flock 9; run --resume) 9< out.csv.part

. ./run.sh; run --resume --quiet; cmp out.csv whole.csv && echo the same; ls out.csv*
