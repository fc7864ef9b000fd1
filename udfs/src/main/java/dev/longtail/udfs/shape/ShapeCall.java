package dev.longtail.udfs.shape;

import dev.longtail.udfs.shape.KnownTool.Runs;
import dev.longtail.udfs.shape.ShapeParser.CallParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The shape of one call: tool, sub-commands, sorted flags, redirections, nested commands. */
final class ShapeCall {
  private static final int LONGEST_SUB_COMMAND = 32;
  private static final int LONGEST_SHELL = 80;

  /** Words of a shell's grammar that stand before a command. */
  private static final Set<String> KEYWORDS =
      Set.of("then", "do", "else", "elif", "if", "while", "until", "!", "try", "finally", "done");

  /** Options that are followed by a command, up to a semicolon or plus sign. */
  private static final Set<String> EXEC_OPTIONS =
      Set.of("-exec", "-execdir", "-ok", "-okdir", "-x", "--exec");

  /** Interpreters that run a module, and the option before its name. */
  private static final Set<String> WITH_MODULES = Set.of("python", "python2", "python3", "py");

  private static final Set<String> POWERSHELL_VALUES =
      Set.of(
          "-configurationname",
          "-executionpolicy",
          "-file",
          "-inputformat",
          "-outputformat",
          "-psconsolefile",
          "-version",
          "-windowstyle",
          "-workingdirectory");

  /** Tools that write what they are given: {@code echo 0 > /proc/sys/...}. */
  private static final Set<String> WRITERS = Set.of("echo", "printf");

  private static final int LONGEST_MODE = 40;
  private static final Pattern SYMBOLIC_MODE =
      Pattern.compile("[ugoa]{0,4}[-+=][rwxXst]{1,6}(?:,[ugoa]{0,4}[-+=][rwxXst]{1,6}){0,3}");

  /** An attribute that is set: {@code attrib +h}, {@code chattr +i}. */
  private static final Pattern ATTRIBUTE = Pattern.compile("\\+[A-Za-z]{0,4}");

  private final ShapeParser parser;
  private final CallParts parts;
  private final List<ShellToken> words;
  private final List<String> nested = new ArrayList<>();
  private final Set<String> flags = new TreeSet<>();
  private final List<String> subCommands = new ArrayList<>();
  private final int depth;
  private ToolName tool = ToolName.NONE;
  private KnownTool known = KnownTool.of("");
  private SettingFlags settings;
  private int next;
  private int wanted;
  private int skip;
  private boolean assigns;

  /**
   * A call.
   *
   * @param depth number of commands around it
   */
  ShapeCall(ShapeParser parser, CallParts parts, int depth) {
    this.parser = parser;
    this.depth = depth;
    this.parts = parts;
    words = parts.words;
    nested.addAll(parts.nested);
    flags.addAll(parts.redirections);
    settings = new SettingFlags(ShapeSettings.of(""), flags);
  }

  /** Its text; empty if the call is empty. */
  String text() {
    beforeTool();
    if (next < words.size()) {
      ShellToken first = words.get(next);
      if (isWholeScript(first)) {
        scriptWord();
      } else if (!isValue(first)) {
        next++;
        tool = ToolName.of(first.text());
        parser.program(first.text(), tool);
        boolean kernel = WRITERS.contains(tool.name()) && parser.setsKernel();
        settings =
            new SettingFlags(ShapeSettings.of(kernel ? ShapeSettings.KERNEL : tool.name()), flags);
        known = KnownTool.of(first.text().startsWith("./") ? "" : tool.name());
      }
      wanted = known.subCommands();
      skip = known.skip();
      while (next < words.size()) {
        argument(words.get(next++));
      }
    }
    StringBuilder text = new StringBuilder(assigns ? "$= " : "").append(tool.name());
    subCommands.forEach(word -> text.append(' ').append(word));
    flags.forEach(flag -> text.append(' ').append(flag));
    nested.forEach(command -> text.append(" (").append(command).append(')'));
    return text.toString().strip();
  }

