/* What people write for a choice. Words are folded as headings are: no spaces, no signs,
 * lower case; the value itself is always understood too. */
#include "service/import/parse.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct ie_word ie_words_organisation_type[] = {
    {"company", WORDS("company", "firm", "enterprise", "corporation", "sme", "기업",
                      "회사", "업체", "중소기업", "중견기업", "대기업", "스타트업",
                      "startup", "entreprise", "법인", "개인사업자", "벤처기업")},
    {"institute",
     WORDS("institute", "researchinstitute", "researchcentre", "researchcenter", "연구소",
           "연구원", "연구기관", "출연연", "정부출연연구기관", "institut")},
    {"university",
     WORDS("university", "college", "대학", "대학교", "산학협력단", "universite")},
    {"agency",
     WORDS("agency", "공공기관", "지원기관", "진흥원", "공단", "공사", "기관", "agence")},
    {"association", WORDS("association", "협회", "조합", "단체", "연합회", "상공회의소",
                          "chamber", "chamberofcommerce", "cluster", "클러스터")},
    {"investor", WORDS("investor", "fund", "vc", "venturecapital", "투자사", "투자자",
                       "투자기관", "벤처캐피탈", "펀드")},
    {"government", WORDS("government", "ministry", "정부", "정부부처", "부처", "지자체",
                         "시청", "도청", "gouvernement")},
    {NULL, NULL}};

const struct ie_word ie_words_size[] = {
    {"micro", WORDS("micro", "소상공인", "영세", "1인기업")},
    {"small", WORDS("small", "소기업", "스타트업", "소", "창업기업")},
    {"medium", WORDS("medium", "sme", "중소기업", "중기업", "중", "중소", "벤처기업")},
    {"large", WORDS("large", "대기업", "중견기업", "대", "중견", "midcap")},
    {NULL, NULL}};

const struct ie_word ie_words_profile_type[] = {
    {"technology_offer",
     WORDS("technologyoffer", "to", "offer", "techoffer", "기술제공", "기술공급",
           "기술제안", "보유기술", "기술이전", "공급기술", "제공", "공급", "기술보유",
           "기술판매", "공급기업", "offretechnologique", "offre")},
    {"technology_request",
     WORDS("technologyrequest", "tr", "request", "need", "techrequest", "technologyneed",
           "기술수요", "수요기술", "기술요청", "기술도입", "희망기술", "수요", "요청",
           "기술희망", "수요기업", "도입", "demandetechnologique", "demande")},
    {"business_offer", WORDS("businessoffer", "bo", "사업제공", "사업제안", "제품공급",
                             "제품판매", "판매", "수출", "납품", "제품제공")},
    {"business_request",
     WORDS("businessrequest", "br", "사업요청", "사업수요", "제품수요", "구매",
           "구매수요", "구매희망", "조달", "소싱", "제품구매", "수입")},
    {"research_request",
     WORDS("researchrequest", "rdr", "rd", "researchpartnerrequest", "researchpartner",
           "researchdevelopmentrequest", "jointresearch", "공동연구", "공동연구희망",
           "연구협력", "연구파트너", "공동rd", "공동개발", "연구")},
    {"investment_offer",
     WORDS("investmentoffer", "투자제공", "투자", "투자희망", "투자제안")},
    {"investment_request",
     WORDS("investmentrequest", "투자유치", "투자요청", "투자수요", "투자유치희망")},
    {NULL, NULL}};

const struct ie_word ie_words_cooperation[] = {
    {"licence", WORDS("licence", "license", "licensing", "라이선스", "라이센스",
                      "라이선싱", "기술이전", "기술도입", "실시권", "licenceagreement")},
    {"joint_development",
     WORDS("jointdevelopment", "codevelopment", "공동개발", "공동기술개발", "공동rd",
           "기술협력", "developpementconjoint", "technicalcooperation")},
    {"joint_venture", WORDS("jointventure", "jv", "합작", "합작투자", "합작법인",
                            "조인트벤처", "coentreprise")},
    {"manufacturing",
     WORDS("manufacturing", "manufacture", "oem", "odm", "제조", "위탁생산", "생산",
           "생산협력", "위탁제조", "subcontracting")},
    {"supply", WORDS("supply", "supplier", "sourcing", "공급", "납품", "구매", "조달",
                     "수출", "부품공급", "fourniture", "purchase")},
    {"research", WORDS("research", "jointresearch", "공동연구", "연구협력", "연구",
                       "recherche", "researchcooperation")},
    {"investment",
     WORDS("investment", "투자", "투자유치", "지분투자", "investissement", "equity")},
    {"technical_assistance",
     WORDS("technicalassistance", "기술지원", "기술자문", "컨설팅", "기술지도",
           "consulting", "servicesagreement")},
    {"distribution", WORDS("distribution", "distributor", "agency", "판매", "유통",
                           "총판", "대리점", "판매대리", "commercialagency", "sales")},
    {NULL, NULL}};

const struct ie_word ie_words_ipr[] = {
    {"none", WORDS("none", "no", "n", "없음", "무", "미보유", "해당없음")},
    {"applied", WORDS("applied", "pending", "patentapplied", "patentpending", "출원",
                      "출원중", "특허출원", "출원완료", "patentappliedfor")},
    {"granted",
     WORDS("granted", "patent", "patented", "patentgranted", "등록", "특허등록", "보유",
           "특허", "특허보유", "유", "등록완료", "yes", "y")},
    {"secret_know_how", WORDS("secretknowhow", "knowhow", "노하우", "비밀노하우",
                              "영업비밀", "tradesecret")},
    {"copyright", WORDS("copyright", "저작권", "프로그램등록")},
    {NULL, NULL}};

