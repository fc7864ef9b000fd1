package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides what becomes of a line. The most trusted kind of source that says something decides; if
 * it says both, the line is left out. So is a line that was first seen in the test period, and one
 * whose template a test set has.
 */
final class RowMaker {
  private final DataSetSettings settings;
  private final LeakGuard guard;

  RowMaker(DataSetSettings settings, LeakGuard guard) {
    this.settings = settings;
    this.guard = guard;
  }

  /** The rules that say something of a line of this history, {@link BaselineRule#FREQUENT} too. */
  List<BaselineRule> rules(LineHistory history) {
    List<BaselineRule> rules = new ArrayList<>(history.rules());
    if (settings.benignHosts() > 0 && history.hosts() >= settings.benignHosts()) {
      rules.add(BaselineRule.FREQUENT);
    }
    return rules;
  }

  /** In the regex baseline: what rules say of a line of the telemetry. */
  RowOutcome byRules(String line, LineHistory history) {
    if (history.events() == 0 && history.firstInTest().isEmpty()) {
      return new RowOutcome.Unlabelled();
    }
    return decide(line, history, Optional.empty());
  }

  /** In the aggregated baseline: what rules and sources say. */
  RowOutcome byAll(String line, LineHistory history, Optional<LineEvidence> evidence) {
    return decide(line, history, evidence);
  }

  private RowOutcome decide(String line, LineHistory history, Optional<LineEvidence> evidence) {
    List<BaselineRule> rules = rules(history);
    Map<SourceKind, Set<Label>> votes = votes(rules, evidence);
    if (votes.isEmpty()) {
      return new RowOutcome.Unlabelled();
    }
    NavigableMap<SourceKind, Set<Label>> byTrust = new TreeMap<>(votes);
    SourceKind decisive = byTrust.lastKey();
    if (byTrust.get(decisive).size() > 1) {
      return new RowOutcome.Contradicted(decisive);
    }
    Label label = byTrust.get(decisive).iterator().next();
    Optional<LocalDate> first =
        earliest(
            List.of(history.first(), history.firstInTest(), evidence.flatMap(LineEvidence::first)));
    if (first.map(settings::isTest).orElse(false)) {
      return new RowOutcome.FirstSeenInTest(label);
    }
    Optional<String> test = guard.holder(line);
    if (test.isPresent()) {
      return new RowOutcome.TemplateInTest(label, test.get());
    }
    return new RowOutcome.Labelled(label, row(line, label, history, evidence, byTrust, rules));
  }

  private static Map<SourceKind, Set<Label>> votes(
      List<BaselineRule> rules, Optional<LineEvidence> evidence) {
    Map<SourceKind, Set<Label>> votes = new EnumMap<>(SourceKind.class);
    evidence.ifPresent(said -> votes.putAll(said.labels()));
    if (!rules.isEmpty()) {
      Set<Label> said = EnumSet.noneOf(Label.class);
      rules.forEach(rule -> said.add(rule.label()));
      votes.put(SourceKind.RULES, said);
    }
    return votes;
  }

  private DataSetRow row(
      String line,
      Label label,
      LineHistory history,
      Optional<LineEvidence> evidence,
      NavigableMap<SourceKind, Set<Label>> votes,
      List<BaselineRule> rules) {
    List<String> agreeing = new ArrayList<>();
    List<String> overruled = new ArrayList<>();
    String family = "";
    for (Map.Entry<SourceKind, Set<Label>> vote : votes.descendingMap().entrySet()) {
      SourceKind kind = vote.getKey();
      if (vote.getValue().contains(label)) {
        agreeing.add(kind.word());
        family = family.isEmpty() ? evidence.map(said -> said.family(kind)).orElse("") : family;
      }
      if (vote.getValue().size() > (vote.getValue().contains(label) ? 1 : 0)) {
        overruled.add(kind.word());
      }
    }
    String os = history.os().isEmpty() ? evidence.map(LineEvidence::os).orElse("") : history.os();
    Optional<LocalDate> last =
        Stream.of(
                history.last(),
                evidence.flatMap(LineEvidence::first),
                evidence.flatMap(LineEvidence::last))
            .flatMap(Optional::stream)
            .filter(day -> !settings.isTest(day))
            .max(LocalDate::compareTo);
    return new DataSetRow(
        line,
        label.name().toLowerCase(Locale.ROOT),
        os,
        family,
        agreeing,
        overruled,
        rules.stream()
            .filter(rule -> rule.label() == label)
            .map(rule -> new DataSetRow.MatchedRule(rule.id(), rule.techniques()))
            .toList(),
        text(earliest(List.of(history.first(), evidence.flatMap(LineEvidence::first)))),
        text(last),
        history.events(),
        history.hosts());
  }

  private static String text(Optional<LocalDate> day) {
    return day.map(LocalDate::toString).orElse("");
  }

  private static Optional<LocalDate> earliest(List<Optional<LocalDate>> days) {
    return days.stream().flatMap(Optional::stream).min(LocalDate::compareTo);
  }
}
