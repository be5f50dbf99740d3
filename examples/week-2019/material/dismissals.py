"""What firms and the office say when they turn a proposal down.

Nothing here knows what a matching engine proposes: every pair of a need and an offer of the
participants is a candidate, and what is said of it follows from what the two profiles were
made of (topics, values, certificates, countries) and from chance. People are not consistent:
some firms read nothing, good partners are turned down, bad ones overlooked.
"""
from . import texts, week

COUNTERPART = {'technology_request': 'technology_offer', 'business_request': 'business_offer',
               'investment_request': 'investment_offer', 'research_request': 'research_request'}
UNITS = {'degC': '°C', 'um': 'µm', 'um/h': 'µm/h', 'V/um': 'V/µm', 'cm-2': 'cm⁻²', 'ng/cm2': 'ng/cm²', 'm2': 'm²',
         'm3/h': 'm³/h', 'g/m2/day': 'g/m²/day', 'g/cm3': 'g/cm³', 'cm3/h': 'cm³/h', 'mOhm.cm': 'mΩ·cm', 'ohm': 'Ω', 'ea': ''}
BOUNDS = {'ko': ('{} 이하', '{} 이상'), 'en': ('at most {}', 'at least {}'), 'fr': ('au plus {}', 'au moins {}'),
          'ru': ('не более {}', 'не менее {}'), 'he': ('לכל היותר {}', 'לפחות {}')}
COUNTRIES = {'ko': {'KR': '한국', 'FR': '프랑스', 'US': '미국', 'IL': '이스라엘', 'RU': '러시아'},
             'en': {'KR': 'Korea', 'FR': 'France', 'US': 'the United States', 'IL': 'Israel', 'RU': 'Russia'},
             'fr': {'KR': 'Corée'}, 'ru': {'KR': 'Корея'}, 'he': {'KR': 'קוריאה'}}
SAME = ('certificate', 'known_already', 'competitor')  # both sides say it alike
READS = 0.8  # share of firms that go through their proposals at all


def bound(topic, key, value, language):
    """Writes what a profile states of one parameter, as '5 ppb or less' is written in the language."""
    _, name, op, unit, _ = next(param for param in topic['params'] if param[0] == key)
    unit = UNITS.get(unit, unit)
    text = (texts.number(value, language) + ('' if unit in ('', '%') and language != 'fr' else ' ') + unit).strip()
    if unit == '%':
        text = text.replace('%', ' %') if language != 'en' and ' %' not in text else text
    if op in ('<=', '>='):
        text = BOUNDS[language][op == '>='].format(text)
    return name, text


def missed(topic, offer, need):
    """Returns the first parameter by which the offer's values miss those of the need, or None."""
    for param in topic['params']:
        if not texts.fits({'params': [param]}, offer['_values'], need['_values']):
            return param[0]
    return None


def kind_of(need, offer, topics):
    """How near an offer is to a need: 'fit', 'near' (one topic, a value is missed), 'field' or 'far'."""
    if any(code in need['_topics'] for code in offer['_topics']):
        return 'fit' if week.compatible(offer, need, topics) else 'near'
    fields = {topics[code]['field'] for code in need['_topics']}
    return 'field' if any(topics[code]['field'] in fields for code in offer['_topics']) else 'far'


def choose(need, offer, kind, wanted, rng):
    """Returns the reason for which a careful reader turns the pair down, or None."""
    home, mark = need['_country'] == offer['_country'], rng.random()
    if kind == 'far':
        return 'not_relevant' if mark < 0.03 else None
    if kind == 'near':
        return 'spec_not_met' if mark < 0.7 else 'known_already' if mark < 0.75 else None
    if not wanted and mark < (0.3 if kind == 'fit' else 0.12):
        return 'country'
    mark = rng.random()
    if kind == 'field':
        return 'not_relevant' if mark < 0.36 else None
    lacking = [cert for cert in need['_plan']['certs'] if cert not in offer['_plan']['certs']]
    if lacking and offer['type'] != 'investment_offer' and mark < 0.12:
        return 'certificate'
    mark = rng.random()
    for reason, share in (('known_already', 0.12 if home else 0.04), ('competitor', 0.08 if home else 0.03),
                          ('capacity', 0.04), ('not_relevant', 0.04)):
        if mark < share:
            return reason
        mark -= share
    return None


