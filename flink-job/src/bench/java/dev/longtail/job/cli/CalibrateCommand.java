package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.Calibration;
import dev.longtail.detectors.duplicates.MeasuredPair;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.Catalogue;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.embedding.TextEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "calibrate",
    description = "Finds an embedding model's cosine threshold for near-duplicates.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Reads pairs of lines of which it is known whether they are near-duplicates, and finds the",
      "lowest threshold that merges few of the others where templates or shapes let it decide. A",
      "table of what is merged, by kind of pair, goes to stderr, the result as JSON to stdout, and",
      "where --embedding-model is given also into that folder, where every command finds it."
    })
final class CalibrateCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--pairs",
      required = true,
      paramLabel = "F",
      description =
          "JSON Lines {\"a\",\"b\",\"duplicate\":true|false,\"kind\"}, as longtail pairs makes"
              + " them")
  Path pairs;

  private final OptionFlags flags = OptionFlags.of(Catalogue.EMBEDDING_MODEL);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Option(
      names = "--max-false-merges",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "share of the pairs that are no near-duplicates that may be merged, with 95 %% confidence"
              + " (default: ${DEFAULT-VALUE})")
  double maxFalseMerges;

  @Option(
      names = "--out",
      paramLabel = "F",
      description =
          "file for the result (default: near-duplicates.json in the model's folder, if one is"
              + " given)")
  Path out;

  @Spec CommandSpec spec;

  /** The content of the file; a model's folder is known by its name. */
  private record Result(
      String model,
      double cosine,
      double maxFalseMerges,
      long falseMerges,
      double falseMergesUpper95,
      List<Calibration.Kind> kinds) {}

  @Override
  public Integer call() {
    if (!(maxFalseMerges > 0 && maxFalseMerges < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--max-false-merges " + maxFalseMerges + ": above 0 and below 1, e.g. 0.01");
    }
    try (RereadableInput twice = RereadableInput.of(pairs)) {
      pairs = twice.path();
      return calibrate();
    }
  }

  private int calibrate() {
    EmbeddingModel model = flags.embeddingModel();
    refuseTooFew();
    List<MeasuredPair> measured;
    try (TextEmbedder embedder = new OnnxTextEmbedder(model)) {
      measured = measure(pairs, embedder::embedAll);
    }
    Calibration found = Calibration.of(measured, maxFalseMerges);
    System.err.print(table(found));
    Result result =
        new Result(
            model.name(),
            found.cosine(),
            maxFalseMerges,
            found.falseMerges(),
            found.falseMergesUpper(),
            found.kinds());
    write(null, result);
    boolean built = model.equals(EmbeddingModel.MINILM);
    Path file =
        out == null && !built
            ? Path.of(model.graph()).resolveSibling(EmbeddingModel.CALIBRATION)
            : out;
    if (file != null) {
      write(file, result);
      System.err.println("written to " + file);
    }
    return 0;
  }

  private void refuseTooFew() {
    long[] counts = new long[2];
    JsonLines.forEach(pairs, (pair, where) -> counts[isDuplicate(pair, where) ? 0 : 1]++);
    Calibration.refuseTooFew(counts[0], counts[1], maxFalseMerges);
  }

  private static boolean isDuplicate(JsonNode pair, Location where) {
    JsonNode duplicate = pair.get("duplicate");
    if (duplicate == null || !duplicate.isBoolean()) {
      throw new InputException(where + ": field duplicate: missing, or neither true nor false");
    }
    return duplicate.booleanValue();
  }

  private void write(Path file, Result result) {
    try (RecordWriter writer = RecordWriter.open(file, pairs)) {
      writer.write(result);
      writer.commit();
    }
  }

  /**
   * Reads labelled pairs and measures what a rule compares.
   *
   * @param embed the vectors of templates, in their order; gets each template once
   */
  static List<MeasuredPair> measure(Path pairs, Function<List<String>, List<float[]>> embed) {
    EmbeddedTemplates templates = new EmbeddedTemplates(embed);
    List<MeasuredPair> measured = new ArrayList<>();
    List<Pair> chunk = new ArrayList<>();
    JsonLines.forEach(
        pairs,
        (record, where) -> {
          chunk.add(Pair.of(record, where));
          if (chunk.size() == EmbeddedTemplates.CHUNK) {
            measure(chunk, templates, measured);
            chunk.clear();
            System.err.printf("%,d pairs measured%n", measured.size());
          }
        });
    measure(chunk, templates, measured);
    return measured;
  }

  private static void measure(
      List<Pair> pairs, EmbeddedTemplates templates, List<MeasuredPair> measured) {
    templates.add(pairs.stream().flatMap(pair -> Stream.of(pair.a, pair.b)).toList());
    for (Pair pair : pairs) {
      measured.add(
          MeasuredPair.of(
              pair.kind, pair.duplicate, templates.line(pair.a), templates.line(pair.b)));
    }
  }

  private record Pair(String kind, boolean duplicate, String a, String b) {
    static Pair of(JsonNode record, Location where) {
      boolean duplicate = isDuplicate(record, where);
      String kind =
          record.hasNonNull("kind")
              ? text(record, "kind", where)
              : duplicate ? "near-duplicate" : "other";
      return new Pair(kind, duplicate, text(record, "a", where), text(record, "b", where));
    }
  }

  private static String text(JsonNode record, String field, Location where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException(where + ": field " + field + ": missing or no text");
    }
    return value.textValue();
  }

  /** Percentages merged: of near-duplicates this is the recall, of others the false merges. */
  static String table(Calibration found) {
    String format = "%-26s %-16s %9s %10s %10s %10s%n";
    StringBuilder table = new StringBuilder();
    table.append(
        format.formatted(
            "merged, %",
            "in truth",
            "pairs",
            "> " + found.cosine(),
            "> " + NearDuplicateRule.PUBLISHED.cosine(),
            "published"));
    for (boolean duplicate : new boolean[] {true, false}) {
      List<Calibration.Kind> kinds =
          found.kinds().stream().filter(kind -> kind.duplicate() == duplicate).toList();
      kinds.forEach(kind -> table.append(row(format, kind)));
      table.append(row(format, sum(duplicate ? "recall" : "false merges", duplicate, kinds)));
    }
    return table
        .append(
            "threshold %s: %s, with 95 %% confidence at most %.3f %% of such pairs%n"
                .formatted(
                    found.cosine(),
                    Counted.of(found.falseMerges(), "false merge"),
                    100 * found.falseMergesUpper()))
        .toString();
  }

  private static Calibration.Kind sum(
      String name, boolean duplicate, List<Calibration.Kind> kinds) {
    return new Calibration.Kind(
        name,
        duplicate,
        kinds.stream().mapToLong(Calibration.Kind::pairs).sum(),
        kinds.stream().mapToLong(Calibration.Kind::merged).sum(),
        kinds.stream().mapToLong(Calibration.Kind::mergedAtPublishedCosine).sum(),
        kinds.stream().mapToLong(Calibration.Kind::mergedByPublishedRule).sum());
  }

  private static String row(String format, Calibration.Kind kind) {
    return format.formatted(
        kind.kind(),
        kind.duplicate() ? "near-duplicates" : "others",
        "%,d".formatted(kind.pairs()),
        percent(kind.merged(), kind),
        percent(kind.mergedAtPublishedCosine(), kind),
        percent(kind.mergedByPublishedRule(), kind));
  }

  private static String percent(long merged, Calibration.Kind kind) {
    return "%.2f".formatted(100.0 * merged / kind.pairs());
  }
}
