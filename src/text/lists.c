/* Words of little content, and what Korean hangs on its words. Written for this purpose
 * from the grammars; sorted by bytes. clang-format off keeps the lists dense. */
#include "text/lists.h"

/* clang-format off */
static const char *const english[] = {
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "an",
    "and", "any", "are", "as", "at", "be", "because", "been", "before", "being",
    "below", "between", "both", "but", "by", "can", "could", "d", "did", "do", "does",
    "doing", "down", "during", "e.g", "each", "etc", "few", "for", "from", "further",
    "had", "has", "have", "having", "he", "hence", "her", "here", "hers", "him", "his",
    "how", "however", "i", "i.e", "if", "in", "into", "is", "it", "its", "itself",
    "just", "ll", "may", "me", "might", "more", "most", "must", "my", "no", "nor",
    "not", "now", "of", "off", "on", "once", "one", "only", "or", "other", "our",
    "ours", "out", "over", "own", "re", "s", "same", "shall", "she", "should", "so",
    "some", "such", "t", "than", "that", "the", "their", "theirs", "them", "then",
    "there", "therefore", "these", "they", "this", "those", "through", "thus", "to",
    "too", "two", "under", "until", "up", "upon", "us", "ve", "very", "via", "was",
    "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why",
    "will", "with", "within", "without", "would", "you", "your", "yours",
};

static const char *const german[] = {
    "aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an",
    "ander", "andere", "anderem", "anderen", "anderer", "anderes", "auch", "auf", "aus",
    "bei", "beim", "bin", "bis", "bist", "bzw", "da", "damit", "dann", "das", "dass",
    "dazu", "daß", "dein", "deine", "dem", "den", "denn", "der", "des", "dessen", "die",
    "dies", "diese", "diesem", "diesen", "dieser", "dieses", "doch", "dort", "du",
    "durch", "ein", "eine", "einem", "einen", "einer", "eines", "einig", "einige",
    "einigen", "einiger", "es", "etwas", "euch", "euer", "für", "gegen", "hab", "habe",
    "haben", "hat", "hatte", "hatten", "hier", "hin", "hinter", "ich", "ihm", "ihn",
    "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im", "in", "indem", "ins",
    "ist", "je", "jede", "jedem", "jeden", "jeder", "jedes", "jene", "jenem", "jenen",
    "jener", "jenes", "jetzt", "kann", "kein", "keine", "keinem", "keinen", "keiner",
    "können", "könnte", "man", "manche", "mein", "meine", "mich", "mir", "mit", "muss",
    "nach", "nicht", "nichts", "noch", "nun", "nur", "ob", "oder", "ohne", "sehr",
    "sein", "seine", "seinem", "seinen", "seiner", "sich", "sie", "sind", "so",
    "solche", "soll", "sollte", "sondern", "sonst", "sowie", "um", "und", "uns", "unse",
    "unsere", "unserem", "unseren", "unserer", "unter", "vom", "von", "vor", "war",
    "waren", "warst", "was", "weg", "weil", "weiter", "welche", "welchem", "welchen",
    "welcher", "welches", "wenn", "werde", "werden", "wie", "wieder", "will", "wir",
    "wird", "wo", "wurde", "wurden", "während", "würde", "zu", "zum", "zur", "zwar",
    "zwischen", "über",
};

static const char *const french[] = {
    "afin", "ai", "ainsi", "alors", "au", "aucun", "aussi", "autre", "autres", "aux",
    "avait", "avant", "avec", "avoir", "ayant", "c", "car", "ce", "ceci", "cela",
    "celle", "celles", "celui", "ces", "cet", "cette", "ceux", "chaque", "chez", "ci",
    "comme", "comment", "d", "dans", "de", "depuis", "des", "donc", "dont", "du",
    "elle", "elles", "en", "entre", "est", "et", "eu", "eux", "fait", "faut", "hors",
    "ici", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "leur", "leurs",
    "lors", "lui", "m", "ma", "mais", "me", "mes", "moi", "mon", "même", "n", "ne",
    "ni", "nos", "notre", "nous", "on", "ont", "ou", "où", "par", "parce", "pas",
    "pendant", "peu", "peut", "plus", "pour", "pourquoi", "puis", "qu", "quand", "que",
    "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "sa", "sans", "se",
    "selon", "sera", "ses", "si", "sinon", "soit", "son", "sont", "sous", "sur", "t",
    "ta", "tandis", "te", "tel", "telle", "telles", "tels", "tes", "toi", "ton", "tous",
    "tout", "toute", "toutes", "très", "tu", "un", "une", "vers", "vos", "votre",
    "vous", "y", "à", "étaient", "était", "étant", "été", "être",
};

