#include "api/components.h"

#include <stddef.h>

#define ID          "{'type':'string','pattern':'^[0-9a-hjkmnp-tv-z]{26}$'}"
#define ID_         "{'type':['string','null'],'pattern':'^[0-9a-hjkmnp-tv-z]{26}$'}"
#define TEXT        "{'type':'string'}"
#define TEXT_       "{'type':['string','null']}"
#define INT         "{'type':'integer'}"
#define INT_        "{'type':['integer','null']}"
#define BOOL        "{'type':'boolean'}"
#define DAY         "{'type':'string','format':'date'}"
#define MOMENT      "{'type':'string','format':'date-time'}"
#define MOMENT_     "{'type':['string','null'],'format':'date-time'}"
#define IDS         "{'type':'array','items':" ID "}"
#define WORDS       "{'type':'object','additionalProperties':{'type':'string'}}"
#define ANY_OBJECT_ "{'type':['object','null']}"
/* A figure and the records behind it. */
#define FIGURE                                                                           \
    "{'type':'object','required':['count','ids'],'additionalProperties':false,"          \
    "'properties':{'count':" INT ",'ids':" IDS "}}"
#define OBJECT(required, properties)                                                     \
    "{'type':'object','additionalProperties':false,'required':[" required                \
    "],'properties':{" properties "}}"
#define LIST(item)       "{'type':'array','items':" item "}"
#define PAGE(item, next) OBJECT("'items','next'", "'items':" LIST(item) ",'next':" next)

/* Of the lexicon: the state that an answer was made from; a concept by name. */
#define NUMBER    "{'type':'number'}"
#define LEXICON   "'lexicon':" TEXT ",'current':" BOOL
#define NAME_KEYS "'concept','label','language'"
#define NAME      "'concept':" TEXT ",'label':" TEXT ",'language':" TEXT
#define BRIEF                                                                            \
    "{'type':'object','required':[" NAME_KEYS ",'narrower'],"                            \
    "'additionalProperties':false,'properties':{" NAME ",'narrower':" INT "}}"
#define BESIDE                                                                           \
    "'beside':" LIST(OBJECT("'language','text'", "'language':" TEXT ",'text':" TEXT))
/* Of profiles: a concept with what led to it; root technologies proposed. */
#define FOUND_CONCEPT                                                                    \
    OBJECT(NAME_KEYS ",'beside','phrase','phrase_language','where','times','weight'",    \
           NAME "," BESIDE ",'phrase':" TEXT ",'phrase_language':" TEXT                  \
                ",'where':{'enum':['title','text','own']},'times':" INT                  \
                ",'weight':" NUMBER)
#define PROPOSAL                                                                         \
    "'proposal':{'type':['object','null'],'additionalProperties':false,"                 \
    "'required':['technologies','can_confirm'],'properties':{'can_confirm':" BOOL        \
    ",'technologies':" LIST(OBJECT(                                                      \
        "'root_technology','score','words'",                                             \
        "'root_technology':" TEXT ",'score':" NUMBER ",'words':" LIST(OBJECT(            \
            NAME_KEYS ",'beside','phrase'", NAME "," BESIDE ",'phrase':" TEXT)))) "}}"
/* A saved search with what is new in it; of the inbox, the matches of an event. */
#define SEARCH_NEWS                                                                      \
    OBJECT("'id','name','alert','new','exact','seen_at'",                                \
           "'id':" ID ",'name':" TEXT ",'alert':" TEXT ",'new':" INT_ ",'exact':" BOOL   \
           ",'seen_at':" MOMENT)
#define INBOX_SIDE                                                                       \
    OBJECT("'id','title','organisation','organisation_label'",                           \
           "'id':" ID ",'title':" TEXT_ ",'organisation':" ID                            \
           ",'organisation_label':" TEXT_)
#define INBOX_MATCH                                                                      \
    OBJECT("'id','score','chance','created_at','need','offer','reason'",                 \
           "'id':" ID ",'score':" NUMBER ",'chance':{'type':['number','null']},"         \
           "'created_at':" MOMENT ",'need':" INBOX_SIDE ",'offer':" INBOX_SIDE           \
           ",'reason':" ANY_OBJECT_)
