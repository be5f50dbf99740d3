import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The peer: Lucene with the analyser that it has for the language, BM25 as it comes, one
 * segment in memory, every query a disjunction of its terms, the best TOP without counting
 * all hits (block-max WAND), warmed by whole passes over the queries before the one that is
 * timed, query by query.
 *
 *   java Lucene.java ANALYSER CORPUS.jsonl QUERIES.jsonl TOP RUN PASSES
 *
 * Prints: documents, queries, seconds to build, milliseconds a query (mean, median, 99th
 * percentile), bytes of the index. All times are processor time of the one thread.
 */
public class Lucene {
    static final Pattern FIELD =
        Pattern.compile("\"(id|title|text)\": \"((?:[^\"\\\\]|\\\\.)*+)\"");

    /* Processor time of this thread: other work on the machine does not count. */
    static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static String unescape(String s) {
        if (s.indexOf('\\') < 0)
            return s;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = s.charAt(++i);
            switch (c) {
            case 'n': out.append('\n'); break;
            case 't': out.append('\t'); break;
            case 'r': out.append('\r'); break;
            case 'b': case 'f': out.append(' '); break;
            case 'u':
                out.append((char) Integer.parseInt(s.substring(i + 1, i + 5), 16));
                i += 4;
                break;
            default: out.append(c);
            }
        }
        return out.toString();
    }

    static List<String[]> read(String path) throws Exception { /* id, text */
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Paths.get(path), StandardCharsets.UTF_8)) {
            String id = "", title = "", text = "";
            Matcher m = FIELD.matcher(line);
            while (m.find()) {
                if (m.group(1).equals("id")) id = unescape(m.group(2));
                else if (m.group(1).equals("title")) title = unescape(m.group(2));
                else text = unescape(m.group(2));
            }
            rows.add(new String[] {id, title.isEmpty() ? text : title + " " + text});
        }
        return rows;
    }

    static Analyzer analyser(String name) {
        switch (name) {
        case "en": return new EnglishAnalyzer();
        case "de": return new GermanAnalyzer();
        case "fr": return new FrenchAnalyzer();
        case "ru": return new RussianAnalyzer();
        case "nori": return new KoreanAnalyzer();
        case "kuromoji": return new JapaneseAnalyzer();
        case "cjk": return new CJKAnalyzer();
        default: return new StandardAnalyzer();
        }
    }

    static Query query(Analyzer analyzer, String text) throws Exception {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        try (TokenStream stream = analyzer.tokenStream("x", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken())
                builder.add(new TermQuery(new Term("x", term.toString())),
                            BooleanClause.Occur.SHOULD);
            stream.end();
        }
        return builder.build();
    }

    public static void main(String[] args) throws Exception {
        Analyzer analyzer = analyser(args[0]);
        BooleanQuery.setMaxClauseCount(1 << 20);
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        List<String[]> documents = read(args[1]), queries = read(args[2]);
        int top = Integer.parseInt(args[3]), passes = Integer.parseInt(args[5]);
        long begun = cpu();
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setSimilarity(new BM25Similarity());
        config.setMergeScheduler(new SerialMergeScheduler());
        config.setRAMBufferSizeMB(512);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String[] row : documents) {
                Document document = new Document();
                document.add(new StoredField("id", row[0]));
                document.add(new TextField("x", row[1], Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        double built = (cpu() - begun) / 1e9;
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        searcher.setSimilarity(new BM25Similarity());
        TopDocs[] found = new TopDocs[queries.size()];
        double[] times = new double[found.length];
        for (int pass = 0; pass < passes; pass++)
            for (int q = 0; q < found.length; q++) {
                begun = cpu();
                TopScoreDocCollector best = TopScoreDocCollector.create(top, null, top);
                searcher.search(query(analyzer, queries.get(q)[1]), best);
                found[q] = best.topDocs();
                times[q] = (cpu() - begun) / 1e6;
            }
        try (PrintWriter out = new PrintWriter(args[4], "UTF-8")) {
            for (int q = 0; q < found.length; q++)
                for (int i = 0; i < found[q].scoreDocs.length; i++)
                    out.println(queries.get(q)[0] + " Q0 "
                                + searcher.doc(found[q].scoreDocs[i].doc).get("id") + " " + (i + 1)
                                + " " + found[q].scoreDocs[i].score + " lucene");
        }
        long bytes = 0;
        for (String file : directory.listAll())
            bytes += directory.fileLength(file);
        Arrays.sort(times);
        int last = times.length - 1;
        System.out.printf("%d %d %.3f %.4f %.4f %.4f %d%n", documents.size(), queries.size(),
                          built, Arrays.stream(times).average().orElse(0),
                          last < 0 ? 0 : times[last / 2], last < 0 ? 0 : times[last * 99 / 100],
                          bytes);
    }
}
