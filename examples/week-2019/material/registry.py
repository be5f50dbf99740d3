"""Organisations and their representatives."""
import datetime
import re

from . import texts

NOTES = {'KR': '가상 기업입니다 (made up)', 'FR': 'entreprise fictive (made up)', 'US': 'made up',
         'IL': 'חברה בדויה (made up)', 'RU': 'вымышленная организация (made up)'}
LANGUAGE = {'KR': 'ko', 'FR': 'fr', 'US': 'en', 'IL': 'he', 'RU': 'ru'}
REGIONS = {
    'KR': 'KR-41 KR-41 KR-41 KR-44 KR-43 KR-30 KR-47 KR-48 KR-26 KR-27 KR-29 KR-28 KR-11 KR-31'.split(),
    'FR': 'FR-ARA FR-OCC FR-IDF FR-PDL FR-BRE FR-GES FR-NAQ'.split(),
    'US': 'US-CA US-OR US-TX US-AZ US-NY US-MA US-OH'.split(),
    'IL': 'IL-Z IL-M IL-HA IL-TA IL-D'.split(),
    'RU': 'RU-MOW RU-SPE RU-NVS RU-TOM RU-TA RU-SVE RU-NIZ'.split()}
INDUSTRY = {'institute': 'M72.19', 'university': 'P85.42', 'agency': 'O84.13', 'association': 'S94.11',
            'investor': 'K64.30'}


def luhn_digit(body):
    """Returns the Luhn check digit that completes a number (French SIREN, Israeli number)."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def korean_digit(body):
    """Returns the check digit of a Korean business registration number."""
    total = sum(int(c) * w for c, w in zip(body, (1, 3, 7, 1, 3, 7, 1, 3, 5))) + int(body[8]) * 5 // 10
    return str(-total % 10)


def russian_digit(body):
    """Returns the check digit of a Russian taxpayer number of a legal person."""
    return str(sum(int(c) * w for c, w in zip(body, (2, 4, 10, 3, 5, 9, 4, 6, 8))) % 11 % 10)


def business_number(country, index, rng):
    """Returns a number with a valid check digit in a range that is never issued."""
    if country == 'KR':
        body = f'000{81 + index % 8}{rng.randrange(10000):04d}'
        digits = body + korean_digit(body)
        return f'{digits[:3]}-{digits[3:5]}-{digits[5:]}'
    if country == 'FR':
        body = f'000{index:02d}{rng.randrange(1000):03d}'
        return body + luhn_digit(body)
    if country == 'IL':
        body = f'000{index:02d}{rng.randrange(1000):03d}'
        return body + luhn_digit(body)
    if country == 'RU':
        body = f'000{index:02d}{rng.randrange(10000):04d}'
        return body + russian_digit(body)
    return f'00-{index:02d}{rng.randrange(100000):05d}'


def organisations(topics, rng):
    """Reads the organisations and gives them numbers, sizes and certificates."""
    result = []
    for country in ('KR', 'FR', 'US', 'IL', 'RU'):
        rows = texts.lines(f'organisations_{country.lower()}.txt')
        for index, line in enumerate(rows, 1):
            name, name_en, kind, codes = (cell.strip() for cell in line.split('|'))
            codes = codes.split()
            for code in codes:
                assert country in topics[code]['countries'], (name_en, code)
            sizes = {'company': (12, 320), 'investor': (6, 24), 'association': (9, 30)}.get(kind, (40, 260))
            root, certs = [], []
            for code in codes:
                root += [x for x in topics[code]['root'] if x not in root]
                certs += [x for x in topics[code]['certs'] if x not in certs]
            if kind != 'company':
                certs = []
            else:
                rng.shuffle(certs)
                certs = sorted(certs[:rng.choice((1, 2, 2, 3))])
            slug = re.sub(r'[^a-z0-9]+', '-', name_en.lower()).strip('-')
            if country in ('KR', 'RU', 'FR', 'IL', 'US'):
                site = f'{slug}.{country.lower()}.example'
            industry = INDUSTRY.get(kind) or topics[codes[0]]['industry']
            result.append({
                'id': f'{country}-{index:03d}', 'name': name, 'name_en': name_en, 'country': country,
                'business_number': business_number(country, index, rng), 'industry': 'NACE ' + industry,
                'employees': rng.randint(*sizes), 'website': f'https://www.{site}/', 'email': f'contact@{site}',
                'note': NOTES[country], 'type': kind, 'region': rng.choice(REGIONS[country]),
                'language': LANGUAGE[country], 'root_technologies': '; '.join(root if kind != 'investor' else []),
                'certificates': '; '.join(certs), '_topics': codes, '_site': site,
                '_year': rng.randint(1974, 2014)})
    numbers = [row['business_number'] for row in result]
    assert len(set(numbers)) == len(numbers)
    assert len({row['_site'] for row in result}) == len(result)
    return result


def name_pools():
    """Reads the pools of family and given names."""
    pools = {}
    for line in texts.lines('names.txt'):
        key, rest = line.split(': ', 1)
        pools[key] = [tuple(pair.split('=')) for pair in rest.split()]
    return pools


ROLES = {'company': ('chief executive', 'chief technology officer', 'export manager', 'head of development',
                     'business development manager'),
         'investor': ('partner', 'investment director', 'analyst'),
         'other': ('principal researcher', 'professor', 'technology transfer officer', 'programme manager')}
PHONES = {'KR': '+82-2-0000-{:04d}', 'FR': '+33 1 00 00 {:02d} {:02d}', 'US': '+1-555-555-01{:02d}',
          'IL': '+972-2-000-{:04d}', 'RU': '+7 495 000-{:02d}-{:02d}'}


def phone(country, count):
    """Returns a telephone number that nobody has."""
    pattern = PHONES[country]
    if pattern.count('{') == 2:
        return pattern.format(count // 100 % 100, count % 100)
    return pattern.format(count % (100 if country == 'US' else 10000))


def make_name(country, pools, rng):
    """Returns a name in its own script and in Latin letters, in the country's order."""
    if country == 'RU':
        sex = rng.choice(('male', 'female'))
        family, given = rng.choice(pools[f'RU {sex}']), rng.choice(pools['RU given' + sex[0]])
    else:
        family, given = rng.choice(pools[f'{country} family']), rng.choice(pools[f'{country} given'])
    latin = f'{given[1]} {family[1]}'
    if country == 'KR':
        return family[0] + given[0], latin
    return f'{given[0]} {family[0]}', latin


