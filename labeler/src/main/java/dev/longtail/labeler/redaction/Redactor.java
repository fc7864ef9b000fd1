package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Replaces the secrets in a command line by typed placeholders such as {@code <secret:password>}.
 *
 * <p>Runs before anything leaves the process: the request, the cache and the log lines. Time is
 * linear in the length of the line (re2j), and redacting twice changes nothing. Variables ({@code
 * $TOKEN}, {@code %PASS%}, <code>${…}</code>) and expressions are names of secrets, not secrets,
 * and stay.
 */
public final class Redactor {
  /**
   * Redaction can bring two rules' matches next to each other, so it is repeated until nothing
   * changes. Every pass that changes something removes characters outside placeholders, so it ends;
   * lines that need more passes than this were built to, and are withheld whole.
   */
  private static final int MAX_PASSES = 8;

  private static final String WITHHELD = "<secret:line>";

  private static final Pattern PLACEHOLDER = Pattern.compile("<secret:[a-z-]{1,40}>");

  /** The whole value is made of variables, or is an expression that computes the secret. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}?|\\$[A-Za-z_][A-Za-z0-9_.:]*|%[^%\\s]+%"
              + "|![A-Za-z_][A-Za-z0-9_]*!|\\{\\{.*)+|\\$\\(.*|\\$[?@*#0-9]|[(`\\[].*|@\\(.*"
              + "|<[a-zA-Z_"
              + " -]{1,40}>",
          Pattern.DOTALL);

  /** Single quotes keep shells from expanding, so there only the template forms are references. */
  private static final Pattern QUOTED_REFERENCE =
      Pattern.compile(
          "(?:\\$\\{[^}]*\\}|%[^%\\s]+%|\\{\\{.*)+|<[a-zA-Z_ -]{1,40}>", Pattern.DOTALL);

  private static final Pattern NO_SECRET =
      Pattern.compile("(?i)\\*+|true|false|null|none|yes|no|-|=");

  private final List<SecretRule> rules;

  /** Knows the kinds of secrets that come with Longtail. */
  public Redactor() {
    this(SecretRules.BUILT_IN);
  }

  /** Knows the kinds of secrets in {@code rules}, and tries them in their order. */
  public Redactor(List<SecretRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The secrets of {@code commandLine} replaced; the line itself if it has none. */
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

  /** Base64 hides nothing from who reads it: a payload that says a secret is taken out whole. */
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
        // The group of the secret has no part in this match.
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

  /** The quote around a value that is one quoted string, or the empty string. */
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

  /** The span that covers {@code position}, by bisection, or null. */
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
