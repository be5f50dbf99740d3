#include "lexicon/pieces.h"

#include <uchar.h>

#include "text/lists.h"

/* clang-format off */
static const char *const korean[] = {
    "가격", "가능", "가동", "가이드", "각종", "강도", "강화", "개량", "개발", "개선", "거래", "검사", "검증", "견적", "결합",
    "경량", "경쟁력", "계열", "계측", "고객", "고급", "고기능", "고도", "고도화", "고성능", "고속", "고순도", "고압", "고온",
    "고유", "고정밀", "고체", "고품질", "고효율", "공급", "공기", "공단", "공동", "공법", "공사", "공업", "공장", "공정", "과정",
    "관련", "관리", "교육", "교체", "구매", "구조", "국내", "국산", "국산화", "국제", "규격", "그룹", "글로벌", "금속", "급속",
    "기계", "기관", "기능", "기반", "기법", "기술", "기술자", "기업", "기자재", "기재", "기존", "나노", "납품", "내구성", "내부",
    "내열", "노하우", "농도", "단계", "단위", "담당", "대량", "대비", "대용량", "대체", "대형", "도입", "도면", "동향", "라인",
    "라이선스", "마감", "마이크로", "매출", "모델", "모듈", "모터", "물질", "미세", "민간", "바이오", "박막", "방법", "방식",
    "배출", "배합", "변형", "보유", "보조", "복합", "봉지", "부문", "부분", "부품", "분말", "분석", "분야", "불량", "비용",
    "사양", "사업", "사업부", "사업자", "사용", "산업", "산업용", "상용", "상용화", "상태", "생산", "생산량", "생산성", "샘플",
    "서비스", "선박", "선진", "설계", "설비", "성능", "성형", "세계", "센터", "소량", "소비", "소재", "소형", "속도", "솔루션",
    "수량", "수명", "수소", "수요", "수율", "수입", "수준", "수출", "스마트", "시간", "시스템", "시장", "시제품", "시험", "신규",
    "신뢰성", "신소재", "실험", "실적", "안전", "안정성", "양산", "업계", "업무", "업종", "업체", "엔지니어", "여부", "연구",
    "연구소", "연속", "열간", "온도", "완제품", "외부", "요구", "용기", "용도", "용량", "우수", "원가", "원료", "원천", "위탁",
    "유기", "유형", "응용", "이용", "인력", "인증", "일반", "자동", "자동차", "자동화", "자재", "작업", "작업자", "장비", "장치",
    "재료", "재질", "저가", "저온", "저압", "적용", "적층", "전극", "전기", "전력", "전문", "전용", "전자", "전처리", "절감",
    "점검", "정밀", "정밀도", "제어", "제조", "제조업", "제조사", "제품", "조건", "조립", "조성", "주문", "중소", "지원", "직접",
    "진공", "진단", "차량", "차량용", "차세대", "처리", "첨단", "체계", "초정밀", "최적화", "최종", "추가", "추출", "측정",
    "친환경", "코팅", "탑재", "통합", "투자", "특성", "특수", "파트너", "판매", "평가", "폐수", "표면", "표준", "품질", "품목",
    "그레이드", "네트워크", "노즐", "데이터", "드라이버", "디바이스", "디자인", "라벨", "로봇", "메이커", "모바일", "밸브",
    "벨트", "세트", "소프트웨어", "스테이지", "어셈블리", "업그레이드", "인터페이스", "챔버", "카메라", "캐리어", "커버",
    "컨설팅", "컨트롤러", "케이블", "케이스", "클라우드", "키트", "타입", "트레이", "튜브", "패키지", "펌프", "하드웨어",
    "헤드", "홀더", "히터", "프로그램", "프로젝트", "프로세스", "플랜트", "플랫폼", "필름", "하이브리드", "하우징", "함량", "항공", "해외", "핵심", "현상",
    "현장", "협력", "협력사", "형상", "형태", "혼합", "화학", "확대", "확보", "환경", "활용", "회로", "회사", "회전", "효과", "효율",
};

static const char *const korean_before[] = {
    "각", "강", "고", "구", "극", "내", "냉", "다", "단", "대", "무", "미", "반", "복", "본", "부", "불", "비", "생", "소", "순",
    "신", "역", "열", "온", "저", "전", "주", "중", "초", "총", "탈", "폐", "피", "후",
};

static const char *const korean_behind[] = {
    "값", "강", "계", "공", "관", "군", "급", "기", "내", "단", "당", "대", "도", "등", "량", "력", "로", "론", "료", "류", "률",
    "율", "막", "망", "면", "명", "물", "반", "법", "별", "부", "분", "비", "사", "산", "상", "선", "성", "소", "수", "식", "실",
    "액", "양", "업", "용", "인", "자", "장", "재", "제", "조", "중", "지", "진", "질", "차", "체", "층", "치", "판", "폭", "품",
    "핀", "화", "후", "형", "팀", "칩", "간",
};

