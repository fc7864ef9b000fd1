package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import java.util.Locale;

/**
 * Where a value ends, and whether it is a secret. A variable ({@code $TOKEN}, {@code %PASS%}) names a
 * secret and holds none; so does a path.
 */
final class Values {
  private static final Pattern PLACEHOLDER = Pattern.compile("<secret:[a-z-]{1,40}>");

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

  private static final Pattern NONE =
      Pattern.compile(
          "(?i)[*.]+|true|false|null|none|yes|no|on|off|enabled?|disabled?|required|optional|default"
              + "|prompt|ask|auto|stdin|-|=|\\\\+[rnt]?");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  /** Where a secret may lie, or where it comes from. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?i)/(?:etc|run|var|home|root|opt|usr|tmp|mnt|dev|proc|srv|data|app|secrets?|library|users"
              + "|bin|sys|media|volumes|private|system)(?:/.*)?|(?:~|\\.{1,2})[/\\\\].*|~"
              + "|[a-z]:[/\\\\].*|@[\\w~./][^\\s]*|@?[./~][\\w.~/-]*/[\\w.-]*\\.[a-z0-9]{1,6}"
              + "|[\\w./\\\\-]+\\.(?:txt|pem|key|crt|cer|json|ya?ml|env|ini|conf|cfg|xml|pfx|p12|jks)"
              + "|(?:env|file|fd|arn|op|ssm|vault|keychain|secretsmanager|projects)[:/].*",
          Pattern.DOTALL);

  private static final Pattern WEAK =
      Pattern.compile("[A-Za-z0-9+/=_.~!@#$%^*:-]*(?:[A-Za-z][^\\s]*[0-9]|[0-9][^\\s]*[A-Za-z])\\S*");

  private final boolean referencesToo;

  /**
   * Judges values.
   *
   * @param referencesToo whether a value that looks like a variable, an option or a placeholder is a
   *     secret where a password is expected
   */
  Values(boolean referencesToo) {
    this.referencesToo = referencesToo;
  }

  boolean referencesToo() {
    return referencesToo;
  }

  /**
   * Whether {@code bare} may be a secret.
   *
   * @param bare the value without its quotes
   * @param quote its quote, or 0
   */
  boolean isSecret(String bare, char quote) {
    if (bare.isBlank() || PLACEHOLDER.matcher(bare).find() || NONE.matcher(bare).matches()) {
      return false;
    }
    return !(quote == '\'' ? QUOTED_REFERENCE : REFERENCE).matcher(bare).matches();
  }

  /** The same where a program takes a password there, whatever it looks like. */
  boolean isOperand(String bare, char quote) {
    return isSecret(bare, quote)
        || (referencesToo
            && !bare.isBlank()
            && !PLACEHOLDER.matcher(bare).find()
            && !NONE.matcher(bare).matches());
  }

  /** The same where only the value's name says so: numbers and paths are no secrets either. */
  boolean isNamedSecret(String bare, char quote) {
    return isSecret(bare, quote)
        && !bare.startsWith("-")
        && !NUMBER.matcher(bare).matches()
        && !PLACE.matcher(bare).matches();
  }

  /** The same behind a name as {@code key}, which has many meanings: it must look random. */
  boolean isWeaklyNamedSecret(String bare, char quote) {
    return isNamedSecret(bare, quote) && bare.length() >= 8 && WEAK.matcher(bare).matches();
  }

  /** Whether {@code bare} stands for a place. */
  static boolean isPlace(String bare) {
    return PLACE.matcher(bare).matches();
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
