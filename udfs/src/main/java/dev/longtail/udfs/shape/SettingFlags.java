package dev.longtail.udfs.shape;

import java.util.Locale;
import java.util.Set;

/**
 * Adds the values that are the meaning of a call to its flags: {@code /d=0}, {@code -o=rw}, {@code
 * =4755}, {@code off}. {@link ShapeSettings} says which they are.
 */
final class SettingFlags {
  private static final int LONGEST_NAME = 40;
  private static final int MOST_PARTS = 32;

  /** Options with the name of the value that is set: {@code reg add /v}. */
  private static final Set<String> NAMING = Set.of("/v", "-name");

  private final ShapeSettings settings;
  private final Set<String> flags;

  /** The option before the present word, if its value may follow; else empty. */
  private String open = "";

  private boolean hasFirst;

  /** Whether every number of the value that is set has a meaning of its own. */
  private boolean graded;

  SettingFlags(ShapeSettings settings, Set<String> flags) {
    this.settings = settings;
    this.flags = flags;
  }

  /**
   * The value in a word, in lower case and without a dollar sign, if it may turn a command into its
   * opposite; else null.
   */
  static String opposite(String word) {
    int before = valueStart(word);
    int length = word.length() - before;
    if (length == 0 || length > ShapeSettings.LONGEST_OPPOSITE) {
      return null;
    }
    String value = word.substring(before).toLowerCase(Locale.ROOT);
    if (value.charAt(0) == '$') {
      value = value.substring(1);
    }
    boolean may =
        isBit(value) || ShapeSettings.isOpposite(value) || ShapeSettings.isOppositeCommand(value);
    return may ? value : null;
  }

  private static int valueStart(String word) {
    return Math.max(word.lastIndexOf(':'), word.lastIndexOf('=')) + 1;
  }

  private static boolean isBit(String value) {
    return value.equals("0") || value.equals("1");
  }

  /**
   * Adds a value that turns a command into its opposite: {@code state off, /active:no,
   * -Flag:$false, --enable-x 0, -P INPUT ACCEPT}.
   *
   * @param found the value in the word, as {@link #opposite(String)} gives it
   * @param flag the flag in the word, or null
   * @param fold whether the tool ignores case
   * @param plain whether the tool has no known sub-commands
   */
  void opposite(String word, String found, String flag, boolean fold, boolean plain) {
    int start = valueStart(word);
    String name =
        start == 0 ? open : flag != null ? flag : name(word.substring(0, start - 1), fold);
    String value = found;
    if (isBit(value) && !name.isEmpty() && ShapeSettings.isSwitch(name.toLowerCase(Locale.ROOT))) {
      value = value.equals("1") ? "true" : "false";
    }
    if (ShapeSettings.isOpposite(value)) {
      flags.add(name.isEmpty() ? value : name + "=" + value);
    } else if (plain && start == 0 && ShapeSettings.isOppositeCommand(value)) {
      flags.add(value);
    }
  }

  /** The name before a value; empty if it is no name. */
  private static String name(String text, boolean fold) {
    if (text.length() > LONGEST_NAME) {
      return "";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign = c == '_' || c == '-' || c == '.' || (c == '/' && i == 0);
      if (!sign && !(c < 0x80 && Character.isLetterOrDigit(c))) {
        return "";
      }
    }
    boolean lower = fold || text.startsWith("/");
    return lower ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** The next word is no value of an option. */
  void endOption() {
    open = "";
  }

  /**
   * An option, with its value in the same word or in the next.
   *
   * @param flag the option in its canonical form
   * @param written the option as it is written, without its value
   * @param following the next word; empty if there is none
   */
  void option(String flag, String written, String word, String following) {
    if (settings.inline().contains(flag)) {
      hasFirst = true;
    }
    if (written.equals("-<num>")) {
      add(settings.at(ShapeSettings.NUMBERS), flag, word);
      return;
    }
    int end = Math.min(word.length(), written.length());
    boolean attached = end < word.length();
    if (!attached) {
      open = flag;
    }
    if (NAMING.contains(flag)) {
      graded |= ShapeSettings.isGraded(following.toLowerCase(Locale.ROOT));
    }
    Set<ValueKind> kinds = settings.ofOption(flag);
    if (kinds.isEmpty()) {
      return;
    }
    if (attached) {
      boolean sign = word.charAt(end) == '=' || word.charAt(end) == ':';
      add(kinds, flag, word.substring(sign ? end + 1 : end));
    } else if (!isOption(following, flag)) {
      add(kinds, flag, following);
    }
  }

  private static boolean isOption(String following, String flag) {
    if (following.isEmpty()) {
      return true;
    }
    if (following.charAt(0) == '-') {
      return following.length() < 2 || !Character.isDigit(following.charAt(1));
    }
    return following.charAt(0) == '/' && flag.charAt(0) == '/';
  }

  /** A word with a key, whose value may be the next word: {@code start= disabled}. */
  void key(String word, String following, boolean fold) {
    int equals = word.indexOf('=');
    if (equals <= 0 || equals > LONGEST_NAME) {
      return;
    }
    String key = word.substring(0, equals + 1);
    key = fold ? key.toLowerCase(Locale.ROOT) : key;
    if (equals == word.length() - 1) {
      open = key.substring(0, equals);
    }
    Set<ValueKind> every = settings.at(ShapeSettings.ALL_KEYS);
    Set<ValueKind> kinds = settings.at(key);
    kinds = kinds.isEmpty() ? every : kinds;
    if (kinds.isEmpty()) {
      return;
    }
    String value = word.substring(equals + 1);
    String name = key.substring(0, equals);
    if (!every.isEmpty()) {
      flags.add(key);
    }
    add(kinds, name, value.isEmpty() ? following : value);
  }

  /** An argument that is no option, sub-command or command. */
  void word(String word) {
    add(settings.at(ShapeSettings.WORDS), "", word);
    if (!hasFirst && !word.startsWith("//")) {
      hasFirst = true;
      add(settings.at(ShapeSettings.FIRST), "", word);
    }
  }

  private void add(Set<ValueKind> kinds, String place, String value) {
    for (ValueKind kind : kinds) {
      if (kind == ValueKind.LIST) {
        for (String part : value.split(",", MOST_PARTS)) {
          add(place, kind.of(part));
        }
      } else {
        boolean number = graded && kind == ValueKind.ZERO;
        add(place, (number ? ValueKind.NUMBER : kind).of(value));
      }
    }
  }

  private void add(String place, String value) {
    if (!value.isEmpty()) {
      flags.add(place + "=" + value);
    }
  }
}
