cat > tiny.dzn <<END
% three participants, three meetings
nBusiness = 3; nMeetings = 3; nTables = 1; nTotalSlots = 4; nMorningSlots = 2;
requested = [|1, 2,1,
|1, 3,3,
|2, 3,3,
|];
meetingsxBusiness = [{1,2,3},{1,2,4},{1,3,4}];
nMeetingsBusiness = [2,2,2];
forbidden = [{0},{0},{0,1}];
fixed = [0,0,4];
precedences = [{},{1},{}];
END
echo '{"meetings":[{"meeting":1,"slot":1,"place":1},{"meeting":2,"slot":2},{"meeting":3,"slot":4}]}' > good.json
ieum schedule --check tiny.dzn good.json

echo '{"breaks":0,"meetings":[{"meeting":1,"slot":3},{"meeting":2,"slot":3},{"meeting":3,"slot":1}]}' > bad.json; ieum schedule tiny.dzn bad.json --check

ieum schedule --check tiny.dzn bad.json --json --lang ko

ieum schedule --check tiny.dzn good.json --fairness 0

sed 's/requested = \[|1, 2,1/requested = [|1, 2,4/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/|1, 3,3/|1, 9,3/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/|1, 3,3/|1, 1,3/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/|1, 3,3,/|1, 3,/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/{1,3,4}]/{1,3}]/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/2,2,2/2,2,3/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/2,2,2/2,2/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/{0,1}/{0,5}/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/0,0,4/0,0,99999999999/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/{},{1},{}/{},{2},{}/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed 's/nTotalSlots = 4/nTotalSlots = 65/' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

sed '/fixed/d' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

(cat tiny.dzn; echo 'd = 2;') > x.dzn; ieum schedule --check x.dzn good.json

(cat tiny.dzn; echo 'nTables = 2;') > x.dzn; ieum schedule --check x.dzn good.json

(cat tiny.dzn; echo '/* no end') > x.dzn; ieum schedule --check x.dzn good.json

head -c 200 tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

printf '\000\001PK' > x.dzn; ieum schedule --check x.dzn good.json

sed 's/;$//' tiny.dzn > x.dzn; ieum schedule --check x.dzn good.json

ieum schedule --check none.dzn good.json

echo '{"meetings":[{"meeting":4,"slot":1}]}' > x.json; ieum schedule --check tiny.dzn x.json

echo '{"meetings":[{"meeting":1,"slot":5}]}' > x.json; ieum schedule --check tiny.dzn x.json

echo '{"meetings":[{"meeting":1,"slot":1},{"meeting":1,"slot":2}]}' > x.json; ieum schedule --check tiny.dzn x.json

echo '{"meetings":[{"meeting":1,"slot":1,"place":2}]}' > x.json; ieum schedule --check tiny.dzn x.json

echo '[1' > x.json; ieum schedule --check tiny.dzn x.json

ieum schedule --check tiny.dzn

ieum schedule tiny.dzn

ieum schedule tiny.dzn --out best.json && ieum schedule --check tiny.dzn best.json

ieum schedule tiny.dzn --fairness 0 --json

sed 's/nTotalSlots = 4/nTotalSlots = 8/;s/0,0,4/0,0,0/' tiny.dzn > wide.dzn; ieum schedule wide.dzn --ticks 1 --lang ko; ieum schedule wide.dzn --out best.json --lang ko && ieum schedule --check wide.dzn best.json

sed 's/{0,1}\]/{0,1,2,3}]/;s/0,0,4/0,0,0/' tiny.dzn > none.dzn; ieum schedule none.dzn --proof none.proof; ieum schedule none.dzn --lang ko --out none.json; cat none.json; ieum schedule --check-proof none.proof none.dzn

ieum schedule tiny.dzn --proof best.proof --out best.json && ieum schedule --check-proof best.proof tiny.dzn && ieum schedule --check-proof best.proof tiny.dzn --json --lang ko; head -5 best.proof

ieum schedule --check-proof best.proof wide.dzn

sed 's/^c breaks 0/c breaks 1/' best.proof > x.proof; ieum schedule --check-proof x.proof tiny.dzn

sed '/^c proof/q' best.proof > x.proof; ieum schedule --check-proof x.proof tiny.dzn; head -30 best.proof > x.proof; ieum schedule --check-proof x.proof tiny.dzn

head -c 100 /dev/zero > x.proof; ieum schedule --check-proof x.proof tiny.dzn

ieum schedule --check-proof best.proof; ieum schedule --check --bench .; ieum schedule tiny.dzn --proof /nowhere/x.proof --out best.json

mkdir set; cp tiny.dzn set/tiny.original.dzn; cp none.dzn set/none.original.dzn; printf 'instance,variant,d,status,optimum_breaks\nnone,original,2,UNSAT,\ntiny,original,2,OPT,1\n' > set/published_results.csv; ieum schedule --bench set --json; sed -i 's/,1$/,2/' set/published_results.csv; ieum schedule --bench set --json --quiet > /dev/null

ieum schedule --bench missing