  /** Skips keywords, environment variables, and the variable that takes the result. */
  private void beforeTool() {
    while (next < words.size()) {
      ShellToken word = words.get(next);
      String text = word.text();
      boolean last = next + 1 == words.size();
      if (text.isEmpty() || (!word.quoted() && !last && KEYWORDS.contains(text))) {
        next++;
      } else if (text.charAt(0) == '$' && !last && isAssignment(words.get(next + 1).text())) {
        assigns = true;
        next += 2;
      } else if (text.charAt(0) == '$' && text.indexOf('=') > 1) {
        assigns = true;
        String value = text.substring(text.indexOf('=') + 1);
        if (word.holdsQuotes() || value.isEmpty()) {
          next++;
        } else {
          words.set(next, ShellToken.sign(word.kind(), value));
          return;
        }
      } else if (FlagName.key(text) != null) {
        flags.add(FlagName.key(text));
        settings.key(text, "", false);
        next++;
      } else {
        return;
      }
    }
  }

  /** Whether the word at the place of a tool is a flag, or a string in a PowerShell expression. */
  private boolean isValue(ShellToken word) {
    boolean expression = assigns || parts.inBrackets;
    return FlagName.dashed(word.text(), false) != null
        || (expression && word.quoted() && !word.text().endsWith(".exe"));
  }

  /** Whether a quoted word at the place of a tool is a command with its arguments. */
  private boolean isWholeScript(ShellToken word) {
    String text = word.text();
    boolean expression = assigns || parts.inBrackets;
    boolean path = text.indexOf('\\') >= 0 || (text.charAt(0) == '/' && !text.contains(" -"));
    return depth < ShapeParser.DEEPEST && word.quoted() && !expression && !path && isScript(text);
  }

  private static boolean isAssignment(String word) {
    return word.equals("=") || (word.length() == 2 && word.charAt(1) == '=');
  }

  private void argument(ShellToken word) {
    String text = word.text();
    if (text.isEmpty()) {
      return;
    }
    String flag = FlagName.dashed(text, folds());
    String value = SettingFlags.opposite(text);
    if (value != null && (flag != null || !isSubCommand(word))) {
      settings.opposite(text, value, flag, folds(), known.subCommands() == 0);
    }
    settings.endOption();
    if (flag != null) {
      flag(flag, text);
    } else if (text.charAt(0) == '/' && takesSwitches() && !word.quoted()) {
      switches(word);
    } else {
      positional(word);
    }
  }

  /** The word behind the present one; empty if there is none. */
  private String following() {
    return next < words.size() ? words.get(next).text() : "";
  }

  private boolean isSubCommand(ShellToken word) {
    return wanted > 0 && skip == 0 && (isPlain(word.text()) || isGroup(word));
  }

  /**
   * Whether the word is a symbolic mode: {@code chmod u+s}. It says who may do what with the file.
   */
  private boolean isMode(String text) {
    boolean mode = tool.name().equals("chmod") && text.length() <= LONGEST_MODE;
    return (mode && SYMBOLIC_MODE.matcher(text).matches())
        || (text.charAt(0) == '+' && ATTRIBUTE.matcher(text).matches());
  }

  private boolean folds() {
    return (tool.windows() && !ShapeSettings.isCaseSensitive(tool.name()))
        || tool.cmdlet()
        || known.runs() == Runs.POWERSHELL
        || KnownTool.hasSwitches(tool.name());
  }

  private boolean takesSwitches() {
    return !tool.cmdlet();
  }

  private void flag(String written, String word) {
    String flag = known.runs() == Runs.POWERSHELL ? FlagName.ofPowerShell(written) : written;
    flags.add(flag);
    settings.option(flag, written, word, following());
    switch (known.runs()) {
      case EXEC -> {
        if (EXEC_OPTIONS.contains(flag)) {
          untilSemicolon();
        }
      }
      case SCRIPT -> {
        if (isScriptOption(flag)) {
          script();
        }
      }
      case POWERSHELL -> powerShell(flag);
      case OPTION -> {
        if (known.valued().contains(flag)) {
          scriptWord();
        }
      }
      default -> {
        if (flag.equals("-m") && WITH_MODULES.contains(tool.name())) {
          module();
        } else if (takesValue(flag, word)) {
          next++;
        }
      }
    }
  }

