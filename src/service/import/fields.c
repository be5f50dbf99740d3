/* Headings: what each kind of sheet may say, and how offices really head their columns. */
#include "service/import/impl.h"
#include "text/text.h"

const char *const ie_import_kind_names[] = {
    "organisations", "profiles", "people", "participations", "wishes", "outcomes", NULL};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Words are in the form of ie_import_heading_key: no spaces, no signs, lower case. Serial
 * numbers (번호, 연번, No.) are no identifiers: the next sheet counts from 1 again. */
#define ID_WORDS                                                                         \
    WORDS("id", "식별번호", "관리번호", "코드", "고유번호", "recordid", "externalid",    \
          "기업id", "업체id", "기관id", "관리코드", "기업코드", "업체코드")
#define ORGANISATION_WORDS                                                               \
    WORDS("organisation", "organization", "organisationid", "organizationid", "company", \
          "companyname", "companyid", "기업", "기업명", "업체", "업체명", "회사",        \
          "회사명", "기관", "기관명", "소속", "소속기관", "소속기업", "보유기업",        \
          "보유기관", "신청기업", "참가기업", "참가기업명", "참가업체", "기업id",        \
          "업체id", "기관id", "firm")
#define EMAIL_WORDS                                                                      \
    WORDS("email", "emailaddress", "mail", "이메일", "이메일주소", "메일", "메일주소",   \
          "전자우편", "담당자이메일", "담당자메일", "이메일담당자", "courriel",          \
          "contactemail")
#define PHONE_WORDS                                                                      \
    WORDS("phone", "tel", "telephone", "phonenumber", "mobile", "전화", "전화번호",      \
          "연락처", "담당자연락처", "담당자전화", "담당자전화번호", "휴대폰",            \
          "휴대전화", "핸드폰", "대표전화", "대표번호", "유선전화", "contactphone")
#define LANGUAGES_WORDS                                                                  \
    WORDS("languages", "language", "언어", "사용언어", "가능언어", "상담언어",           \
          "구사언어", "상담가능언어", "spokenlanguages", "통역언어")
#define ROOT_WORDS                                                                       \
    WORDS("roottechnologies", "roottechnology", "뿌리기술", "뿌리기술분야", "뿌리산업",  \
          "뿌리기술분류", "해당뿌리기술")
#define FROM_WORDS                                                                       \
    WORDS("from", "요청기업", "신청기업", "희망기업", "보내는기업", "상담신청기업",      \
          "신청사", "요청사", "제안기업", "wisher", "fromorganisation", "국내기업",      \
          "보고기업")
#define TO_WORDS                                                                         \
    WORDS("to", "상대기업", "대상기업", "희망상대", "받는기업", "상담대상기업",          \
          "희망상담기업", "상담희망기업", "상대사", "파트너", "partner",                 \
          "toorganisation", "해외기업", "상대방")

