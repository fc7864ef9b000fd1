package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces the secrets in a command line by typed placeholders such as {@code <secret:password>}.
 *
 * <p>Redaction comes before requests, cache and log lines, so no secret leaves the process. Only
 * the value goes: never an operator of a shell, a line end or a quote outside of it, and of a
 * payload in base64 only the secret in it. Time is linear in the length of the line: each payload
 * is decoded once, to two levels, and {@link Work} bounds the rest. Redacting twice changes
 * nothing.
 *
 * <p>Variables ({@code $TOKEN}, {@code %PASS%}, <code>${…}</code>) and expressions stay: they name
 * a secret but do not contain it.
 */
public final class Redactor {
  /** What is shown of a line that cannot be redacted. Nobody is ever asked about it. */
  public static final String WITHHELD = "<secret:line>";

  /** Raised when the same rules remove something else than before. */
  public static final String VERSION = "r1";

  /** Characters of the longest line that is looked at. */
  static final int LONGEST = 65_536;

  /** A payload may hold another payload. */
  private static final int MAX_DEPTH = 2;

  /**
   * Redaction can bring two matches next to each other, so it is repeated until nothing changes. A
   * line that needs more passes was crafted to need them; all of it is withheld.
   */
  private static final int MAX_PASSES = 4;

  private static final Pattern PLACEHOLDER = Pattern.compile("<secret:[a-z-]{1,40}>");

  private final List<PatternRule> patterns = new ArrayList<>();
  private final NamedValues named;
  private final ProgramValues programs;
  private final Values values;
  private Optional<Pseudonyms> pseudonyms = Optional.empty();

  /** A redactor for the kinds of secrets that come with Longtail. */
  public Redactor() {
    this(SecretRules.BUILT_IN);
  }

  /** A redactor for the kinds of secrets in {@code rules}, tried in their order. */
  public Redactor(List<SecretRule> rules) {
    this(rules, false);
  }

  /**
   * A redactor for the kinds of secrets in {@code rules}.
   *
   * @param referencesToo whether a value that looks like a variable, an option or a placeholder
   *     goes too where a password is expected: {@code psexec -p $ecret1}
   */
  public Redactor(List<SecretRule> rules, boolean referencesToo) {
    values = new Values(referencesToo);
    List<NameRule> nameRules = new ArrayList<>();
    List<ProgramRule> programRules = new ArrayList<>();
    for (SecretRule rule : rules) {
      if (rule instanceof PatternRule pattern) {
        patterns.add(pattern);
      } else if (rule instanceof NameRule name) {
        nameRules.add(name);
      } else {
        programRules.add((ProgramRule) rule);
      }
    }
    Names names = new Names(nameRules);
    named = new NamedValues(names, values);
    programs = new ProgramValues(programRules, names, values);
  }

  /** The same redactor, which also gives pseudonyms to hosts, addresses and accounts. */
  public Redactor with(Pseudonyms names) {
    pseudonyms = Optional.of(names);
    return this;
  }

  /** {@code commandLine} with its secrets replaced; the same string if it has none. */
  public String redact(String commandLine) {
    return read(commandLine).shown();
  }

  /** {@code commandLine} with its secrets replaced, and whether a judge still sees enough of it. */
  public Redaction read(String commandLine) {
    Redaction redaction = read(commandLine, new Work());
    return pseudonyms.map(names -> named(redaction, names)).orElse(redaction);
  }

  private static Redaction named(Redaction redaction, Pseudonyms names) {
    String shown = names.of(redaction.shown());
    return redaction.removed() == 0
        ? new Redaction(shown, 0, redaction.cover(), "")
        : new Redaction(shown, redaction.removed(), redaction.cover(), places(shown));
  }

  Redaction read(String commandLine, Work work) {
    if (commandLine.length() > LONGEST) {
      return Redaction.withheld("the line is too long to be redacted");
    }
    try {
      return read(commandLine, 0, work, new HashMap<>());
    } catch (Work.Exceeded e) {
      return Redaction.withheld("the line takes too long to be redacted");
    }
  }

