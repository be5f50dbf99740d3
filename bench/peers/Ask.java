import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Lucene's speed: its best analyser of the language, BM25 as it comes, one segment in
 * memory, top 10 without counting all hits (block-max WAND), warmed by PASSES over the
 * queries, the last of which is timed query by query on the thread's processor clock.
 *
 *   java Ask.java LANG CORPUS.jsonl QUERIES.jsonl TOP RUN PASSES
 *
 * Prints: processor seconds to build, milliseconds a query (mean, median, 99th percentile),
 * bytes of the index.
 */
public class Ask {
    static final Pattern FIELD =
        Pattern.compile("\"(id|title|text)\": \"((?:[^\"\\\\]|\\\\.)*+)\"");

    static String plain(String s) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if ((c = s.charAt(++i)) == 'u') {
                out.append((char) Integer.parseInt(s.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(c == 'n' || c == 't' || c == 'r' || c == 'b' || c == 'f' ? ' ' : c);
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
                if (m.group(1).equals("id")) id = plain(m.group(2));
                else if (m.group(1).equals("title")) title = plain(m.group(2));
                else text = plain(m.group(2));
            }
            rows.add(new String[] {id, title.isEmpty() ? text : title + " " + text});
        }
        return rows;
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
        Analyzer analyzer = args[0].equals("ko") ? new KoreanAnalyzer() : new EnglishAnalyzer();
        BooleanQuery.setMaxClauseCount(1 << 20);
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        List<String[]> documents = read(args[1]), queries = read(args[2]);
        int top = Integer.parseInt(args[3]), passes = Integer.parseInt(args[5]);
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begun = clock.getCurrentThreadCpuTime();
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
        double built = (clock.getCurrentThreadCpuTime() - begun) / 1e9;
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        searcher.setSimilarity(new BM25Similarity());
        TopDocs[] found = new TopDocs[queries.size()];
        double[] times = new double[found.length];
        for (int pass = 0; pass < passes; pass++)
            for (int q = 0; q < found.length; q++) {
                begun = clock.getCurrentThreadCpuTime();
                TopScoreDocCollector best = TopScoreDocCollector.create(top, null, top);
                searcher.search(query(analyzer, queries.get(q)[1]), best);
                found[q] = best.topDocs();
                times[q] = (clock.getCurrentThreadCpuTime() - begun) / 1e6;
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
        System.out.printf("%.3f %.4f %.4f %.4f %d%n", built,
                          Arrays.stream(times).average().orElse(0), times[times.length / 2],
                          times[times.length * 99 / 100], bytes);
    }
}