static const struct ie_import_field organisation_fields[] = {
    {"id", ID_WORDS, false},
    {"name",
     WORDS("name", "organisation", "organization", "organisationname", "organizationname",
           "company", "companyname", "기업명", "업체명", "회사명", "기관명", "상호",
           "상호명", "법인명", "기업명국문", "업체명국문", "회사명국문", "기관명국문",
           "국문기업명", "국문회사명", "국문명", "기업명한글", "회사명한글", "업체명한글",
           "참가기업", "참가기업명", "참가업체명", "기업", "업체", "nom", "raisonsociale",
           "firm"),
     true},
    {"name_en",
     WORDS("nameen", "englishname", "nameenglish", "nameinenglish", "companynameenglish",
           "기업명영문", "업체명영문", "회사명영문", "기관명영문", "영문기업명",
           "영문업체명", "영문회사명", "영문기관명", "영문명", "영문상호", "상호영문",
           "companynameen", "organisationnameen"),
     false},
    {"country",
     WORDS("country", "nation", "국가", "국가명", "나라", "소재국", "소재국가", "국적",
           "pays", "countryname", "countrycode", "국가코드", "본사국가", "지역국가"),
     false},
    {"business_number",
     WORDS("businessnumber", "businessregistrationnumber", "businessno", "brn",
           "registrationnumber", "사업자등록번호", "사업자번호", "사업자등록no",
           "사업자no", "등록번호", "법인등록번호", "법인번호", "companynumber", "siren",
           "siret", "inn", "ein", "taxid", "identifier", "companyregistrationnumber"),
     false},
    {"industry",
     WORDS("industry", "업종", "업종명", "산업", "산업분야", "산업분류", "산업분류코드",
           "업종코드", "표준산업분류", "ksic", "nace", "isic", "분야", "사업분야",
           "sector", "industrycode"),
     false},
    {"employees",
     WORDS("employees", "employeecount", "numberofemployees", "종업원수", "종업원",
           "상시근로자", "상시근로자수", "근로자수", "직원수", "임직원수", "인원",
           "고용인원", "staff", "headcount", "effectif", "사원수"),
     false},
    {"website",
     WORDS("website", "homepage", "url", "web", "홈페이지", "홈페이지주소", "웹사이트",
           "누리집", "siteweb", "홈페이지url", "사이트"),
     false},
    {"contact",
     WORDS("contact", "contactperson", "contactname", "담당자", "담당자명", "담당자성명",
           "담당", "담당자이름", "실무담당자", "성명담당자", "personincharge", "pic"),
     false},
    {"email", EMAIL_WORDS, false},
    {"phone", PHONE_WORDS, false},
    {"note",
     WORDS("note", "notes", "remark", "remarks", "comment", "비고", "메모", "기타",
           "참고", "참고사항", "특이사항", "기타사항", "remarque"),
     false},
    {"type",
     WORDS("type", "organisationtype", "organizationtype", "기관유형", "기업유형", "유형",
           "구분", "기관구분", "기업구분"),
     false},
    {"size",
     WORDS("size", "sizeclass", "companysize", "기업규모", "규모", "기업규모구분",
           "기업형태"),
     false},
    {"region",
     WORDS("region", "지역", "소재지", "시도", "도시", "city", "province", "소재지역",
           "본사소재지", "관할지역"),
     false},
    {"language", WORDS("language", "언어", "소통언어", "사용언어", "문서언어"), false},
    {"root_technologies", ROOT_WORDS, false},
    {"certificates",
     WORDS("certificates", "certificate", "certification", "certifications", "인증",
           "보유인증", "인증현황", "인증서", "인증명"),
     false},
    {"lei", WORDS("lei", "leicode", "leinumber", "법인식별기호"), false},
    {"duns", WORDS("duns", "dunsnumber", "dunsno"), false},
    {"vat", WORDS("vat", "vatnumber", "vatid", "vatno", "부가세번호", "tva"), false},
    {NULL, NULL, false}};

static const struct ie_import_field profile_fields[] = {
    {"id",
     WORDS("id", "관리번호", "코드", "프로필id", "기술번호", "profileid", "externalid",
           "등록번호"),
     false},
    {"organisation", ORGANISATION_WORDS, true},
    {"type",
     WORDS("type", "profiletype", "유형", "구분", "프로필유형", "수요공급",
           "수요공급구분", "제공수요", "협력유형구분", "공급수요구분"),
     true},
    {"language", WORDS("language", "언어", "작성언어", "lang", "langue"), false},
    {"title",
     WORDS("title", "제목", "기술명", "과제명", "품목명", "제품명", "수요기술명",
           "보유기술명", "기술명칭", "아이템명", "titre", "기술제목", "희망기술"),
     true},
    {"text",
     WORDS("text", "description", "내용", "기술내용", "상세내용", "설명", "기술설명",
           "상세설명", "개요", "기술개요", "요약", "summary", "협력내용", "details",
           "기술소개"),
     false},
    {"cooperation",
     WORDS("cooperation", "cooperationtype", "cooperationtypes", "협력유형", "협력형태",
           "희망협력", "희망협력형태", "협력희망분야", "협력희망유형", "협력방식",
           "협력방법", "희망협력유형", "협력분야"),
     false},
    {"trl",
     WORDS("trl", "기술성숙도", "기술성숙도trl", "trl단계", "기술준비도", "기술수준"),
     false},
    {"mrl", WORDS("mrl", "제조성숙도", "mrl단계"), false},
    {"target_countries",
     WORDS("targetcountries", "targetcountry", "country", "countries", "희망국가",
           "대상국가", "협력희망국가", "희망협력국가", "목표국가", "협력대상국",
           "협력국가", "국가"),
     false},
    {"valid_until",
     WORDS("validuntil", "expiry", "expires", "유효기간", "유효기한", "만료일", "마감일",
           "유효일", "종료일", "validto"),
     false},
    {"specs",
     WORDS("specs", "spec", "specification", "specifications", "사양", "규격", "제원",
           "요구사양", "성능", "주요사양", "기술사양", "요구성능", "주요성능"),
     false},
    {"ipr",
     WORDS("ipr", "iprstatus", "patent", "patents", "지식재산권", "지재권", "특허",
           "특허현황", "지식재산", "지식재산권현황"),
     false},
    {"root_technologies", ROOT_WORDS, false},
    {"rung",
     WORDS("rung", "disclosure", "공개단계", "공개범위", "공개수준", "공개등급",
           "공개여부"),
     false},
    {NULL, NULL, false}};

