package dev.longtail.labeler.admission;

import dev.longtail.labeler.reading.Readings;
import dev.longtail.labeler.rules.RuleDigest;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Marks of attacks that no verdict outweighs: of known attacks ({@code vetoes.yaml}) and of attack
 * techniques, for which it is enough that malicious use is very likely ({@code attack-marks.yaml}).
 * Users may add their own marks, which are tried after the built-in ones.
 */
public final class Vetoes {
  /** The vetoes that come with Longtail. */
  public static final Vetoes BUILT_IN = with(UserRules.NONE);

  /** What code finds, not a rule: by id, as in the rules. */
  private static final Map<String, String> FOUND_BY_CODE =
      Map.of(
          "disguised-letters", "letters that are not what they seem (T1036)",
          "unreadable-encoding", "runs encoded text that cannot be read (T1027)");

  private static final String KNOWN_ATTACKS = "vetoes.yaml";
  private static final String TECHNIQUES = "attack-marks.yaml";

  private final List<CommandMark> marks;

  private Vetoes(List<CommandMark> marks) {
    this.marks = marks;
  }

  /**
   * The vetoes that come with Longtail, and the user's after them.
   *
   * @throws dev.longtail.udfs.io.InputException if a rule of the user is wrong, naming file, line,
   *     rule and field
   */
  public static Vetoes with(UserRules user) {
    List<RuleEntry> entries = new ArrayList<>();
    add(KNOWN_ATTACKS, RuleList.VETOES, user, entries);
    add(TECHNIQUES, RuleList.CONVICTING_MARKS, user, entries);
    return new Vetoes(CommandMark.read(entries));
  }

  /** Names the rules of {@link #with} by their content. */
  public static String digest(UserRules user) {
    return RuleDigest.of(Vetoes.class, List.of(KNOWN_ATTACKS, TECHNIQUES), user);
  }

  private static void add(String file, RuleList list, UserRules user, List<RuleEntry> entries) {
    entries.addAll(RuleFile.of(Vetoes.class, file).list(list.key()));
    entries.addAll(user.entries(list));
  }

  /** All of them, in the order in which they are tried. */
  public List<CommandMark> marks() {
    return marks;
  }

  /** The names of all of them, and of what code finds, by id. */
  public Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>(FOUND_BY_CODE);
    marks.forEach(mark -> names.put(mark.rule().id(), mark.name()));
    return names;
  }

  /** The name of the first mark that {@code commandLine} bears under any of its readings. */
  public Optional<String> find(String commandLine) {
    for (Readings.Reading reading : Readings.of(commandLine)) {
      for (CommandMark mark : marks) {
        if (mark.isOn(reading)) {
          return Optional.of(mark.name());
        }
      }
    }
    if (Readings.isDisguised(commandLine)) {
      return Optional.of(FOUND_BY_CODE.get("disguised-letters"));
    }
    return Readings.isUnreadable(commandLine)
        ? Optional.of(FOUND_BY_CODE.get("unreadable-encoding"))
        : Optional.empty();
  }

  /** Whether any reading of {@code commandLine} bears {@code mark}. */
  public static boolean bears(String commandLine, CommandMark mark) {
    return Readings.of(commandLine).stream().anyMatch(mark::isOn);
  }

  /** A message for each example that does not turn out as its rule says. */
  public List<String> misjudged() {
    return marks.stream()
        .flatMap(mark -> mark.rule().misjudged(line -> bears(line, mark)).stream())
        .toList();
  }
}