static const char *const russian[] = {
    "а", "без", "более", "бы", "был", "была", "были", "было", "быть", "в", "вам", "вами",
    "вас", "ваш", "весь", "во", "вот", "все", "всего", "всех", "вы", "г", "где", "да",
    "даже", "для", "до", "должен", "должна", "должно", "должны", "его", "ее", "ей", "ему",
    "если", "есть", "еще", "ею", "же", "за", "здесь", "и", "ибо", "из", "или", "им",
    "ими", "их", "к", "как", "какая", "какой", "когда", "которая", "которого", "которое",
    "которой", "которому", "которую", "которые", "который", "которым", "которыми",
    "которых", "кто", "ли", "либо", "между", "меня", "мне", "многих", "могла", "могли",
    "могут", "можем", "может", "можно", "мочь", "мы", "на", "над", "надо", "нам", "нами",
    "нас", "наш", "нашего", "нашей", "наши", "наших", "не", "него", "нее", "ней", "нем",
    "нему", "нет", "ни", "них", "но", "ну", "о", "об", "однако", "он", "она", "они",
    "оно", "от", "очень", "по", "под", "после", "поэтому", "при", "притом", "причем",
    "про", "с", "сам", "сама", "самая", "самим", "самих", "само", "самого", "самой",
    "самом", "самые", "самый", "свое", "своего", "своей", "своем", "своему", "свои",
    "своим", "своими", "своих", "свою", "себя", "со", "так", "такая", "также", "такие",
    "таким", "такими", "таких", "такое", "такой", "там", "те", "тем", "теми", "тех", "то",
    "того", "тоже", "той", "только", "том", "тот", "ту", "тут", "ты", "у", "уже", "хотя",
    "чего", "чей", "чем", "через", "что", "чтоб", "чтобы", "эта", "эти", "этим", "этими",
    "этих", "это", "этого", "этой", "этом", "этому", "этот", "эту", "я",
};

static const char *const hebrew[] = {
    "אבל", "או", "אותה", "אותו", "אותמ", "אותנ", "אז", "איזה", "איזו", "אילו", "אינ",
    "איתו", "אכ", "אל", "אלא", "אלה", "אלו", "אליה", "אליו", "אמ", "אנו", "אנחנו", "אני",
    "אשר", "את", "אתה", "בה", "בהמ", "בו", "בינ", "ביניהמ", "ביניהנ", "בלי", "גמ", "הוא",
    "היא", "היה", "היו", "היתה", "הללו", "המ", "הנ", "ואילו", "ואינ", "ואמ", "ואת", "וגמ",
    "והוא", "והיא", "וכנ", "ולא", "ועל", "ושל", "זאת", "זה", "זו", "ידי", "יותר", "יש",
    "כאלה", "כאשר", "כבר", "כגונ", "כדאי", "כדי", "כזה", "כזו", "כי", "כיצד", "כל", "כמו",
    "כנ", "לא", "לאחר", "לה", "להמ", "לו", "לי", "לכנ", "ללא", "למרות", "למשל", "לנו",
    "לפחות", "לפי", "מאד", "מאוד", "מאשר", "מה", "מי", "מנ", "מפני", "עד", "על", "עליה",
    "עליו", "עמ", "עמו", "עצמה", "עצמו", "עצמנ", "רק", "שאינה", "שאינו", "שהוא", "שהיא",
    "שהמ", "שיש", "של", "שלה", "שלהמ", "שלו", "שלכמ", "שלנו", "תוכ",
};

