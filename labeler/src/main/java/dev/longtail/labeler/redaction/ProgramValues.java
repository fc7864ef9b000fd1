package dev.longtail.labeler.redaction;

import dev.longtail.labeler.redaction.Values.Value;
import dev.longtail.labeler.redaction.Words.Command;
import dev.longtail.labeler.redaction.Words.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the secrets that stand where a program or a named option takes them. A program may stand
 * anywhere in its command, because of {@code sudo}, {@code env} and their like.
 */
final class ProgramValues {
  private static final int MOST_PROGRAMS = 6;
  private static final int MOST_WORDS = 2_000;
  private static final int LONGEST_WORD = 4_096;
  private static final String HERE = "<<<";
  private static final Set<String> PRINTERS =
      Set.of("echo", "printf", "print", "write-output", "write-host", "cat<<<");

  private final Map<String, List<ProgramRule>> byName = new HashMap<>();
  private final List<Prefixed> byPrefix = new ArrayList<>();
  private final Names names;
  private final Values values;

  private record Prefixed(String prefix, ProgramRule rule) {}

  ProgramValues(List<ProgramRule> rules, Names names, Values values) {
    this.names = names;
    this.values = values;
    for (ProgramRule rule : rules) {
      for (String program : rule.programs()) {
        if (program.endsWith("*")) {
          byPrefix.add(new Prefixed(program.substring(0, program.length() - 1), rule));
        } else {
          byName.computeIfAbsent(program, p -> new ArrayList<>()).add(rule);
        }
      }
    }
  }

  /** Adds what is found in {@code text} to {@code found}. */
  void find(String text, Work work, List<Span> found) {
    List<Span> harmless = new ArrayList<>();
    search(text, true, work, found, harmless);
    if (values.referencesToo()) {
      search(text, false, work, found, harmless);
    }
    if (harmless.isEmpty()) {
      return;
    }
    found.removeIf(
        span ->
            harmless.stream().anyMatch(h -> h.start() <= span.start() && span.end() <= h.end()));
  }

  private void search(
      String text, boolean grouping, Work work, List<Span> found, List<Span> harmless) {
    for (Command command : Words.of(text, grouping, work)) {
      if (!command.words().isEmpty()) {
        new Search(text, command, work, found, harmless).run();
      }
    }
  }

  /** The search in one command. */
  private final class Search {
    private final String text;
    private final Command command;
    private final List<Word> words;
    private final Work work;
    private final List<Span> found;
    private final List<Span> harmless;

    Search(String text, Command command, Work work, List<Span> found, List<Span> harmless) {
      this.text = text;
      this.command = command;
      this.words =
          command.words().size() > MOST_WORDS
              ? command.words().subList(0, MOST_WORDS)
              : command.words();
      if (command.words().size() > MOST_WORDS) {
        throw Work.refusal(); // no program takes so many
      }
      this.work = work;
      this.found = found;
      this.harmless = harmless;
    }

    void run() {
      int programs = 0;
      for (int i = 0; i < words.size(); i++) {
        String word = plain(i);
        if (programs >= MOST_PROGRAMS || word.isEmpty() || word.charAt(0) == '-') {
          continue;
        }
        List<ProgramRule> rules = rulesOf(word, i == 0);
        if (!rules.isEmpty()) {
          programs++;
          for (ProgramRule rule : rules) {
            apply(rule, i);
          }
        }
      }
      for (int i = 0; i + 1 < words.size(); i++) {
        namedOption(i, plain(i));
      }
    }

    private List<ProgramRule> rulesOf(String word, boolean first) {
      String program = program(word);
      List<ProgramRule> rules = byName.getOrDefault(program, List.of());
      if (first && word.length() == program.length() && byName.containsKey("^" + program)) {
        rules = new ArrayList<>(rules);
        rules.addAll(byName.get("^" + program));
      }
      for (Prefixed prefixed : byPrefix) {
        if (program.startsWith(prefixed.prefix())) {
          rules = new ArrayList<>(rules);
          rules.add(prefixed.rule());
        }
      }
      return rules;
    }

