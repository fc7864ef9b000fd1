package dev.longtail.labeler.demo;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a PowerShell script uses only cmdlets, types and words of the language that are known to
 * be harmless. It is no parser: texts in quotes are set aside, and what is left is cut at line
 * ends, semicolons, pipes and braces. Each piece has to begin with something known, and no cmdlet
 * or type anywhere in it may be unknown.
 */
final class PowerShellScript {
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"$`]*\"");
  private static final Pattern PIECES = Pattern.compile("[;|{}\\n\\r()]");
  private static final Pattern CMDLET = Pattern.compile("(?<![\\w$.:\\\\/-])[a-z]+-[a-z][a-z0-9]*");
  private static final Pattern OWN_FUNCTION = Pattern.compile("\\bfunction\\s+([a-z]+-[a-z0-9]+)");
  private static final Pattern TYPE = Pattern.compile("\\[([a-z.]+)(?:\\[\\])?\\]");
  private static final Pattern STATIC = Pattern.compile("\\]::\\s*([a-z0-9_]+)");

  /** Words of the language and aliases that may begin a piece. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(?:if|else|elseif|foreach|for|while|do|switch|try|catch|finally|function|param|begin"
              + "|process|end|return|exit|throw|break|continue|in|where|select|sort|ft|fl|gci|gc|gps"
              + "|gsv|measure|echo|dir|ls|cd|sls|\\?|%)(?![\\w.-]).*");

  private static final Pattern EXPRESSION = Pattern.compile("[$'\"@\\[,=+*!<>\\d.-].*");

  /** Asks for code, or for another process, in words that no cmdlet's name shows. */
  private static final Pattern RUNS_CODE =
      Pattern.compile(
          "\\.invoke|\\.create\\(|\\biex\\b|\\bicm\\b|(?:^|[;|{(=]\\s*)[&.]\\s*[$'\"\\w(\\\\]");

  private static final Set<String> TYPES =
      Set.of(
          "version",
          "string",
          "int",
          "int32",
          "int64",
          "long",
          "double",
          "bool",
          "datetime",
          "timespan",
          "math",
          "regex",
          "guid",
          "xml",
          "array",
          "hashtable",
          "switch",
          "char",
          "pscustomobject",
          "environment",
          "system.environment",
          "system.math",
          "io.path",
          "system.io.path",
          "void",
          "cmdletbinding",
          "parameter");

  private final Predicate<String> isHarmless;

  /** Scripts of which {@code isHarmless} knows the cmdlets, by their names in lower case. */
  PowerShellScript(Predicate<String> isHarmless) {
    this.isHarmless = isHarmless;
  }

  boolean isHarmless(String script) {
    String bare = QUOTED.matcher(script.toLowerCase(Locale.ROOT)).replaceAll("''");
    if (RUNS_CODE.matcher(bare).find() || !knowsTypes(bare)) {
      return false;
    }
    Set<String> own = new HashSet<>();
    OWN_FUNCTION.matcher(bare).results().forEach(function -> own.add(function.group(1)));
    Matcher cmdlet = CMDLET.matcher(bare);
    boolean any = false;
    while (cmdlet.find()) {
      String name = cmdlet.group();
      if (!own.contains(name) && !isHarmless.test(name)) {
        return false;
      }
      any = true;
    }
    return any && piecesBeginWell(bare);
  }

  private static boolean knowsTypes(String bare) {
    Matcher type = TYPE.matcher(bare);
    while (type.find()) {
      if (!TYPES.contains(type.group(1))) {
        return false;
      }
    }
    return STATIC.matcher(bare).results().noneMatch(of -> of.group(1).startsWith("set"));
  }

  private static boolean piecesBeginWell(String bare) {
    for (String piece : PIECES.split(bare)) {
      String text = piece.strip();
      boolean known =
          text.isEmpty()
              || CMDLET.matcher(text).lookingAt()
              || EXPRESSION.matcher(text).matches()
              || BEGINNING.matcher(text).matches();
      if (!known) {
        return false;
      }
    }
    return true;
  }
}
