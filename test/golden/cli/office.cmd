# A store is made by init alone, once.
ieum report --event X

ieum init --code KOR --title '협력 사무국' --country KR --zone Asia/Seoul

ieum init --code 'not good'

ieum init --code TWO --country Korea

ieum init --code TWO --zone Mars/Olympus

ieum log verify --json

ieum check

ieum --lang ko check
