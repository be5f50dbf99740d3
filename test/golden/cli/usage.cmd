# Words that are off: exit 2, told in the language asked for.
ieum --version

ieum --version --json

ieum bake

ieum --lang ko bake

ieum report --evnt X

ieum report --event

ieum init --quiet; ieum event propose X --top many

ieum --db sqlite:none.db report --event X

ieum --lang ko --db sqlite:none.db report --event X

ieum import organisations

ieum --lang ko import organisations

ieum event create extra words

ieum schedule

ieum match

ieum match --pairs --offers o.jsonl

ieum log read

ieum --db carrier-pigeon:home check

ieum backup

ieum serve --listen nonsense:port

timeout 10 ieum serve --listen 0.0.0.0:0