    /** {@code --password X}, {@code -Token X}, {@code /pass X}. */
    private void namedOption(int i, String word) {
      int dashes = dashes(word);
      if (dashes == 0 || i + 1 >= words.size() || names.isEmpty()) {
        return;
      }
      if (command.groupBehind(i) != null) {
        return; // an expression
      }
      String name = word.substring(dashes);
      if (name.isEmpty() || !isName(name) || Names.isSwitch(name)) {
        return;
      }
      if (name.endsWith("-command") || name.endsWith("passcommand")) {
        return;
      }
      NameRule rule = names.of(name, false);
      if (rule == null || (rule.header() && word.charAt(0) == '/') || holdsSecret(i)) {
        return;
      }
      work.value();
      Value value = Values.within(text, words.get(i + 1).start(), words.get(i + 1).end());
      String bare = value.of(text);
      if (bare.equals("<") || bare.equals("$") || bare.isEmpty()) {
        printed(command.groupBehind(i + 1), rule.kind());
        return;
      }
      if (bare.startsWith("=") || bare.equals(HERE) || bare.endsWith(">")) {
        return;
      }
      boolean secret = rule.isSecret(values, bare, value.quote());
      if (rule.weak() && !found.isEmpty() && found.get(found.size() - 1).end() == value.end()) {
        return; // a rule of the program knows better
      }
      if (secret && !(word.charAt(0) == '/' && bare.charAt(0) == '/')) {
        add(trimmed(value), rule.kind());
      }
    }

    /** {@code -pMySecret} is no option of that name. */
    private boolean holdsSecret(int i) {
      Word word = words.get(i);
      return found.stream()
          .anyMatch(span -> span.start() >= word.start() && span.end() <= word.end());
    }

    private void apply(ProgramRule rule, int program) {
      int from = afterSub(rule, program);
      if (from < 0 || !hasNeeded(rule, program)) {
        return;
      }
      work.add((words.size() - from) * (long) (2 + rule.options().size() + rule.glued().size()));
      int operands = 0;
      for (int i = from; i < words.size(); i++) {
        Word word = words.get(i);
        Value value = Values.within(text, word.start(), word.end());
        String bare = plain(i);
        if (bare.equals(HERE)) {
          if (rule.stdin() && i + 1 < words.size()) {
            printed(rule, words.get(i + 1));
          }
          i++;
          continue;
        }
        if (matches(rule, rule.harmless(), bare) >= 0) {
          harmless(i, bare);
          continue;
        }
        if (option(rule, i, value, bare)) {
          i++;
          continue;
        }
        if (rule.behind() != null && i + 1 < words.size() && rule.behind().matcher(bare).find()) {
          candidate(rule, words.get(i + 1));
        }
        if (rule.named()) {
          named(rule, i, bare);
        }
        if (isOption(rule, bare)) {
          if (matches(rule, rule.valued(), bare) == bare.length()) {
            i++;
          }
          continue;
        }
        operands++;
        if (operands == rule.operand()) {
          candidate(rule, word);
        }
      }
      if (rule.stdin() && command.pipedFrom() != null) {
        printed(command.pipedFrom(), rule);
      }
    }

    /** Whether word {@code i} is an option that takes the next word as a secret. */
    private boolean option(ProgramRule rule, int i, Value value, String bare) {
      int length = matches(rule, rule.options(), bare);
      if (length < 0 && rule.clustered() && isCluster(rule, bare)) {
        length = bare.length();
      }
      if (length == bare.length()) {
        if (i + 1 < words.size()) {
          candidate(rule, words.get(i + 1));
          return true;
        }
        return false;
      }
      if (length > 0) {
        part(rule, value, length + 1);
        return false;
      }
      for (String glued : rule.glued()) {
        if (bare.length() > glued.length()
            && bare.regionMatches(rule.ignoreCase(), 0, glued, 0, glued.length())) {
          char next = bare.charAt(glued.length());
          part(rule, value, glued.length() + (next == '=' || next == ':' ? 1 : 0));
          return false;
        }
      }
      return false;
    }

    /** The length of the option that {@code bare} is, or begins with before = or :; or -1. */
    private int matches(ProgramRule rule, List<String> options, String bare) {
      for (String option : options) {
        if (bare.regionMatches(rule.ignoreCase(), 0, option, 0, option.length())) {
          if (bare.length() == option.length()) {
            return option.length();
          }
          char next = bare.charAt(option.length());
          if (next == '=' || next == ':') {
            return option.length();
          }
        }
      }
      return -1;
    }

