package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular expression that finds secrets. The form is a gitleaks rule.
 *
 * @param rule the rule as it is written, with its examples
 * @param kind name in the placeholder, e.g. {@code password}
 * @param hints lower-case literals; a line without any of them is not searched; empty: every line
 *     is searched
 * @param pattern finds the candidate
 * @param group the group that is the candidate, with its quotes; 0: the first group that is not
 *     empty, or the whole match if there are no groups
 * @param entropy a candidate is a secret only if it has more bits per character than this
 * @param plain a candidate in which one of these patterns is found is no secret, e.g. a path
 * @param stopwords lower-case; a candidate that contains one of them is no secret
 */
record PatternRule(
    Rule rule,
    String kind,
    List<String> hints,
    Pattern pattern,
    int group,
    double entropy,
    List<Pattern> plain,
    List<String> stopwords)
    implements SecretRule {
  PatternRule {
    hints = List.copyOf(hints);
    plain = List.copyOf(plain);
    stopwords = List.copyOf(stopwords);
  }

  boolean mayMatch(String lowerCase) {
    if (hints.isEmpty()) {
      return true;
    }
    for (String hint : hints) {
      if (lowerCase.contains(hint)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what is found in {@code text} to {@code found}. */
  void find(String text, Values values, Work work, List<Span> found) {
    Matcher matcher = pattern.matcher(text);
    int from = 0;
    while (from <= text.length()) {
      // A search may look at all that is left, whatever it finds.
      work.add(2L * (text.length() - from + 1));
      if (!matcher.find(from)) {
        return;
      }
      int secret = secretOf(matcher);
      int start = matcher.start(secret);
      int end = matcher.end(secret);
      if (start < 0) {
        from = Math.max(matcher.end(), from + 1); // the group has no part in this match
        continue;
      }
      work.value();
      Values.Value value = Values.within(text, start, end);
      String bare = value.of(text);
      if (values.isSecret(bare, value.quote()) && !isPlain(bare)) {
        found.add(new Span(value.start(), value.end(), kind));
      }
      from = Math.max(end, from + 1);
    }
  }

  /** The group of a match that is the candidate; the group may have no part in the match. */
  private int secretOf(Matcher match) {
    if (group > 0 || match.groupCount() == 0) {
      return group;
    }
    for (int i = 1; i <= match.groupCount(); i++) {
      if (match.end(i) > match.start(i)) {
        return i;
      }
    }
    return 1;
  }

  private boolean isPlain(String candidate) {
    for (Pattern plainForm : plain) {
      if (plainForm.matcher(candidate).find()) {
        return true;
      }
    }
    if (!stopwords.isEmpty()) {
      String lower = Values.lower(candidate);
      if (stopwords.stream().anyMatch(lower::contains)) {
        return true;
      }
    }
    return entropy > 0 && entropyOf(candidate) <= entropy;
  }

  /** Shannon's entropy in bits per character. */
  private static double entropyOf(String text) {
    Map<Integer, Integer> counts = new HashMap<>();
    text.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
    return counts.values().stream()
        .mapToDouble(count -> (double) count / text.length())
        .map(share -> -share * Math.log(share) / Math.log(2))
        .sum();
  }
}
