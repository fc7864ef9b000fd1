package dev.longtail.udfs.pairs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes labelled pairs of command lines out of real ones, to choose thresholds of the
 * near-duplicate rule by and to test template and shape.
 *
 * <p>Near-duplicates differ in what varies from run to run ({@link DuplicateMutator}); the others
 * in a flag, the payload, the sub-command or the tool, or are two lines of the corpus. Such labels
 * are made, not given: two random lines of a tool ({@code same-tool}) are now and then alike enough
 * that an analyst would merge them, and two flags may mean the same.
 *
 * <p>The same lines and the same seed give the same pairs, whatever order the lines come in.
 */
public final class PairMaker {
  private static final int TRIES = 400;
  private static final int LONGEST_LINE = 8_192;
  private static final int FEWEST_LINES_OF_A_TOOL = 5;

  private static final Pattern FLAG =
      Pattern.compile("(?<=\\s)(?:--?[A-Za-z][\\w-]*+|/[A-Za-z]{1,12})(?=\\s|$)");
  private static final Pattern PAYLOAD =
      Pattern.compile("(?<![\\w+/=-])[A-Za-z0-9+/]{40,}+={0,2}(?![\\w+/=-])");
  private static final Pattern QUOTES = Pattern.compile("^[\"']|[\"']$");
  private static final Pattern PROGRAM = Pattern.compile("\\.(?:exe|cmd|bat|com)$");
  private static final Pattern END_OF_CALL = Pattern.compile("[|;&<>(){}`\\n]");

  /** Tools whose second word says what they do. */
  private static final TreeSet<String> WITH_SUB_COMMANDS =
      new TreeSet<>(
          List.of(
              "apt-get",
              "apt",
              "aws",
              "az",
              "brew",
              "cargo",
              "choco",
              "conda",
              "docker",
              "gem",
              "gcloud",
              "gh",
              "git",
              "go",
              "helm",
              "kubectl",
              "net",
              "npm",
              "openssl",
              "pip",
              "reg",
              "sc",
              "systemctl",
              "terraform",
              "yarn",
              "yum"));

  private final List<String> lines;
  private final SplittableRandom random;
  private final DuplicateMutator mutator;
  private final Map<String, List<String>> ofTool = new TreeMap<>();
  private final Map<String, List<String>> flags = new TreeMap<>();
  private final Map<String, List<String>> subCommands = new TreeMap<>();
  private final List<String> tools;
  private final Map<LinePair.Kind, List<String>> candidates = new EnumMap<>(LinePair.Kind.class);

  /**
   * A maker of pairs.
   *
   * @param corpus real lines; repetitions count once, those beyond 8,192 characters not at all
   * @param seed another seed gives other pairs
   */
  public PairMaker(Collection<String> corpus, long seed) {
    TreeSet<String> unique = new TreeSet<>();
    corpus.stream().filter(l -> !l.isBlank() && l.length() <= LONGEST_LINE).forEach(unique::add);
    lines = List.copyOf(unique);
    random = new SplittableRandom(seed);
    mutator = new DuplicateMutator(random);
    Map<String, TreeSet<String>> flagSets = new TreeMap<>();
    Map<String, TreeSet<String>> subCommandSets = new TreeMap<>();
    for (String line : lines) {
      String tool = tool(line);
      ofTool.computeIfAbsent(tool, t -> new ArrayList<>()).add(line);
      for (MatchResult flag : flags(line)) {
        flagSets.computeIfAbsent(tool, t -> new TreeSet<>()).add(flag.group());
      }
      if (subCommand(line) != null) {
        subCommandSets.computeIfAbsent(tool, t -> new TreeSet<>()).add(subCommand(line));
      }
    }
    flagSets.forEach((tool, set) -> flags.put(tool, List.copyOf(set)));
    subCommandSets.forEach((tool, set) -> subCommands.put(tool, List.copyOf(set)));
    tools =
        ofTool.entrySet().stream()
            .filter(e -> e.getValue().size() >= FEWEST_LINES_OF_A_TOOL)
            .map(Map.Entry::getKey)
            .filter(tool -> tool.matches("[a-z][\\w.-]*"))
            .toList();
    for (LinePair.Kind kind : LinePair.Kind.values()) {
      candidates.put(kind, lines.stream().filter(line -> hasPart(line, kind)).toList());
    }
  }

  /**
   * Makes up to {@code count} pairs, as evenly of every kind as the corpus allows: a kind for which
   * no line is found any more is left out.
   */
  public void make(int count, Consumer<LinePair> pairs) {
    List<LinePair.Kind> kinds = new ArrayList<>(Arrays.asList(LinePair.Kind.values()));
    int made = 0;
    while (made < count && !kinds.isEmpty()) {
      for (LinePair.Kind kind : List.copyOf(kinds)) {
        LinePair pair = made < count ? pair(kind) : null;
        if (pair != null) {
          pairs.accept(pair);
          made++;
        } else if (made < count) {
          kinds.remove(kind);
        }
      }
    }
  }

  /** A pair of this kind, or null if the corpus has none. */
  private LinePair pair(LinePair.Kind kind) {
    List<String> from = candidates.get(kind);
    for (int i = 0; i < TRIES && !from.isEmpty(); i++) {
      String a = from.get(random.nextInt(from.size()));
      String b = kind.duplicate() ? mutator.mutate(a, kind) : another(a, kind);
      if (b != null && !b.equals(a)) {
        return LinePair.of(a, b, kind);
      }
    }
    return null;
  }

