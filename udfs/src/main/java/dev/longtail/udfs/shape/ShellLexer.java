package dev.longtail.udfs.shape;

import dev.longtail.udfs.shape.ShellToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits a command line into words, operators, redirections and nested commands.
 *
 * <p>The shell of the line is not known. So the lexer follows the common rules of POSIX shells,
 * {@code cmd} and PowerShell. Where these differ, it takes the reading that does the least harm:
 *
 * <ul>
 *   <li>a backslash or {@code ^} escapes only a character with a meaning; elsewhere a backslash is
 *       part of a path, and {@code ^} is dropped;
 *   <li>a quote that is never closed is an apostrophe;
 *   <li>an ampersand inside a URL separates nothing;
 *   <li>a parenthesis behind a word belongs to a method and begins no subshell.
 * </ul>
 *
 * <p>One pass, with a bounded look-ahead. Nesting deeper than {@value #DEEPEST} is read as flat.
 */
final class ShellLexer {
  /** Deeper nesting is read as flat. */
  static final int DEEPEST = 24;

  private static final int LONGEST_PLACEHOLDER = 40;
  private static final int LONGEST_OPTION = 12;

  /** Words behind which a command begins. */
  private static final Set<String> BEFORE_COMMAND =
      Set.of("/c", "/k", "/r", "-c", "-command", "start", "call");

  /** The meaning of a closing bracket. */
  private enum Bracket {
    PARENTHESIS,
    BRACE,
    BACKTICK,
    /** A method's arguments or a hash table; the content is no command. */
    ARGUMENTS,
    TABLE
  }

  private final String line;
  private final List<ShellToken> tokens = new ArrayList<>();
  private final List<Bracket> open = new ArrayList<>();
  private final List<Boolean> inQuotes = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private final int lastApostrophe;
  private final int lastQuote;
  private boolean inWord;
  private int quotedFrom = -1;
  private int braces;
  private boolean inDoubleQuotes;
  private int at;

  private ShellLexer(String line) {
    this.line = line;
    lastApostrophe = line.lastIndexOf('\'');
    lastQuote = line.lastIndexOf('"');
  }

  /** The tokens of {@code line}; every {@link Kind#CLOSE} has its {@link Kind#OPEN}. */
  static List<ShellToken> tokens(String line) {
    ShellLexer lexer = new ShellLexer(line);
    while (lexer.at < line.length()) {
      if (lexer.inDoubleQuotes) {
        lexer.insideDoubleQuotes();
      } else {
        lexer.outsideQuotes();
      }
    }
    lexer.endWord();
    return lexer.tokens;
  }

  private void outsideQuotes() {
    if (!inWord && ProgramPath.mayBegin(line, at)) {
      int end = ProgramPath.end(line, at, isCalled());
      if (end > at) {
        word.append(line, at, end);
        inWord = true;
        at = end;
        return;
      }
    }
    char c = line.charAt(at);
    switch (c) {
      case '\n', '\r' -> operator(";", 1);
      case ';' -> operator(";", 1);
      case '|' -> pipe();
      case '&' -> ampersand();
      case '\'' -> apostrophe();
      case '"' -> doubleQuote();
      case '\\', '^' -> escape(c);
      case '`' -> backtick();
      case '(' -> parenthesis();
      case ')' -> closeParenthesis();
      case '{' -> brace();
      case '}' -> closeBrace();
      case '<', '>' -> redirection();
      case '#' -> hash();
      default -> {
        if (Character.isWhitespace(c) || c == '\u00a0' || c == '\0') {
          endWord();
          at++;
        } else {
          append(c);
        }
      }
    }
  }

  /** Whether a command begins with the next word. */
  private boolean isCalled() {
    if (tokens.isEmpty()) {
      return true;
    }
    ShellToken last = tokens.get(tokens.size() - 1);
    return last.kind() == Kind.OPERATOR
        || last.kind() == Kind.OPEN
        || (last.kind() == Kind.WORD
            && BEFORE_COMMAND.contains(last.text().toLowerCase(Locale.ROOT)));
  }

  private void append(char c) {
    word.append(c);
    inWord = true;
    at++;
  }

  private void quote() {
    quotedFrom = quotedFrom < 0 ? word.length() : quotedFrom;
  }

  private void endWord() {
    if (inWord) {
      tokens.add(new ShellToken(Kind.WORD, word.toString(), quotedFrom));
    }
    word.setLength(0);
    inWord = false;
    quotedFrom = -1;
    braces = 0;
  }

  private void operator(String text, int length) {
    endWord();
    tokens.add(ShellToken.sign(Kind.OPERATOR, text));
    at += length;
  }

  private boolean follows(char c) {
    return at + 1 < line.length() && line.charAt(at + 1) == c;
  }

  private void pipe() {
    if (follows('|')) {
      operator("||", 2);
    } else {
      operator("|", follows('&') ? 2 : 1);
    }
  }

  private void ampersand() {
    boolean inUrl = inWord && word.indexOf("://") > 0 && at + 1 < line.length();
    if (inUrl && !isBlank(line.charAt(at + 1)) && !follows('&') && !follows('>')) {
      append('&');
    } else if (follows('&')) {
      operator("&&", 2);
    } else if (follows('>')) {
      redirection();
    } else {
      operator(";", 1);
    }
  }

  private void apostrophe() {
    int end = at < lastApostrophe ? line.indexOf('\'', at + 1) : -1;
    if (end < 0) {
      at++;
      return;
    }
    quote();
    word.append(line, at + 1, end);
    inWord = true;
    at = end + 1;
  }

  /** cmd drops the first and the last quote behind its option: {@code cmd /c ""C:\A B\c" d"}. */
  private void doubleQuote() {
    if (inWord && quotedFrom < 0 && isOptionOfCmd(word.toString())) {
      endWord();
    }
    if (!inWord && follows('"') && isOuterQuote()) {
      at++;
      return;
    }
    inDoubleQuotes = at < lastQuote;
    if (inDoubleQuotes) {
      inWord = true;
      quote();
    }
    at++;
  }

  private boolean isOuterQuote() {
    char inner = at + 2 < line.length() ? line.charAt(at + 2) : ' ';
    return !isBlank(inner)
        && inner != '"'
        && !tokens.isEmpty()
        && isOptionOfCmd(tokens.get(tokens.size() - 1).text());
  }

  private static boolean isOptionOfCmd(String text) {
    int length = text.length();
    return length >= 2
        && length <= LONGEST_OPTION
        && text.charAt(0) == '/'
        && text.charAt(length - 2) == '/'
        && "ckrCKR".indexOf(text.charAt(length - 1)) >= 0;
  }

  private void insideDoubleQuotes() {
    char c = line.charAt(at);
    if (c == '"') {
      inDoubleQuotes = false;
      at++;
    } else if (c == '\\' && follows('"') && !endsFolder()) {
      at++;
      append('"');
    } else if (c == '$' && follows('(') && open.size() < DEEPEST) {
      openNested(Bracket.PARENTHESIS, 2);
    } else {
      append(c);
    }
  }

  /** Whether the backslash before a quote ends a Windows folder, and so escapes nothing. */
  private boolean endsFolder() {
    boolean last = at + 2 >= line.length() || isBlank(line.charAt(at + 2));
    return last
        && word.length() > 2
        && (word.charAt(1) == ':' || word.charAt(0) == '%' || word.charAt(0) == '$');
  }

  private void escape(char c) {
    if (at + 1 == line.length()) {
      at++;
      return;
    }
    char next = line.charAt(at + 1);
    if (next == '\n' || next == '\r') {
      endWord();
      at += 2;
    } else if ("|&;<>()\"'`{}$#".indexOf(next) >= 0 || (next == ' ' && c == '\\' && isPosix())) {
      quote();
      at++;
      append(next);
    } else if (c == '^') {
      at++;
    } else {
      append(c);
    }
  }

  /** Whether a backslash before a blank joins the two into one word. Not behind a Windows path. */
  private boolean isPosix() {
    return word.indexOf(":") < 0 && word.indexOf("\\") < 0 && word.indexOf("%") < 0;
  }

  private void backtick() {
    boolean closes = !open.isEmpty() && open.get(open.size() - 1) == Bracket.BACKTICK;
    if (closes) {
      close();
      return;
    }
    boolean opens =
        !inWord
            && open.size() < DEEPEST
            && at + 1 < line.length()
            && Character.isLetter(line.charAt(at + 1));
    if (opens) {
      openNested(Bracket.BACKTICK, 1);
    } else if (at + 1 < line.length() && isBlank(line.charAt(at + 1))) {
      endWord();
      at += 2;
    } else {
      at++;
    }
  }

  private void parenthesis() {
    char before = word.length() > 0 ? word.charAt(word.length() - 1) : ' ';
    boolean command = !inWord || "$@=,!<>-+([".indexOf(before) >= 0;
    if (inWord && word.length() > 0 && (before == '$' || before == '@')) {
      word.setLength(word.length() - 1);
      inWord = word.length() > 0 || quotedFrom >= 0;
    }
    openBracket(command ? Bracket.PARENTHESIS : Bracket.ARGUMENTS);
  }

  private void brace() {
    if (inWord && word.length() > 0) {
      char before = word.charAt(word.length() - 1);
      if (before == '@' && word.length() == 1) {
        word.setLength(0);
        inWord = false;
        openBracket(Bracket.TABLE);
      } else {
        braces++;
        append('{');
      }
    } else if (follows('}') || isIdentifier()) {
      braces++;
      append('{');
    } else {
      openBracket(Bracket.BRACE);
    }
  }

  /** Whether a GUID in braces begins here. */
  private boolean isIdentifier() {
    return at + 9 < line.length() && line.charAt(at + 9) == '-';
  }

  private void openBracket(Bracket bracket) {
    if (open.size() >= DEEPEST) {
      endWord();
      at++;
    } else if (bracket == Bracket.ARGUMENTS || bracket == Bracket.TABLE) {
      endWord();
      open.add(bracket);
      inQuotes.add(false);
      at++;
    } else {
      openNested(bracket, 1);
    }
  }

  /**
   * Opens a nested command. A quoted word that holds one is split into the word before it and the
   * word behind it.
   */
  private void openNested(Bracket bracket, int length) {
    endWord();
    tokens.add(ShellToken.sign(Kind.OPEN, "("));
    open.add(bracket);
    inQuotes.add(inDoubleQuotes);
    inDoubleQuotes = false;
    at += length;
  }

  private void closeParenthesis() {
    Bracket last = open.isEmpty() ? null : open.get(open.size() - 1);
    if (last == Bracket.PARENTHESIS || last == Bracket.ARGUMENTS) {
      close();
    } else {
      endWord();
      at++;
    }
  }

  private void closeBrace() {
    Bracket last = open.isEmpty() ? null : open.get(open.size() - 1);
    if (braces > 0) {
      braces--;
      append('}');
    } else if (last == Bracket.BRACE || last == Bracket.TABLE) {
      close();
    } else {
      endWord();
      at++;
    }
  }

  private void close() {
    endWord();
    Bracket closed = open.remove(open.size() - 1);
    inDoubleQuotes = inQuotes.remove(inQuotes.size() - 1);
    if (closed != Bracket.ARGUMENTS && closed != Bracket.TABLE) {
      tokens.add(ShellToken.sign(Kind.CLOSE, ")"));
    }
    if (inDoubleQuotes) {
      inWord = true;
      quote();
    }
    at++;
  }

  /**
   * Reads a redirection: {@code >}, {@code 2>>}, {@code &>}, {@code 2>&1}, {@code <<<} and so on.
   */
  private void redirection() {
    if (line.charAt(at) == '<' && placeholderEnd() > 0) {
      word.append(line, at, placeholderEnd());
      inWord = true;
      at = placeholderEnd();
      return;
    }
    StringBuilder text = new StringBuilder();
    if (inWord && isDescriptor()) {
      text.append(word);
      word.setLength(0);
      inWord = false;
    }
    endWord();
    while (at < line.length() && text.length() < 4 && "<>&".indexOf(line.charAt(at)) >= 0) {
      text.append(line.charAt(at++));
    }
    if (at < line.length()
        && text.charAt(text.length() - 1) == '&'
        && (isDigit(line.charAt(at)) || line.charAt(at) == '-')) {
      text.append(line.charAt(at++));
    }
    tokens.add(ShellToken.sign(Kind.REDIRECTION, text.toString()));
  }

  private boolean isDescriptor() {
    return quotedFrom < 0
        && word.length() == 1
        && (isDigit(word.charAt(0)) || word.charAt(0) == '*');
  }

  /** Index behind a {@code <placeholder>} as documentation writes it, or 0. */
  private int placeholderEnd() {
    int end = Math.min(line.length(), at + LONGEST_PLACEHOLDER);
    for (int i = at + 1; i < end; i++) {
      char c = line.charAt(i);
      if (c == '>') {
        return i > at + 1 ? i + 1 : 0;
      }
      if (!Character.isLetterOrDigit(c) && "_-:./".indexOf(c) < 0) {
        return 0;
      }
    }
    return 0;
  }

  /** Skips the rest of the line as a comment, if the hash sign begins a word. */
  private void hash() {
    if (inWord || !(at + 1 < line.length() && isBlank(line.charAt(at + 1)))) {
      append('#');
      return;
    }
    while (at < line.length() && line.charAt(at) != '\n') {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