static const char *const korean[] = {
    "가장", "각", "간", "같은", "같이", "것", "것은", "것을", "것이", "경우", "관련", "관한", "그", "그러나",
    "그런", "그리고", "까지", "내", "누구", "다른", "대로", "대하여", "대한", "대해", "더", "되는", "되며", "되어",
    "된", "된다", "될", "됩니다", "등", "따라", "따른", "때", "때문", "때문에", "또는", "또한", "만큼", "매우",
    "몇", "모든", "무슨", "무엇", "및", "및의", "바", "부터", "수", "약", "어디", "어떤", "어떻게", "언제",
    "얼마나", "없는", "없다", "여러", "왜", "외", "위하여", "위한", "위해", "의하여", "의한", "의해", "이", "이런",
    "이상", "이하", "인", "있는", "있다", "있습니다", "있으며", "저", "전", "점", "중", "통하여", "통한", "통해",
    "하고", "하는", "하며", "하여", "하지만", "한", "한다", "할", "함께", "합니다", "후",
};

/* runs of hiragana: particles, auxiliaries, endings of -suru */
static const char *const japanese[] = {
    "あった", "あって", "あの", "あり", "ある", "あれ", "いた", "いて", "いる", "および", "おり", "かつ", "かも",
    "から", "からの", "くらい", "ぐらい", "けれど", "けれども", "ここ", "こそ", "こと", "この", "これ", "さえ",
    "させる", "された", "されて", "されている", "される", "しか", "しかし", "した", "して", "していた", "している",
    "しており", "する", "せる", "そこ", "そして", "その", "それ", "ため", "たり", "だが", "だけ", "だった",
    "であった", "であり", "である", "できた", "できる", "でした", "です", "での", "では", "でも", "という",
    "といった", "とき", "ところ", "として", "との", "とは", "とも", "どこ", "どの", "ない", "なかった", "ながら",
    "なく", "なった", "なって", "など", "ならびに", "なり", "なる", "において", "における", "について", "についての",
    "には", "にも", "によって", "により", "による", "のが", "ので", "のに", "のは", "のも", "のを", "ばかり", "への",
    "へは", "ほど", "ました", "ます", "また", "または", "まで", "までの", "もの", "よう", "ような", "ように", "より",
    "られる", "れる",
};

