package dev.longtail.labeler.demo;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Knows commands of Windows, Linux and macOS that do no harm by themselves. A line is explained
 * only if every command in it is, also those within others. The list, {@code
 * harmless-commands.yaml}, holds programs whose name, first argument and a look at the rest are
 * enough to be sure.
 */
final class HarmlessCommands {
  /** Its rules, beside this class. */
  static final String FILE = "harmless-commands.yaml";

  private static final int MAX_NESTING = 3;

  /** Stands for no argument: the program may also run without any. */
  private static final String NOTHING = "()";

  /**
   * An entry of the list.
   *
   * @param rule what its programs do, and examples
   * @param firstArguments allowed first arguments; empty allows any arguments
   * @param only what the command must hold, in lower case
   * @param unless what it must not hold
   */
  private record Entry(
      Rule rule, Set<String> firstArguments, Optional<Pattern> only, Optional<Pattern> unless) {
    boolean admits(String command) {
      return only.map(pattern -> pattern.matcher(command).find()).orElse(true)
          && !unless.map(pattern -> pattern.matcher(command).find()).orElse(false);
    }
  }

  /** Programs that run the command in their arguments. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "sudo", "nohup", "time", "nice", "ionice", "stdbuf", "call", "then", "do", "else",
          "command", "watch", "while", "until", "if", "elif", "!", "@");

  /** Words of shells that end a block, and need nothing. */
  private static final Set<String> ENDS = Set.of("done", "fi", "break", "continue");

  /** Folders that only administrators can write, without the drive. */
  private static final List<String> INSTALLED =
      List.of(
          "/bin/",
          "/sbin/",
          "/usr/bin/",
          "/usr/sbin/",
          "/usr/local/bin/",
          "/usr/local/sbin/",
          "/usr/lib/",
          "/usr/lib64/",
          "/usr/libexec/",
          "/usr/share/",
          "/lib/",
          "/opt/",
          "/etc/init.d/",
          "/applications/",
          "/system/",
          "/library/",
          "/windows/",
          "/program files/",
          "/program files (x86)/",
          "/programdata/chocolatey/",
          "/programdata/microsoft/windows defender/",
          "%systemroot%/",
          "%windir%/");

  /**
   * Folders of the parts of installed programs, which nobody calls by hand. What lies there runs
   * because a program was installed.
   */
  private static final List<String> PARTS =
      List.of(
          "/usr/lib/",
          "/usr/lib64/",
          "/usr/libexec/",
          "/usr/local/",
          "/lib/",
          "/opt/",
          "/system/library/",
          "/applications/",
          "/library/google/",
          "/library/application support/",
          "/program files/",
          "/program files (x86)/",
          "/programdata/microsoft/windows defender/",
          "/windows/softwaredistribution/",
          "/windows/ccm/",
          "/windows/system32/wbem/",
          "/windows/syswow64/wbem/",
          "/windows/system32/inetsrv/");

  /** Where administrators and developers keep their own scripts. */
  private static final Pattern SCRIPT_PLACE =
      Pattern.compile(
          "^(?:[a-z]:)?/(?:scripts?|admin|jobs|tools|automation|ops|deploy|src|build|srv|opt"
              + "|inetpub|usr/local|program files(?: \\(x86\\))?|programdata/[^/]+/scripts)/[^%$]*$"
              + "|^//[\\w.-]+/(?:deploy|netlogon|sysvol|scripts|software|packages)\\$?/[^%$]*$"
              + "|^/(?:home|users)/[\\w.-]+/src/[^%$]*$");

  private static final Set<String> LAUNCHERS = Set.of("xargs", "env", "setsid", "chronic");

  private static final Set<String> PYTHON_MODULES =
      words("pip venv pytest unittest json.tool compileall build black mypy flake8 pylint tox");

  private static final Set<String> POWERSHELL_SWITCHES =
      words(
          "-noprofile -nop -noninteractive -noni -nologo -noexit -sta -mta -executionpolicy -ep"
              + " -ex -exec bypass remotesigned unrestricted allsigned");

