package dev.longtail.udfs.reading;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs that look for words, name or end programs, and run none of their words. {@code
 * looking.yaml} lists them.
 */
public final class LookingPrograms {
  /** The programs that come with Longtail. */
  public static final LookingPrograms BUILT_IN = read();

  private static final String FILE = "looking.yaml";

  private record Looker(Rule rule, Set<String> with, Set<String> unless) {}

  private final Map<String, Looker> byProgram = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();

  private LookingPrograms() {}

  private static LookingPrograms read() {
    LookingPrograms programs = new LookingPrograms();
    for (RuleEntry entry : RuleFile.of(LookingPrograms.class, FILE).list("looking-programs")) {
      Looker looker =
          new Looker(
              entry.rule("meaning"),
              new HashSet<>(entry.words("with")),
              new HashSet<>(entry.words("unless")));
      for (String program : entry.lowerCaseWords("programs")) {
        if (programs.byProgram.put(program, looker) != null) {
          throw entry.refused("programs", "has a program of another entry: " + program);
        }
      }
      entry.done();
      programs.rules.add(looker.rule());
    }
    RuleFile.refuseDuplicates(programs.rules);
    return programs;
  }

  /** The text of the file of rules, for digests. */
  public static String text() {
    return RuleFile.textOf(LookingPrograms.class, FILE);
  }

  /** The entries, with their examples. */
  public List<Rule> rules() {
    return List.copyOf(rules);
  }

  /** Whether {@code program}, in lower case and without its folder, may only look. */
  boolean has(String program) {
    return byProgram.containsKey(program);
  }

  /**
   * Whether a command only looks.
   *
   * @param words the command's, in lower case, the program first without its folder
   */
  boolean onlyLooks(List<String> words) {
    Looker looker = byProgram.get(words.get(0));
    if (looker == null) {
      return false;
    }
    boolean found = looker.with().isEmpty();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      for (String unless : looker.unless()) {
        if (word.equals(unless) || (unless.length() > 2 && word.startsWith(unless))) {
          return false;
        }
      }
      found |= looker.with().contains(word);
    }
    return found;
  }
}
