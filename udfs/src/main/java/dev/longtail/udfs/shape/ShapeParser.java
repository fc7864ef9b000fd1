package dev.longtail.udfs.shape;

import dev.longtail.udfs.shape.ShellToken.Kind;
import dev.longtail.udfs.template.Placeholder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the tokens of a command line into the text of its shape. Calls are joined by operators. A
 * call's nested commands follow it in parentheses. The payloads of the whole line are at the end.
 */
final class ShapeParser {
  /** Commands nested more deeply are ignored. */
  static final int DEEPEST = 32;

  /** The most programs of one line whose names are remembered. */
  private static final int MOST_PROGRAMS = 16;

  private final Set<String> payloads;
  private final Set<String> programs = new LinkedHashSet<>();
  private final String line;
  private final boolean windows;

  /**
   * A parser of one line.
   *
   * @param payloads the digests of the line's payloads; the parser adds payloads that can only be
   *     recognised by a tool's option
   */
  ShapeParser(Set<String> payloads, String line) {
    this.payloads = payloads;
    this.line = withoutPrompt(line);
    windows = line.contains(":\\") || line.contains(".exe") || line.contains(".EXE");
  }

  String shape() {
    String calls = script(line, 0);
    StringBuilder text = new StringBuilder(calls);
    payloads.addAll(ShapeSettings.clauses(line));
    for (String payload : payloads) {
      text.append(text.length() == 0 ? "" : " ").append(payload);
    }
    return text.toString();
  }

  /** The words of {@code line} that call programs and are written otherwise than their names. */
  static Set<String> programs(String line) {
    ShapeParser parser = new ShapeParser(new LinkedHashSet<>(), line);
    var unused = parser.script(parser.line, 0);
    return parser.programs;
  }

  /** Remembers a word that calls a program, if it is written otherwise than the program's name. */
  void program(String word, ToolName tool) {
    if (programs.size() < MOST_PROGRAMS && !word.equals(tool.name())) {
      programs.add(word);
    }
  }

  /** Whether a setting of the kernel is on the line. */
  boolean setsKernel() {
    return line.contains("/proc/sys") || line.contains("/sys/") || line.contains("/selinux/");
  }

  /** The shape of a whole script: a line, or the word behind {@code bash -c}. */
  String script(String script, int depth) {
    return new Sequence(ShellLexer.tokens(script)).read(depth);
  }

  /** Whether the line looks as if written for Windows. */
  boolean windows() {
    return windows;
  }

  /** Adds a payload, found at a place where only payloads are. */
  void payload(String text) {
    payloads.add(Placeholder.B64.of(text));
  }

  /** Removes the prompt from a line that was copied from a terminal. */
  private static String withoutPrompt(String line) {
    int start = 0;
    while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
      start++;
    }
    boolean prompt =
        start + 2 < line.length()
            && (line.charAt(start) == '$' || line.charAt(start) == '#')
            && line.charAt(start + 1) == ' '
            && line.charAt(start + 2) != '=';
    if (prompt) {
      return line.substring(start + 2);
    }
    if (line.startsWith("PS ", start)) {
      int end = line.indexOf("> ", start);
      boolean path = end > 0 && (end == start + 3 || line.indexOf(":\\", start) == start + 4);
      return path ? line.substring(end + 2) : line;
    }
    return line;
  }

  /** Reads calls up to the end of the tokens, or of the nested command. */
  private final class Sequence {
    private final List<ShellToken> tokens;
    private int next;

    Sequence(List<ShellToken> tokens) {
      this.tokens = tokens;
    }

    String read(int depth) {
      return read(depth, false);
    }

    private String read(int depth, boolean inBrackets) {
      StringBuilder text = new StringBuilder();
      CallParts call = new CallParts(inBrackets);
      String operator = "";
      while (next < tokens.size()) {
        ShellToken token = tokens.get(next++);
        if (token.kind() == Kind.CLOSE) {
          break;
        }
        switch (token.kind()) {
          case WORD -> call.words.add(token);
          case REDIRECTION -> call.redirections.add(token.text() + target());
          case OPEN -> {
            String nested = read(depth + 1, true);
            if (!nested.isEmpty()) {
              call.nested.add(nested);
            }
          }
          default -> {
            append(text, operator, call, depth);
            operator = token.text();
            call = new CallParts(inBrackets);
          }
        }
      }
      append(text, operator, call, depth);
      return text.toString();
    }

    /**
     * Skips the target of a redirection. A network connection is returned, because it is important.
     */
    private String target() {
      if (next < tokens.size() && tokens.get(next).kind() == Kind.WORD) {
        String target = tokens.get(next++).text();
        return target.startsWith("/dev/tcp/") || target.startsWith("/dev/udp/")
            ? target.substring(0, "/dev/tcp".length())
            : Targets.ofRedirection(target);
      }
      return "";
    }

    private void append(StringBuilder text, String operator, CallParts call, int depth) {
      String shape = new ShapeCall(ShapeParser.this, call, depth).text();
      if (!shape.isEmpty()) {
        if (text.length() > 0) {
          // A call without a shape, such as an empty line, is skipped together with its operator.
          text.append(' ').append(operator.isEmpty() ? ";" : operator).append(' ');
        }
        text.append(shape);
      }
    }
  }

  /** The parts of one call, in the order of the line. */
  static final class CallParts {
    final List<ShellToken> words = new ArrayList<>();
    final List<String> redirections = new ArrayList<>();
    final List<String> nested = new ArrayList<>();

    /** Whether the call stands in brackets, and may be an expression. */
    final boolean inBrackets;

    CallParts(boolean inBrackets) {
      this.inBrackets = inBrackets;
    }
  }
}