def note(reason, by, need, offer, topics, pools, rng):
    """Returns what is written beside the reason in the language of who decides, or ''."""
    language = by['language'] if by else 'ko'
    asks = by is None or by['id'] == need['organisation']
    want, have = topics[need['_topics'][0]], topics[offer['_topics'][0]]
    if reason == 'not_relevant' and (language not in want['text'] or language not in have['text']):
        language = 'en'
    values = {'_plain': ('want', 'have', 'name', 'cert', 'country')}
    key = reason + ('.office' if by is None else '' if asks or reason in SAME else '.o')
    if reason == 'spec_not_met':
        key_of_value = missed(want, offer, need)
        values['name'], values['want'] = bound(want, key_of_value, need['_values'][key_of_value], language)
        values['have'] = bound(want, key_of_value, offer['_values'][key_of_value], language)[1]
    elif reason == 'certificate':
        values['cert'] = next(cert for cert in need['_plan']['certs'] if cert not in offer['_plan']['certs'])
    elif reason == 'country':
        aims = (need if asks else offer)['target_countries'].split('; ')
        if any(code not in COUNTRIES[language] for code in aims):
            language = 'en'
        names = [COUNTRIES[language][code] for code in aims]
        values['country'] = ('·' if language == 'ko' else ', ').join(names)
    elif reason == 'not_relevant':
        if need['_topics'][0] in offer['_topics'] or rng.random() < 0.45:
            return ''  # a good one turned down in haste, or nothing to add
        values['want'], values['have'] = want['text'][language]['l'][0], have['text'][language]['l'][0]
    elif rng.random() < 0.3:
        return ''
    text = texts.fill(rng.choice(pools[f'{language}.dismiss.{key}']), values, language)
    return texts.typography(texts.voice(text, language, by is None or by['type'] == 'company'), language)


def dismissals(rows, made, taking_part, wishes, topics, pools, rng):
    """Returns the dismissals: need, offer, who says so ('' the office), reason, note."""
    here = {row['organisation'] for row in taking_part}
    by_id = {row['id']: row for row in rows}
    wished = {(row['from'], row['to']) for row in wishes}
    care = {row['organisation']: rng.uniform(0.6, 1.3) if rng.random() < READS else 0.0 for row in taking_part}
    originals = [row for row in made if row['_original'] and row['organisation'] in here]
    result = []
    for need in originals:
        for offer in originals:
            if COUNTERPART.get(need['type']) != offer['type'] or need['organisation'] == offer['organisation'] \
                    or need['type'] == offer['type'] and need['id'] > offer['id']:
                continue
            mark = rng.random()
            side = need if mark < 0.76 else offer if mark < 0.9 else None
            other = offer if side is need else need
            kind = kind_of(need, offer, topics)
            wanted = other['_country'] in (side or need)['target_countries'].split('; ')
            reason = choose(need, offer, kind, wanted, rng)
            if reason == 'certificate' and side is offer:
                side, other = need, offer  # who asks for it
            if side and ((side['organisation'], other['organisation']) in wished
                         or rng.random() > care[side['organisation']]):
                continue  # wants to meet them all the same, or has not read it
            if not reason:
                continue
            by = by_id[side['organisation']] if side else None
            text = note(reason, by, need, offer, topics, pools, rng)
            result.append({'need': need['id'], 'offer': offer['id'], 'by': by['id'] if by else '',
                           'reason': {'certificate': 'spec_not_met'}.get(reason, reason), 'note': text, '_kind': kind})
    return result
