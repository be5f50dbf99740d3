"""The headings of the CSV files and a count of what the pack holds."""
import re
import unicodedata

from . import registry, texts, week

HEADINGS = {
    'organisations': 'id name name_en country business_number industry employees website contact email note '
                     'type region language root_technologies certificates'.split(),
    'profiles': 'id organisation type language title text cooperation trl target_countries valid_until '
                'specs ipr root_technologies rung'.split(),
    'people': 'id organisation name name_en role email phone languages consent consent_date'.split(),
    'participations': 'organisation representatives languages from to status persons availability'.split(),
    'wishes': 'from to weight reason'.split(),
    'outcomes': 'from to status result note'.split(),
    'dismissals': 'need offer by reason note'.split()}
REASONS = ('not_relevant', 'wrong_type', 'spec_not_met', 'competitor', 'known_already', 'country', 'capacity', 'other')


def valid_number(country, value):
    """Whether a business number's check digit is right (the United States have none)."""
    digits = value.replace('-', '')
    if country == 'KR':
        return registry.korean_digit(digits[:9]) == digits[9]
    if country in ('FR', 'IL'):
        return registry.luhn_digit(digits[:8]) == digits[8]
    if country == 'RU':
        return registry.russian_digit(digits[:9]) == digits[9]
    return len(digits) == 9


def problems(records):
    """Yields what is wrong with the records: references, check digits, languages, consent."""
    scripts = {'ko': '[가-힣]', 'ru': '[а-яё]', 'he': '[א-ת]'}
    rows = {row['id']: row for row in records['organisations']}
    for row in rows.values():
        if not valid_number(row['country'], row['business_number']):
            yield f'organisations: {row["id"]}: check digit'
        if not row['email'].endswith('.example') or not row['website'].endswith('.example/'):
            yield f'organisations: {row["id"]}: an address that could be real'
    for name in ('profiles', 'people', 'participations'):
        for row in records[name]:
            if row['organisation'] not in rows:
                yield f'{name}: no organisation {row["organisation"]}'
    for row in records['profiles']:
        text = row['title'] + ' ' + row['text']
        for language, letters in scripts.items():
            if (re.search(letters, text, re.I) is not None) != (row['language'] == language):
                yield f'profiles: {row["id"]}: {row["language"]} text in the wrong script'
        if '{' in text or '}' in text or unicodedata.normalize('NFC', text) != text:
            yield f'profiles: {row["id"]}: a slot left open, or text not in form C'
    agreed = {row['id'] for row in records['people'] if row['consent'] == 'yes'}
    here = {row['organisation'] for row in records['participations']}
    for row in records['participations']:
        if not agreed.issuperset(row['persons'].split('; ')):
            yield f'participations: {row["organisation"]}: a person without consent'
    wished = {(row['from'], row['to']) for row in records['wishes']}
    for one, other in wished:
        if one == other or one not in here or other not in here:
            yield f'wishes: {one} to {other}'
    for row in records['outcomes']:
        if (row['from'], row['to']) not in wished:
            yield f'outcomes: {row["from"]} to {row["to"]} was no wish'
    house, seen = {row['id']: row['organisation'] for row in records['profiles']}, set()
    for row in records['dismissals']:
        what, sides = f'dismissals: {row["need"]} with {row["offer"]}', [house.get(row['need']), house.get(row['offer'])]
        if None in sides or not here.issuperset(sides):
            yield f'{what}: not both take part'
        if row['by'] and (row['by'] not in sides or (row['by'], sides[1 - sides.index(row['by'])]) in wished):
            yield f'{what}: {row["by"]} has no part in it, or wishes for the other'
        if row['reason'] not in REASONS or '{' in row['note'] or row['reason'] == 'spec_not_met' and not row['note']:
            yield f'{what}: reason or note'
        if (row['need'], row['offer']) in seen or (row['offer'], row['need']) in seen:
            yield f'{what}: twice'
        seen.add((row['need'], row['offer']))


def tally(rows, key):
    counts = {}
    for row in rows:
        counts[row[key]] = counts.get(row[key], 0) + 1
    return ', '.join(f'{name} {count}' for name, count in sorted(counts.items(), key=lambda item: -item[1]))


def count(records, topics):
    """Prints the numbers that the README quotes."""
    rows = records['organisations']
    print('organisations', len(rows), '|', tally(rows, 'country'), '|', tally(rows, 'type'))
    print('check digits right', sum(valid_number(r['country'], r['business_number']) for r in rows), 'of', len(rows))
    made = records['profiles']
    originals = [row for row in made if row['_original']]
    print('profiles', len({row['id'] for row in made}), 'distinct,', len(made), 'rows')
    print('  types', tally(originals, 'type'))
    print('  original language', tally(originals, 'language'), '| all rows', tally(made, 'language'))
    print('  topics', len({code for row in originals for code in row['_topics']}))
    for language in ('ko', 'en', 'fr', 'ru', 'he'):
        sizes = sorted(len(row['text'].split()) for row in made if row['language'] == language)
        written = sum(language in topic['text'] for topic in topics.values())
        print(f'  {language}: topics written {written}, words {sizes[0]}..{sizes[len(sizes) // 2]}..{sizes[-1]}')
    same = len(made) - len({row['text'] for row in made})
    print('  identical texts', same)
    people = records['people']
    print('people', len(people), '| consent', tally(people, 'consent'))
    part = records['participations']
    print('participations', len(part), '|', tally(part, 'status'), '| by country',
          tally([{'c': row['organisation'][:2]} for row in part], 'c'))
    wishes = records['wishes']
    keys = {(row['from'], row['to']) for row in wishes}
    mutual = sum((b, a) in keys for a, b in keys)
    pairs = week.fitting_pairs(made, {row['organisation'] for row in part}, topics)
    fit = sum(key in pairs for key in keys)
    print('wishes', len(wishes), '| in mutual pairs', mutual, f'({100 * mutual / len(wishes):.0f} %)',
          '| profiles fit', fit, f'({100 * fit / len(wishes):.0f} %)', '| weights', tally(wishes, 'weight'))
    print('organisations with a wish', len({a for a, _ in keys}), 'wished for', len({b for _, b in keys}))
    print('fitting pairs across the border (all organisations)',
          len(week.fitting_pairs(made, {row['id'] for row in rows}, topics)) // 2)
    near = 0
    for one in originals:
        for other in originals:
            if one['type'] in week.OFFERS and other['type'] in week.NEEDS and one['_country'] != other['_country'] \
                    and one['_topics'] == other['_topics'] and not week.compatible(one, other, topics):
                near += 1
    print('near misses (offer and need of one topic across a border, values do not meet)', near)
    out = records['outcomes']
    print('outcomes', len(out), '|', tally(out, 'status'), '|', tally([r for r in out if r['result']], 'result'))
    down = records['dismissals']
    print('dismissals', len(down), '|', tally(down, 'reason'), '| pairs', tally(down, '_kind'),
          '| by the office', sum(not row['by'] for row in down), '| with a note', sum(bool(row['note']) for row in down))