  /** Whether a pair of this kind may be made from the line; spares most vain tries. */
  private boolean hasPart(String line, LinePair.Kind kind) {
    if (kind.duplicate()) {
      return DuplicateMutator.has(line, kind);
    }
    return switch (kind) {
      case FLAG_SWAP -> !flags(line).isEmpty();
      case PAYLOAD -> payload(line) != null;
      case SUB_COMMAND -> subCommand(line) != null;
      case TOOL -> !tools.isEmpty() && firstWord(line).length() > 0;
      default -> true;
    };
  }

  private String another(String line, LinePair.Kind kind) {
    return switch (kind) {
      case FLAG_SWAP -> swappedFlag(line);
      case PAYLOAD -> otherPayload(line);
      case SUB_COMMAND -> otherSubCommand(line);
      case TOOL -> otherTool(line);
      case SAME_TOOL -> oneOf(ofTool.get(tool(line)));
      default -> {
        String other = oneOf(lines);
        yield tool(other).equals(tool(line)) ? null : other;
      }
    };
  }

  private String swappedFlag(String line) {
    List<MatchResult> present = flags(line);
    MatchResult old = present.get(random.nextInt(present.size()));
    String other = oneOf(flags.get(tool(line)));
    boolean same =
        isSameFlag(old.group(), other)
            || present.stream().anyMatch(flag -> flag.group().equalsIgnoreCase(other));
    return same ? null : line.substring(0, old.start()) + other + line.substring(old.end());
  }

  /** The flags of the line's first tool: outside of quotes, and with a slash on Windows only. */
  private static List<MatchResult> flags(String line) {
    String call = call(line);
    boolean windows = line.contains(":\\") || line.contains(".exe");
    List<MatchResult> flags = new ArrayList<>();
    FLAG.matcher(call)
        .results()
        .filter(flag -> flag.group().charAt(0) == '-' || windows)
        .filter(flag -> !isQuoted(call, flag.start()))
        .forEach(flags::add);
    return flags;
  }

  private static boolean isQuoted(String call, int at) {
    String before = call.substring(0, at);
    return before.chars().filter(c -> c == '"').count() % 2 == 1
        || before.chars().filter(c -> c == '\'').count() % 2 == 1;
  }

  /** One may be the other in short: PowerShell takes the beginning of a parameter for it. */
  private static boolean isSameFlag(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT).replaceFirst("^[-/]+", "");
    String b = other.toLowerCase(Locale.ROOT).replaceFirst("^[-/]+", "");
    return a.startsWith(b) || b.startsWith(a);
  }

  /** The payload of another line, or this one with one of its bytes changed. */
  private String otherPayload(String line) {
    int[] place = payload(line);
    String old = line.substring(place[0], place[1]);
    String other;
    if (random.nextBoolean()) {
      String from = oneOf(candidates.get(LinePair.Kind.PAYLOAD));
      int[] theirs = payload(from);
      other = from.substring(theirs[0], theirs[1]);
    } else {
      byte[] bytes = decoded(old);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      other = Base64.getEncoder().encodeToString(bytes);
    }
    return line.substring(0, place[0]) + other + line.substring(place[1]);
  }

  /** Where the first payload stands: what decodes, and to more than the letters of a path. */
  private static int[] payload(String line) {
    Matcher matcher = PAYLOAD.matcher(line);
    while (matcher.find()) {
      String text = matcher.group();
      boolean mixed =
          text.chars().anyMatch(Character::isUpperCase)
              && text.chars().anyMatch(Character::isLowerCase)
              && text.chars().anyMatch(Character::isDigit);
      if (mixed && text.length() % 4 == 0 && isText(decoded(text))) {
        return new int[] {matcher.start(), matcher.end()};
      }
    }
    return null;
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** Whether the bytes are text, in UTF-8 or UTF-16, for the greater part. */
  private static boolean isText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "");
    long printable = text.chars().filter(c -> c >= ' ' && c < 0x7f).count();
    return bytes.length > 0 && printable * 10 >= text.length() * 9L;
  }

  private String otherSubCommand(String line) {
    String old = subCommand(line);
    String other = oneOf(subCommands.get(tool(line)));
    int at = line.indexOf(old, firstWord(line).length());
    return other.equals(old)
        ? null
        : line.substring(0, at) + other + line.substring(at + old.length());
  }

  private String otherTool(String line) {
    String other = oneOf(tools);
    String word = firstWord(line);
    int at = line.indexOf(word);
    return other.equals(tool(line))
        ? null
        : line.substring(0, at) + other + line.substring(at + word.length());
  }

  private String oneOf(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** The line up to its first operator: what its first tool is given. */
  private static String call(String line) {
    Matcher end = END_OF_CALL.matcher(line);
    return end.find() ? line.substring(0, end.start()) : line;
  }

  private static String firstWord(String line) {
    String text = line.stripLeading();
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /** The name of the first word, without folder and extension. */
  private static String tool(String line) {
    String word = QUOTES.matcher(firstWord(line)).replaceAll("");
    String name = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
    return PROGRAM.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  /** The second word, if the tool has sub-commands and it is a plain one, else null. */
  private static String subCommand(String line) {
    if (!WITH_SUB_COMMANDS.contains(tool(line))) {
      return null;
    }
    String[] words = call(line).strip().split("\\s+", 3);
    return words.length > 1 && words[1].matches("[a-z][a-z-]{1,20}") ? words[1] : null;
  }
}
