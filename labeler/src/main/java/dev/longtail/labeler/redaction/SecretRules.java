package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import dev.longtail.labeler.rules.Regexes;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Every kind of secret the {@link Redactor} knows, the more specific first. {@code secrets.toml}
 * lists them in the form of gitleaks. Users may add their own, which are tried before the built-in
 * ones.
 */
public final class SecretRules {
  /** The rules that come with Longtail. */
  public static final List<SecretRule> BUILT_IN = with(UserRules.NONE);

  private SecretRules() {}

  /**
   * The user's rules, and after them the rules that come with Longtail.
   *
   * @throws dev.longtail.udfs.io.InputException if a rule of the user is wrong, naming file, line,
   *     rule and field
   */
  public static List<SecretRule> with(UserRules user) {
    List<RuleEntry> entries = new ArrayList<>(user.entries(RuleList.SECRETS));
    entries.addAll(RuleFile.of(SecretRules.class, "secrets.toml").list(RuleList.SECRETS.key()));
    List<SecretRule> rules = entries.stream().map(SecretRules::read).toList();
    RuleFile.refuseDuplicates(rules.stream().map(SecretRule::rule).toList());
    return rules;
  }

  private static SecretRule read(RuleEntry entry) {
    Rule rule = entry.rule("description");
    Pattern pattern = Regexes.compile(entry, "regex", entry.regex("regex"), 0);
    int group = entry.count("secretGroup", 0);
    if (group > pattern.groupCount()) {
      throw entry.refused("secretGroup", "the regex has " + pattern.groupCount() + " groups");
    }
    List<Pattern> plain = new ArrayList<>();
    List<String> stopwords = new ArrayList<>();
    for (RuleEntry allowed : entry.entries("allowlists")) {
      readAllowed(allowed, plain, stopwords);
    }
    SecretRule secret =
        new SecretRule(
            rule,
            kind(entry, rule.id()),
            entry.lowerCaseWords("keywords"),
            pattern,
            group,
            entry.number("entropy", 0),
            plain,
            stopwords);
    entry.done();
    return secret;
  }

  /** The name in the placeholder: the first tag, or else the id. */
  private static String kind(RuleEntry entry, String id) {
    List<String> tags = entry.texts("tags");
    String kind = tags.isEmpty() ? id : tags.get(0);
    if (!kind.matches("[a-z-]{1,40}")) {
      throw entry.refused(
          "tags",
          "the first tag, or else the id, names the placeholder and must be of lower-case letters"
              + " and hyphens: "
              + kind);
    }
    return kind;
  }

  private static void readAllowed(RuleEntry allowed, List<Pattern> plain, List<String> stopwords) {
    allowed.text("description", "");
    if (!allowed.text("regexTarget", "secret").equals("secret")) {
      throw allowed.refused("regexTarget", "only the secret can be looked at, not match or line");
    }
    if (!allowed.text("condition", "OR").equals("OR")) {
      throw allowed.refused("condition", "only OR is known");
    }
    for (String regex : allowed.expandedTexts("regexes")) {
      plain.add(Regexes.compile(allowed, "regexes", regex, 0));
    }
    stopwords.addAll(allowed.lowerCaseWords("stopwords"));
    allowed.done();
  }

  /** A message for each example that does not turn out as its rule in {@code rules} says. */
  public static List<String> misjudged(List<SecretRule> rules) {
    List<String> failures = new ArrayList<>();
    for (SecretRule rule : rules) {
      Redactor redactor = new Redactor(List.of(rule));
      failures.addAll(rule.rule().misjudged(line -> !redactor.redact(line).equals(line)));
      failures.addAll(rule.rule().misshaped(redactor::redact));
    }
    return failures;
  }
}
