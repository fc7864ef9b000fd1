package dev.longtail.labeler.demo;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.labeler.rules.UserRules.RuleList;
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
 * only if every command in it is. The list, {@code harmless-commands.yaml}, holds only programs
 * whose name and first argument are enough to be sure.
 */
final class HarmlessCommands {
  private static final int MAX_NESTING = 3;

  /** Stands for no argument: the program may also run without any. */
  private static final String NOTHING = "()";

  /**
   * An entry of the list.
   *
   * @param rule what its programs do, and examples
   * @param firstArguments allowed first arguments; empty allows any arguments
   */
  private record Entry(Rule rule, Set<String> firstArguments) {}

  /** Programs that run the command in their arguments. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "sudo", "nohup", "time", "nice", "ionice", "stdbuf", "call", "then", "do", "else",
          "command", "watch");

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
          "/opt/",
          "/etc/init.d/",
          "/applications/",
          "/system/",
          "/library/",
          "/windows/",
          "/program files/",
          "/program files (x86)/",
          "/programdata/chocolatey/",
          "%systemroot%/",
          "%windir%/");

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
          "zsh", "cscript");

  private final List<Entry> entries;

  /**
   * By the name of a program; several entries if a user adds first arguments to a known program.
   */
  private final Map<String, List<Entry>> programs;

  private HarmlessCommands(List<Entry> entries, Map<String, List<Entry>> programs) {
    this.entries = entries;
    this.programs = programs;
  }

  /** The commands that come with Longtail, and the user's. */
  static HarmlessCommands with(UserRules user) {
    RuleList list = RuleList.HARMLESS_COMMANDS;
    List<RuleEntry> written =
        new ArrayList<>(
            RuleFile.of(HarmlessCommands.class, "harmless-commands.yaml").list(list.key()));
    written.addAll(user.entries(list));
    List<Entry> entries = new ArrayList<>();
    Map<String, List<Entry>> programs = new HashMap<>();
    for (RuleEntry entry : written) {
      Entry read = new Entry(entry.rule("meaning"), Set.copyOf(words(entry, "first-arguments")));
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
    String path = words.get(0);
    String program = program(path);
    List<String> arguments = words.subList(1, words.size());
    if (!isTrustedPlace(path)) {
      return false;
    }
    if (WRAPPERS.contains(program)) {
      return wrapped(arguments, depth, what);
    }
    Optional<String> inner = inner(program, arguments);
    if (inner.isPresent()) {
      return explain(inner.get(), depth + 1, what);
    }
    if (program.equals("find")) {
      return known(!arguments.contains("-delete"), "shows files", what);
    }
    if (program.equals("curl") || program.equals("wget")) {
      return known(isPlainFetch(arguments), "fetches from a named host", what);
    }
    if (program.startsWith("get-")
        || program.startsWith("test-")
        || program.startsWith("measure-")) {
      return known(!arguments.toString().contains("{"), "reads with PowerShell", what);
    }
    if (INTERPRETERS.contains(program)) {
      return known(runsInstalled(program, arguments), "runs an installed program", what);
    }
    for (Entry entry : programs.getOrDefault(program, List.of())) {
      if (fits(entry, arguments)) {
        return known(true, entry.rule().meaning(), what);
      }
    }
    return false;
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
          Set.of("-l", "-e", "-x", "-u", "-o", "pipefail", "--login"));
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

  /** A download over TLS or from this machine that sends nothing but its request. */
  private static boolean isPlainFetch(List<String> arguments) {
    boolean url = false;
    for (String argument : arguments) {
      String lower = argument.toLowerCase(Locale.ROOT);
      if (lower.startsWith("https://")
          || lower.matches("http://(?:localhost|127\\.0\\.0\\.1)[:/].*")) {
        url = true;
      } else if (lower.contains("://")
          || argument.matches("-[a-zA-Z]*[dFTK].*")
          || lower.matches("--(?:data|form|upload|post|body|config|method|request).*")) {
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
      if (!lower.startsWith("-")) {
        return isInstalled(lower);
      }
    }
    return false;
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