static const struct ie_import_field person_fields[] = {
    {"id", WORDS("id", "관리번호", "코드", "인물id", "personid", "externalid"), false},
    {"organisation", ORGANISATION_WORDS, false},
    {"name",
     WORDS("name", "fullname", "성명", "이름", "담당자", "담당자명", "성명국문",
           "국문성명", "참가자", "참가자명", "nom", "contact", "성함"),
     true},
    {"name_en",
     WORDS("nameen", "englishname", "영문성명", "성명영문", "영문이름", "영문명",
           "이름영문"),
     false},
    {"role",
     WORDS("role", "position", "jobtitle", "title", "직위", "직책", "직급", "부서직위",
           "직함", "부서", "소속부서직위", "fonction"),
     false},
    {"email", EMAIL_WORDS, false},
    {"phone", PHONE_WORDS, false},
    {"languages", LANGUAGES_WORDS, false},
    {"consent",
     WORDS("consent", "개인정보동의", "개인정보수집이용동의", "개인정보제공동의", "동의",
           "동의여부", "개인정보동의여부", "정보제공동의", "privacyconsent"),
     false},
    {"consent_date",
     WORDS("consentdate", "consentday", "동의일", "동의일자", "개인정보동의일",
           "동의날짜"),
     false},
    {NULL, NULL, false}};

static const struct ie_import_field participation_fields[] = {
    {"id", WORDS("id", "참가번호", "접수번호", "participationid"), false},
    {"organisation", ORGANISATION_WORDS, true},
    {"representatives",
     WORDS("representatives", "delegates", "attendees", "참가인원", "참석인원",
           "참가자수", "대표자수", "상담인원", "인원", "인원수", "참석자수", "상담팀수"),
     false},
    {"languages", LANGUAGES_WORDS, false},
    {"from",
     WORDS("from", "availablefrom", "시작", "시작일", "참가시작", "참가시작일",
           "참가시작일시", "시작일시", "가능시작", "start", "부터", "arrival", "참가일"),
     false},
    {"to",
     WORDS("to", "until", "availableto", "availableuntil", "종료", "종료일", "참가종료",
           "참가종료일", "참가종료일시", "종료일시", "가능종료", "end", "까지",
           "departure"),
     false},
    {"status", WORDS("status", "상태", "참가상태", "참가여부", "확정여부", "참석여부"),
     false},
    {"persons",
     WORDS("persons", "people", "persons", "delegatenames", "참석자", "참가자",
           "참석자명", "참가자명", "참석자성명", "상담자"),
     false},
    {"cap",
     WORDS("cap", "mostmeetings", "maxmeetings", "최대상담수", "상담한도",
           "최대상담건수"),
     false},
    {"day_cap",
     WORDS("daycap", "mostmeetingsaday", "maxperday", "하루최대상담수", "일일상담한도",
           "1일최대상담수", "하루최대상담건수"),
     false},
    {"rest_minutes",
     WORDS("restminutes", "rest", "휴식", "휴식시간", "상담간휴식", "휴식분"), false},
    {"place",
     WORDS("place", "booth", "table", "fixedplace", "boothnumber", "tablenumber", "부스",
           "부스번호", "고정자리", "지정자리", "지정석", "자리", "상담테이블", "테이블",
           "테이블번호"),
     false},
    {NULL, NULL, false}};

static const struct ie_import_field wish_fields[] = {
    {"from", FROM_WORDS, true},
    {"to", TO_WORDS, true},
    {"weight",
     WORDS("weight", "priority", "rank", "가중치", "중요도", "희망도", "점수", "선호도",
           "희망강도"),
     false},
    {"reason",
     WORDS("reason", "사유", "이유", "희망사유", "상담내용", "신청사유", "상담희망내용",
           "비고", "note", "상담목적"),
     false},
    {"kind", WORDS("kind", "mustniceornever", "희망구분", "희망종류", "필수여부"), false},
    {NULL, NULL, false}};

static const struct ie_import_field outcome_fields[] = {
    {"from", FROM_WORDS, true},
    {"to", TO_WORDS, true},
    {"status", WORDS("status", "상태", "상담여부", "진행여부", "개최여부", "상담상태"),
     false},
    {"result", WORDS("result", "결과", "상담결과", "성과", "성과유형", "협력결과"),
     false},
    {"note",
     WORDS("note", "remarks", "비고", "메모", "내용", "상세", "상담내용", "후속계획"),
     false},
    {"stage", WORDS("stage", "시점", "조사시점", "단계", "조사단계"), false},
    {NULL, NULL, false}};