  /** Whether the flag is {@code -c}, {@code -lc} or similar. */
  private static boolean isScriptOption(String flag) {
    return flag.length() <= 4 && flag.charAt(1) != '-' && flag.endsWith("c");
  }

  private boolean takesValue(String flag, String word) {
    if (word.length() != flag.length()) {
      return false;
    }
    // In -fNR the last letter takes the value.
    boolean letters = known.runs() == Runs.WORDS && flag.length() > 2 && flag.charAt(1) != '-';
    return known.valued().contains(flag)
        || (letters && known.valued().contains("-" + flag.charAt(flag.length() - 1)));
  }

  private void powerShell(String flag) {
    if (flag.equals("-encodedcommand") && next < words.size()) {
      parser.payload(words.get(next++).text());
    } else if (flag.equals("-command")) {
      script();
    } else if (flag.equals("-file")) {
      next = Math.min(words.size(), next + 1);
      remainderIsArguments();
    } else if (POWERSHELL_VALUES.contains(flag)) {
      next++;
    }
  }

  /** The remaining words are arguments of a script: only its flags count. */
  private void remainderIsArguments() {
    known = KnownTool.of("");
  }

  private void switches(ShellToken word) {
    Set<String> found = new TreeSet<>();
    boolean sure = tool.windows() || parser.windows() || KnownTool.hasSwitches(tool.name());
    if (!FlagName.slashed(word.text(), sure, found)) {
      positional(word);
      return;
    }
    if (known.runs() == Runs.POWERSHELL) {
      for (String flag : found) {
        flag(flag, word.text());
      }
      return;
    }
    flags.addAll(found);
    for (String flag : found) {
      settings.option(flag, flag, found.size() == 1 ? word.text() : flag, following());
    }
    if (known.runs() == Runs.OPTION && known.valued().containsAll(found)) {
      scriptWord();
    }
    boolean shell = known.runs() == Runs.SCRIPT;
    if (shell && (found.contains("/c") || found.contains("/k") || found.contains("/r"))) {
      script();
    }
  }

  private void positional(ShellToken word) {
    String text = word.text();
    boolean wrapper = known.runs() == Runs.WORDS || known.runs() == Runs.POWERSHELL;
    if (wrapper && skip > 0) {
      skip--;
    } else if (depth < ShapeParser.DEEPEST && ((wrapper && isCall(word)) || isShell(text))) {
      next--;
      script();
    } else if (isMode(text)) {
      flags.add(text);
    } else if (wanted > 0 && (isPlain(text) || isGroup(word))) {
      subCommand(text);
    } else {
      settings.key(text, following(), folds());
      if (!isEntryPoint()) {
        settings.word(text);
      }
      rest(word);
    }
  }

  /** Reads an argument that is neither a command nor a sub-command. */
  private void rest(ShellToken word) {
    String text = word.text();
    if (isEntryPoint()) {
      entryPoint(text);
    } else if (!word.quoted() && FlagName.key(text) != null) {
      flags.add(FlagName.key(text));
    } else if (!subCommands.isEmpty()) {
      // Behind the sub-command's first argument, every plain word is an argument too.
      wanted = 0;
    }
  }

  /** A shell with options begins a command wherever it stands: {@code docker exec X sh -c Y}. */
  private boolean isShell(String text) {
    if (next >= words.size() || text.length() > LONGEST_SHELL) {
      return false;
    }
    String option = words.get(next).text();
    boolean hasOptions = option.startsWith("-") || (option.startsWith("/") && option.length() == 2);
    if (!hasOptions) {
      return false;
    }
    Runs runs = KnownTool.of(ToolName.of(text).name()).runs();
    boolean shell = runs == Runs.SCRIPT || runs == Runs.POWERSHELL;
    return shell && FlagName.key(text) == null;
  }

