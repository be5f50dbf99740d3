"""Participations, wishes and outcomes of the week."""
from . import texts

DAYS = ('2019-10-28', '2019-10-29', '2019-10-30', '2019-10-31')
PARTICIPANTS = 160
GUESTS = 80
WISHES = 400
MUTUAL_PAIRS = 80
LIMIT = 7
OFFERS = {'technology_offer', 'business_offer'}
NEEDS = {'technology_request', 'business_request'}


def availability(rng):
    """Returns the intervals in which an organisation can meet."""
    mark = rng.random()
    if mark < 0.72:
        return [(day + 'T10:00', day + 'T17:00') for day in DAYS]
    if mark < 0.88:
        first = rng.randrange(3)
        return [(day + 'T10:00', day + 'T17:00') for day in DAYS[first:first + 2]]
    if mark < 0.96:
        return [(day + 'T10:00', day + 'T12:00') for day in DAYS]
    return [(day + 'T13:00', day + 'T17:00') for day in DAYS]


def participations(rows, people, made, rng):
    """Chooses who takes part: most guests, and the Korean firms that fit them."""
    by_org = {}
    for person in people:
        by_org.setdefault(person['organisation'], []).append(person)
    able = [row for row in rows
            if any(person['consent'] == 'yes' for person in by_org[row['id']])]
    guests = [row for row in able if row['country'] != 'KR']
    hosts = [row for row in able if row['country'] == 'KR']
    rng.shuffle(guests)
    rng.shuffle(hosts)
    degree = {}
    for one, _ in fitting_pairs(made, {row['id'] for row in able}):
        degree[one] = degree.get(one, 0) + 1
    guests.sort(key=lambda row: -5 if row['type'] == 'investor' else -min(degree.get(row['id'], 0), 6))
    hosts.sort(key=lambda row: -5 if row['type'] == 'investor' else -min(degree.get(row['id'], 0), 8))
    guests = guests[:GUESTS]
    hosts = hosts[:PARTICIPANTS - len(guests)]
    result = []
    for row in sorted(guests + hosts, key=rows.index):
        persons = [person for person in by_org[row['id']] if person['consent'] == 'yes']
        spoken = []
        for person in persons:
            spoken += [x for x in person['languages'].split('; ') if x not in spoken]
        free = availability(rng)
        whole_days = free[0][0][11:] == '10:00' and free[0][1][11:] == '17:00'  # else a clock: the same each day
        result.append({
            'organisation': row['id'], 'representatives': 1, 'languages': '; '.join(spoken),
            'from': free[0][0] if whole_days else free[0][0][11:], 'to': free[-1][1] if whole_days else free[-1][1][11:],
            'status': 'confirmed' if rng.random() < 0.95 else 'registered',
            'persons': '; '.join(person['id'] for person in persons),
            'availability': '; '.join(f'{start}/{end}' for start, end in free)})
    return result


def compatible(one, other, topics_of_values):
    """Whether two profiles of different countries really fit each other."""
    pair = {one['type'], other['type']}
    shared = [code for code in one['_topics'] if code in other['_topics']]
    if not shared:
        return False
    if pair == {'research_request'} or pair == {'investment_offer', 'investment_request'}:
        return True
    if one['type'] in NEEDS and other['type'] in OFFERS:
        one, other = other, one
    if one['type'] in OFFERS and other['type'] in NEEDS:
        return texts.fits(topics_of_values[shared[0]], one['_values'], other['_values'])
    return False


def fitting_pairs(made, allowed, topics=None):
    """Returns the pairs (organisation, organisation) across a border, with the topics that fit."""
    topics = topics or texts.load_topics()
    originals = [row for row in made if row['_original'] and row['organisation'] in allowed]
    by_topic, pairs = {}, {}
    for row in originals:
        for code in row['_topics']:
            by_topic.setdefault(code, []).append(row)
    for code, group in by_topic.items():
        for one in group:
            for other in group:
                if one['_country'] == other['_country'] or 'KR' not in (one['_country'], other['_country']):
                    continue
                if compatible(one, other, topics):
                    kind = '' if one['type'] in NEEDS else 'o' if one['type'] in OFFERS else one['type'][:3]
                    kind = {'res': 'r'}.get(kind, kind)
                    pairs.setdefault((one['organisation'], other['organisation']), []).append((code, kind))
    return pairs


def reason(row, code, kind, topics, pools, rng):
    """Returns a one-line reason in the language of the one who wishes."""
    language = row['language']
    if language not in topics[code]['text'] or row['country'] == 'FR' and rng.random() < 0.2:
        language = 'en'
    pool = pools[f'{language}.reason' + ('.' + kind if kind else '')]
    values = {'_plain': ('label',), 'label': topics[code]['text'][language]['l'][0]}
    text = texts.voice(texts.fill(rng.choice(pool), values, language), language, row['type'] == 'company')
    return texts.typography(text, language)


