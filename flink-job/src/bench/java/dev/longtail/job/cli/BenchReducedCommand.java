package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.LengthAwareDetector;
import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.bench.NeighbourDetector;
import dev.longtail.job.bench.ReducedArm;
import dev.longtail.job.bench.ReducedBench;
import dev.longtail.job.bench.ReducedMonth;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.features.Tokens;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bench-reduced",
    description = "Says what each detector of the reduced scale finds, and combines their ranks.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Every unique line of a day is in the sample. Each arm chooses lines of every day and removes"
          + " their",
      "near-duplicates. Its benign exemplars go to OUT/NAME, for evaluate --also NAME=OUT/NAME; a"
          + " table of what",
      "the arms found goes to stdout."
    })
final class BenchReducedCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final Pattern SCRIPT = Pattern.compile("[;|{\\n]|&&");

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "events, a file or a folder")
  Path input;

  @Option(
      names = "--truth",
      required = true,
      paramLabel = "F",
      description = "JSON Lines of {cmd, label, family}")
  Path truth;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "output folder")
  Path out;

  @Option(
      names = "--full",
      paramLabel = "DIR",
      description = "a backfill's folder, whose anomalies of the full scale are the ranking full")
  Path full;

  @Option(
      names = "--arm",
      paramLabel = "NAME=WAY:D+D:N",
      required = true,
      description =
          "ways: each (N of each detector), turns, ranks (reciprocal ranks; N in all), random;"
              + " with :exemplars, N are left without near-duplicates")
  List<String> arms;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "of detectors and random lines; 0 is the job's own (default: ${DEFAULT-VALUE})")
  int seed;

  @Option(
      names = "--density",
      description =
          "also rank by neighbours and local-outlier-factor, and by these corrected for length;"
              + " time grows with the square of a shard's sample")
  boolean density;

  private final OptionFlags flags =
      OptionFlags.of(
          Catalogue.NEAR_DUPLICATES,
          Catalogue.THRESHOLD,
          Catalogue.EMBEDDING_MODEL,
          Catalogue.VECTOR_STORE,
          Catalogue.DETECTORS,
          Catalogue.SHARDS);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() throws IOException {
    DetectorWindows windows = DetectorWindows.DAILY;
    TopologyOptions.NearDuplicates nearDuplicates = flags.nearDuplicates();
    List<ReducedArm> wanted = arms.stream().map(ReducedArm::parse).toList();
    Map<String, LabelledCommand> known = new HashMap<>();
    KnownLines.read(truth).all().forEach(line -> known.putIfAbsent(line.cmd(), line));
    ReducedMonth month = new ReducedMonth(windows);
    new ProcessStarts(input, "reading", System.err::println)
        .forEach(event -> month.add(Sighting.of(event)));
    List<ReducedMonth.Part> parts;
    try (EmbeddingMemory memory =
        new EmbeddingMemory(nearDuplicates.model(), 1, EmbeddingMemory.TABLE_BYTES)) {
      parts = month.parts(memory, flags.reader().settings().get(Catalogue.SHARDS));
    }
    Map<Long, List<Line>> lines = new TreeMap<>();
    parts.forEach(
        part -> lines.computeIfAbsent(part.window(), w -> new ArrayList<>()).addAll(part.lines()));
    Map<Long, Map<String, List<ScoredCommand>>> rankings = rankings(parts, windows, lines);
    ReducedBench bench = new ReducedBench(windows, nearDuplicates.rule(), rankings, lines, seed);
    System.out.println(
        "| arm | lines | characters | tokens | repeated | scripts | attacks | families |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    describe("every unique line", lines.values().stream().flatMap(List::stream).toList(), known);
    for (ReducedArm arm : wanted) {
      ReducedBench.Outcome outcome = bench.run(arm);
      describe(arm.name(), outcome.chosen(), known);
      Map<String, Line> byLine = new HashMap<>();
      outcome.chosen().forEach(line -> byLine.putIfAbsent(line.commandLine(), line));
      describe(
          arm.name() + ", exemplars",
          outcome.exemplars().stream().map(e -> byLine.get(e.command().commandLine())).toList(),
          known);
      write(arm, outcome.exemplars(), windows, known);
    }
    return 0;
  }

  private List<LineDetector> detectors() {
    List<LineDetector> detectors =
        new ArrayList<>(flags.reader().settings().get(Catalogue.DETECTORS));
    if (density) {
      for (LineDetector detector :
          List.of(
              new NeighbourDetector("neighbours", 10, false),
              new NeighbourDetector("local-outlier-factor", 20, true))) {
        detectors.add(detector);
        detectors.add(new LengthAwareDetector(detector));
      }
    }
    return detectors;
  }

  private Map<Long, Map<String, List<ScoredCommand>>> rankings(
      List<ReducedMonth.Part> parts, DetectorWindows windows, Map<Long, List<Line>> lines)
      throws IOException {
    Map<Long, Map<String, List<ScoredCommand>>> rankings = new TreeMap<>();
    lines.keySet().forEach(window -> rankings.put(window, new LinkedHashMap<>()));
    for (LineDetector detector : detectors()) {
      long begun = System.nanoTime();
      EmbeddingRanker ranker = new EmbeddingRanker(List.of(detector), Integer.MAX_VALUE);
      for (ReducedMonth.Part part : parts) {
        rankings
            .get(part.window())
            .computeIfAbsent(detector.name(), name -> new ArrayList<>())
            .addAll(ranker.rank(part.window(), part.lines(), part.shard() + 1000 * seed).top());
      }
      System.err.printf("%s: %.1f s%n", detector.name(), (System.nanoTime() - begun) / 1e9);
    }
    rankings.values().stream()
        .flatMap(window -> window.values().stream())
        .forEach(ranking -> ranking.sort(ScoredCommand.RANKING));
    if (full != null) {
      Map<Long, Map<String, Line>> byText = new HashMap<>();
      lines.forEach(
          (window, of) ->
              byText.put(
                  window, of.stream().collect(Collectors.toMap(Line::commandLine, line -> line))));
      rankings.values().forEach(window -> window.put("full", new ArrayList<>()));
      JsonLines.forEach(
          full.resolve("anomalies"),
          (record, where) -> {
            if (record.path("scale").asText().equals("full")) {
              long window = windows.startOf(record.path("window").asText());
              Line line =
                  byText.getOrDefault(window, Map.of()).get(record.path("command_line").asText());
              if (line == null) {
                throw new InputException(where + ": no such line in the events of its window");
              }
              rankings
                  .get(window)
                  .get("full")
                  .add(
                      new ScoredCommand(
                          window,
                          "full",
                          "full",
                          record.path("score").asDouble(),
                          line,
                          List.of()));
            }
          });
      rankings.values().forEach(window -> window.get("full").sort(ScoredCommand.RANKING));
    }
    return rankings;
  }

  private void write(
      ReducedArm arm,
      List<Exemplar> exemplars,
      DetectorWindows windows,
      Map<String, LabelledCommand> known) {
    try {
      Path folder = Files.createDirectories(out.resolve(arm.name()).resolve("training-data"));
      try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve("part.jsonl"))) {
        for (Exemplar exemplar : exemplars) {
          LabelledCommand line = known.get(exemplar.command().commandLine());
          if (line != null && line.label() == Label.BENIGN) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("cmd", line.cmd());
            record.put("label", "benign");
            record.put("window", windows.nameOf(exemplar.window()));
            record.put("scale", "reduced");
            record.put("detectors", exemplar.detectors());
            writer.write(Json.line(record));
            writer.newLine();
          }
        }
      }
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  private static void describe(String name, List<Line> of, Map<String, LabelledCommand> known) {
    Set<String> templates = new HashSet<>();
    of.forEach(line -> templates.add(line.template()));
    Map<String, Integer> families = new HashMap<>();
    int attacks = 0;
    for (Line line : of) {
      LabelledCommand truth = known.get(line.commandLine());
      if (truth != null) {
        attacks += truth.label() == Label.MALICIOUS ? 1 : 0;
        families.merge(truth.origin().family(), 1, Integer::sum);
      }
    }
    long scripts = of.stream().filter(l -> SCRIPT.matcher(l.commandLine()).find()).count();
    String shares =
        families.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(5)
            .map(f -> "%s %.0f %%".formatted(f.getKey(), 100.0 * f.getValue() / of.size()))
            .collect(Collectors.joining(", "));
    System.out.printf(
        "| %s | %,d | %s | %s | %.0f %% | %.0f %% | %.1f %% | %s |%n",
        name,
        of.size(),
        quantiles(of, line -> line.commandLine().length()),
        quantiles(of, line -> Tokens.of(line.template()).size()),
        100.0 * (of.size() - templates.size()) / Math.max(1, of.size()),
        100.0 * scripts / Math.max(1, of.size()),
        100.0 * attacks / Math.max(1, of.size()),
        shares);
  }

  /** The 10 %, 50 % and 90 % quantiles. */
  private static String quantiles(List<Line> of, ToIntFunction<Line> size) {
    int[] sorted = of.stream().mapToInt(size).sorted().toArray();
    return Arrays.stream(new double[] {0.1, 0.5, 0.9})
        .mapToObj(q -> sorted.length == 0 ? "-" : "" + sorted[(int) (q * (sorted.length - 1))])
        .collect(Collectors.joining(" / "));
  }
}