  private Redaction read(String line, int depth, Work work, Map<String, Redaction> payloads) {
    String text = line;
    Cover cover = new Cover();
    int removed = 0;
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      List<Span> spans = spans(text, work);
      String redacted = replace(text, spans, pass > 0 ? MAX_DEPTH : depth, cover, work, payloads);
      if (redacted.equals(text)) {
        return removed == 0 && pass == 0
            ? Redaction.nothing(line)
            : new Redaction(text, removed, cover(line, cover), places(text));
      }
      removed += Math.max(1, spans.size());
      text = redacted;
    }
    return Redaction.withheld("the line was made to be redacted again and again");
  }

  /** A line that was withheld stays so, whatever else is removed from it. */
  private static Optional<String> cover(String line, Cover cover) {
    return Redaction.nothing(line).cover().or(() -> cover.of(line.length()));
  }

  private List<Span> spans(String text, Work work) {
    List<Span> found = new ArrayList<>();
    String lower = Values.lower(text);
    for (PatternRule rule : patterns) {
      if (rule.mayMatch(lower)) {
        rule.find(text, values, work, found);
      }
    }
    named.find(text, work, found);
    programs.find(text, work, found);
    return found.isEmpty() ? found : disjoint(found, placeholders(text));
  }

  /** Without what is a placeholder already; what overlaps becomes one. */
  private static List<Span> disjoint(List<Span> found, List<Span> placeholders) {
    found.sort(
        Comparator.comparingInt(Span::start)
            .thenComparing(Comparator.comparingInt(Span::end).reversed()));
    List<Span> spans = new ArrayList<>();
    int next = 0;
    for (Span span : found) {
      while (next < placeholders.size() && placeholders.get(next).end() <= span.start()) {
        next++;
      }
      if (next < placeholders.size() && placeholders.get(next).start() < span.end()) {
        continue;
      }
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last == null || span.start() >= last.end()) {
        spans.add(span);
      } else if (span.end() > last.end()) {
        spans.set(spans.size() - 1, new Span(last.start(), span.end(), last.kind()));
      }
    }
    return spans;
  }

  private String replace(
      String text,
      List<Span> spans,
      int depth,
      Cover cover,
      Work work,
      Map<String, Redaction> payloads) {
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    int next = 0;
    List<Base64Payloads.Run> runs = depth < MAX_DEPTH ? Base64Payloads.of(text, work) : List.of();
    for (Base64Payloads.Run run : runs) {
      while (next < spans.size() && spans.get(next).start() < run.end()) {
        copied = put(spans.get(next), text, copied, out, cover);
        next++;
      }
      if (run.start() < copied) {
        continue; // it is, or holds, a removed value
      }
      Redaction inner = payloads.get(run.text());
      if (inner == null) {
        inner = read(run.text(), depth + 1, work, payloads);
        payloads.put(run.text(), inner);
      }
      if (inner.removed() > 0) {
        cover.inherit(inner.cover());
        out.append(text, copied, run.start()).append(run.encode(inner.shown()));
        copied = run.end();
      }
    }
    for (; next < spans.size(); next++) {
      copied = put(spans.get(next), text, copied, out, cover);
    }
    return copied == 0 ? text : out.append(text, copied, text.length()).toString();
  }

  private static int put(Span span, String text, int copied, StringBuilder out, Cover cover) {
    if (span.start() < copied) {
      return copied;
    }
    cover.remove(text.substring(span.start(), span.end()));
    out.append(text, copied, span.start()).append(span.placeholder());
    return span.end();
  }

  private static List<Span> placeholders(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      spans.add(new Span(matcher.start(), matcher.end(), ""));
    }
    return spans;
  }

  private static String places(String shown) {
    return Redaction.placesOf(placeholders(shown).stream().map(Span::start).toList());
  }
}