    private boolean isCluster(ProgramRule rule, String bare) {
      if (bare.length() < 3 || bare.length() > 8 || bare.charAt(0) != '-') {
        return false;
      }
      for (int k = 1; k < bare.length(); k++) {
        if (!Character.isLetter(bare.charAt(k))) {
          return false;
        }
      }
      return rule.options().contains("-" + bare.charAt(bare.length() - 1));
    }

    private boolean isOption(ProgramRule rule, String bare) {
      return !bare.isEmpty()
          && (bare.charAt(0) == '-' || (rule.ignoreCase() && bare.charAt(0) == '/'));
    }

    /** The number of the first word behind the sub-command; -1 if it is not there. */
    private int afterSub(ProgramRule rule, int program) {
      if (rule.sub().isEmpty()) {
        return program + 1;
      }
      for (List<String> sub : rule.sub()) {
        int next = 0;
        int last = Math.min(words.size(), program + 16);
        for (int i = program + 1; i < last; i++) {
          if (plain(i).equalsIgnoreCase(sub.get(next))) {
            next++;
            if (next == sub.size()) {
              return i + 1;
            }
          }
        }
      }
      return -1;
    }

    private boolean hasNeeded(ProgramRule rule, int program) {
      if (rule.needs().isEmpty()) {
        return true;
      }
      for (int i = program + 1; i < Math.min(words.size(), program + 64); i++) {
        if (rule.needs().contains(plain(i))) {
          return true;
        }
      }
      return false;
    }

    private void named(ProgramRule rule, int i, String bare) {
      if (i + 1 >= words.size() || !isCompound(bare)) {
        return;
      }
      NameRule name = names.of(bare, false);
      if (name == null || name.weak()) {
        return;
      }
      int next = i + 1;
      // reg add ... /v DefaultPassword /t REG_SZ /d X; defaults write x password -string X
      while (next < words.size()
          && next - i < 6
          && plain(next).matches("(?i)[/-](?:t|d|string|m|f|reg_sz|s)|reg_.*")) {
        next++;
      }
      if (next < words.size() && text.charAt(words.get(next).start()) != '/') {
        Value value = Values.within(text, words.get(next).start(), words.get(next).end());
        if (values.isNamedSecret(value.of(text), value.quote())) {
          candidate(rule, words.get(next));
        }
      }
    }

    /** A plain word is a sub-command: {@code kubectl get secret db}. */
    private static boolean isCompound(String word) {
      if (word.startsWith("-") || word.length() > 300 || word.indexOf('<') >= 0) {
        return false;
      }
      for (int k = 0; k < word.length(); k++) {
        char c = word.charAt(k);
        if (c == '_' || c == '.' || c == '-' || c == ':' || (c >= 'A' && c <= 'Z')) {
          return true;
        }
      }
      return false;
    }

    private void harmless(int i, String bare) {
      int end = words.get(i).end();
      if (bare.indexOf('=') < 0 && i + 1 < words.size()) {
        end = words.get(i + 1).end();
      }
      harmless.add(new Span(words.get(i).start(), end, ""));
    }

    /** The last operand of a command that only prints. */
    private void printed(Command printer, ProgramRule rule) {
      lastOf(printer).ifPresent(word -> printed(rule, word));
    }

    private void printed(Command printer, String kind) {
      lastOf(printer)
          .map(word -> Values.within(text, word.start(), word.end()))
          .filter(value -> values.isSecret(value.of(text), value.quote()))
          .ifPresent(value -> add(value, kind));
    }

    private Optional<Word> lastOf(Command printer) {
      if (printer == null || printer.words().isEmpty()) {
        return Optional.empty();
      }
      List<Word> printed = printer.words();
      Word last = printed.get(printed.size() - 1);
      if (printed.size() == 1) {
        char first = text.charAt(last.start());
        return first == '"' || first == '\'' ? Optional.of(last) : Optional.empty();
      }
      for (int i = 0; i < Math.min(printed.size() - 1, 6); i++) {
        Word word = printed.get(i);
        if (PRINTERS.contains(program(plain(word)))) {
          return Optional.of(last);
        }
      }
      return Optional.empty();
    }

