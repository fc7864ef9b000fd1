package dev.longtail.job.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Agreement of models, on recorded answers of several models to the same lines. The answers' own
 * reading counts: ALLOW is benign, WARN and BLOCK are malicious, all else is an abstention.
 */
public final class AnswerGates {
  private record Answer(Verdict verdict, double tokens) {}

  private final Map<String, Boolean> benign = new LinkedHashMap<>();
  private final Map<String, Boolean> marked = new LinkedHashMap<>();
  private final Map<String, Map<String, Answer>> models = new LinkedHashMap<>();

  /** Reads records of {@code cmd}, {@code label}, {@code model} and {@code scored}. */
  public AnswerGates(Path file) {
    JsonLines.forEach(
        file,
        (record, where) -> {
          String command = JsonLines.commandLine(record, where);
          benign.put(command, record.path("label").asText().equals("benign"));
          models
              .computeIfAbsent(shortName(record.path("model").asText()), m -> new LinkedHashMap<>())
              .put(command, answer(record));
        });
    benign.keySet().forEach(line -> marked.put(line, Vetoes.BUILT_IN.find(line).isPresent()));
  }

  private static String shortName(String model) {
    return model.replaceAll(".*/", "").replaceAll(":.*", "");
  }

  private static Answer answer(JsonNode record) {
    Verdict verdict =
        switch (record.path("scored").asText()) {
          case "ALLOW" -> Verdict.BENIGN;
          case "WARN", "BLOCK" -> Verdict.MALICIOUS;
          default -> Verdict.ABSTAINED;
        };
    return new Answer(
        verdict, record.path("in_tokens").asDouble() + record.path("out_tokens").asDouble());
  }

  /** Models that were asked about all lines. */
  private List<String> complete() {
    return models.keySet().stream()
        .filter(model -> models.get(model).size() == benign.size())
        .toList();
  }

  /** The marks alone, then each model alone. */
  public List<GateCount> single() {
    List<GateCount> rows = new ArrayList<>();
    rows.add(count("marks, no judge", line -> !marked.get(line), 0, 0));
    for (String model : models.keySet()) {
      Map<String, Answer> answers = models.get(model);
      double tokens = answers.values().stream().mapToDouble(Answer::tokens).sum();
      Predicate<String> says = line -> said(model, line) == Verdict.BENIGN;
      if (answers.size() == benign.size()) {
        rows.add(count(model, says, answers.size(), tokens));
      }
    }
    return rows;
  }

  /** Models that were asked about some lines only, with the share of the benign that they keep. */
  public List<String> incomplete() {
    return models.entrySet().stream()
        .filter(model -> model.getValue().size() < benign.size())
        .map(
            model ->
                "%s (%,d of %,d benign lines called benign)"
                    .formatted(
                        model.getKey(),
                        model.getValue().values().stream()
                            .filter(answer -> answer.verdict() == Verdict.BENIGN)
                            .count(),
                        model.getValue().size()))
        .toList();
  }

  /** Attacks that at least one model calls benign, and those of them that bear a mark. */
  public String marksBesideModels() {
    List<String> admitted =
        benign.keySet().stream()
            .filter(line -> !benign.get(line))
            .filter(
                line ->
                    complete().stream().anyMatch(model -> said(model, line) == Verdict.BENIGN))
            .toList();
    return "Attacks that at least one model calls benign: %,d; with a mark: %,d"
        .formatted(admitted.size(), admitted.stream().filter(marked::get).count());
  }

  /** Every set of {@code number} models that must agree. */
  public List<GateCount> agreeing(int number) {
    return subsets(complete(), number).stream().map(this::unanimous).toList();
  }

  /** Every pair of models with a third that decides where they differ. */
  public List<GateCount> cascades() {
    List<GateCount> rows = new ArrayList<>();
    for (List<String> pair : subsets(complete(), 2)) {
      for (String last : complete()) {
        if (!pair.contains(last)) {
          rows.add(cascade(pair, last));
        }
      }
    }
    return rows;
  }

  public int models() {
    return complete().size();
  }

  private GateCount unanimous(List<String> set) {
    double calls = 0;
    double tokens = 0;
    for (String line : benign.keySet()) {
      Verdict first = said(set.get(0), line);
      for (String model : set) {
        calls++;
        tokens += models.get(model).get(line).tokens();
        if (said(model, line) != first || first == Verdict.ABSTAINED) {
          break; // as AgreeingLabelClient does
        }
      }
    }
    return count(
        String.join(" + ", set),
        line -> set.stream().allMatch(model -> said(model, line) == Verdict.BENIGN),
        calls,
        tokens);
  }

  private GateCount cascade(List<String> pair, String last) {
    double calls = 0;
    double tokens = 0;
    for (String line : benign.keySet()) {
      for (String model : pair) {
        calls++;
        tokens += models.get(model).get(line).tokens();
      }
      if (!agree(pair, line)) {
        calls++;
        tokens += models.get(last).get(line).tokens();
      }
    }
    return count(
        String.join(" + ", pair) + ", then " + last,
        line ->
            agree(pair, line)
                ? said(pair.get(0), line) == Verdict.BENIGN
                : said(last, line) == Verdict.BENIGN
                    && pair.stream().anyMatch(model -> said(model, line) == Verdict.BENIGN),
        calls,
        tokens);
  }

  private boolean agree(List<String> pair, String line) {
    Verdict first = said(pair.get(0), line);
    return first != Verdict.ABSTAINED && first == said(pair.get(1), line);
  }

  private Verdict said(String model, String line) {
    return models.get(model).get(line).verdict();
  }

  private GateCount count(String gate, Predicate<String> keeps, double calls, double tokens) {
    return new GateCount(
        gate,
        benign.keySet().stream().filter(line -> benign.get(line) && keeps.test(line)).count(),
        benign.values().stream().filter(is -> is).count(),
        benign.keySet().stream().filter(line -> !benign.get(line) && keeps.test(line)).count(),
        benign.values().stream().filter(is -> !is).count(),
        calls,
        tokens);
  }

  private static List<List<String>> subsets(List<String> all, int number) {
    if (number == 0) {
      return List.of(List.of());
    }
    List<List<String>> sets = new ArrayList<>();
    for (int i = 0; i + number <= all.size(); i++) {
      for (List<String> rest : subsets(all.subList(i + 1, all.size()), number - 1)) {
        List<String> set = new ArrayList<>(List.of(all.get(i)));
        set.addAll(rest);
        sets.add(set);
      }
    }
    return sets;
  }
}
