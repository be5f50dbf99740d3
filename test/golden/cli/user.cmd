ieum init --quiet

IEUM_PASSWORD='a good long password' ieum user add officer@example.org --name 'An Officer' --role officer

IEUM_PASSWORD='a good long password' ieum user add officer@example.org --role officer

IEUM_PASSWORD=short ieum user add two@example.org --role officer

ieum user add two@example.org --role officer

IEUM_PASSWORD='a good long password' ieum user add two@example.org --role emperor

IEUM_PASSWORD='a good long password' ieum user add member@example.org --role member

IEUM_PASSWORD='a good long password' ieum user add member@example.org --role member --organisation NOBODY

printf 'another long password\n' | ieum user password officer@example.org --password-file -

ieum user password nobody@example.org --password-file /dev/null

ieum user token officer@example.org --label nightly | wc -c

ieum user token nobody@example.org
