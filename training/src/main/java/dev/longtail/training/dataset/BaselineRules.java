package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.marks.AttackMarks;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleDigest;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules that label the regex baseline: Longtail's own, which are the attack marks and {@value
 * #FILE}, and the user's. Immutable; any number of threads may use one.
 */
public final class BaselineRules {
  private static final String FILE = "baseline-rules.yaml";
  private static final String LIST = "baseline-rules";
  private static final long LARGEST_FILE = 4L << 20;

  private final List<RegexRule> regexes;
  private final List<BaselineRule> marks;
  private final String version;

  private BaselineRules(List<RegexRule> regexes, boolean marked, List<String> texts) {
    this.regexes = List.copyOf(regexes);
    this.marks = marked ? marks() : List.of();
    List<String> all = new ArrayList<>(texts);
    if (marked) {
      all.add(AttackMarks.BUILT_IN.version());
    }
    version = RuleDigest.of(all);
    RuleFile.refuseDuplicates(regexes.stream().map(RegexRule::rule).toList());
    Set<String> taken = new HashSet<>(marks.stream().map(BaselineRule::id).toList());
    taken.add(BaselineRule.FREQUENT.id());
    for (RegexRule regex : regexes) {
      if (taken.contains(regex.rule().id())) {
        throw new InputException(regex.rule() + ": this id is taken, by a rule of Longtail");
      }
    }
  }

  /** Longtail's own rules. */
  public static BaselineRules builtIn() {
    return of(List.of(), true);
  }

  /**
   * The rules of files, or of the {@code .yaml} and {@code .yml} of folders.
   *
   * @param withBuiltIn whether Longtail's own come first, or are left out
   * @throws InputException naming file, line, rule and field if a rule is wrong or its example
   *     turns out otherwise than it says
   */
  public static BaselineRules of(List<Path> paths, boolean withBuiltIn) {
    List<RuleFile> files = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    if (withBuiltIn) {
      files.add(RuleFile.of(BaselineRules.class, FILE));
      texts.add(RuleFile.textOf(BaselineRules.class, FILE));
    }
    for (Path path : paths) {
      for (Path file : filesOf(path)) {
        String text = text(file);
        texts.add(text);
        files.add(RuleFile.parse(file.toString(), text));
      }
    }
    List<RegexRule> regexes = new ArrayList<>();
    for (RuleFile file : files) {
      refuseOthers(file);
      for (RuleEntry entry : file.list(LIST)) {
        regexes.add(RegexRule.read(entry));
      }
    }
    BaselineRules rules = new BaselineRules(regexes, withBuiltIn, texts);
    List<String> misjudged = rules.misjudged();
    if (!misjudged.isEmpty()) {
      throw new InputException(String.join(System.lineSeparator(), misjudged));
    }
    if (rules.all().isEmpty()) {
      throw new InputException("no rule is left: the files of rules hold none");
    }
    return rules;
  }

  private static void refuseOthers(RuleFile file) {
    for (String key : file.keys()) {
      if (!key.equals(LIST)) {
        throw new InputException(
            "%s: unknown key \"%s\"; rules of the baseline stand under %s"
                .formatted(file.name(), key, LIST));
      }
    }
  }

  private static List<Path> filesOf(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.list(path)) {
      List<Path> files =
          below
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.ya?ml"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new InputException(path + ": holds no .yaml or .yml");
      }
      return files;
    } catch (IOException e) {
      throw new InputException(path + ": " + InputException.reason(e), e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InputException(file + ": more than 4 MiB of rules");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new InputException(file + ": " + InputException.reason(e), e);
    }
  }

  private static List<BaselineRule> marks() {
    AttackMarks marks = AttackMarks.BUILT_IN;
    List<String> meanings = marks.meanings();
    List<List<String>> techniques = marks.techniquesOfEach();
    List<BaselineRule> rules = new ArrayList<>();
    for (int place = 0; place < marks.size(); place++) {
      rules.add(
          new BaselineRule(
              marks.ids().get(place), Label.MALICIOUS, meanings.get(place), techniques.get(place)));
    }
    return rules;
  }

  /** All of them, in the order in which they are tried. */
  public List<BaselineRule> all() {
    List<BaselineRule> all = new ArrayList<>(marks);
    regexes.forEach(regex -> all.add(regex.named()));
    return all;
  }

  /** Names the rules by their content. */
  public String version() {
    return version;
  }

  /** The rules that are about {@code commandLine}, in their order. */
  public List<BaselineRule> of(String commandLine) {
    Readings readings = Readings.of(commandLine);
    List<BaselineRule> found = new ArrayList<>(0);
    if (!marks.isEmpty()) {
      for (int place : AttackMarks.BUILT_IN.of(readings)) {
        found.add(marks.get(place));
      }
    }
    for (RegexRule regex : regexes) {
      if (regex.matches(commandLine, readings)) {
        found.add(regex.named());
      }
    }
    return found;
  }

  /** A sentence for each example that turns out otherwise than its rule says. */
  private List<String> misjudged() {
    return regexes.stream()
        .flatMap(
            regex ->
                regex.rule().misjudged(line -> regex.matches(line, Readings.of(line))).stream())
        .toList();
  }

  /** The rules of files as they are written, for tests that ask each for its examples. */
  List<Rule> written() {
    return regexes.stream().map(RegexRule::rule).toList();
  }
}