  private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash", "ksh");

  private static final Set<String> INTERPRETERS =
      Set.of(
          "python", "python2", "python3", "node", "ruby", "perl", "php", "java", "sh", "bash",
          "zsh", "cscript", "wscript");

  private static final Set<String> POWERSHELLS = Set.of("powershell", "pwsh");
  private static final Pattern CALLED_SCRIPT =
      Pattern.compile("\\s*&\\s*'([^']+\\.ps1)'[^;|&`$({]*(?:\\*?>>?[^;|&`$({]*)?");
  private static final Pattern READING = Pattern.compile("^(?:get|test|measure)-");

  private final List<Entry> entries;

  /**
   * By the name of a program; several entries if a user adds first arguments to a known program.
   */
  private final Map<String, List<Entry>> programs;

  private final PowerShellScript script;

  private HarmlessCommands(List<Entry> entries, Map<String, List<Entry>> programs) {
    this.entries = entries;
    this.programs = programs;
    script =
        new PowerShellScript(
            cmdlet -> READING.matcher(cmdlet).find() || programs.containsKey(cmdlet));
  }

  /** The commands that come with Longtail, and the user's. */
  static HarmlessCommands with(UserRules user) {
    RuleList list = RuleList.HARMLESS_COMMANDS;
    List<RuleEntry> written =
        new ArrayList<>(RuleFile.of(HarmlessCommands.class, FILE).list(list.key()));
    written.addAll(user.entries(list));
    List<Entry> entries = new ArrayList<>();
    Map<String, List<Entry>> programs = new HashMap<>();
    for (RuleEntry entry : written) {
      Entry read =
          new Entry(
              entry.rule("meaning"),
              Set.copyOf(words(entry, "first-arguments")),
              regex(entry, "only"),
              regex(entry, "unless"));
      entries.add(read);
      List<String> names = words(entry, "programs");
      if (names.isEmpty()) {
        throw entry.refused("programs", "names none");
      }
      for (String program : names) {
        programs.computeIfAbsent(program, p -> new ArrayList<>()).add(read);
      }
      entry.done();
    }
    RuleFile.refuseDuplicates(entries.stream().map(Entry::rule).toList());
    return new HarmlessCommands(List.copyOf(entries), Map.copyOf(programs));
  }

  private static Optional<Pattern> regex(RuleEntry entry, String field) {
    return entry.has(field)
        ? Optional.of(Regexes.compile(entry, field, entry.regex(field), Pattern.DOTALL))
        : Optional.empty();
  }

  private static List<String> words(RuleEntry entry, String field) {
    List<String> words = entry.words(field);
    for (String word : words) {
      if (!word.equals(word.toLowerCase(Locale.ROOT))) {
        throw entry.refused(field, "must be in lower case: " + word);
      }
    }
    return words;
  }

  List<Rule> rules() {
    return entries.stream().map(Entry::rule).toList();
  }

  List<String> misjudged() {
    return rules().stream()
        .flatMap(rule -> rule.misjudged(line -> explains(rule, line)).stream())
        .toList();
  }

  /** Whether all of {@code line} is harmless, and part of it because of {@code rule}. */
  private boolean explains(Rule rule, String line) {
    TreeSet<String> what = new TreeSet<>();
    return explain(line, 0, what) && what.contains(rule.meaning());
  }

  /** What the commands of {@code line} do, if all of them are known to be harmless. */
  Optional<String> explain(String line) {
    TreeSet<String> what = new TreeSet<>();
    return explain(line, 0, what) && !what.isEmpty()
        ? Optional.of(String.join("; ", what))
        : Optional.empty();
  }

  private boolean explain(String line, int depth, Set<String> what) {
    List<List<String>> commands = CommandParts.of(line);
    if (commands.isEmpty()) {
      return false;
    }
    for (List<String> command : commands) {
      if (!explain(command, depth, what)) {
        return false;
      }
    }
    return true;
  }