/* particles (josa), and endings of verbs made from nouns (-hada, -doeda, -sikida) */
static const char *const endings[] = {
    "가", "거나", "겠다", "겠습니다", "과", "과는", "과도", "과의", "까지", "까지는", "까지도", "까지만", "까지의", "께",
    "께서", "나", "나마", "나요", "느냐", "는", "는가", "는가를", "는다", "는다고", "는다는", "는데", "는지", "는지를",
    "다고", "다는", "다며", "다면", "당하는", "당하여", "당한", "당해", "당했다", "대로", "던", "도", "도록", "돼",
    "돼서", "돼야", "돼요", "됐고", "됐다", "됐던", "됐습니다", "되고", "되기", "되나요", "되는", "되는데", "되는지",
    "되니", "되다", "되도록", "되며", "되면", "되면서", "되므로", "되어", "되어야", "되었고", "되었는가", "되었는지",
    "되었다", "되었다고", "되었던", "되었습니다", "되었으나", "되었으며", "되자", "되지", "되지만", "된", "된다",
    "된다고", "된다는", "될", "됨", "됨에", "됩니다", "든지", "들", "들과", "들과의", "들까지", "들도", "들로",
    "들로부터", "들만", "들보다", "들에", "들에게", "들에게는", "들에는", "들에서", "들은", "들을", "들의", "들이",
    "들이고", "들이나", "들이며", "들처럼", "라", "라고", "라는", "라도", "라면", "란", "려면", "로", "로는", "로도",
    "로만", "로부터", "로서", "로써", "로운", "로의", "롭게", "롭고", "를", "마다", "마저", "만", "만으로", "만으로는",
    "만으로도", "만을", "만의", "만이", "만큼", "면서", "밖에", "받고", "받는", "받던", "받아", "받았다", "받으며",
    "받은", "받을", "보다", "보다는", "보다도", "부터", "부터는", "부터의", "뿐", "뿐만", "스러운", "스럽게", "스럽고",
    "스럽다", "습니까", "습니다", "시켜", "시켜서", "시켜야", "시켰다", "시켰습니다", "시키고", "시키기", "시키는",
    "시키다", "시키도록", "시키며", "시키면", "시킨", "시킨다", "시킬", "시킵니다", "아도", "아서", "아야", "았고",
    "았는가", "았다", "았던", "았습니다", "았으나", "았으며", "았을", "았지만", "어도", "어서", "어야", "없는", "없다",
    "었고", "었는가", "었다", "었던", "었습니다", "었으나", "었으며", "었을", "었지만", "에", "에게", "에게는", "에게도",
    "에게로", "에게만", "에게서", "에게서는", "에까지", "에는", "에도", "에만", "에서", "에서까지", "에서나", "에서는",
    "에서도", "에서만", "에서만큼", "에서부터", "에서부터는", "에서의", "에요", "에의", "여서", "였고", "였는가", "였다",
    "였던", "였습니다", "였으나", "였으며", "였지만", "예요", "와", "와는", "와도", "와의", "으니", "으려", "으려고",
    "으려면", "으로", "으로까지", "으로는", "으로도", "으로만", "으로부터", "으로서", "으로써", "으로의", "으며", "으면",
    "으면서", "으므로", "은", "은데", "은지", "을", "을까", "을지", "의", "이", "이고", "이기", "이기도", "이기에",
    "이나", "이나마", "이니", "이다", "이던", "이든", "이든지", "이라", "이라고", "이라고는", "이라는", "이라는데",
    "이라도", "이라며", "이라면", "이라서", "이란", "이며", "이면", "이므로", "이어서", "이었고", "이었는가", "이었다",
    "이었다고", "이었던", "이었습니다", "이었으나", "이었으며", "이었지만", "이에요", "이자", "이지", "이지만", "인",
    "인가", "인가요", "인데", "인데도", "인지", "인지를", "임에", "임을", "입니까", "입니다", "있는", "있다", "있습니다",
    "자고", "자는", "적", "적으로", "적으로는", "적으로도", "적이고", "적이다", "적이며", "적이지", "적인", "적인데",
    "조차", "조차도", "지만", "처럼", "처럼은", "하거나", "하게", "하겠습니다", "하고", "하고자", "하기", "하기에",
    "하나", "하나요", "하는", "하는가", "하는데", "하는지", "하니", "하다", "하던", "하도록", "하려", "하려고", "하려는",
    "하려면", "하며", "하면", "하면서", "하면서도", "하므로", "하세요", "하시오", "하여", "하여야", "하였고", "하였는가",
    "하였다", "하였다고", "하였던", "하였습니다", "하였으며", "하였지만", "하자", "하지", "하지만", "한", "한다",
    "한다고", "한다는", "한테", "한테서", "할", "할까요", "함", "함에", "함으로써", "함은", "함을", "합니까", "합니다",
    "해", "해서", "해야", "해요", "했고", "했나요", "했는가", "했는데", "했는지", "했다", "했다고", "했다는", "했던",
    "했습니다", "했었다", "했으나", "했으며", "했지만",
};
/* clang-format on */

enum { LONGEST_ENDING = 5 }; /* syllables */

static bool in_list(const char *const *list, size_t count, struct ie_str word)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = ie_str_cmp(ie_str_z(list[middle]), word);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool ie_list_common(enum ie_list list, struct ie_str word)
{
    static const struct {
        const char *const *words;
        size_t count;
    } lists[] = {
        [IE_LIST_EN] = {english, IE_COUNT(english)},
        [IE_LIST_DE] = {german, IE_COUNT(german)},
        [IE_LIST_FR] = {french, IE_COUNT(french)},
        [IE_LIST_RU] = {russian, IE_COUNT(russian)},
        [IE_LIST_HE] = {hebrew, IE_COUNT(hebrew)},
        [IE_LIST_KO] = {korean, IE_COUNT(korean)},
        [IE_LIST_JA] = {japanese, IE_COUNT(japanese)},
    };

    return in_list(lists[list].words, lists[list].count, word);
}

const char *const *ie_korean_endings(size_t *count)
{
    *count = IE_COUNT(endings);
    return endings;
}

size_t ie_korean_stem(struct ie_str word, size_t keep)
{
    size_t syllables = word.len / 3;

    for (size_t n = LONGEST_ENDING; n > 0; n--) {
        if (syllables < keep + n)
            continue;
        struct ie_str end = ie_str_n(word.ptr + word.len - 3 * n, 3 * n);
        if (in_list(endings, IE_COUNT(endings), end))
            return word.len - 3 * n;
    }
    return word.len;
}
