package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Replaces the secrets in a command line by typed placeholders such as {@code <secret:password>}.
 *
 * <p>Redaction comes before requests, cache and log lines, so no secret leaves the process. Time is
 * linear in the length of the line (re2j). Redacting twice changes nothing. Variables ({@code
 * $TOKEN}, {@code %PASS%}, <code>${…}</code>) and expressions stay: they name a secret but do not
 * contain it.
 */
public final class Redactor {
  /**
   * Redaction can bring matches of two rules next to each other, so it is repeated until nothing
   * changes. Every pass that changes something removes characters outside placeholders, so the
   * repetition ends. A line that needs more passes was crafted to need them; all of it is withheld.
   */
  private static final int MAX_PASSES = 8;

  private static final String WITHHELD = "<secret:line>";

  private static final Pattern PLACEHOLDER = Pattern.compile("<secret:[a-z-]{1,40}>");

  /** The whole value consists of variables, or is an expression that computes the secret. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}?|\\$[A-Za-z_][A-Za-z0-9_.:]*|%[^%\\s]+%"
              + "|![A-Za-z_][A-Za-z0-9_]*!|\\{\\{.*)+|\\$\\(.*|\\$[?@*#0-9]|[(`\\[].*|@\\(.*"
              + "|<[a-zA-Z_"
              + " -]{1,40}>",
          Pattern.DOTALL);

  /**
   * Shells do not expand variables in single quotes, so only the template forms are references
   * there.
   */
  private static final Pattern QUOTED_REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}|%[^%\\s]+%|\\{\\{.*)+|<[a-zA-Z_ -]{1,40}>", Pattern.DOTALL);

  private static final Pattern NO_SECRET =
      Pattern.compile("(?i)\\*+|true|false|null|none|yes|no|-|=");

  private final List<SecretRule> rules;

  /** A redactor for the kinds of secrets that come with Longtail. */
  public Redactor() {
    this(SecretRules.BUILT_IN);
  }

  /** A redactor for the kinds of secrets in {@code rules}, tried in their order. */
  public Redactor(List<SecretRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** {@code commandLine} with its secrets replaced; the same string if it has none. */
  public String redact(String commandLine) {
    String text = commandLine;
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      String redacted = pass(text);
      if (redacted.equals(text)) {
        return text;
      }
      text = redacted;
    }
    return WITHHELD;
  }

  private String pass(String text) {
    String result = withoutTellingPayloads(text);
    String lower = result.toLowerCase(Locale.ROOT);
    for (SecretRule rule : rules) {
      if (rule.mayMatch(lower)) {
        result = apply(rule, result);
      }
    }
    return result;
  }

  /** Anybody can decode base64, so a payload that contains a secret is removed whole. */
  private String withoutTellingPayloads(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    for (EncodedPayloads.Payload payload : EncodedPayloads.of(text)) {
      if (payload.start() >= copied && !redact(payload.text()).equals(payload.text())) {
        out.append(text, copied, payload.start()).append("<secret:encoded-payload>");
        copied = payload.end();
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  private static String apply(SecretRule rule, String text) {
    List<Span> placeholders = placeholders(text);
    StringBuilder out = new StringBuilder(text.length());
    Matcher matcher = rule.pattern().matcher(text);
    int copied = 0;
    int from = 0;
    while (from <= text.length() && matcher.find(from)) {
      int group = rule.secretOf(matcher);
      int start = matcher.start(group);
      int end = matcher.end(group);
      if (start < 0) {
        // The secret's group is not part of this match.
        from = Math.max(matcher.end(), from + 1);
        continue;
      }
      Span within = containing(placeholders, start);
      if (within != null && start > within.start()) {
        // The word "secret:" of a placeholder looks like a key with a value.
        from = within.end();
        continue;
      }
      String value = text.substring(start, end);
      if (start >= copied && isSecret(value, rule)) {
        out.append(text, copied, start).append(placeholder(value, rule.kind()));
        copied = end;
      }
      from = Math.max(end, from + 1);
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  private static String placeholder(String value, String kind) {
    String quote = quoteOf(value);
    return quote + "<secret:" + kind + ">" + quote;
  }

  /** The quote around a value, if the value is one quoted string; else the empty string. */
  private static String quoteOf(String value) {
    char first = value.charAt(0);
    boolean quoted =
        value.length() >= 2
            && (first == '"' || first == '\'')
            && value.indexOf(first, 1) == value.length() - 1;
    return quoted ? String.valueOf(first) : "";
  }

  private static boolean isSecret(String value, SecretRule rule) {
    if (value.isEmpty()) {
      return false;
    }
    String quote = quoteOf(value);
    String bare = value.substring(quote.length(), value.length() - quote.length());
    if (bare.isBlank()
        || PLACEHOLDER.matcher(bare).matches()
        || NO_SECRET.matcher(bare).matches()) {
      return false;
    }
    Pattern reference = quote.equals("'") ? QUOTED_REFERENCE : REFERENCE;
    return !reference.matcher(bare).matches() && !rule.isPlain(bare);
  }

  private record Span(int start, int end) {}

  private static List<Span> placeholders(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      spans.add(new Span(matcher.start(), matcher.end()));
    }
    return spans;
  }

  /** The span that covers {@code position}, found by bisection, or null. */
  private static Span containing(List<Span> spans, int position) {
    int low = 0;
    int high = spans.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Span span = spans.get(middle);
      if (position < span.start()) {
        high = middle - 1;
      } else if (position >= span.end()) {
        low = middle + 1;
      } else {
        return span;
      }
    }
    return null;
  }
}