def wishes(taking_part, made, rows, topics, pools, rng):
    """Returns the wishes: mutual ones first, then one-sided ones, mostly where profiles fit."""
    by_id = {row['id']: row for row in rows}
    ids = [row['organisation'] for row in taking_part if row['status'] == 'confirmed']
    pairs = fitting_pairs(made, set(ids), topics)
    strong = sorted({tuple(sorted(pair)) for pair in pairs})
    rng.shuffle(strong)
    funded = [pair for pair in strong if 'investor' in (by_id[pair[0]]['type'], by_id[pair[1]]['type'])]
    strong = funded + [pair for pair in strong if pair not in funded]
    out, into, result, done = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0), [], set()

    def wish(one, other, code, kind, weight):
        result.append({'from': one, 'to': other, 'weight': weight,
                       'reason': reason(by_id[one], code, kind, topics, pools, rng), '_kind': kind})
        done.add((one, other))
        out[one] += 1
        into[other] += 1

    def free(one, other):
        return (one, other) not in done and out[one] < LIMIT and into[other] < LIMIT + 3

    for one, other in strong:
        if len(result) == 2 * MUTUAL_PAIRS:
            break
        if max(out[one], out[other]) < 4:
            code, kind = pairs[one, other][0]
            wish(one, other, code, kind, rng.choice((3, 4, 4, 5, 5)))
            code, kind = pairs[other, one][-1]
            wish(other, one, code, kind, rng.choice((3, 4, 4, 5, 5)))
    for one, other in strong:
        if len(result) >= WISHES - 60:
            break
        if (one, other) in done or (other, one) in done:
            continue
        if rng.random() < 0.5:
            one, other = other, one
        if free(one, other):
            code, kind = rng.choice(pairs[one, other])
            wish(one, other, code, kind, rng.choice((2, 3, 3, 4, 5)))
    fields, sides = {}, {}
    for row in made:
        for code in row['_topics']:
            if row['type'] in NEEDS or row['type'] in OFFERS:
                sides.setdefault(row['organisation'], {})[code] = '' if row['type'] in NEEDS else 'o'
            fields.setdefault(row['organisation'], {})[code] = topics[code]['field']
    while len(result) < WISHES:
        one, other = rng.choice(ids), rng.choice(ids)
        if 'KR' not in (one[:2], other[:2]) or one[:2] == other[:2] or (other, one) in done or not free(one, other):
            continue
        if (one, other) in pairs:
            continue
        near = [code for code, field in fields[other].items() if field in fields[one].values()]
        if near and rng.random() < 0.97:
            code = rng.choice(near)
            own = code in fields[one]
            kind = 'loose' if by_id[one]['type'] != 'investor' and not own else ''
            if kind == '' and sides.get(one, {}).get(code) == 'o':
                kind = 'o'
            if 'investor' in (by_id[one]['type'], by_id[other]['type']):
                kind = 'inv'
            wish(one, other, code, kind, rng.choice((1, 1, 2, 2, 3)))
        elif not near and rng.random() < 0.02:
            wish(one, other, rng.choice(sorted(fields[other])), 'loose', 1)
    return sorted(result, key=lambda row: (row['from'], -row['weight'], row['to']))


HELD = (  # result, notes, weights: investor, loose, mutual, one-sided
    ('nda', ('비밀유지계약 초안을 11월 중에 교환하기로 함.', '기술 자료는 계약 뒤에 단계별로 공개하기로 함.',
             'NDA agreed; draft to be exchanged in November.'), (3, 0, 6, 2)),
    ('sample', ('평가용 시료를 12월 둘째 주까지 보내기로 함.', '시료 두 종의 사양을 전자우편으로 확정하기로 함.',
                'Sample requested for a first test by mid-December.'), (0, 0, 6, 4)),
    ('follow_up', ('3주 뒤 화상 회의로 사양을 다시 논의하기로 함.', '기술 책임자가 함께하는 통화를 잡기로 함.',
                   'Follow-up call with the technical lead in three weeks.', '연간 물량 기준의 견적을 요청함.',
                   'Quotation on yearly volume requested.', '2020년 1월 공장 방문을 협의하기로 함.',
                   'Plant visit proposed for January 2020.'), (4, 5, 10, 9)),
    ('joint_development', ('양국 공동 연구개발 사업에 함께 신청하기로 함.',
                           'Joint application to the bilateral programme.'), (0, 0, 4, 2)),
    ('memorandum', ('연내 업무협약 체결을 목표로 문안을 다듬기로 함.', 'MOU text to be settled by the end of the year.'),
     (1, 0, 2, 0)),
    ('licence', ('기술 실시권 범위와 기술료 산정 방식을 다음 회의에서 논의하기로 함.',
                 'Scope of a licence to be discussed next.'), (0, 0, 2, 1)),
    ('order', ('시험 생산분 발주를 검토하기로 함.', 'Trial order under review.'), (0, 0, 2, 1)),
    ('investment', ('투자 조건의 윤곽을 나누고 실사 일정을 잡기로 함.', 'Outline of terms; diligence to be scheduled.'),
     (5, 0, 0, 0)),
    ('none', ('요구 사양과 맞지 않아 이번에는 진행하지 않기로 함.', '가격 차이가 커서 추진하지 않기로 함.',
              'No interest: process differs; no further step.'), (2, 5, 3, 6)))
ABSENT = ('상대 기업의 일정 변경으로 상담이 열리지 않음.', '불참 사유를 확인하지 못함.', 'Travel was cancelled at short notice.')


def outcomes(made, rows, rng):
    """Returns what came of the meetings that a plausible programme would have held."""
    kinds = {}
    for row in made:
        kinds[row['from'], row['to']] = row
    result, seen = [], set()
    for (one, other), row in kinds.items():
        key = tuple(sorted((one, other)))
        mutual = (other, one) in kinds
        if key in seen or rng.random() > (0.88 if mutual else 0.12 * row['weight']):
            continue
        seen.add(key)
        if rng.random() < (0.06 if mutual else 0.12):
            result.append({'from': one, 'to': other, 'status': 'no-show', 'result': '', 'note': rng.choice(ABSENT)})
            continue
        column = {'inv': 0, 'loose': 1}.get(row['_kind'], 2 if mutual else 3)
        outcome, notes, _ = rng.choices(HELD, [held[2][column] for held in HELD])[0]
        result.append({'from': one, 'to': other, 'status': 'held', 'result': outcome, 'note': rng.choice(notes)})
    return result
