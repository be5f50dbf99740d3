"""The event: programme-level facts of the week, in our own words, and its places and sessions."""

ANNOUNCED = {'text': 'public announcement of the cooperation week, in our own words', 'date': '2019-10-28'}
TRADE = {'text': 'conclusion of the Korea-Israel free-trade negotiations', 'date': '2019-08-21'}
DAYS = ('2019-10-28', '2019-10-29', '2019-10-30', '2019-10-31')


def place(number):
    if number <= 16:
        return {'name': f'Table {number}', 'name_ko': f'상담 테이블 {number}', 'kind': 'table', 'seats': 6,
                'area': 'Hall 1' if number <= 10 else 'Hall 2'}
    names = {17: ('Room A', '회의실 가'), 18: ('Room B', '회의실 나'), 19: ('Room C', '회의실 다'),
             20: ('Room D', '회의실 라')}
    return {'name': names[number][0], 'name_ko': names[number][1], 'kind': 'room', 'seats': 10}


def booth(number, organisation):
    return {'name': f'Booth {number}', 'name_ko': f'부스 {number}', 'kind': 'booth', 'seats': 6, 'area': 'Hall 2',
            'of': organisation}


def interpreter(name, *pairs, **hours):
    return {'name': name, 'pairs': [list(pair) for pair in pairs], **hours}


def session(code, kind, day, begin, end, ko, en, countries, fields, made_up):
    return {'code': code, 'kind': kind, 'from': f'{day}T{begin}', 'to': f'{day}T{end}',
            'title': {'ko': ko, 'en': en}, 'countries': countries, 'fields': fields,
            'hours': 'made up' if made_up else 'as announced'}


def strength(country, field, ko, en, topics, source=None):
    return {'country': country, 'field': field, 'title': {'ko': ko, 'en': en}, 'profile_fields': topics,
            'source': source or ANNOUNCED}


EVENT = {
    'code': 'WEEK-2019',
    'title': {'ko': '소재·부품 국제협력 주간', 'en': 'Materials and Parts International Cooperation Week'},
    'zone': 'Asia/Seoul',
    'days': {'from': DAYS[0], 'to': DAYS[3]},
    'slots': {'from': '10:00', 'to': '17:00', 'minutes': 30},
    'breaks': [{'from': '12:00', 'to': '13:00'}],
    'note': 'Dates, countries and fields are facts of the programme; hours, places and all companies are made up.',
    'places': [place(number) for number in range(1, 21)] + [booth(1, 'KR-033'), booth(2, 'FR-004')],
    'walks': [{'area': 'Hall 1', 'other': 'Hall 2', 'minutes': 5}],
    'interpreters': [
        interpreter('이하늘 (예시)', ('ko', 'en')), interpreter('Sample One', ('ko', 'en')),
        interpreter('박나래 (예시)', ('ko', 'fr'), ('en', 'fr')),
        interpreter('최다온 (예시)', ('ko', 'he'), ('en', 'he')),
        interpreter('정가람 (예시)', ('ko', 'ru'), ('en', 'ru'),
                    available=[{'from': f'{day}T10:00', 'to': f'{day}T15:00'} for day in DAYS])],
    'sessions': [
        session('OPEN', 'opening', DAYS[0], '10:00', '11:00', '개막식', 'Opening', ['KR', 'FR', 'US', 'IL', 'RU'], [], True),
        session('FR-CASES', 'seminar', DAYS[0], '14:00', '16:00', '한·프랑스 공동 연구개발 성공 사례 발표',
                'Success cases of jointly funded research with France', ['KR', 'FR'],
                ['aircraft parts', 'chemicals', 'machinery'], True),
        session('US-SEMINAR', 'seminar', DAYS[1], '10:00', '12:00', '한·미 반도체·디스플레이 세미나',
                'Semiconductor and display seminar with the United States', ['KR', 'US'],
                ['semiconductors', 'displays'], True),
        session('US-FAIR', 'fair', DAYS[1], '13:00', '17:00', '무역·기술 상담회',
                'Consultation fair for trade and technology', ['KR', 'US'], ['semiconductors', 'displays'], True),
        session('IL-SEMINAR', 'seminar', DAYS[2], '10:00', '12:00', '한·이스라엘 소재·부품 기술 세미나',
                'Technology seminar with Israel', ['KR', 'IL'],
                ['semiconductor manufacturing equipment', 'software'], True),
        session('IL-MATCH', 'one-to-one', DAYS[2], '13:00', '17:00', '한·이스라엘 중소기업 1:1 매칭',
                'One-to-one matching of small and mid-sized firms with Israel', ['KR', 'IL'],
                ['semiconductor manufacturing equipment', 'software'], True),
        session('RU-SOURCE', 'seminar', DAYS[3], '10:00', '12:00', '한·러 원천기술 공동 연구개발 세미나',
                'Joint research on source technology with Russia', ['KR', 'RU'],
                ['semiconductors', 'fine chemicals', 'new materials'], True),
        session('RU-INVEST', 'investment', DAYS[3], '13:00', '15:00', '한·러 기술 투자·금융 세션',
                'Technology investment and finance session with Russia', ['KR', 'RU'],
                ['semiconductors', 'fine chemicals', 'new materials'], True),
        session('ONE-TO-ONE', 'one-to-one', DAYS[0], '10:00', '17:00', '1:1 상담(전 기간)',
                'One-to-one meetings (every day)', ['KR', 'FR', 'US', 'IL', 'RU'], [], True)],
    'country_strengths': [
        strength('FR', 'aircraft parts', '항공 부품', 'aircraft parts', ['aerospace', 'surface-treatment', 'additive-manufacturing']),
        strength('FR', 'chemicals', '화학', 'chemicals', ['fine-chemicals', 'electronic-materials']),
        strength('FR', 'machinery', '기계', 'machinery', ['machinery', 'moulds', 'robots', 'vacuum', 'heat-treatment']),
        strength('US', 'semiconductors', '반도체', 'semiconductors',
                 ['semiconductor-materials', 'semiconductor-equipment']),
        strength('US', 'displays', '디스플레이', 'displays', ['display-materials', 'display-equipment']),
        strength('IL', 'semiconductor manufacturing equipment', '반도체 제조 장비',
                 'semiconductor manufacturing equipment', ['semiconductor-equipment', 'semiconductor-software']),
        strength('IL', 'software', '소프트웨어', 'software', ['industrial-software', 'semiconductor-software']),
        strength('IL', 'materials and parts', '소재·부품(자유무역협정으로 수요 증가)',
                 'materials and parts (demand raised by the free-trade agreement)', ['sensors', 'photonics'], TRADE),
        strength('RU', 'basic science and source technology', '기초 과학과 원천 기술',
                 'basic science and source technology', ['new-materials', 'photonics', 'sensors']),
        strength('RU', 'semiconductors', '반도체', 'semiconductors', ['semiconductor-materials', 'power-semiconductors']),
        strength('RU', 'fine chemicals', '정밀 화학', 'fine chemicals', ['fine-chemicals']),
        strength('RU', 'new materials', '신소재', 'new materials', ['new-materials', 'ceramics', 'powder-metallurgy'])],
    'expected_results': [
        {'ko': '해외 기술 도입', 'en': 'technology adoption from abroad'},
        {'ko': '인수·합병', 'en': 'mergers and acquisitions'},
        {'ko': '인력 교류', 'en': 'exchange of people'},
        {'ko': '공동 연구개발', 'en': 'joint research and development'},
        {'ko': '신규 협력국 발굴', 'en': 'new partner countries'}]}
