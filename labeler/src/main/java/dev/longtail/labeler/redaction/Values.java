package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import java.util.Locale;
import java.util.Set;

/**
 * Where a value ends, and whether it is a secret. A variable ({@code $TOKEN}, {@code %PASS%}) names
 * a secret and holds none; so does a path.
 */
final class Values {
  /** Longer values are judged by their beginning. */
  private static final int JUDGED = 1_024;

  private static final String PLACEHOLDER = "<secret:";

  /** The whole value consists of variables, or is an expression that computes the secret. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}?|\\$[A-Za-z_][A-Za-z0-9_.:]*|%[^%\\s]+%"
              + "|![A-Za-z_][A-Za-z0-9_]*!|\\{\\{.*)+|\\$\\(.*|[$@<]|\\$[?@*#0-9]|[(`\\[].*|@[({].*"
              + "|</?[a-zA-Z_ |-]{1,40}>|@(?:keychain|env|file):.*",
          Pattern.DOTALL);

  /** Shells do not expand variables in single quotes; templates are references there too. */
  private static final Pattern QUOTED_REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}|%[^%\\s]+%|\\{\\{.*)+|</?[a-zA-Z_ |-]{1,40}>|\\[[A-Z]+\\]",
          Pattern.DOTALL);

  /** Values that are settings. */
  private static final Set<String> NONE =
      Set.of(
          "true",
          "false",
          "null",
          "none",
          "yes",
          "no",
          "on",
          "off",
          "enable",
          "enabled",
          "disable",
          "disabled",
          "required",
          "optional",
          "default",
          "prompt",
          "ask",
          "auto",
          "stdin",
          "-",
          "=",
          "\\n",
          "\\r",
          "\\t",
          "\\");

  /** Where a secret may lie, or where it comes from. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?i)[a-z][a-z0-9+.-]*://.*|/(?:etc|run|var|home|root|opt|usr|tmp|mnt|dev|proc|srv|data|app|secrets?|library|users"
              + "|bin|sys|media|volumes|private|system)(?:/.*)?|(?:~|\\.{1,2})[/\\\\].*|~"
              + "|[a-z]:[/\\\\].*|@[\\w~./][^\\s]*|@?[./~][\\w.~/-]*/[\\w.-]*\\.[a-z0-9]{1,6}"
              + "|[\\w./\\\\-]+\\.(?:txt|pem|key|crt|cer|json|ya?ml|env|ini|conf|cfg|xml|pfx|p12|jks)"
              + "|(?:env|file|fd|arn|op|ssm|vault|keychain|secretsmanager|projects)[:/].*",
          Pattern.DOTALL);

  private final boolean referencesToo;

  /**
   * Judges values.
   *
   * @param referencesToo whether a value that looks like a variable, an option or a placeholder is
   *     a secret where a password is expected
   */
  Values(boolean referencesToo) {
    this.referencesToo = referencesToo;
  }

  boolean referencesToo() {
    return referencesToo;
  }

  /**
   * Whether {@code value} may be a secret.
   *
   * @param value the value without its quotes
   * @param quote its quote, or 0
   */
  boolean isSecret(String value, char quote) {
    String bare = judged(value);
    return isSomething(bare) && !isReference(bare, quote);
  }

  /** The same where a program takes a password there, whatever it looks like. */
  boolean isOperand(String value, char quote) {
    String bare = judged(value);
    return isSomething(bare) && (referencesToo || !isReference(bare, quote));
  }

  /** The same where only the value's name says so: numbers and paths are no secrets either. */
  boolean isNamedSecret(String value, char quote) {
    String bare = judged(value);
    return !bare.startsWith("-")
        && !(bare.length() <= 5 && isNumber(bare))
        && isSecret(bare, quote)
        && !isPlace(bare);
  }

  /** The same behind a name as {@code key}, which has many meanings: it must look random. */
  boolean isWeaklyNamedSecret(String value, char quote) {
    String bare = judged(value);
    return bare.length() >= 8 && isMixed(bare) && isNamedSecret(bare, quote);
  }

  private static String judged(String value) {
    return value.length() > JUDGED ? value.substring(0, JUDGED) : value;
  }

  private static boolean isSomething(String bare) {
    return !bare.isBlank()
        && !bare.contains(PLACEHOLDER)
        && !isStars(bare)
        && !NONE.contains(bare.length() <= 8 ? lower(bare) : bare);
  }

  private static boolean isReference(String bare, char quote) {
    return "$%!{([`@<".indexOf(bare.charAt(0)) >= 0
        && (quote == '\'' ? QUOTED_REFERENCE : REFERENCE).matcher(bare).matches();
  }

  private static boolean isStars(String bare) {
    return bare.chars().allMatch(c -> c == '*' || c == '.');
  }

  static boolean isNumber(String bare) {
    return bare.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Letters and digits, without blanks. */
  private static boolean isMixed(String bare) {
    boolean letter = false;
    boolean digit = false;
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c <= ' ' || c == '{' || c == '(') {
        return false;
      }
      letter |= Character.isLetter(c);
      digit |= c >= '0' && c <= '9';
    }
    return letter && digit;
  }

  /** Whether {@code bare} stands for a place. */
  static boolean isPlace(String bare) {
    for (int i = 0; i < bare.length(); i++) {
      if ("/\\.~:@".indexOf(bare.charAt(i)) >= 0) {
        return PLACE.matcher(bare).matches();
      }
    }
    return false;
  }

  /** A value in a line, without its quotes. */
  record Value(int start, int end, char quote) {
    String of(String text) {
      return text.substring(start, end);
    }
  }

  /** The word from {@code start} to {@code end} without the quotes around all of it. */
  static Value within(String text, int start, int end) {
    if (end - start >= 2) {
      char first = text.charAt(start);
      if ((first == '"' || first == '\'') && text.charAt(end - 1) == first) {
        boolean escaped = first == '"' && start > 0 && text.charAt(start - 1) == '\\';
        int close = escaped && end - start >= 3 && text.charAt(end - 2) == '\\' ? end - 2 : end - 1;
        int inner = text.indexOf(first, start + 1);
        if (inner == end - 1) {
          return new Value(start + 1, close, first);
        }
      }
      if (first == '\\' && text.charAt(start + 1) == '"' && end - start >= 4) {
        if (text.startsWith("\\\"", end - 2)) {
          return new Value(start + 2, end - 2, '"');
        }
      }
    }
    return new Value(start, end, (char) 0);
  }

  /**
   * Where a value without quotes ends. It holds no blank, quote, operator of a shell or line end. A
   * bracket or comma belongs to it only in the middle.
   */
  static int endOfBare(String text, int start, int limit) {
    int i = start;
    while (i < limit) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)
          || c == '"'
          || c == '\''
          || c == '`'
          || c == ';'
          || c == '&'
          || c == '|'
          || c == '<'
          || c == '>') {
        break;
      }
      if ((c == ')' || c == ']' || c == '}' || c == ',') && endsAt(text, i, limit)) {
        break;
      }
      i++;
    }
    while (i > start && text.charAt(i - 1) == '\\') { // the quote behind is escaped
      i--;
    }
    return i;
  }

  private static boolean endsAt(String text, int i, int limit) {
    if (i + 1 >= limit || !Character.isLetterOrDigit(text.charAt(i + 1))) {
      return true;
    }
    if (text.charAt(i) != ',') {
      return false;
    }
    for (int k = i + 1; k < Math.min(limit, i + 40); k++) { // ",name="
      char c = text.charAt(k);
      if (c == '=' || c == ':') {
        return true;
      }
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
        return false;
      }
    }
    return false;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
