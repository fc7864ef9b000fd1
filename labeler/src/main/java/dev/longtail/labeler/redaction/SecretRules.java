package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Every kind of secret the {@link Redactor} knows. {@code secrets.toml} lists regular expressions
 * in the form of gitleaks. {@code secrets.yaml} lists names whose value is a secret, and programs
 * that take one. Users may add their own, which are tried before the built-in ones.
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
    RuleFile patterns = RuleFile.of(SecretRules.class, "secrets.toml");
    RuleFile places = RuleFile.of(SecretRules.class, "secrets.yaml");
    List<SecretRule> rules = new ArrayList<>();
    read(user, RuleList.SECRETS, patterns, SecretRules::pattern, rules);
    read(user, RuleList.SECRET_NAMES, places, SecretRules::names, rules);
    read(user, RuleList.SECRET_PROGRAMS, places, SecretRules::program, rules);
    RuleFile.refuseDuplicates(rules.stream().map(SecretRule::rule).toList());
    return List.copyOf(rules);
  }

  /**
   * Names a redaction by what it removes: {@link Redactor#VERSION}, a digest of all rules, and
   * {@code +references} where values that look like variables go too.
   */
  public static String version(UserRules user, boolean referencesToo) {
    return Redactor.VERSION
        + "-"
        + user.digest(RuleFile.textsOf(SecretRules.class, List.of("secrets.toml", "secrets.yaml")))
        + (referencesToo ? "+references" : "");
  }

  private static void read(
      UserRules user,
      RuleList list,
      RuleFile builtIn,
      Function<RuleEntry, SecretRule> reader,
      List<SecretRule> rules) {
    List<RuleEntry> entries = new ArrayList<>(user.entries(list));
    entries.addAll(builtIn.list(list.key()));
    entries.stream().map(reader).forEach(rules::add);
  }

  private static SecretRule names(RuleEntry entry) {
    Rule rule = entry.rule("meaning");
    NameRule names =
        new NameRule(
            rule,
            kind(entry, rule.id()),
            bare(entry, "endings"),
            bare(entry, "words"),
            bare(entry, "exact"),
            bare(entry, "except"),
            entry.flag("weak"),
            entry.flag("header"),
            entry.flag("query"),
            entry.flag("pairs"),
            entry.flag("numbers"),
            regex(entry, "unless"));
    if (names.endings().isEmpty() && names.words().isEmpty() && names.exact().isEmpty()) {
      throw entry.refused("endings", "needs names in endings, words or exact");
    }
    entry.done();
    return names;
  }

  private static List<String> bare(RuleEntry entry, String field) {
    List<String> words = entry.lowerCaseWords(field);
    for (String word : words) {
      if (!word.matches("[a-z0-9]{1,40}")) {
        throw entry.refused(field, "names are of letters and digits, at most 40: " + word);
      }
    }
    return words;
  }

  private static SecretRule program(RuleEntry entry) {
    Rule rule = entry.rule("meaning");
    List<String> programs = entry.lowerCaseWords("programs");
    if (programs.isEmpty()) {
      throw entry.refused("programs", "needs the names of programs");
    }
    ProgramRule program =
        new ProgramRule(
            rule,
            kind(entry, rule.id()),
            programs,
            entry.texts("sub").stream().map(sub -> List.of(sub.strip().split("\\s+"))).toList(),
            entry.words("needs"),
            entry.words("options"),
            entry.words("glued"),
            entry.flag("clustered"),
            entry.flag("ignore-case"),
            entry.count("operand", 0),
            entry.words("valued"),
            regex(entry, "behind"),
            entry.text("after", ""),
            entry.text("until", ""),
            entry.flag("stdin"),
            entry.flag("named"),
            regex(entry, "unless"),
            entry.words("harmless"));
    entry.done();
    return program;
  }

  private static Pattern regex(RuleEntry entry, String field) {
    return entry.has(field) ? Regexes.compile(entry, field, entry.regex(field), 0) : null;
  }

  private static SecretRule pattern(RuleEntry entry) {
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
        new PatternRule(
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
    String kind = entry.text("kind", tags.isEmpty() ? id : tags.get(0));
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

  /** Whether the words of {@code rule} spare {@code line} its regular expression, and must not. */
  public static boolean isSpared(SecretRule rule, String line) {
    return rule instanceof PatternRule pattern
        && !pattern.mayMatch(Values.lower(line))
        && pattern.pattern().matcher(line).find();
  }

  /** A rule about names as words needs the names. */
  private static List<SecretRule> alone(SecretRule rule) {
    if (!(rule instanceof ProgramRule program) || !program.named()) {
      return List.of(rule);
    }
    List<SecretRule> rules = new ArrayList<>(List.of(rule));
    BUILT_IN.stream().filter(NameRule.class::isInstance).forEach(rules::add);
    return rules;
  }

  /** A message for each example that does not turn out as its rule in {@code rules} says. */
  public static List<String> misjudged(List<SecretRule> rules) {
    List<String> failures = new ArrayList<>();
    for (SecretRule rule : rules) {
      Redactor redactor = new Redactor(alone(rule));
      failures.addAll(rule.rule().misjudged(line -> !redactor.redact(line).equals(line)));
      failures.addAll(rule.rule().misshaped(redactor::redact));
    }
    return failures;
  }
}