  private boolean explain(List<String> command, int depth, Set<String> what) {
    List<String> words = withoutAssignments(command);
    if (words.isEmpty() || depth > MAX_NESTING) {
      return false;
    }
    String path = plainPath(words.get(0));
    String program = program(path);
    List<String> arguments = words.subList(1, words.size());
    if (!isTrustedPlace(path) || !explainWithin(command, depth, what)) {
      return isScript(path) && known(true, "runs a script of the administrators", what);
    }
    if (ENDS.contains(program) && arguments.isEmpty()) {
      return known(true, "prints text", what);
    }
    if (program.equals("for")) {
      return known(
          arguments.size() > 1 && arguments.get(1).equals("in"), "goes through a list", what);
    }
    if (WRAPPERS.contains(program)) {
      return wrapped(arguments, depth, what);
    }
    if (LAUNCHERS.contains(program) && !arguments.isEmpty()) {
      return launched(arguments, depth, what);
    }
    Optional<String> inner = inner(program, arguments);
    if (inner.isPresent()) {
      if (POWERSHELLS.contains(program)) {
        return explainScript(inner.get(), what) || explain(inner.get(), depth + 1, what);
      }
      return explain(inner.get(), depth + 1, what);
    }
    if (POWERSHELLS.contains(program)) {
      return known(runsScriptFile(arguments), "runs a script of the administrators", what);
    }
    if (program.equals("find")) {
      return found(arguments, depth, what);
    }
    if (program.equals("curl") || program.equals("wget")) {
      return known(isPlainFetch(arguments), "fetches from a named host", what);
    }
    if (READING.matcher(program).find()) {
      return known(!arguments.toString().contains("{"), "reads with PowerShell", what);
    }
    if (INTERPRETERS.contains(program) && runsInstalled(program, arguments)) {
      return known(true, "runs an installed program", what);
    }
    String whole = String.join(" ", words).toLowerCase(Locale.ROOT);
    List<Entry> known = programs.getOrDefault(program, List.of());
    for (Entry entry : known) {
      if (fits(entry, arguments) && entry.admits(whole)) {
        return known(true, entry.rule().meaning(), what);
      }
    }
    return known.isEmpty()
        && !INTERPRETERS.contains(program)
        && isPart(path)
        && known(true, "is a part of an installed program", what);
  }

  /** What a PowerShell script does, if all of it is known to be harmless. */
  Optional<String> explainScript(String text) {
    TreeSet<String> what = new TreeSet<>();
    return explainScript(text, what) ? Optional.of(String.join("; ", what)) : Optional.empty();
  }

  private boolean explainScript(String text, Set<String> what) {
    Matcher called = CALLED_SCRIPT.matcher(text);
    if (called.matches()) {
      return known(isScript(called.group(1)), "runs a script of the administrators", what);
    }
    return known(script.isHarmless(text), "reads with PowerShell", what);
  }

