package dev.longtail.udfs.pairs;

import dev.longtail.udfs.shape.CommandShape;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a near-duplicate of a command line: the line as the same task would have been run at
 * another time, by another user, on another host.
 *
 * <p>It shares no code and no rule with {@link CommandTemplate} and {@link CommandShape}, which are
 * measured against it.
 */
final class DuplicateMutator {
  private static final List<String> NAMES =
      List.of(
          "alice",
          "bob",
          "carla",
          "jdoe",
          "svc-backup",
          "m.meyer",
          "deploy",
          "operator",
          "chen",
          "kowalski",
          "nguyen",
          "hansen",
          "maria",
          "build",
          "sysop",
          "okafor");
  private static final List<String> NOUNS =
      List.of(
          "report",
          "invoice",
          "backup",
          "archive",
          "payload",
          "results",
          "draft",
          "summary",
          "inventory",
          "project",
          "snapshot",
          "vendor",
          "orders",
          "session",
          "assets",
          "export");
  private static final List<String> HOSTS =
      List.of("web", "db", "srv", "fs", "build", "dc", "ws", "mail", "node", "cache", "app", "vpn");

  private static final Pattern GUID =
      Pattern.compile("\\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\\b");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.-])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w.-])"
              + "|(?<![\\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\\w:-])");
  private static final Pattern USER =
      Pattern.compile(
          "(?i)(?<=[\\\\/]Users[\\\\/])(?!public\\b|default\\b|shared\\b)[\\w.-]{2,20}(?=[\\\\/])"
              + "|(?<=(?<![\\w.])/home/)[\\w.-]{2,20}(?=/)"
              + "|(?<=[\\s'\"])(?!git@|npm@)[a-z][\\w.-]{1,16}(?=@[\\w.-]+(?::|\\s|$))");
  private static final Pattern TEMP =
      Pattern.compile(
          "(?i)(?:(?<=(?<![\\w.])/tmp/)|(?<=\\\\Temp\\\\)|(?<=%TEMP%\\\\)|(?<=/var/tmp/))"
              + "[\\w-]{3,40}(?=[\\s'\"./\\\\]|$)");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(?<![\\w.-])(?:20\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d)(?:[T"
              + " ]\\d\\d:\\d\\d(?::\\d\\d)?Z?)?"
              + "|20\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d)(?:_?[0-2]\\d[0-5]\\d[0-5]\\d)?"
              + "|1[4-9]\\d{8}(?:\\d{3})?)(?![\\w-])");
  private static final Pattern HASH =
      Pattern.compile(
          "(?<![\\w+/=])(?=[a-f]*+[0-9])(?:[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})"
              + "(?![\\w+/=])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<=[\\s=:,'\"])(?<![\\w]:)\\d{1,9}(?=[\\s,'\"]|$)"
              + "|(?<=[a-z][_-])\\d{1,6}(?=(?:\\.[a-z]{2,4})?(?:[\\s'\"]|$))");
  private static final Pattern FILE =
      Pattern.compile(
          "(?i)(?<=[\\s/\\\\'\"=])[a-z][\\w-]{2,30}(?=\\.(?:txt|log|csv|json|xml|ya?ml|conf|cfg|ini|zip|gz"
              + "|tar|tgz|7z|tmp|dat|db|png|jpg|gif|mp4|html?|pdf|docx?|xlsx|evtx|etl|pcap|reg|bak|dmp)"
              + "(?:[\\s'\"]|$))");
  private static final Pattern FOLDER =
      Pattern.compile(
          "(?<=\\w[/\\\\])(?!bin/|sbin/|dev/|tcp/|udp/|shm/|null|[xu][0-9A-Fa-f]{2})[A-Za-z][\\w-]{2,30}(?=[/\\\\][\\w.-])");
  private static final Pattern HOST =
      Pattern.compile(
          "(?i)(?<=[\\s'\"]\\\\\\\\)[a-z][\\w-]{1,20}(?=\\\\)"
              + "|(?<=https?://)(?!localhost|127)[a-z][\\w-]*+(?:\\.[a-z][\\w-]*+){1,3}(?=[:/\\s'\"]|$)"
              + "|(?<=[\\w.-]@)[a-z][\\w-]{2,20}(?=(?:\\.[\\w.]+)?(?::|\\s|$))|(?<=-ComputerName"
              + " )[a-z][\\w-]{1,20}(?=\\s|$)");

  private static final Pattern BEFORE_PROGRAM =
      Pattern.compile(
          "(?i)(?:[\\s'\"]|^)(?:sudo|exec|-exec|xargs|nohup|-command|-c|/c|iex|env|\\w+=\\S*)$");

  /** Behind these words a number is a setting: another number is another task. */
  private static final Pattern BEFORE_SETTING =
      Pattern.compile(
          "(?i)(?:\\b(?:chmod|umask|setenforce|init|mkdir -m|install -m)\\s+(?:-\\w+\\s+)*"
              + "|\\s/d[\\s:]+[\"']?(?:0x)?|\\s-value\\s+[\"']?|\\s-perm\\s+[-/]?|\\s-int\\s+"
              + "|\\bsysctl\\b[^|;&]*=\\s*|\\bhist(?:file)?size=|\\b\\w*(?:enabled?|disabled?)="
              + "|\\bset-mppreference\\s+-\\w+\\s+|\\s-(?:disable|enable)\\w*[\\s:]+"
              + "|\\b(?:useradd|usermod)\\b[^|;&]*\\s-[a-z]*[ug]\\s+|\\bbehavior set \\w+\\s+)$");

  private static final Pattern KERNEL_SETTING = Pattern.compile(">\\s*/(?:proc/)?sys/");
  private static final int LONGEST_BEFORE = 80;

  private final SplittableRandom random;

  DuplicateMutator(SplittableRandom random) {
    this.random = random;
  }

  /** The line with one part of this kind replaced wherever it stands, or null if it has none. */
  String mutate(String line, LinePair.Kind kind) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern(kind).matcher(line);
    while (matcher.find()) {
      if (isReplaceable(line, matcher, kind)) {
        found.add(matcher.group());
      }
    }
    if (found.isEmpty()) {
      return null;
    }
    String old = found.get(random.nextInt(found.size()));
    String replacement = replacement(old, kind);
    StringBuilder mutated = new StringBuilder(line.length());
    int copied = 0;
    matcher.reset();
    while (matcher.find()) {
      if (matcher.group().equals(old) && isReplaceable(line, matcher, kind)) {
        mutated.append(line, copied, matcher.start()).append(replacement);
        copied = matcher.end();
      }
    }
    mutated.append(line, copied, line.length());
    return mutated.toString().equals(line) ? null : mutated.toString();
  }

  /** Whether the line may have a part of this kind. */
  static boolean has(String line, LinePair.Kind kind) {
    return pattern(kind).matcher(line).find();
  }

  private static Pattern pattern(LinePair.Kind kind) {
    return switch (kind) {
      case NUMBER -> NUMBER;
      case GUID -> GUID;
      case ADDRESS -> ADDRESS;
      case USER -> USER;
      case TEMP -> TEMP;
      case TIMESTAMP -> TIMESTAMP;
      case HASH -> HASH;
      case FILE -> FILE;
      case FOLDER -> FOLDER;
      case HOST -> HOST;
      default -> throw new IllegalArgumentException(kind + " makes no near-duplicate");
    };
  }

  /** What may be the name of a program must stay: another program is another task. */
  private static boolean isReplaceable(String line, Matcher matcher, LinePair.Kind kind) {
    boolean name = kind == LinePair.Kind.FILE || kind == LinePair.Kind.TEMP;
    boolean random = kind == LinePair.Kind.FOLDER && isRandom(matcher.group());
    boolean setting = kind == LinePair.Kind.NUMBER && isSetting(line, matcher.start());
    return !random && !setting && (!name || !isCalled(line, matcher.start()));
  }

  /**
   * A number that says what is done, such as a mode or a value of the registry, is no variation.
   */
  private static boolean isSetting(String line, int at) {
    String before = line.substring(Math.max(0, at - LONGEST_BEFORE), at);
    return BEFORE_SETTING.matcher(before).find() || KERNEL_SETTING.matcher(line).find();
  }

  /** A component of mixed letters and digits may be part of something encoded. */
  private static boolean isRandom(String name) {
    return name.chars().anyMatch(Character::isDigit)
        && name.chars().anyMatch(Character::isUpperCase)
        && name.chars().anyMatch(Character::isLowerCase);
  }

  /**
   * Whether the word that holds {@code at} begins the line, follows an operator or bracket, or a
   * word before which a program is named.
   */
  private static boolean isCalled(String line, int at) {
    int start = at;
    while (start > 0 && !Character.isWhitespace(line.charAt(start - 1))) {
      start--;
    }
    int before = start;
    while (before > 0 && Character.isWhitespace(line.charAt(before - 1))) {
      before--;
    }
    return before == 0
        || "|;&({`".indexOf(line.charAt(before - 1)) >= 0
        || BEFORE_PROGRAM.matcher(line.substring(Math.max(0, before - 24), before)).find();
  }

  private String replacement(String old, LinePair.Kind kind) {
    return switch (kind) {
      case NUMBER, GUID, HASH -> otherDigits(old);
      case ADDRESS -> old.indexOf('.') > 0 ? address() : otherDigits(old);
      case USER -> other(NAMES, old);
      case TIMESTAMP -> timestamp(old);
      case TEMP -> temporary();
      case FILE, FOLDER -> other(NOUNS, old);
      case HOST -> host(old);
      default -> throw new IllegalArgumentException(kind + " makes no near-duplicate");
    };
  }

  /**
   * Digits and hexadecimal digits become others, in the case they have; a number keeps its size.
   */
  private String otherDigits(String old) {
    boolean decimal = old.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean upper = old.chars().anyMatch(Character::isUpperCase);
    StringBuilder other = new StringBuilder(old.length());
    for (int i = 0; i < old.length(); i++) {
      char c = old.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        other.append(c);
      } else if (decimal) {
        other.append((char) ('1' + random.nextInt(9)));
      } else {
        String digit = Integer.toHexString(random.nextInt(16));
        other.append(upper ? digit.toUpperCase(Locale.ROOT) : digit);
      }
    }
    return other.toString();
  }

  private String address() {
    return "10."
        + random.nextInt(256)
        + '.'
        + random.nextInt(256)
        + '.'
        + (1 + random.nextInt(254));
  }

  /** Another moment in the same notation: the parts that every notation has at fixed places. */
  private String timestamp(String old) {
    if (!old.startsWith("20")) {
      return old.substring(0, 2) + otherDigits(old.substring(2));
    }
    String month = String.format("%02d", 1 + random.nextInt(12));
    String day = String.format("%02d", 1 + random.nextInt(28));
    boolean dashed = old.charAt(4) == '-';
    String date = old.substring(0, 4) + (dashed ? "-" + month + "-" + day : month + day);
    StringBuilder rest = new StringBuilder(old.substring(date.length()));
    for (int i = 0; i < rest.length(); i++) {
      // Units of minutes and seconds are free; tens are not.
      boolean last = i + 1 == rest.length() || !Character.isDigit(rest.charAt(i + 1));
      if (Character.isDigit(rest.charAt(i)) && last) {
        rest.setCharAt(i, (char) ('0' + random.nextInt(4)));
      }
    }
    return date + rest;
  }

  private String temporary() {
    String alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    StringBuilder name = new StringBuilder("t");
    for (int i = 0; i < 9; i++) {
      name.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return name.toString();
  }

  private String host(String old) {
    String name = other(HOSTS, old) + (1 + random.nextInt(99));
    int dot = old.indexOf('.');
    return dot < 0 ? name : name + old.substring(dot);
  }

  private String other(List<String> names, String old) {
    String name = names.get(random.nextInt(names.size()));
    while (name.equals(old)) {
      name = names.get(random.nextInt(names.size()));
    }
    return name;
  }
}
