"""Profiles: offers and needs, composed of whole hand-written sentences."""
import datetime

from . import texts

NEED = {'technology_request', 'business_request'}
OFFER = {'technology_offer', 'business_offer'}
FITTED = 0.85  # share of later profiles that are made to fit an earlier one abroad
OWN = {'KR': ('ko', 'en'), 'FR': ('fr', 'en'), 'US': ('en', 'ko'), 'IL': ('he', 'en'), 'RU': ('ru', 'en')}
TRANSLATED = {'KR': 0.45, 'FR': 0.5, 'US': 0.12, 'IL': 0.55, 'RU': 0.5}
SHORT = {'technology_offer': 'tech_offer', 'technology_request': 'tech_request'}
TOTAL = 600


def draw(topic, need, rng):
    """Draws the values of a topic's parameters: offers tend to the best, needs to the worst."""
    values = {}
    for key, _, op, _, choices in topic['params']:
        last = len(choices) - 1
        if op == '=':
            index = min(int(rng.random() * rng.random() * (last + 1)), last)
        elif op == '..':
            index = rng.choice((0, 0, 1, last))
        elif need:
            index = last - min(int(rng.random() ** 2.4 * (last + 1)), last)
        else:
            index = min(int(rng.random() ** 2.4 * (last + 1)), last)
        values[key] = choices[index]
    return values


def adapt(topic, values, other, need):
    """Moves values so that they fit those of a profile on the other side."""
    for key, _, op, _, choices in topic['params']:
        if op in ('=', '..'):
            values[key] = other[key]
        elif need:
            values[key] = choices[max(choices.index(values[key]), choices.index(other[key]))]
        else:
            values[key] = choices[min(choices.index(values[key]), choices.index(other[key]))]


def pick(pools, key, choice, limit):
    """Returns a sentence of a pool; translations use the same place in a parallel pool."""
    pool = pools[key]
    return pool[choice % min(limit, len(pool))]


def label(topic, language):
    return topic['text'][language]['l'][0]


def compose(profile, language, pools, topics, both):
    """Returns title and text of a profile in a language."""
    plan, kind = profile['_plan'], profile['type']
    short = SHORT.get(kind, kind)

    def limit(key):
        return min(len(pools[f'{x}.{key}']) for x in both)

    def sentence(key, choice, values):
        return texts.fill(pick(pools, f'{language}.{key}', choice, limit(key)), values, language)

    money = plan['money']
    shared = {'_plain': ('label', 'certs', 'f1', 'fields', 'year', 't', 'u', 'cur'), 'year': str(plan['year']),
              'emp': str(plan['employees']), 'certs': ', '.join(plan['certs']), 'cur': plan['currency'],
              'money': str(money * 12), 'usd': str(money), 'lo': str(money * 6), 'hi': str(money * 60),
              'ulo': str(money), 'uhi': str(money * 5)}
    if kind == 'investment_offer':
        names = [label(topics[code], language) for code in plan['topics']]
        shared['f1'] = names[0]
        shared['fields'] = (', ' if language != 'fr' else ' ; ').join(names)
        title = sentence('pt.investment_offer', 0, shared)
        text = sentence('inv_offer', plan['choices'][0], shared)
        return texts.typography(title, language), texts.typography(text, language)
    topic = topics[plan['topics'][0]]
    body, values, picks = topic['text'][language], profile['_values'], plan['choices']
    shared['label'] = label(topic, language)
    shared['t'] = texts.fill(body['t'][0], values, language)
    shared['u'] = texts.fill(body['u'][0], values, language)
    side = 'n' if kind in NEED else 'o'
    intro = 'intro.' + plan['voice']
    core = [texts.fill(line, values, language) for line in body[side]]
    if plan['second']:
        core[0] = texts.fill(body[side.upper()][0], values, language)
    parts = []
    if kind == 'research_request':
        parts = [sentence(intro, picks[0], shared), core[0], texts.fill(body['r'][0], values, language),
                 sentence('research', picks[1], shared), sentence('research', picks[1] + 1, shared)]
        title = sentence('pt.research_request', picks[2], shared)
    else:
        if plan['lead']:
            parts = [sentence(intro, picks[0], shared), core[0]]
        else:
            parts = [core[0]]
        if plan['extra'] or plan['second']:
            parts.append(core[1])
        long = plan['lead'] and plan['extra'] and not plan['second']
        count = plan['closers'] if long and kind != 'investment_request' else 2
        for step in range(count):
            parts.append(sentence(short, picks[1] + step * plan['stride'], shared))
        if side == 'o':
            if plan['certs']:
                parts.append(sentence('ev.o', picks[2], shared))
            parts.append(sentence('ipr.' + profile['ipr'], 0, shared))
        elif plan['certs']:
            parts.append(sentence('ev.n', picks[2], shared))
        if not plan['lead']:
            parts.append(sentence(intro, picks[0], shared))
        if kind == 'technology_offer':
            title = shared['t']
        elif kind == 'technology_request':
            title = shared['u']
        else:
            which = picks[2]
            if kind.startswith('business'):  # a title that speaks of what the text says
                said = [picks[1] + step * plan['stride'] for step in range(count)]
                which = int(any(step % limit(short) == 1 for step in said))
            title = sentence('pt.' + kind, which, shared)
    text = texts.voice(' '.join(parts), language, plan['voice'] == 'company')
    return texts.typography(title, language), texts.typography(text, language)