#define INBOX_EVENT                                                                      \
    OBJECT("'event','items','new'",                                                      \
           "'event':{'type':['object','null'],'additionalProperties':false,"             \
           "'properties':{'id':" ID ",'code':" TEXT ",'title':" WORDS                    \
           "}},'items':" LIST(INBOX_MATCH) ",'new':" INT)
#define INBOX_PROFILE                                                                    \
    OBJECT("'id','type','title','organisation','title_language','published_at',"         \
           "'organisation_label'",                                                       \
           "'id':" ID ",'type':" TEXT ",'title':" TEXT ",'organisation':" ID             \
           ",'title_language':" TEXT ",'published_at':" MOMENT                           \
           ",'organisation_label':" TEXT_)
/* Of searches. */
#define WHY                                                                              \
    LIST(OBJECT("'kind','query','found','share'",                                        \
                "'kind':{'enum':['word','quantity','concept','translation']},"           \
                "'query':" TEXT ",'found':" TEXT ",'concept':" TEXT ",'share':" NUMBER))
#define SNIPPET                                                                          \
    OBJECT("'language','parts'",                                                         \
           "'language':" TEXT_                                                           \
           ",'parts':" LIST(OBJECT("'text','hit'", "'text':" TEXT ",'hit':" BOOL)))
#define FOUND_PROFILE(required, more)                                                    \
    OBJECT(required,                                                                     \
           "'profile':" OBJECT(                                                          \
               "'id','type','title','title_language','organisation',"                    \
               "'organisation_label','country','root_technologies','valid_until',"       \
               "'status','created_at'",                                                  \
               "'id':" ID ",'type':" TEXT ",'title':" TEXT_ ",'title_language':" TEXT    \
               ",'organisation':" ID ",'organisation_label':" TEXT_ ",'country':" TEXT_  \
               ",'root_technologies':" LIST(                                             \
                   TEXT) ",'valid_until':" TEXT_ ",'status':" TEXT_                      \
                         ",'created_at':" MOMENT) ",'score':{'type':['number','null']}," \
                                                  "'why':" WHY more)
#define FACET                                                                            \
    LIST(OBJECT("'value','count'", "'value':" TEXT ",'label':" TEXT ",'count':" INT))
#define INDEX_STATE                                                                      \
    "'fresh':" TEXT_ ",'degraded':{'type':['object','null'],"                            \
    "'additionalProperties':false,'required':['reason','done','of'],'properties':{"      \
    "'reason':{'enum':['index_rebuilding','words_loading']},'done':" INT ",'of':" INT    \
    "}}"
/* Of plans: where a meeting is, who meets, one side of a comparison. */
#define PLAN_SPOT                                                                        \
    "{'type':['object','null'],'additionalProperties':false,'required':['slot',"         \
    "'starts_at','place','place_label','interpreter','interpreter_label'],"              \
    "'properties':{'slot':" INT_ ",'starts_at':" MOMENT ",'place':" ID_                  \
    ",'place_label':" TEXT_ ",'interpreter':" ID_ ",'interpreter_label':" TEXT_ "}}"
#define PLAN_PAIR(required, properties)                                                  \
    OBJECT("'meeting','a','b','a_label','b_label','others','others_labels'," required,   \
           "'meeting':" ID_ ",'a':" ID ",'b':" ID ",'a_label':" TEXT ",'b_label':" TEXT  \
           ",'others':" IDS ",'others_labels':" LIST(TEXT) properties)
#define PLAN_MOVE                                                                        \
    PLAN_PAIR("'change','from','to'",                                                    \
              ",'change':{'enum':['new','moved','place','interpreter','dropped',"        \
              "'smaller']},"                                                             \
              "'from':" PLAN_SPOT ",'to':" PLAN_SPOT)
/* Of a table's or an interpreter's day. */
#define PAPER_ROW(label)                                                                 \
    PLAN_PAIR("'slot','starts_at','ends_at','" label "','status'",                       \
              ",'slot':" INT_ ",'starts_at':" MOMENT ",'ends_at':" MOMENT ",'" label     \
              "':" TEXT_ ",'status':" TEXT_)
