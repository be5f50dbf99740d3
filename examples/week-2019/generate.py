#!/usr/bin/env python3
"""Writes the week-2019 demonstration pack from the hand-written material.

    generate.py [--seed N] [--out DIR]   write all files
    generate.py --check                  verify that regenerating gives the same bytes and the records agree
    generate.py --count                  print what the pack holds

The same seed gives the same bytes. Standard library only.
"""
import argparse
import csv
import io
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

from material import dismissals, event, messy, profiles, registry, report, texts, week  # noqa: E402

SEED = 2019


def table(heading, rows):
    """Returns a CSV file's bytes: UTF-8, comma, RFC 4180 quoting, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\n')
    writer.writerow(heading)
    for row in rows:
        writer.writerow([row.get(name, '') for name in heading])
    return out.getvalue().encode('utf-8')


def build(seed):
    """Returns the pack: file name -> bytes, and the records behind it."""
    topics, phrases = texts.load_topics(), texts.load_phrases()

    def rng(part):
        return random.Random(f'{seed}/{part}')

    organisations = registry.organisations(topics, rng('organisations'))
    people = registry.people(organisations, rng('people'))
    made = profiles.profiles(organisations, topics, phrases, rng('profiles'))
    taking_part = week.participations(organisations, people, made, rng('participations'))
    wishes = week.wishes(taking_part, made, organisations, topics, phrases, rng('wishes'))
    outcomes = week.outcomes(wishes, organisations, rng('outcomes'))
    turned_down = dismissals.dismissals(organisations, made, taking_part, wishes, topics, phrases, rng('dismissals'))
    records = {'organisations': organisations, 'profiles': made, 'people': people,
               'participations': taking_part, 'wishes': wishes, 'outcomes': outcomes,
               'dismissals': turned_down}
    files = {name + '.csv': table(report.HEADINGS[name], rows)
             for name, rows in records.items()}
    files['event.json'] = (json.dumps(event.EVENT, ensure_ascii=False, indent=2) + '\n').encode('utf-8')
    files['messy.xlsx'] = messy.workbook(organisations, people, topics)
    return files, records, topics


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seed', type=int, default=SEED)
    parser.add_argument('--out', default=HERE)
    parser.add_argument('--check', action='store_true', help='compare with the files in --out')
    parser.add_argument('--count', action='store_true', help='print what the pack holds')
    options = parser.parse_args()
    files, records, topics = build(options.seed)
    if options.count:
        report.count(records, topics)
        return 0
    status = 0
    if options.check:
        for problem in report.problems(records):
            print(problem, file=sys.stderr)
            status = 1
    for name, content in sorted(files.items()):
        path = os.path.join(options.out, name)
        if options.check:
            try:
                with open(path, 'rb') as file:
                    same = file.read() == content
            except FileNotFoundError:
                same = False
            if not same:
                print(f'{name}: differs from what generate.py writes', file=sys.stderr)
                status = 1
        else:
            with open(path, 'wb') as file:
                file.write(content)
    return status


if __name__ == '__main__':
    sys.exit(main())
