package dev.longtail.udfs.shape;

import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The places of a tool whose values are its meaning: {@code settings.yaml}, read once.
 *
 * <p>A place is an option ({@code -o}), a key with its equals sign ({@code start=}), {@code *=} for
 * every key, {@code words} for every argument that is no option, {@code first} for the first of
 * them, or {@code -number} for options that are a number.
 *
 * @param places the kinds of values that count, at each place
 * @param inline options behind which no script follows: {@code python -c}
 */
record ShapeSettings(Map<String, Set<ValueKind>> places, Set<String> inline) {
  static final RuleFile FILE = RuleFile.of(ShapeSettings.class, "settings.yaml");

  static final String WORDS = "words";
  static final String FIRST = "first";
  static final String ALL_KEYS = "*=";
  static final String NUMBERS = "-number";

  /** What is known instead of a tool that writes a setting of the kernel. */
  static final String KERNEL = "<kernel>";

  private static final String ANY_OPTION = "-*";
  private static final String ANY = "*";

  private static final int LONGEST_EXTENSION = 8;
  static final int LONGEST_OPPOSITE = 16;

  private static final Set<String> OPPOSITES = words("opposites");
  private static final Set<String> OPPOSITE_COMMANDS = words("opposite-commands");
  private static final Set<String> SWITCHES = words("switch-words");
  private static final Set<String> GRADED = words("graded-values");
  private static final Set<String> PROGRAMS = words("program-extensions");
  private static final Set<String> CASE_SENSITIVE = words("case-sensitive");
  private static final Set<String> CLAUSES = words("clauses");
  private static final Map<String, String> ALIASES = aliases();
  private static final Map<String, ShapeSettings> OF_TOOLS = settings();
  private static final ShapeSettings OF_ANY = OF_TOOLS.get(ANY);

  /** The settings of the tool, beside those of any tool. */
  static ShapeSettings of(String tool) {
    ShapeSettings found = OF_TOOLS.get(tool);
    if (found == null) {
      int end = tool.length();
      while (end > 0 && "0123456789.".indexOf(tool.charAt(end - 1)) >= 0) {
        end--;
      }
      found = end > 0 && end < tool.length() ? OF_TOOLS.get(tool.substring(0, end)) : null;
    }
    if (found == null) {
      int dash = tool.indexOf('-');
      found = dash > 0 ? OF_TOOLS.get(tool.substring(0, dash + 1) + ANY) : null;
    }
    return found == null ? OF_ANY : found;
  }

  /** The kinds of values that count at a place; empty if none does. */
  Set<ValueKind> at(String place) {
    return places.getOrDefault(place, Set.of());
  }

  /** The kinds of values of an option; of options in one word, the last takes the value. */
  Set<ValueKind> ofOption(String option) {
    Set<ValueKind> kinds = at(option);
    if (!kinds.isEmpty() || option.charAt(0) != '-') {
      return kinds;
    }
    if (places.containsKey(ANY_OPTION)) {
      return isSwitch(option) ? kinds : at(ANY_OPTION);
    }
    boolean several = option.length() > 2 && option.charAt(1) != '-';
    return several ? at("-" + option.charAt(option.length() - 1)) : kinds;
  }

  /** Whether the value turns what it belongs to into its opposite: {@code off}. */
  static boolean isOpposite(String value) {
    return value.length() <= LONGEST_OPPOSITE && OPPOSITES.contains(value);
  }

  /** Whether the word turns a call of a tool without known sub-commands into its opposite. */
  static boolean isOppositeCommand(String word) {
    return word.length() <= LONGEST_OPPOSITE && OPPOSITE_COMMANDS.contains(word);
  }

