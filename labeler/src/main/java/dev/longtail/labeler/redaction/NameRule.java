package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.Rule;
import java.util.List;

/**
 * Names whose value is a secret: {@code --db-password X}, {@code API_TOKEN=X}, {@code "secret":
 * "X"}, {@code X-Api-Key: X}. All lists are of lower-case letters and digits; a name is compared
 * without its hyphens, underscores and dots.
 *
 * @param rule the rule as it is written, with its examples
 * @param kind name in the placeholder
 * @param endings a name that ends in one of them
 * @param words a name that ends in one of them as a word of its own: {@code DB_PASS}, {@code
 *     dbPass}
 * @param exact a name that is one of them
 * @param except names that end in one of them are no names of secrets after all
 * @param weak the names have other meanings too, so the value must look random
 * @param header a colon without a blank assigns too, and the value may stand behind a scheme
 * @param query the names count only behind {@code ? & #} or in a form
 * @param pairs the value is a list of {@code name=value;}
 * @param numbers a number of four digits or more is a secret too
 * @param unless a value in which this is found is no secret; null: none
 */
record NameRule(
    Rule rule,
    String kind,
    List<String> endings,
    List<String> words,
    List<String> exact,
    List<String> except,
    boolean weak,
    boolean header,
    boolean query,
    boolean pairs,
    boolean numbers,
    Pattern unless)
    implements SecretRule {
  NameRule {
    endings = List.copyOf(endings);
    words = List.copyOf(words);
    exact = List.copyOf(exact);
    except = List.copyOf(except);
  }

  /** Whether {@code bare} behind a name of this rule is a secret. */
  boolean isSecret(Values values, String bare, char quote) {
    if (unless != null && unless.matcher(bare).find()) {
      return false;
    }
    if (weak) {
      return values.isWeaklyNamedSecret(bare, quote);
    }
    if (header || query) {
      return values.isSecret(bare, quote);
    }
    return values.isNamedSecret(bare, quote)
        || (numbers && bare.length() >= 4 && Values.isNumber(bare));
  }
}
