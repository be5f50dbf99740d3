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

# Attachments go with it, each under the SHA-256 of its bytes; a damaged one is refused.
mkdir -p var/ieum.db.d/attachments; printf hello > var/ieum.db.d/attachments/$(printf hello | sha256sum | cut -d' ' -f1); touch var/ieum.db.d/attachments/half.XYZ

ieum backup two.ieum; ls two.ieum.d/attachments; stat -c %a two.ieum.d two.ieum.d/attachments two.ieum.d/attachments/*

ieum backup two.ieum --force --json

ieum --db sqlite:third/place.db restore two.ieum 2>/dev/null; mkdir third; ieum --db sqlite:third/place.db restore two.ieum; cat third/place.db.d/attachments/*

printf hullo > two.ieum.d/attachments/$(printf hello | sha256sum | cut -d' ' -f1); mkdir fourth; ieum --db sqlite:fourth/place.db restore two.ieum

ls fourth/place.db.d/attachments