def people(rows, rng):
    """Gives each organisation one to three representatives."""
    pools, result, seen, count = name_pools(), [], set(), 0
    first_day = datetime.date(2019, 8, 26)
    for row in rows:
        country, own = row['country'], row['language']
        for index in range(rng.choice((1, 1, 2, 2, 2, 3))):
            name, latin = make_name(country, pools, rng)
            while latin in seen:
                name, latin = make_name(country, pools, rng)
            seen.add(latin)
            count += 1
            kind = row['type'] if row['type'] in ROLES else 'other'
            spoken = [own]
            if own != 'en' and (index == 0 and rng.random() < 0.8 or rng.random() < 0.5):
                spoken.append('en')
            if country in ('US', 'FR') and rng.random() < 0.12:
                spoken.append('ko')
            if country == 'IL' and rng.random() < 0.25:
                spoken.append('ru')
            if country == 'KR' and rng.random() < 0.08:
                spoken.append(rng.choice(('fr', 'ru')))
            agreed = rng.random() < 0.93
            day = first_day + datetime.timedelta(days=rng.randrange(55))
            local = re.sub(r'[^a-z]+', '.', latin.lower()).strip('.')
            result.append({
                'id': f'{row["id"]}-{index + 1}', 'organisation': row['id'], 'name': name, 'name_en': latin,
                'role': rng.choice(ROLES[kind]), 'email': f'{local}@{row["_site"]}', 'phone': phone(country, count),
                'languages': '; '.join(spoken), 'consent': 'yes' if agreed else 'no',
                'consent_date': day.isoformat()})
        mine = [person for person in result if person['organisation'] == row['id']]
        row['contact'] = mine[0]['name']
    return result
