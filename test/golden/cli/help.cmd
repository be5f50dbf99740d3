ieum --lang en --help

ieum --lang ko --help

ieum --lang en import --help

ieum --lang ko schedule --help

LANG=ko_KR.UTF-8 ieum log --help | head -3