static const struct ie_import_shape shapes[IE_IMPORT_KINDS] = {
    {IE_IMPORT_ORGANISATIONS, &ie_type_organisation, organisation_fields},
    {IE_IMPORT_PROFILES, &ie_type_profile, profile_fields},
    {IE_IMPORT_PEOPLE, &ie_type_person, person_fields},
    {IE_IMPORT_PARTICIPATIONS, &ie_type_participation, participation_fields},
    {IE_IMPORT_WISHES, &ie_type_wish, wish_fields},
    {IE_IMPORT_OUTCOMES, &ie_type_outcome, outcome_fields},
};

const struct ie_import_shape *ie_import_shape(enum ie_import_kind kind)
{
    return &shapes[kind];
}

int ie_import_kind(struct ie_str name, enum ie_import_kind *kind, struct ie_error *err)
{
    for (int i = 0; i < IE_IMPORT_KINDS; i++)
        if (ie_str_eqz(name, ie_import_kind_names[i])) {
            *kind = (enum ie_import_kind)i;
            return 0;
        }
    ie_fail(err, IE_USAGE, "import.kind");
    ie_error_argn(err, "kind", name.ptr, name.len);
    return IE_USAGE;
}

bool ie_import_needs_event(enum ie_import_kind kind)
{
    return kind == IE_IMPORT_PARTICIPATIONS || kind == IE_IMPORT_WISHES ||
           kind == IE_IMPORT_OUTCOMES;
}

int ie_import_field_index(const struct ie_import_shape *shape, struct ie_str name)
{
    for (int i = 0; shape->fields[i].name; i++)
        if (ie_str_eqz(name, shape->fields[i].name))
            return i;
    return -1;
}

/* ---- headings ---- */

static struct ie_str without_brackets(struct ie_arena *arena, struct ie_str text)
{
    static const char *const pairs[][2] = {{"(", ")"},  {"[", "]"},   {"{", "}"},
                                           {"<", ">"},  {"（", "）"}, {"［", "］"},
                                           {"【", "】"}};
    char *out = ie_arena_alloc(arena, text.len + 1);
    size_t n = 0, i = 0;

    if (!out)
        return IE_STR_NONE;
    while (i < text.len) {
        struct ie_str rest = ie_str_sub(text, i, text.len);
        size_t skip = 0;

        for (size_t k = 0; k < IE_COUNT(pairs) && !skip; k++)
            if (ie_str_starts(rest, ie_str_z(pairs[k][0]))) {
                int64_t end = ie_str_find(rest, ie_str_z(pairs[k][1]));
                if (end > 0)
                    skip = (size_t)end + strlen(pairs[k][1]);
            }
        if (skip) {
            i += skip;
            continue;
        }
        out[n++] = text.ptr[i++];
    }
    return ie_str_n(out, n);
}

int ie_import_heading_key(struct ie_arena *arena, struct ie_str heading, bool bare,
                          struct ie_str *key, struct ie_error *err)
{
    struct ie_str text = bare ? without_brackets(arena, heading) : heading, spaced;
    char *out;
    size_t n = 0, from = 0;
    int rc;

    if (bare && !text.ptr)
        return ie_fail_nomem(err);
    rc = ie_text_search_key(arena, text, &spaced, err);
    if (rc)
        return rc;
    /* "1. 기업명" is column one of the form, not a part of the name. */
    while (from < spaced.len && spaced.ptr[from] >= '0' && spaced.ptr[from] <= '9')
        from++;
    if (from == spaced.len || (from > 0 && spaced.ptr[from] != ' '))
        from = 0;
    out = ie_arena_alloc(arena, spaced.len + 1);
    if (!out)
        return ie_fail_nomem(err);
    for (size_t i = from; i < spaced.len; i++)
        if (spaced.ptr[i] != ' ')
            out[n++] = spaced.ptr[i];
    *key = ie_str_n(out, n);
    return 0;
}

static int field_of_key(const struct ie_import_shape *shape, struct ie_str key)
{
    for (int i = 0; key.len && shape->fields[i].name; i++)
        for (const char *const *word = shape->fields[i].words; *word; word++)
            if (ie_str_eqz(key, *word))
                return i;
    return -1;
}

int ie_import_recognise(const struct ie_import_shape *shape, struct ie_arena *arena,
                        struct ie_str heading, int *field, struct ie_error *err)
{
    struct ie_str key;
    int rc;

    *field = -1;
    if (heading.len == 0 || heading.len > 400 || !ie_utf8_valid(heading))
        return 0;
    *field = ie_import_field_index(shape, ie_str_trim(heading));
    for (int bare = 0; bare < 2 && *field < 0; bare++) {
        rc = ie_import_heading_key(arena, heading, bare != 0, &key, err);
        if (rc)
            return rc;
        *field = field_of_key(shape, key);
    }
    return 0;
}