static const char *const katakana[] = {
    "アプリ", "アプリケーション", "インライン", "エネルギー", "エンジン", "オンライン", "カスタム", "カバー", "キット", "クリーン",
    "グループ", "グレード", "ケース", "コア", "コスト", "サービス", "サイズ", "サンプル", "システム", "シリーズ", "シート", "スーパー",
    "スマート", "セット", "センター", "ソフト", "ソフトウェア", "ソリューション", "タイプ", "ダイレクト", "テスト", "データ", "デバイス",
    "デジタル", "トータル", "ナノ", "ネットワーク", "バイオ", "パーツ", "ハイブリッド", "パワー", "ハウジング", "フィルム", "プラント",
    "プロジェクト", "プロセス", "ベース", "マイクロ", "マシン", "マルチ", "ミニ", "メーカー", "モジュール", "モデル", "ユニット", "ライン",
    "リサイクル", "レベル", "ロット", "ハード", "ハイテク", "ツール", "テクノロジー", "カー", "ボディ", "ボード", "フレーム", "ガス",
};

static const char *const german[] = {
    "abteilung", "anbieter", "anlage", "anlagen", "anlagenbau", "anwendung", "arbeit", "art", "aufbau", "auftrag", "bau", "bauteil",
    "bedarf", "bereich", "betrieb", "branche", "dichte", "dienst", "dienstleister", "druck", "einheit", "einsatz", "element",
    "entwicklung", "entwickler", "erzeugung", "fabrik", "fachkraft", "feld", "fertiger", "fertigung", "firma", "form", "forschung",
    "frei", "gehause", "geometrie", "gerat", "gerate", "grad", "grenze", "gross", "gruppe", "gut", "hersteller", "herstellung",
    "hoch", "industrie", "ingenieur", "klein", "klasse", "komponente", "konstruktion", "kopf", "kosten", "kraft", "labor", "leistung",
    "lieferant", "linie", "losung", "markt", "maschine", "maschinen", "maschinenbau", "masse", "material", "menge", "mess", "messung",
    "methode", "mikro", "mittel", "modell", "modul", "nano", "normal", "oberflache", "partner", "plan", "planung", "platte",
    "prazision", "produkt", "produktion", "programm", "projekt", "prozess", "pruf", "prufung", "qualitat", "raum", "rohr", "schicht",
    "serie", "serien", "service", "spezial", "stand", "station", "steuerung", "stoff", "struktur", "stuck", "system", "technik",
    "technologie", "teil", "teile", "temperatur", "test", "trager", "typ", "uberwachung", "unternehmen", "verarbeitung", "verbindung",
    "verfahren", "vorrichtung", "wand", "ware", "werk", "werke", "werkstoff", "werkzeug", "wert", "wesen", "zeit", "zelle", "zentrum",
};

static const char16_t before[] = u"新高低大小再非全超主副準総無不各同両本他被前後上下内外重軽厚薄長短急多単複生半";
static const char16_t behind[] =
    u"品用向性化型機器法材物剤炉率力量度費者業界社部式系類製後前時中内外上下的等板線管膜層板材体"
    u"液粉粒片面状室場所課長士師工学油水器具庫計値圧点熱比別";
static const char16_t particles[] = u"のをとやにはがでもへしるすたなくいりれ";
/* clang-format on */

#define PIECES(list) ((struct ie_pieces){(list), IE_COUNT(list)})

struct ie_pieces ie_pieces_korean(void)
{
    return PIECES(korean);
}

struct ie_pieces ie_pieces_korean_before(void)
{
    return PIECES(korean_before);
}

struct ie_pieces ie_pieces_korean_behind(void)
{
    return PIECES(korean_behind);
}

struct ie_pieces ie_pieces_korean_endings(void)
{
    size_t count;
    const char *const *at = ie_korean_endings(&count);

    return (struct ie_pieces){at, count};
}

struct ie_pieces ie_pieces_katakana(void)
{
    return PIECES(katakana);
}

struct ie_pieces ie_pieces_german(void)
{
    return PIECES(german);
}

static bool among(const char16_t *list, size_t count, uint32_t point)
{
    bool found = false;

    for (size_t i = 0; i + 1 < count; i++)
        found |= list[i] == point;
    return found;
}

bool ie_piece_before(uint32_t kanji)
{
    return among(before, IE_COUNT(before), kanji);
}

bool ie_piece_behind(uint32_t kanji)
{
    return among(behind, IE_COUNT(behind), kanji);
}

bool ie_piece_particle(uint32_t kana)
{
    return among(particles, IE_COUNT(particles), kana);
}