  /** Whether the word begins the command that a wrapper runs, and is no argument of the wrapper. */
  private boolean isCall(ShellToken word) {
    String text = word.text();
    if (!word.quoted() && FlagName.key(text) != null) {
      return false;
    }
    char first = text.charAt(0);
    boolean duration = first >= '0' && first <= '9' && !tool.name().equals("sudo");
    boolean title = tool.name().equals("start") && word.quoted() && text.indexOf('\\') < 0;
    return !duration && !title && !text.startsWith("\\\\");
  }

  private void subCommand(String text) {
    if (skip > 0) {
      skip--;
      return;
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (subCommands.isEmpty() && known.deeper().contains(name)) {
      wanted++;
    }
    subCommands.add(name);
    wanted--;
    if (known.behind().contains(name)) {
      script();
    }
  }

  /** Whether a word with blanks is the second sub-command: a group of accounts. */
  private boolean isGroup(ShellToken word) {
    return word.quoted()
        && !subCommands.isEmpty()
        && known.deeper().contains(subCommands.get(0))
        && isPlain(word.text().replace(' ', '-'));
  }

  private static boolean isPlain(String text) {
    if (text.length() > LONGEST_SUB_COMMAND || !Character.isLetter(text.charAt(0))) {
      return false;
    }
    int digits = 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      if (!Character.isLetterOrDigit(c) && "-_:".indexOf(c) < 0) {
        return false;
      }
    }
    return digits < 3;
  }

  private boolean isEntryPoint() {
    return tool.name().equals("rundll32") && subCommands.isEmpty();
  }

  /** {@code comsvcs.dll,MiniDump}: the names of library and function count, the folder does not. */
  private void entryPoint(String text) {
    int comma = text.indexOf(',');
    if (comma > 0) {
      subCommands.add(ToolName.of(text.substring(0, comma)).name());
    }
    String entry = comma < 0 ? "" : text.substring(comma + 1);
    if (comma == text.length() - 1 && next < words.size()) {
      entry = words.get(next++).text();
    }
    if (!entry.isEmpty()) {
      subCommands.add(ToolName.of(entry).name());
    }
  }

  /** Reads a module: {@code python -m http.server}. */
  private void module() {
    if (next < words.size()) {
      subCommands.add(ToolName.of(words.get(next++).text()).name());
    }
  }

  /** Reads a nested command: the rest of the call, or the next word if it is a whole script. */
  private void script() {
    if (next >= words.size() || depth >= ShapeParser.DEEPEST) {
      return;
    }
    ShellToken first = words.get(next);
    boolean whole = first.quoted() && isScript(first.text());
    if (whole) {
      next++;
      add(parser.script(first.text(), depth + 1 + ShapeParser.DEEPEST / 8));
    } else {
      CallParts rest = new CallParts(false);
      rest.words.addAll(words.subList(next, words.size()));
      next = words.size();
      add(new ShapeCall(parser, rest, depth + 1).text());
    }
  }

  /** Whether a quoted word is more than a program's name. */
  private static boolean isScript(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == ';' || c == '|' || c == '&' || c == '\n' || c == '(') {
        return text.indexOf(":\\") != 1
            || text.indexOf(".exe ") > 0
            || c != ' '
            || ProgramPath.hasArguments(text);
      }
    }
    return false;
  }

  /** Reads a script that is exactly the next word. */
  private void scriptWord() {
    if (next < words.size() && depth < ShapeParser.DEEPEST) {
      add(parser.script(words.get(next++).text(), depth + 1 + ShapeParser.DEEPEST / 8));
    }
  }

  private void untilSemicolon() {
    int end = next;
    while (end < words.size() && !endsExec(words.get(end).text())) {
      end++;
    }
    if (depth < ShapeParser.DEEPEST && end > next) {
      CallParts rest = new CallParts(false);
      rest.words.addAll(words.subList(next, end));
      add(new ShapeCall(parser, rest, depth + 1).text());
    }
    next = Math.min(words.size(), end + 1);
  }

  private static boolean endsExec(String word) {
    return word.equals(";") || word.equals("+") || word.equals("\\;");
  }

  private void add(String command) {
    if (!command.isEmpty()) {
      nested.add(command);
    }
  }
}