  /** Whether 0 and 1 mean off and on behind an option or key of this name. */
  static boolean isSwitch(String name) {
    for (String word : SWITCHES) {
      if (name.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every number behind a value of this name has a meaning of its own. */
  static boolean isGraded(String name) {
    return GRADED.contains(name);
  }

  /** Whether the text up to {@code end} ends with the extension of a program or library. */
  static boolean isProgram(String text, int end) {
    int dot = text.lastIndexOf('.', end - 1);
    return dot > 0
        && end - dot > 1
        && end - dot <= LONGEST_EXTENSION
        && PROGRAMS.contains(text.substring(dot + 1, end).toLowerCase(Locale.ROOT));
  }

  /** Whether options of this tool differ by case also where it runs on Windows. */
  static boolean isCaseSensitive(String tool) {
    return CASE_SENSITIVE.contains(tool);
  }

  /** The tool that a variable names, such as {@code %comspec%}; null if none. */
  static String alias(String lowerCaseWord) {
    return ALIASES.get(lowerCaseWord);
  }

  /** Clauses that give rights or take checks away, wherever they stand in a line. */
  static Set<String> clauses(String line) {
    Set<String> found = new LinkedHashSet<>();
    String lower = line.toLowerCase(Locale.ROOT);
    for (String clause : CLAUSES) {
      if (lower.contains(clause)) {
        found.add("<" + clause.replace(' ', '-') + ">");
      }
    }
    return found;
  }

  /** All words of a list of the file. */
  static Set<String> words(String list) {
    Set<String> words = new LinkedHashSet<>();
    for (RuleEntry entry : FILE.list(list)) {
      words.addAll(entry.words("words"));
    }
    return words;
  }

  private static Map<String, String> aliases() {
    Map<String, String> aliases = new HashMap<>();
    for (RuleEntry entry : FILE.list("aliases")) {
      entry.words("words").forEach(word -> aliases.put(word, entry.text("tool")));
    }
    return aliases;
  }

  private static Map<String, ShapeSettings> settings() {
    List<RuleEntry> entries = FILE.list("settings");
    Map<String, Set<ValueKind>> any = new HashMap<>();
    for (RuleEntry entry : entries) {
      if (entry.words("names").contains(ANY)) {
        read(entry, any);
      }
    }
    Map<String, Map<String, Set<ValueKind>>> places = new HashMap<>();
    Map<String, Set<String>> inline = new HashMap<>();
    for (RuleEntry entry : entries) {
      for (String name : entry.words("names")) {
        inherit(name, entries, places, any);
        read(entry, places.computeIfAbsent(name, n -> copyOf(any)));
        inline.computeIfAbsent(name, n -> new HashSet<>()).addAll(entry.words("inline"));
      }
    }
    Map<String, ShapeSettings> settings = new HashMap<>();
    places.forEach((name, at) -> settings.put(name, new ShapeSettings(at, inline.get(name))));
    return settings;
  }

  /** A cmdlet that is listed has the settings of its verb too. */
  private static void inherit(
      String name,
      List<RuleEntry> entries,
      Map<String, Map<String, Set<ValueKind>>> places,
      Map<String, Set<ValueKind>> any) {
    if (places.containsKey(name) || name.endsWith(ANY)) {
      return;
    }
    String verb = name.substring(0, name.indexOf('-') + 1) + ANY;
    Map<String, Set<ValueKind>> own = copyOf(any);
    for (RuleEntry entry : entries) {
      if (verb.length() > 1 && entry.words("names").contains(verb)) {
        read(entry, own);
      }
    }
    places.put(name, own);
  }

  private static Map<String, Set<ValueKind>> copyOf(Map<String, Set<ValueKind>> any) {
    Map<String, Set<ValueKind>> copy = new HashMap<>();
    any.forEach((place, kinds) -> copy.put(place, new LinkedHashSet<>(kinds)));
    return copy;
  }

  private static void read(RuleEntry entry, Map<String, Set<ValueKind>> places) {
    Map<ValueKind, List<String>> read = new EnumMap<>(ValueKind.class);
    for (ValueKind kind : ValueKind.values()) {
      read.put(kind, entry.words(kind.field()));
    }
    read.forEach(
        (kind, at) ->
            at.forEach(
                place -> places.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(kind)));
  }
}