def kinds_of(row, rng, turn, funded):
    """Chooses what an organisation looks for; strengths abroad offer, Korea asks a little more."""
    if row['type'] == 'investor':
        return 'investment_offer'
    if row['type'] in ('institute', 'university'):
        return ('research_request', 'technology_offer', 'research_request', 'technology_request')[turn % 4]
    if row['type'] in ('agency', 'association'):
        return ('technology_request', 'business_request')[turn % 2]
    if row['country'] == 'KR':
        weights = (('technology_request', 36), ('technology_offer', 24), ('business_request', 16),
                   ('business_offer', 12), ('investment_request', 7), ('research_request', 5))
    else:
        weights = (('technology_offer', 44), ('business_offer', 20), ('technology_request', 15),
                   ('business_request', 8), ('investment_request', 7), ('research_request', 6))
    if funded and rng.random() < 0.2:
        return 'investment_request'
    mark = rng.randrange(100)
    for kind, weight in weights:
        mark -= weight
        if mark < 0:
            return kind
    return 'technology_offer'


def profiles(rows, topics, pools, rng):
    """Returns the rows of profiles.csv: originals, each followed by its translation if any."""
    slots = []
    guests_first = sorted(rows, key=lambda row: row['country'] == 'KR')
    for turn in range(6):
        for row in guests_first:
            codes = row['_topics']
            if row['type'] == 'investor':
                if turn < 2:
                    slots.append((row, codes, turn))
            elif row['country'] == 'KR' and turn == 2 and row['type'] == 'company' and len(codes) < 3:
                continue
            elif turn < len(codes):
                slots.append((row, [codes[turn]], turn))
            elif row['type'] == 'company':
                slots.append((row, [codes[turn % len(codes)]], turn))
    slots = sorted(slots[:TOTAL], key=lambda slot: (rows.index(slot[0]), slot[2]))
    assert len(slots) == TOTAL
    funds = [(row['country'], code) for row in rows if row['type'] == 'investor' for code in row['_topics']]
    result, counts, used, sides = [], {}, set(), {}
    for row, codes, turn in slots:
        counts[row['id']] = counts.get(row['id'], 0) + 1
        funded = any(code == codes[0] and (country == 'KR') != (row['country'] == 'KR') for country, code in funds)
        kind = kinds_of(row, rng, turn, funded)
        while (row['id'], codes[0], kind) in used and kind != 'investment_offer':
            kind = rng.choice(('technology_offer', 'technology_request', 'business_offer', 'business_request'))
        used.add((row['id'], codes[0], kind))
        topic = topics[codes[0]]
        values = draw(topic, kind in NEED, rng)
        if kind in NEED or kind in OFFER:
            across = [(mine, other) for mine, other in sides.get((codes[0], kind not in NEED), ())
                      if (mine == 'KR') != (row['country'] == 'KR')]
            if across and rng.random() < FITTED:
                adapt(topic, values, rng.choice(across)[1], kind in NEED)
            sides.setdefault((codes[0], kind in NEED), []).append((row['country'], values))
        choices = [rng.randrange(1000) for _ in range(3)]
        if kind == 'investment_offer':
            choices[0] = turn
        voice = {'company': 'company', 'institute': 'institute', 'university': 'institute'}.get(row['type'], 'agency')
        if row['employees'] < 50:
            choices[0] %= 4  # not the sentence about two sites
        if voice != 'company':  # sentences that a body without customers can say
            choices[1] = {'institute': 0, 'agency': 3}[voice]
        certs = list(topic['certs'])
        if kind not in NEED:
            held = row['certificates'].split('; ')
            certs = [cert for cert in certs if cert in held]
        elif len(certs) > 2:
            certs = sorted(rng.sample(certs, 2), key=topic['certs'].index)
        software = topic['field'].endswith('software')
        plan = {'topics': codes, 'choices': choices, 'certs': certs, 'year': row['_year'],
                'employees': row['employees'], 'voice': voice,
                'lead': rng.random() < 0.6, 'extra': rng.random() < 0.8, 'closers': rng.choice((1, 2)),
                'stride': rng.choice((1, 2)) if voice == 'company' else {'institute': 2, 'agency': 1}[voice],
                'second': kind.startswith('business') or rng.random() < 0.35, 'money': rng.choice((2, 3, 4, 5, 8)),
                'currency': 'EUR' if row['country'] == 'FR' else 'USD'}
        if kind in NEED or kind in ('investment_offer', 'research_request'):
            ipr = 'none'
        elif software:
            ipr = rng.choice(('copyright', 'copyright', 'granted', 'secret_know_how'))
        else:
            ipr = rng.choice(('applied', 'granted', 'granted', 'secret_know_how', 'none'))
        if kind == 'investment_offer':
            coop, trl = ['investment', 'joint_venture'], rng.choice((4, 5, 6, 7))
        else:
            coop = [x for x in topic['coop'] if rng.random() < 0.75] or topic['coop'][:1]
            if kind == 'research_request':
                coop = ['research', 'joint_development']
            if kind == 'investment_request':
                coop = ['investment'] + [x for x in coop if x in ('joint_venture', 'licence')]
            if kind.startswith('business'):
                coop = [x for x in coop if x in ('supply', 'manufacturing', 'distribution')] or ['supply']
            trl = rng.randint(*topic['trl'])
            if kind == 'research_request':
                trl = max(1, min(5, trl - 3))
            if kind.startswith('business'):
                trl = max(trl, 7)
        if row['country'] == 'KR':
            abroad = [x for x in topic['countries'] if x != 'KR']
            target = abroad if kind not in ('business_request',) else sorted(abroad)
        else:
            target = ['KR']
        first, second = OWN[row['country']]
        if row['country'] == 'FR' and rng.random() < 0.3 or row['country'] == 'IL' and rng.random() < 0.4 \
                or row['country'] == 'RU' and rng.random() < 0.2:
            first, second = second, first
        double = rng.random() < TRANSLATED[row['country']]
        profile = {
            'id': f'P-{row["id"]}-{counts[row["id"]]}', 'organisation': row['id'], 'type': kind,
            'cooperation': '; '.join(coop), 'trl': trl, 'target_countries': '; '.join(target),
            'valid_until': (datetime.date(2030, 3, 1) + datetime.timedelta(days=rng.randrange(660))).isoformat(),
            'specs': '' if kind == 'investment_offer' else texts.specs(topic, values), 'ipr': ipr,
            'root_technologies': '; '.join(topic['root']) if kind != 'investment_offer' else '',
            'rung': rng.choice(('teaser',) * 7 + ('introduced',) * 2 + ('nda',)),
            '_plan': plan, '_values': values, '_topics': codes, '_country': row['country'], '_original': True}
        both = (first, second) if double else (first,)
        for language in both:
            title, text = compose(profile, language, pools, topics, both)
            result.append(dict(profile, language=language, title=title, text=text,
                               _original=language == first))
    return result