  private static boolean runsScriptFile(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      String lower = arguments.get(i).toLowerCase(Locale.ROOT);
      if (lower.equals("-file") || lower.equals("-f")) {
        String file = arguments.get(i + 1).toLowerCase(Locale.ROOT);
        return isInstalled(file) || isScript(file);
      }
      if (!POWERSHELL_SWITCHES.contains(lower)) {
        return false;
      }
    }
    return false;
  }

  /** Whether the commands that a shell runs to make the words of {@code command} are harmless. */
  private boolean explainWithin(List<String> command, int depth, Set<String> what) {
    for (String word : command) {
      if (word.indexOf('`') >= 0) {
        return false;
      }
      Optional<List<String>> within = Substitutions.of(word);
      if (within.isEmpty()) {
        return false;
      }
      for (String inner : within.get()) {
        boolean isArithmetic = inner.startsWith("(");
        if (!isArithmetic && !explain(inner, depth + 1, what)) {
          return false;
        }
      }
    }
    return true;
  }

  /** What find lists, and what it runs for each. */
  private boolean found(List<String> arguments, int depth, Set<String> what) {
    List<String> inner = new ArrayList<>();
    boolean runs = false;
    for (String argument : arguments) {
      if (argument.equals("-exec") || argument.equals("-execdir") || argument.equals("-ok")) {
        runs = true;
        inner.clear();
      } else if (runs && (argument.equals("+") || argument.equals(";") || argument.equals("\\"))) {
        runs = false;
        if (!explain(inner, depth + 1, what)) {
          return false;
        }
      } else if (runs) {
        inner.add(argument);
      }
    }
    return (!runs || explain(inner, depth + 1, what)) && known(true, "shows files", what);
  }

  /** A command behind xargs and its like, or none. */
  private boolean launched(List<String> arguments, int depth, Set<String> what) {
    int i = 0;
    while (i < arguments.size() && arguments.get(i).startsWith("-")) {
      // A short option of one letter brings its value apart: -n 1.
      boolean valueApart =
          arguments.get(i).matches("-[nPILsEd]")
              && i + 1 < arguments.size()
              && !arguments.get(i + 1).startsWith("-");
      i += valueApart ? 2 : 1;
    }
    List<String> rest = withoutAssignments(arguments.subList(i, arguments.size()));
    return !rest.isEmpty() && explain(rest, depth + 1, what);
  }

  private static boolean known(boolean harmless, String explanation, Set<String> what) {
    if (harmless) {
      what.add(explanation);
    }
    return harmless;
  }

  private static boolean fits(Entry entry, List<String> arguments) {
    Set<String> expected = entry.firstArguments();
    if (expected.isEmpty()) {
      return true;
    }
    if (arguments.isEmpty()) {
      return expected.contains(NOTHING);
    }
    int positional = 0;
    for (String argument : arguments) {
      String lower = argument.toLowerCase(Locale.ROOT);
      if (expected.contains(lower)) {
        return true;
      }
      // An option before the sub-command may have brought one value: kubectl -n prod get pods.
      if (!lower.startsWith("-") && ++positional == 2) {
        return false;
      }
    }
    return false;
  }

  private boolean wrapped(List<String> arguments, int depth, Set<String> what) {
    List<String> rest = new ArrayList<>(arguments);
    while (!rest.isEmpty() && rest.get(0).startsWith("-")) {
      String option = rest.remove(0);
      boolean takesValue = option.equals("-u") || option.equals("-n");
      if (takesValue && !rest.isEmpty() && (option.equals("-u") || isNumber(rest.get(0)))) {
        rest.remove(0);
      }
    }
    return explain(rest, depth + 1, what);
  }

  private static boolean isNumber(String word) {
    return word.matches("-?[0-9]+(?:\\.[0-9]+)?");
  }

  /** The command line that a shell was given as an argument. */
  private static Optional<String> inner(String program, List<String> arguments) {
    if (program.equals("cmd")) {
      return after(arguments, Set.of("/c", "/k", "/r"), Set.of("/d", "/s", "/q", "/v:on", "/e:on"));
    }
    if (program.equals("powershell") || program.equals("pwsh")) {
      return after(arguments, Set.of("-command", "-c", "/c", "/command"), POWERSHELL_SWITCHES);
    }
    if (SHELLS.contains(program)) {
      return after(
          arguments,
          Set.of("-c", "-lc", "-ec", "-xc", "-exc", "-lic"),
          Set.of("-l", "-e", "-x", "-u", "-o", "pipefail", "--login", "-euo", "-eu", "-ex"));
    }
    return Optional.empty();
  }

  private static Optional<String> after(
      List<String> arguments, Set<String> introduction, Set<String> before) {
    for (int i = 0; i < arguments.size(); i++) {
      String lower = arguments.get(i).toLowerCase(Locale.ROOT);
      if (introduction.contains(lower)) {
        return Optional.of(String.join(" ", arguments.subList(i + 1, arguments.size())));
      }
      if (!before.contains(lower)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * A download over TLS or from this machine that sends nothing but its request, and checks who
   * answers.
   */
  private static boolean isPlainFetch(List<String> arguments) {
    boolean url = false;
    for (String argument : arguments) {
      String lower = argument.toLowerCase(Locale.ROOT);
      if (lower.startsWith("https://")
          || lower.matches("http://(?:localhost|127\\.0\\.0\\.1)[:/].*")) {
        url = true;
      } else if (lower.contains("://")
          || argument.matches("-[a-zA-Z]*[dFTKk].*")
          || lower.matches(
              "--(?:data|form|upload|post|body|config|method|request|insecure|no-check).*")) {
        return false;
      }
    }
    return url;
  }

  /**
   * A script in a folder that only administrators can write, a module that comes with Python, or a
   * question for the version.
   */
  private static boolean runsInstalled(String program, List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String lower = argument.toLowerCase(Locale.ROOT);
      if (lower.equals("--version") || lower.equals("-version")) {
        return true;
      }
      if (program.startsWith("python") && lower.equals("-m") && i + 1 < arguments.size()) {
        return PYTHON_MODULES.contains(arguments.get(i + 1));
      }
      if (program.equals("java") && (lower.equals("-cp") || lower.equals("-classpath"))) {
        return i + 1 < arguments.size() && areScripts(arguments.get(i + 1));
      }
      boolean isOption = lower.startsWith("-") || lower.startsWith("//");
      if (!isOption || isScript(lower)) {
        return isInstalled(lower) || isScript(lower);
      }
    }
    return false;
  }

  /** All parts of a class path. */
  private static boolean areScripts(String path) {
    for (String part : path.split("[:;](?![\\\\/])")) {
      if (!isInstalled(part.toLowerCase(Locale.ROOT)) && !isScript(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isScript(String path) {
    String lower = path.toLowerCase(Locale.ROOT).replace('\\', '/');
    return !lower.contains("/../") && SCRIPT_PLACE.matcher(lower).find();
  }

  /** Without the prefix of the name space of the Windows kernel. */
  private static String plainPath(String path) {
    return path.startsWith("\\??\\") ? path.substring(4) : path;
  }

  private static boolean isPart(String path) {
    String local = path.toLowerCase(Locale.ROOT).replace('\\', '/').replaceFirst("^[a-z]:/", "/");
    return !local.contains("/../") && PARTS.stream().anyMatch(local::startsWith);
  }

  /**
   * An attacker can borrow the name of a program, but cannot write a folder of the administrators.
   */
  private static boolean isTrustedPlace(String path) {
    String lower = path.toLowerCase(Locale.ROOT).replace('\\', '/');
    if (!lower.contains("/") || lower.startsWith("./")) {
      return true;
    }
    return isInstalled(lower);
  }

  private static boolean isInstalled(String lower) {
    String local = lower.replace('\\', '/').replaceFirst("^[a-z]:/", "/");
    return !local.contains("/../") && INSTALLED.stream().anyMatch(local::startsWith);
  }

  private static Set<String> words(String words) {
    return Set.of(words.split(" "));
  }

  private static String program(String path) {
    String lower = path.toLowerCase(Locale.ROOT).replace('\\', '/');
    if (lower.startsWith("./")) {
      return lower;
    }
    String name = lower.substring(lower.lastIndexOf('/') + 1);
    return name.replaceFirst("\\.(?:exe|com|cmd|bat)$", "");
  }

  private static List<String> withoutAssignments(List<String> command) {
    int first = 0;
    while (first < command.size() && command.get(first).matches("[A-Za-z_][A-Za-z0-9_]*=.*")) {
      // These change what the loader or the shell of the command does.
      if (command
          .get(first)
          .matches(
              "(?:LD_|DYLD_|PATH=|IFS=|BASH_ENV|ENV=|PROMPT_COMMAND|GIT_SSH|PAGER|EDITOR).*")) {
        return List.of();
      }
      first++;
    }
    return command.subList(first, command.size());
  }
}