#define PLAN_ONLY PLAN_PAIR("'at'", ",'at':" PLAN_SPOT)
#define PLAN_SIDE                                                                        \
    OBJECT("'meetings','summary'", "'meetings':" INT ",'summary':" ANY_OBJECT_)
#define LABEL_KIND "{'enum':['preferred','alternative','hidden']}"

const struct ie_component ie_components[] = {
    {"Any", "{'type':'object'}"},
    {"Problem",
     OBJECT("'type','title','status','code','id','detail','request_id'",
            "'type':" TEXT ",'title':" TEXT ",'status':{'type':'integer','minimum':400,"
            "'maximum':599},'code':" TEXT ",'id':" TEXT ",'detail':" TEXT ",'field':" TEXT
            ",'line':" INT ",'column':" INT ",'more':" INT ",'request_id':" TEXT
            ",'errors':" LIST(OBJECT("'field','id','detail'",
                                     "'field':" TEXT ",'id':" TEXT ",'detail':" TEXT)))},
    {"SignIn", OBJECT("'login','password'", "'login':" TEXT ",'password':" TEXT)},
    {"Me",
     OBJECT(
         "'account','roles','office','grants','organisations'",
         "'account':" OBJECT(
             "'id','login','name','language','person'",
             "'id':" ID ",'"
             "login"
             "'"
             ":" TEXT ",'name':" TEXT ",'language':" TEXT_
             ",'person':" ID_) ",'csrf':" TEXT
                               ",'roles':" LIST(
                                   "{'enum':['admin','officer','member','reviewer','"
                                   "analyst',"
                                   "'auditor']}") ",'office':" OBJECT("'id'",
                                                                      "'id':" ID
                                                                      ",'code':" TEXT
                                                                      ",'title'"
                                                                      ":" WORDS
                                                                      ",'country'"
                                                                      ":" TEXT ",'zone'"
                                                                      ":" TEXT) ",'"
                                                                                "gra"
                                                                                "nts"
                                                                                "'"
                                                                                ":" LIST(OBJECT(
                                                                                    "'rol"
                                                                                    "e','"
                                                                                    "scop"
                                                                                    "e_"
                                                                                    "kind"
                                                                                    "'",
                                                                                    "'rol"
                                                                                    "e'"
                                                                                    ":" TEXT
                                                                                    ",'"
                                                                                    "scop"
                                                                                    "e_"
                                                                                    "kind"
                                                                                    "'"
                                                                                    ":" TEXT
                                                                                    ",'"
                                                                                    "scop"
                                                                                    "e_"
                                                                                    "id'"
                                                                                    ":" ID
                                                                                    ",'"
                                                                                    "scop"
                                                                                    "e_"
                                                                                    "name"
                                                                                    "'"
                                                                                    ":" TEXT_)) ",'"
                                                                                                "organisations'"
                                                                                                ":" LIST(OBJECT(
                                                                                                    "'id','name','name_en'",
                                                                                                    "'id':" ID
                                                                                                    ",'name':" TEXT
                                                                                                    ",'name_en':" TEXT_)))},
    {"MeChange",
     OBJECT("", "'language':" TEXT ",'password':" TEXT ",'old_password':" TEXT)},
    {"PasswordSet", OBJECT("'password'", "'password':" TEXT ",'old_password':" TEXT)},
    {"RevisionList",
     PAGE(OBJECT("'revision','at','by','by_name','deleted'",
                 "'revision':" INT ",'at':" MOMENT ",'by':" TEXT ",'by_name':" TEXT_
                 ",'import':" TEXT_ ",'deleted':" BOOL),
          INT_)},
    {"Home",
     OBJECT(
         "'joints','tasks','events','recent'",
         "'joints':" LIST(OBJECT(
             "'joint','count','due','next'",
             "'joint'"
             ":" TEXT ","
             "'"
             "c"
             "o"
             "u"
             "n"
             "t"
             "'"
             ":" INT ",'due':" INT
             ",'next':" TEXT_)) ",'tasks':" OBJECT("'items','total'",
                                                   "'items':" LIST(
                                                       "{'type':'object','required':['id'"
                                                       ",'revision']"
                                                       "}") ",'total':" INT) ",'events'"
                                                                             ":" LIST(OBJECT(
                                                                                 "'id','"
                                                                                 "code','"
                                                                                 "title',"
                                                                                 "'partic"
                                                                                 "ipants'"
                                                                                 ",'"
                                                                                 "meeting"
                                                                                 "s'",
                                                                                 "'id'"
                                                                                 ":" ID
                                                                                 ",'code'"
                                                                                 ":" TEXT
                                                                                 ",'"
                                                                                 "title'"
                                                                                 ":" WORDS
                                                                                 ",'"
                                                                                 "first_"
                                                                                 "day'"
                                                                                 ":" DAY
                                                                                 ",'last_"
                                                                                 "day'"
                                                                                 ":" DAY
                                                                                 ",'"
                                                                                 "status'"
                                                                                 ":" TEXT_
                                                                                 ",'"
                                                                                 "partici"
                                                                                 "pants'"
                                                                                 ":" INT
                                                                                 ",'"
                                                                                 "meeting"
                                                                                 "s'"
                                                                                 ":" INT)) ",'recent':" LIST("{'type':'object','required':['at','type','id','action']}"))},
    {"SavedSearchNews", OBJECT("'items'", "'items':" LIST(SEARCH_NEWS))},
    {"Seen", OBJECT("", "'until':" TEXT_)},
    {"SeenMark", OBJECT("'seen_at'", "'seen_at':" MOMENT)},
    {"Inbox",
     OBJECT(
         "'since','until','seen_at','matches','searches','profiles'",
         "'since':" MOMENT ",'until':" MOMENT ",'seen_at':" TEXT_
         ",'matches':" OBJECT("'new','events'", "'new':" INT ",'events':" LIST(INBOX_EVENT)) ",'searches':" LIST(
             SEARCH_NEWS) ",'profiles':" OBJECT("'new','items'",
                                                "'new':" INT
                                                ",'items':" LIST(INBOX_PROFILE)))},
    {"SearchResult",
     OBJECT("'items'", "'items':" LIST("{'type':'object','required':['type','id']}"))},
    {"JobStarted", OBJECT("'job'", "'job':" ID)},
    {"Job", "{'type':'object','required':['id','kind','status'],'properties':{'id':" ID
            ",'kind':" TEXT ",'status':{'enum':['waiting','running','done','failed',"
            "'cancelled']},'permille':" INT_ ",'objective':{'type':['number','null']},"
            "'bound':{'type':['number','null']},'percent':{'type':['number','null']}}}"},
    {"EventOverview",
     OBJECT("'participants','by_status','wishes','mutual','meetings',"
            "'meetings_by_status','can_plan','summary'",
            "'participants':" INT ",'by_status':{'type':'object',"
            "'additionalProperties':" INT "},'wishes':" INT ",'mutual':" INT
            ",'meetings':" INT ",'meetings_by_status':{'type':'object',"
            "'additionalProperties':" INT "},'can_plan':" BOOL
            ",'summary':" ANY_OBJECT_)},
    {"EventSlots",
     OBJECT("'days','zone'",
            "'days':" LIST(
                OBJECT("'day','slots'",
                       "'day':" DAY ",'slots':" LIST(OBJECT(
                           "'index','starts_at','ends_at','label'",
                           "'index':" INT ",'starts_at':" MOMENT ",'ends_at':" MOMENT
                           ",'label':" TEXT)))) ",'zone':" TEXT)},
    {"ScheduleOptions",
     OBJECT("", "'seconds':" INT_ ",'seed':" INT_ ",'ticks':" INT_ ",'now':" MOMENT_
                ",'keep_confirmed':" BOOL ",'publish':" BOOL)},
    {"ReplanOptions",
     OBJECT("", "'changes':{'type':['array','null'],'maxItems':1000,'items':{'type':"
                "'object','required':['kind'],'properties':{'kind':{'enum':['no_show',"
                "'late','leaves','cancelled','place_lost','interpreter_ill',"
                "'new_wish']}}}},'now':{'type':['string','null'],'format':'date-time'},"
                "'seed':" INT_ ",'seconds':" INT_ ",'publish':" BOOL)},
    {"FillOptions",
     OBJECT("", "'now':{'type':['string','null'],'format':'date-time'},'seed':" INT_
                ",'seconds':" INT_ ",'publish':" BOOL)},
    {"ParticipationState",
     OBJECT("'id','revision','status','available'",
            "'id':" ID ",'revision':" INT ",'status':" TEXT_ ",'available':" LIST(
                OBJECT("'from','until'", "'from':" MOMENT ",'until':" MOMENT)))},
    {"LateUntil", OBJECT("'slot'", "'slot':" INT)},
    {"WaitingList",
     OBJECT("'event','items'", "'event':" ID ",'items':" LIST(PLAN_PAIR(
                                   "'weight','mutual','must','not_before','reason',"
                                   "'could'",
                                   ",'weight':" INT ",'mutual':" BOOL ",'must':" BOOL
                                   ",'not_before':" MOMENT_ ",'reason':" TEXT
                                   ",'could':" LIST(PLAN_SPOT))))},
    {"TablePlan", OBJECT("'event','zone','items'",
                         "'event':" ID ",'zone':" TEXT ",'items':" LIST(OBJECT(
                             "'place','name','area','meetings'",
                             "'place':" ID ",'name':" TEXT ",'area':" TEXT_
                             ",'meetings':" LIST(PAPER_ROW("interpreter_label")))))},
    {"InterpreterPlan",
     OBJECT("'event','zone','items'",
            "'event':" ID ",'zone':" TEXT ",'items':" LIST(OBJECT(
                "'interpreter','name','pairs','meetings'",
                "'interpreter':" ID ",'name':" TEXT ",'pairs':" LIST(OBJECT(
                    "'from','to'",
                    "'from':" TEXT
                    ",'to':" TEXT)) ",'meetings':" LIST(PAPER_ROW("place_label")))))},
    {"PlanState",
     OBJECT("'id','revision','status'", "'id':" ID ",'revision':" INT ",'status':" TEXT)},
    {"PlanPreview",
     OBJECT("'plan','revision','event','kind','status','current','summary','changes',"
            "'moves','same','added','moved','place_changed','interpreter_changed',"
            "'dropped','smaller','tell'",
            "'plan':" ID ",'revision':" INT ",'event':" ID ",'kind':" TEXT
            ",'status':" TEXT ",'current':" BOOL ",'summary':" ANY_OBJECT_
            ",'changes':{'type':['array','null']},'moves':" LIST(
                PLAN_MOVE) ",'same':" INT ",'added':" INT ",'moved':" INT
                           ",'place_changed':" INT ",'interpreter_changed':" INT
                           ",'dropped':" INT ",'smaller':" INT ",'tell':" LIST(
                               OBJECT("'label','lines'",
                                      "'participation':" ID ",'interpreter':" ID
                                      ",'label':" TEXT ",'lines':" LIST(TEXT))))},
    {"PlanComparison",
     OBJECT("'a','b','only_a','only_b','moved','same','people'",
            "'a':" PLAN_SIDE ",'b':" PLAN_SIDE
            ",'only_a':" LIST(PLAN_ONLY) ",'only_b':" LIST(PLAN_ONLY) ",'moved':" LIST(
                PLAN_PAIR("'from','to'",
                          ",'from':" PLAN_SPOT
                          ",'to':" PLAN_SPOT)) ",'same':" INT
                                               ",'people':" LIST(OBJECT(
                                                   "'participation','label','a','b'",
                                                   "'participation':" ID ",'label':" TEXT
                                                   ",'a':" INT ",'b':" INT)))},
    {"Timetable",
     "{'type':'object','required':['event','revision','zone','days','places',"
     "'participants','meetings','unplaced','summary','can_plan'],'properties':{'"
     "event':" ID ",'revision':" INT ",'zone':" TEXT
     ",'days':{'type':'array'},'places':{'type':"
     "'array'},'participants':{'type':'array'},'sessions':{'type':'array'},"
     "'precedences':{'type':'array'},'meetings':{'type':'array'},'interpreters':{"
     "'type':'array'},"
     "'unplaced':{'type':'array'},'summary':" ANY_OBJECT_ ",'can_plan':" BOOL "}}"},
    {"TimetableMove",
     OBJECT("'meeting'", "'meeting':" ID ",'slot':" INT_ ",'place':" TEXT_)},
    {"TimetableAct",
     OBJECT("'meeting'", "'meeting':" ID ",'slot':" INT_ ",'place':" TEXT_
                         ",'action':{'enum':['move','lock','unlock','forbid',null]}")},
    {"MeetingForbid", OBJECT("", "'slot':" INT_)},
    {"TimetableCheck",
     "{'type':'object','required':['conflicts','effect'],'properties':{'conflicts'"
     ":" LIST("{'type':'object','required':['kind']}") ",'effect':{'type':'object'},"
                                                       "'terms':{'type':'array'},"
                                                       "'place':" TEXT_ ",'interpreter'"
                                                       ":" TEXT_ ",'moved':" BOOL
                                                       ",'revision':" INT "}}"},
    {"MeetingState",
     OBJECT("'id','revision','status','locked'",
            "'id':" ID ",'revision':" INT ",'status':" TEXT_ ",'locked':" BOOL)},
    {"Agenda",
     OBJECT("'event','zone','items'",
            "'event':" ID ",'zone':" TEXT ",'items':" LIST("{'type':'object','required':"
                                                           "['id','revision','kind']}"))},
    {"Report",
     "{'type':'object','required':['participants','wishes','mutual_wishes',"
     "'meetings_planned','meetings_held','outcomes','by_country','by_result',"
     "'generated_at'],'properties':{'event':" ID ",'code':" TEXT ",'event_revision':" INT
     ",'participants':" FIGURE ",'wishes':" FIGURE ",'mutual_wishes':" FIGURE
     ",'meetings_planned':" FIGURE ",'meetings_held':" FIGURE ",'outcomes':" FIGURE
     ",'by_country':{'type':'array'},'by_result':{'type':'array'},'timetable'"
     ":" ANY_OBJECT_ ",'generated_at':" MOMENT "}}"},
    {"ProposeOptions", OBJECT("", "'top':" INT_ ",'most':" INT_)},
    {"MatchQuality",
     OBJECT(
         "'engine','event','country','examples','good','needed','sources',"
         "'acceptance','in_force','learned'",
         "'engine':" TEXT ",'event':" ID_ ",'country':" BOOL ",'examples':" INT
         ",'good':" INT ",'needed':" OBJECT(
             "'examples','of_a_kind'",
             "'examples':" INT
             ",'of_a_kind':" INT) ",'sources':{'type':'object','additionalProperties'"
                                  ":" INT "}"
                                  ",'acceptance':" LIST(OBJECT(
                                      "'from','to','count','good','low','high'",
                                      "'from':" NUMBER ",'to':" NUMBER ",'count':" INT
                                      ",'good':" INT ",'low':" NUMBER
                                      ",'high':" NUMBER)) ",'in_force':{'type':'object','"
                                                          "required':['applied','weights'"
                                                          ",'curve']}"
                                                          ",'learned':" ANY_OBJECT_)},
    {"LearnOptions", OBJECT("", "'event':" ID_ ",'country':{'type':['boolean','null']}")},
    {"TakeUp", OBJECT("", "'note':" TEXT_)},
    {"Dismissal", OBJECT("'reason'", "'reason':" TEXT ",'note':" TEXT_)},
    {"ImportMapping",
     OBJECT("'mapping'", "'mapping':{'type':'object','additionalProperties':" TEXT_
                         "},'remember':" BOOL)},
    {"ImportApply", OBJECT("", "'keep_going':" BOOL)},
    {"ImportRowList", PAGE("{'type':'object','required':['line','verdict']}", TEXT_)},
    {"LogList",
     PAGE(OBJECT("'seq','at','actor','action','type','record','revision','erased','"
                 "payload'",
                 "'seq':" INT ",'at':" MOMENT ",'actor':" TEXT ",'action':" TEXT
                 ",'type':" TEXT_ ",'record':" TEXT_ ",'revision':" INT ",'erased':" BOOL
                 ",'payload':" ANY_OBJECT_),
          INT_)},
    {"DuplicateList",
     OBJECT("'items'", "'items':" LIST(OBJECT(
                           "'key','country','organisations'",
                           "'key':" TEXT ",'country':" TEXT ",'organisations':" LIST(
                               OBJECT("'id','name','name_en'", "'id':" ID ",'name':" TEXT
                                                               ",'name_en':" TEXT_)))))},
    {"Lexicon",
     OBJECT(
         "'lexicon','current','engine','concepts','labels','terms',"
         "'languages','can','fields'",
         LEXICON
         ",'engine':" TEXT ",'concepts':" INT ",'labels':" INT ",'terms':" INT
         ",'languages':" LIST(TEXT) ",'can':" OBJECT(
             "'suggest','decide'",
             "'suggest':" BOOL
             ",'decide':" BOOL) ",'fields':" LIST(OBJECT(NAME_KEYS
                                                         ",'narrower','concepts',"
                                                         "'root_technology'",
                                                         NAME
                                                         ",'narrower':" INT
                                                         ",'concepts':" INT
                                                         ",'root_technology':" TEXT_)))},
    {"ConceptList",
     OBJECT("'lexicon','current','items'", LEXICON ",'items':" LIST(BRIEF))},
    {"Concept",
     OBJECT(
         "'lexicon','current'," NAME_KEYS ",'languages','broader','narrower',"
         "'related','fields','codes','notes','path'",
         LEXICON "," NAME
                 ",'path':" LIST(BRIEF) ",'languages':" LIST(OBJECT(
                     "'language','labels'",
                     "'language':" TEXT ",'labels':" LIST(OBJECT(
                         "'text','kind','reviewed','source','weak','why'",
                         "'text':" TEXT ",'kind':" LABEL_KIND ",'reviewed':" BOOL
                         ",'source':" TEXT ",'weak':" BOOL
                         ",'why':" TEXT_)))) ",'"
                                             "br"
                                             "oa"
                                             "de"
                                             "r'"
                                             ":" LIST(BRIEF) ",'narrower':" LIST(BRIEF) ",'related':" LIST(BRIEF) ",'fields':" LIST(BRIEF) ",'codes':" LIST(
                                                 OBJECT(
                                                     "'scheme','edition','code','"
                                                     "title'",
                                                     "'scheme':" TEXT ",'edition':" TEXT_
                                                     ",'code':" TEXT
                                                     ",'title':" TEXT_)) ",'notes'"
                                                                         ":" LIST(OBJECT(
                                                                             "'language',"
                                                                             "'text'",
                                                                             "'language'"
                                                                             ":" TEXT
                                                                             ",'text'"
                                                                             ":" TEXT)))},
    {"ConceptHits",
     OBJECT("'lexicon','current','items'", LEXICON
            ",'items':" LIST(OBJECT(NAME_KEYS ",'found','found_language','field'",
                                    NAME ",'found':" TEXT ",'found_language':" TEXT
                                         ",'field':" TEXT_)))},
    {"ConceptClashes",
     OBJECT("'lexicon','current','items'", LEXICON
            ",'items':" LIST(OBJECT("'kind'," NAME_KEYS ",'found','found_language'",
                                    "'kind':{'enum':['claimed','preferred','repeated',"
                                    "'cycle','dangling']},'concept':" TEXT_
                                    ",'label':" TEXT_ ",'language':" TEXT_
                                    ",'found':" TEXT ",'found_language':" TEXT_)))},
    {"TagText", OBJECT("'text'", "'text':" TEXT ",'language':" TEXT_)},
    {"TextTags",
     OBJECT("'lexicon','current','engine','tags'",
            LEXICON ",'engine':" TEXT ",'tags':" LIST(OBJECT(
                NAME_KEYS ",'from','length','text','weight'", NAME
                ",'from':" INT ",'length':" INT ",'text':" TEXT ",'weight':" NUMBER)))},
    {"LexiconCoverage",
     OBJECT("'lexicon','current','rows'",
            LEXICON ",'rows':" LIST(
                OBJECT(NAME_KEYS ",'concepts','cells'",
                       "'concept':" TEXT_ ",'label':" TEXT_ ",'language':" TEXT_
                       ",'concepts':" INT ",'cells':" LIST(
                           OBJECT("'language','concepts','labels','two','reviewed'",
                                  "'language':" TEXT ",'concepts':" INT ",'labels':" INT
                                  ",'two':" INT ",'reviewed':" INT)))))},
    {"LabelSample",
     OBJECT("'lexicon','current','left','items'",
            LEXICON ",'left':" INT ",'items':" LIST(
                OBJECT(NAME_KEYS ",'text','kind','source','broader','beside'",
                       NAME ",'text':" TEXT ",'kind':" LABEL_KIND ",'source':" TEXT
                            ",'broader':" LIST(BRIEF) "," BESIDE)))},
    {"TermSuggestion",
     OBJECT("'concept','kind','language','label'",
            "'concept':" TEXT
            ",'kind':{'enum':['preferred','alternative','hidden','concept','broader',"
            "'related','code','note','removal','correction','review']},'language':" TEXT
            ",'label':" TEXT ",'replaces':" TEXT_ ",'broader':" TEXT_ ",'weight':" INT_
            ",'weak':{'type':['boolean','null']},'reason':" TEXT_ ",'source':" TEXT_
            ",'accept':" BOOL)},
    {"TermReason", OBJECT("'reason'", "'reason':" TEXT)},
    {"ProfileConcepts",
     OBJECT("'profile','revision','engine','lexicon','own','concepts','proposal'",
            "'profile':" ID ",'revision':" INT ",'engine':" TEXT ",'lexicon':" TEXT
            ",'own':" LIST(
                OBJECT(NAME_KEYS ",'beside'", NAME
                       "," BESIDE)) ",'concepts':" LIST(FOUND_CONCEPT) "," PROPOSAL)},
    {"ConceptsOfProfiles",
     OBJECT(
         "'lexicon','current','engine','items'",
         LEXICON ",'engine':" TEXT ",'items':" LIST(OBJECT(
             "'profile','revision','title','title_language','concepts','total'",
             "'profile':" ID ",'revision':" INT ",'title':" TEXT ",'title_language':" TEXT
             ",'concepts':" LIST(FOUND_CONCEPT) ",'total':" INT "," PROPOSAL)))},
    {"ProfileSearch",
     OBJECT(
         "'items','next','total','total_exact','concepts','facets','fresh','degraded'",
         "'items':" LIST(FOUND_PROFILE(
             "'profile','score','snippet','why'",
             ",'snippet':" SNIPPET)) ",'next':" TEXT_ ",'total':" INT
                                     ",'total_exact':" BOOL ",'concepts':" LIST(OBJECT(
                                         NAME_KEYS ",'text'", NAME
                                         ",'text':" TEXT)) ",'facets':" OBJECT("'type','"
                                                                               "country',"
                                                                               "'root_"
                                                                               "technolog"
                                                                               "y','"
                                                                               "kind'",
                                                                               "'type'"
                                                                               ":" FACET
                                                                               ",'"
                                                                               "country'"
                                                                               ":" FACET
                                                                               ",'root_"
                                                                               "technolog"
                                                                               "y':" FACET
                                                                               ",'kind'"
                                                                               ":" FACET) "," INDEX_STATE)},
    {"SimilarProfiles", OBJECT("'items','fresh','degraded'",
                               "'items':" LIST(FOUND_PROFILE("'profile','score','why'",
                                                             "")) "," INDEX_STATE)},
    {"SearchSuggestions",
     OBJECT("'items'",
            "'items':" LIST(OBJECT(
                "'kind','text','language','count'",
                "'kind':{'enum':['concept','title','organisation','word']},'text':" TEXT
                ",'language':" TEXT_ ",'concept':" TEXT ",'id':" ID ",'count':" INT)))},
    {"Health", OBJECT("'status','version'", "'status':" TEXT ",'version':" TEXT)},
    {NULL, NULL}};