const struct ie_word ie_words_rung[] = {
    {"sealed", WORDS("sealed", "비공개", "봉인")},
    {"teaser", WORDS("teaser", "요약공개", "공개", "public", "전체공개", "티저")},
    {"introduced", WORDS("introduced", "소개후", "소개후공개", "소개이후", "소개단계")},
    {"nda",
     WORDS("nda", "비밀유지계약후", "비밀유지계약", "nda후", "nda체결후", "afternda")},
    {"full", WORDS("full", "전체", "계약후", "본계약후")},
    {NULL, NULL}};

const struct ie_word ie_words_root[] = {
    {"casting", WORDS("casting", "주조")},
    {"moulds", WORDS("moulds", "molds", "mould", "mold", "금형")},
    {"plastic_forming", WORDS("plasticforming", "forming", "소성가공")},
    {"heat_treatment", WORDS("heattreatment", "열처리")},
    {"surface_treatment", WORDS("surfacetreatment", "표면처리", "도금")},
    {"welding", WORDS("welding", "joining", "용접", "접합", "용접접합")},
    {"injection_press",
     WORDS("injectionpress", "injection", "사출", "프레스", "사출프레스")},
    {"precision_machining", WORDS("precisionmachining", "machining", "정밀가공")},
    {"additive_manufacturing",
     WORDS("additivemanufacturing", "3dprinting", "적층제조", "3d프린팅", "적층")},
    {"industrial_film_paper",
     WORDS("industrialfilmpaper", "industrialfilm", "산업용필름지류", "산업용필름",
           "산업용지류", "필름", "산업용필름및지류")},
    {"robots", WORDS("robots", "robot", "로봇")},
    {"sensors", WORDS("sensors", "sensor", "센서")},
    {"industrial_software", WORDS("industrialsoftware", "산업지능형소프트웨어",
                                  "산업용소프트웨어", "산업지능형sw")},
    {"engineering_design", WORDS("engineeringdesign", "엔지니어링설계", "설계")},
    {NULL, NULL}};

const struct ie_word ie_words_purpose[] = {
    {"introduce", WORDS("introduce", "introduction", "소개", "매칭", "상담")},
    {"list", WORDS("list", "listing", "명단", "명단게재", "디렉토리", "책자")},
    {"mail", WORDS("mail", "email", "메일", "안내메일", "홍보")},
    {"photograph", WORDS("photograph", "photo", "사진", "사진촬영", "촬영")},
    {NULL, NULL}};

const struct ie_word ie_words_participation[] = {
    {"invited", WORDS("invited", "초청", "초청중", "안내")},
    {"registered", WORDS("registered", "등록", "신청", "접수", "참가신청", "신청완료")},
    {"confirmed", WORDS("confirmed", "확정", "참가확정", "승인", "참가", "참석", "선정",
                        "y", "o", "yes")},
    {"attended", WORDS("attended", "참석완료", "참가완료")},
    {"absent", WORDS("absent", "불참", "미참석", "n", "no")},
    {"withdrawn", WORDS("withdrawn", "취소", "철회", "참가취소", "포기", "cancelled")},
    {NULL, NULL}};

const struct ie_word ie_words_wish[] = {
    {"must", WORDS("must", "필수", "반드시", "꼭", "required", "y", "yes")},
    {"nice", WORDS("nice", "희망", "보통", "선택", "n", "no", "optional")},
    {"never", WORDS("never", "불가", "거절", "제외", "상담불가", "refused")},
    {NULL, NULL}};

const struct ie_word ie_words_outcome_status[] = {
    {"held", WORDS("held", "done", "진행", "완료", "개최", "실시", "상담완료", "상담진행",
                   "yes", "y", "met")},
    {"no_show", WORDS("noshow", "absent", "불참", "노쇼", "미참석")},
    {"cancelled", WORDS("cancelled", "canceled", "취소", "미진행", "no", "n")},
    {NULL, NULL}};

const struct ie_word ie_words_outcome_result[] = {
    {"none", WORDS("none", "없음", "성과없음", "무", "no")},
    {"follow_up", WORDS("followup", "후속상담", "추가협의", "후속미팅", "후속", "협의중",
                        "추가상담", "followupmeeting")},
    {"sample", WORDS("sample", "샘플", "시제품", "샘플요청", "샘플제공", "견본")},
    {"nda", WORDS("nda", "비밀유지계약", "비밀유지", "nda체결")},
    {"memorandum", WORDS("memorandum", "mou", "양해각서", "업무협약", "mou체결", "협약")},
    {"licence",
     WORDS("licence", "license", "라이선스", "기술이전", "라이센스", "기술이전계약")},
    {"joint_development", WORDS("jointdevelopment", "공동개발", "공동연구", "공동rd")},
    {"order",
     WORDS("order", "contract", "발주", "계약", "수주", "수출계약", "납품", "구매계약")},
    {"investment", WORDS("investment", "투자", "투자유치", "투자계약")},
    {NULL, NULL}};

const struct ie_word ie_words_stage[] = {
    {"at_once", WORDS("atonce", "immediate", "직후", "현장", "즉시", "행사직후")},
    {"after_six_months", WORDS("aftersixmonths", "sixmonths", "6months", "6개월",
                               "6개월후", "사후", "육개월후")},
    {NULL, NULL}};

const struct ie_word ie_words_any_country[] = {
    {"any", WORDS("any", "all", "전체", "무관", "전세계", "모든국가", "제한없음",
                  "worldwide", "국가무관")},
    {NULL, NULL}};