    /** Shells expand variables there, so they stay. */
    private void printed(ProgramRule rule, Word word) {
      Value value = Values.within(text, word.start(), word.end());
      if (values.isSecret(value.of(text), value.quote())) {
        candidate(rule, word);
      }
    }

    private void candidate(ProgramRule rule, Word word) {
      part(rule, Values.within(text, word.start(), word.end()), 0);
    }

    private void part(ProgramRule rule, Value whole, int skip) {
      work.value();
      Value value = whole;
      if (skip > 0) {
        int start = Math.min(whole.start() + skip, whole.end());
        value =
            whole.quote() == 0
                ? Values.within(text, start, whole.end())
                : new Value(start, whole.end(), whole.quote());
      }
      work.add(value.end() - value.start());
      if (!values.isOperand(value.of(text), value.quote())) {
        return;
      }
      value = trimmed(narrowed(rule, value));
      if (value.end() <= value.start()) {
        return;
      }
      String bare = value.of(text);
      if (!values.isOperand(bare, value.quote())) {
        return;
      }
      boolean option =
          (bare.startsWith("-") && isLikeOption(bare))
              || (rule.ignoreCase() && bare.startsWith("/"))
              || (rule.unless() != null && rule.unless().matcher(bare).find());
      if (!option || (values.referencesToo() && isRandom(bare))) {
        add(value, rule.kind());
      }
    }

    /** {@code -Passw0rd1} is no option that anybody has seen. */
    private static boolean isRandom(String bare) {
      return bare.startsWith("-")
          && bare.length() >= 6
          && bare.chars().anyMatch(Character::isDigit)
          && bare.chars().anyMatch(Character::isLetter);
    }

    private static boolean isLikeOption(String bare) {
      return bare.length() > 1 && (bare.charAt(1) == '-' || Character.isLetter(bare.charAt(1)));
    }

    private Value narrowed(ProgramRule rule, Value value) {
      int start = value.start();
      int end = value.end();
      char quote = value.quote();
      if (!rule.after().isEmpty()) {
        int at = text.indexOf(rule.after(), start);
        if (at < 0 || at + rule.after().length() > end) {
          return new Value(start, start, quote);
        }
        start = at + rule.after().length();
      }
      if (!rule.until().isEmpty()) {
        int at = text.lastIndexOf(rule.until(), end - 1);
        if (at > start) {
          end = at;
        }
      }
      if (start == value.start() && end == value.end()) {
        return value;
      }
      return quote == 0 ? Values.within(text, start, end) : new Value(start, end, quote);
    }

    /** Without what closes an outer quote: {@code ...}\" and a dangling comma. */
    private Value trimmed(Value value) {
      int end = value.end();
      if (value.quote() == 0) {
        int start = value.start();
        char first = start < end ? text.charAt(start) : ' ';
        while (end > start + 1 && isClosing(text.charAt(end - 1), first)) {
          end--;
        }
      }
      return end == value.end() ? value : new Value(value.start(), end, value.quote());
    }

    private static boolean isClosing(char last, char first) {
      return (last == '"' || last == '\'' || last == ',') && last != first;
    }

    private void add(Value value, String kind) {
      if (value.end() > value.start()) {
        found.add(new Span(value.start(), value.end(), kind));
      }
    }

    private String plain(int i) {
      return plain(words.get(i));
    }

    private String plain(Word word) {
      Value value = Values.within(text, word.start(), word.end());
      return text.substring(value.start(), Math.min(value.end(), value.start() + LONGEST_WORD));
    }
  }

  private static int dashes(String word) {
    if (word.length() < 3) {
      return 0;
    }
    char c = word.charAt(0);
    if (c == '/' || c == '\u2013' || c == '\u2014') {
      return 1;
    }
    return c != '-' ? 0 : word.charAt(1) == '-' ? 2 : 1;
  }

  private static boolean isName(String name) {
    if (name.length() > 80) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /** The program's name in lower case without path and extension. */
  static String program(String word) {
    int from = Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1;
    String name = Values.lower(word.substring(from));
    for (String extension :
        new String[] {".exe", ".com", ".cmd", ".bat", ".py", ".sh", ".ps1", ".pl", ".jar"}) {
      if (name.endsWith(extension)) {
        return name.substring(0, name.length() - extension.length());
      }
    }
    return name;
  }
}
