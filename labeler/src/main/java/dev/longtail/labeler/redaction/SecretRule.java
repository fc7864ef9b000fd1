package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.Rule;
import java.util.List;
import java.util.Locale;

/**
 * Where one kind of secret stands in a command line. The form is a gitleaks rule; {@link
 * SecretRules} reads it.
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
public record SecretRule(
    Rule rule,
    String kind,
    List<String> hints,
    Pattern pattern,
    int group,
    double entropy,
    List<Pattern> plain,
    List<String> stopwords) {
  public SecretRule {
    hints = List.copyOf(hints);
    plain = List.copyOf(plain);
    stopwords = List.copyOf(stopwords);
  }

  public boolean mayMatch(String lowerCase) {
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

  /** The group of a match that is the candidate; the group may have no part in the match. */
  int secretOf(Matcher match) {
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

  /** Whether {@code candidate}, without its quotes, is no secret after all. */
  boolean isPlain(String candidate) {
    for (Pattern pattern : plain) {
      if (pattern.matcher(candidate).find()) {
        return true;
      }
    }
    if (!stopwords.isEmpty()) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      if (stopwords.stream().anyMatch(lower::contains)) {
        return true;
      }
    }
    return entropy > 0 && entropyOf(candidate) <= entropy;
  }

  /** Shannon's entropy in bits per character. */
  private static double entropyOf(String text) {
    return text
        .chars()
        .boxed()
        .collect(
            java.util.stream.Collectors.groupingBy(c -> c, java.util.stream.Collectors.counting()))
        .values()
        .stream()
        .mapToDouble(count -> (double) count / text.length())
        .map(share -> -share * Math.log(share) / Math.log(2))
        .sum();
  }
}
