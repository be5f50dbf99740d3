ieum init --quiet

ieum backup one.ieum

ieum backup one.ieum

ieum backup one.ieum --force --json

stat -c %a one.ieum

ieum --lang ko restore one.ieum

ieum restore one.ieum --force

ieum check

printf 'not a store at all, but long enough to look at' > text.ieum; ieum restore text.ieum --force

ieum restore nothing.ieum --force

ieum --db sqlite:new/place.db restore one.ieum

mkdir new; ieum --db sqlite:new/place.db restore one.ieum; ieum --db sqlite:new/place.db log verify

cp one.ieum bad.ieum; printf '\x5a%.0s' {1..3000} | dd of=bad.ieum bs=1 seek=5000 conv=notrunc 2>/dev/null; ieum restore bad.ieum --force 2>/dev/null; test $? -ne 0 && ieum check
