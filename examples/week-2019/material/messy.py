"""messy.xlsx: a workbook with the flaws of real office files, written by hand as OOXML."""
import io
import zipfile

HEADING = ('연번', '기업명(국문)', '기업명\n(영문)', '국가', '사업자\n등록번호', '담당자 연락처', '홈페이지',
           '종업원수(명)', '주요품목', '등록일', '비고')
COUNTRY = {'KR': '대한민국', 'FR': '프랑스', 'US': '미국', 'IL': '이스라엘', 'RU': '러시아'}
FULL = str.maketrans('0123456789-', '０１２３４５６７８９－')
NS = 'http://schemas.openxmlformats.org/'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def escape(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def wrong(number):
    """Returns a Korean number whose check digit is off by one."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def data(organisations, people, topics):
    """Returns the 30 rows before their flaws: 20 Korean, 4 French, 3 Israeli, 3 Russian firms."""
    chosen = []
    for country, count in (('KR', 20), ('FR', 4), ('IL', 3), ('RU', 3)):
        firms = [row for row in organisations if row['country'] == country and row['type'] == 'company']
        chosen += firms[4:4 + count]
    rows = []
    for index, row in enumerate(chosen, 1):
        items = [topics[code]['text']['ko']['l'][0] for code in row['_topics']]
        person = next(person for person in people if person['organisation'] == row['id'])
        rows.append([index, row['name'], row['name_en'], COUNTRY[row['country']], row['business_number'],
                     f'02-0000-{index:04d}' if row['country'] == 'KR' else person['phone'],
                     row['website'], row['employees'], ', '.join(items), 43709 + index, row['note']])
    return rows


def flaw(rows):
    """Puts the documented flaws into the rows (index = number in the first column less one)."""
    rows[1][9] = '2019.10.28'
    rows[2][9] = '19/10/28'
    rows[3][9] = '2019-02-30'
    rows[4][7] = ' 45'
    rows[5][7] = '１２０'
    rows[6][4] = rows[6][4].translate(FULL)
    rows[7][1] += '\u00a0\u00a0'
    rows[7][2] = ' ' + rows[7][2] + ' '
    rows[8][4] = wrong(rows[8][4])
    rows[9][8] = '상동'
    rows[10][5] = 1000000011
    rows[11][8] = '<p>' + rows[11][8] + '<br>&nbsp;<b>상담 희망</b></p>'
    rows[12] = [13] + rows[2][1:]
    rows[12][1] = '(주) ' + rows[12][1]
    rows[13][4] = rows[13][4].replace('-', '')
    rows[14][7] = '약 60명'
    rows[15][6] = rows[15][6].replace('https://www.', 'WWW.').rstrip('/')
    rows[16][9] = "'19. 9. 17."
    rows[17][5] = '김담당 과장 ' + rows[17][5]
    rows[17][10] = '담당자 변경됨(10/1)\n재확인 요망'
    rows[18][4] = int(rows[18][4].replace('-', ''))
    rows[19][8] = rows[19][8] + ', 외 다수'
    rows[20][3] = '불란서'
    rows[21][3] = rows[22][3] = rows[23][3] = None
    rows[24][4] = int(rows[24][4])
    rows[26][7] = 88.0
    rows[27][9] = '2019년 9월 28일'
    rows[27][5] = f'{rows[27][5]} / 통역 필요'
    rows[28][5] = 'contact(at)' + rows[28][6].split('www.')[1].rstrip('/')
    rows[29][10] = None
    return rows


def workbook(organisations, people, topics):
    """Returns the bytes of the workbook; the archive is stored, with fixed times."""
    rows = flaw(data(organisations, people, topics))
    shared, cells, merges = [], [], ['A1:K1', 'D25:D28']

    def string(ref, text, inline, style=''):
        space = ' xml:space="preserve"'
        if inline:
            return f'<c r="{ref}"{style} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
        if text not in shared:
            shared.append(text)
        return f'<c r="{ref}"{style} t="s"><v>{shared.index(text)}</v></c>'

    cells.append('<row r="1">' + string('A1', '2019 소재·부품 국제협력 주간 참가 신청 기업 현황 (가상 자료)', False) + '</row>')
    cells.append('<row r="3">' + ''.join(
        string('ABCDEFGHIJK'[i] + '3', text, i % 2 == 1, ' s="2"') for i, text in enumerate(HEADING)) + '</row>')
    line = 4
    for index, row in enumerate(rows):
        if index == 15:
            line += 1
        content = ''
        for column, value in enumerate(row):
            ref = 'ABCDEFGHIJK'[column] + str(line)
            if value is None:
                continue
            if column == 9 and isinstance(value, int):
                content += f'<c r="{ref}" s="1"><v>{value}</v></c>'
            elif isinstance(value, (int, float)):
                content += f'<c r="{ref}"><v>{value}</v></c>'
            else:
                content += string(ref, value, (index + column) % 3 == 0)
        cells.append(f'<row r="{line}">{content}</row>')
        line += 1
    total = sum(int(row[7]) for row in rows if isinstance(row[7], (int, float)))
    cells.append(f'<row r="{line}">' + string(f'A{line}', '소계', False) + string(f'B{line}', '30개사', True)
                 + f'<c r="H{line}"><f>SUM(H4:H{line - 1})</f><v>{total}</v></c></row>')
    assert line == 35 and 'D25:D28' in merges
    sheet = (HEAD + f'<worksheet xmlns="{NS}spreadsheetml/2006/main"><dimension ref="A1:K{line}"/>'
             '<cols><col min="1" max="1" width="6" customWidth="1"/><col min="2" max="11" width="22" customWidth="1"/></cols>'
             f'<sheetData>{"".join(cells)}</sheetData><mergeCells count="{len(merges)}">'
             + ''.join(f'<mergeCell ref="{ref}"/>' for ref in merges) + '</mergeCells></worksheet>')
    strings = (HEAD + f'<sst xmlns="{NS}spreadsheetml/2006/main" uniqueCount="{len(shared)}">' + ''.join(
        f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared) + '</sst>')
    office, package = NS + 'officeDocument/2006/', NS + 'package/2006/'
    kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
    styles = (HEAD + f'<styleSheet xmlns="{NS}spreadsheetml/2006/main"><fonts count="1"><font><sz val="10"/>'
              '<name val="Malgun Gothic"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
              '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
              '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
              'borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
              '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" '
              'fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs>'
              '</styleSheet>')
    parts = {
        '[Content_Types].xml': HEAD + f'<Types xmlns="{package}content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}styles+xml"/></Types>',
        '_rels/.rels': HEAD + f'<Relationships xmlns="{package}relationships"><Relationship Id="rId1" '
        f'Type="{office}relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml': HEAD + f'<workbook xmlns="{NS}spreadsheetml/2006/main" '
        f'xmlns:r="{office}relationships"><sheets><sheet name="참가기업" sheetId="1" r:id="rId1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': HEAD + f'<Relationships xmlns="{package}relationships">'
        + ''.join(f'<Relationship Id="rId{i}" Type="{office}relationships/{name}" Target="{target}"/>' for i, name, target in (
            (1, 'worksheet', 'worksheets/sheet1.xml'), (2, 'sharedStrings', 'sharedStrings.xml'),
            (3, 'styles', 'styles.xml'))) + '</Relationships>',
        'xl/worksheets/sheet1.xml': sheet, 'xl/sharedStrings.xml': strings, 'xl/styles.xml': styles}
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2019, 10, 28, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, content.encode('utf-8'))
    return out.getvalue()
