"""Reads the topic and phrase files and renders profile texts from them."""
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))

CODES = ('ph so hf eg al st sl cc ba sx qz wh ec sr pc mf vp wi oc fd wc pr io '
         'oe tf pw fm ml qd dr tm sc rf cp ca tb ms bg es hs lb gp fw im gc vc rr cg '
         'fc ct mb fp mc se if mg sa lc cn cs re xs sw mp id mv os dt pm').split()

SUPER = str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹')
SUB = str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉')
WORDS = {'ko': {'oxide': '산화', 'tungsten': '텅스텐', 'copper': '구리'}}


def lines(name):
    """Yields the lines of a material file that are neither empty nor comments."""
    with open(os.path.join(HERE, name), encoding='utf-8') as file:
        for line in file:
            line = line.rstrip('\n')
            if line and not line.startswith('#'):
                yield line


def load_topics():
    """Returns the topics of all topic files, in file order, as a dictionary by code."""
    topics, current = [], None
    for name in sorted(os.listdir(HERE)):
        if not name.startswith('topics_'):
            continue
        for line in lines(name):
            if line.startswith('@ '):
                cells = [cell.strip() for cell in line[2:].split('|')]
                low, high = cells[6].split('-')
                current = {
                    'slug': cells[0], 'field': cells[1], 'industry': cells[2],
                    'root': [x.strip() for x in cells[3].split(';') if x.strip()],
                    'certs': [x.strip() for x in cells[4].split(';') if x.strip()],
                    'coop': [x.strip() for x in cells[5].split(';') if x.strip()],
                    'trl': (int(low), int(high)), 'countries': cells[7].split(),
                    'params': [], 'text': {}}
                topics.append(current)
            elif line.startswith('p '):
                cells = [cell.strip() for cell in line[2:].split('|')]
                key, label, op, unit, values = cells
                current['params'].append((key, label, op, unit, values.split(',')))
            else:
                key, text = line.split(' ', 1)
                language, part = key.split('.')
                current['text'].setdefault(language, {}).setdefault(part, []).append(text)
    assert len(topics) == len(CODES), (len(topics), len(CODES))
    result = dict(zip(CODES, topics))
    for name in sorted(os.listdir(HERE)):
        if not name.startswith('alternatives_'):
            continue
        for line in lines(name):
            if line.startswith('= '):
                current = result[line[2:].strip()]
            else:
                key, text = line.split(' ', 1)
                language, part = key.split('.')
                current['text'][language][part] = [text]
    return result


def load_phrases():
    """Returns the phrase pools: key -> list of sentences."""
    pools = {}
    for name in ('phrases_ko_en.txt', 'phrases_fr_ru_he.txt', 'phrases_dismissals.txt'):
        for line in lines(name):
            key, text = line.split(': ', 1)
            pools.setdefault(key, []).append(text)
    return pools


def josa(word, particle):
    """Returns a Korean word with the particle that fits its last syllable."""
    code = ord(word[-1]) - 0xAC00
    if not 0 <= code < 11172:
        final = word[-1] in 'LMNRlmnr13678'  # spoken endings of Latin letters and digits
        rieul = word[-1] in 'LRlr178'
    else:
        final, rieul = code % 28 != 0, code % 28 == 8
    pairs = {'을': '을를', '은': '은는', '이': '이가', '과': '과와'}
    if particle == '으로':
        return word + ('으로' if final and not rieul else '로')
    return word + pairs[particle][0 if final else 1]


def number(value, language):
    """Writes a value (number, range, formula or word) the way the language does."""
    value = WORDS.get(language, {}).get(value, value)
    if '..' in value:
        low, high = value.split('..')
        low, high = number(low, language), number(high, language)
        if low.startswith('−') or high.startswith('−'):
            return {'ko': '{}~{}', 'en': '{} to {}', 'fr': '{} à {}', 'ru': '{}…{}', 'he': '{} עד {}'}[language].format(low, high)
        return low + '–' + high
    power = re.fullmatch(r'1e(-?\d+)', value)
    if power:
        return '10' + power.group(1).translate(SUPER)
    if re.fullmatch(r'-?\d+(\.\d+)?', value):
        sign, value = ('−', value[1:]) if value[0] == '-' else ('', value)
        whole, dot, part = value.partition('.')
        if len(whole) > (4 if language == 'ru' else 3):
            mark = {'fr': '\u202f', 'ru': '\u00a0'}.get(language, ',')
            whole = mark.join(re.findall(r'\d{1,3}', whole[::-1]))[::-1]
        return sign + whole + ((',' if language in ('fr', 'ru') else '.') + part if dot else '')
    if re.fullmatch(r'(?:[A-Z][a-z]?\d*)+', value) and re.search(r'[A-Z][a-z]?\d', value):
        return value.translate(SUB)
    return re.sub(r'(?<=\d)x(?=\d)', '×', value)


def typography(text, language):
    """Applies the language's spacing rules."""
    if language == 'fr':
        text = re.sub(r' ([:%])', '\u00a0\\1', text)
        text = re.sub(r' ([;?!])', '\u202f\\1', text)
    return text


def voice(text, language, company):
    """Says 'our institution' in Korean where the speaker is not a company."""
    if language == 'ko' and not company:
        for old, new in (('당사는', '본 기관은'), ('당사가', '본 기관이'), ('당사를', '본 기관을'), ('당사', '본 기관')):
            text = text.replace(old, new)
    return text


def fill(sentence, values, language):
    """Fills the slots of a sentence; {label:을} chooses a Korean particle."""
    def slot(match):
        key, _, particle = match.group(1).partition(':')
        value = values[key]
        if key in values.get('_plain', ()):
            return josa(value, particle) if particle else value
        return number(value, language)
    return re.sub(r'\{([a-z0-9]+(?::[^}]+)?)\}', slot, sentence)


def specs(topic, values):
    """Returns the machine-readable specification list of a profile; words stay in the text."""
    parts = []
    for key, name, op, unit, _ in topic['params']:
        value = values[key].split('x')[0]  # 1280x1024: the first of two
        if op == '..':
            parts.append(f'{name} {value} {unit}'.strip())
        elif re.fullmatch(r'-?[0-9.]+(e-?[0-9]+)?', value):
            parts.append(f'{name} {op} {value} {unit}'.strip())
    return '; '.join(parts)


def fits(topic, offer, need):
    """Whether the values of an offer meet those of a need, parameter by parameter."""
    for key, _, op, _, _ in topic['params']:
        have, want = offer[key], need[key]
        if op == '=' and have != want:
            return False
        if op == '<=' and float(have) > float(want):
            return False
        if op == '>=' and float(have) < float(want):
            return False
        if op == '..':
            a, b = (float(x) for x in have.split('..'))
            c, d = (float(x) for x in want.split('..'))
            if min(b, d) <= max(a, c):
                return False
    return True
