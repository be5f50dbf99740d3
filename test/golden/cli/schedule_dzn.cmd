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
