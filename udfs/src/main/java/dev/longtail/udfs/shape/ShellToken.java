package dev.longtail.udfs.shape;

/**
 * A part of a command line as a shell sees it.
 *
 * @param kind what it is
 * @param text a word without its quotes; an operator or redirection in its canonical writing
 * @param quotedFrom index in the text of the first character that was quoted or escaped, or -1
 */
record ShellToken(Kind kind, String text, int quotedFrom) {
  /** What a token is. */
  enum Kind {
    /** A name, flag or argument. */
    WORD,
    /** What stands between two calls: {@code |}, {@code &&}, {@code ||} or {@code ;}. */
    OPERATOR,
    /** The operator of a redirection; its target is the word that follows, if any. */
    REDIRECTION,
    /** A command inside the command begins: a subshell, substitution or script block. */
    OPEN,
    /** It ends. */
    CLOSE
  }

  /** An operator, redirection or bracket. */
  static ShellToken sign(Kind kind, String text) {
    return new ShellToken(kind, text, -1);
  }

  /** Whether the word begins with a quote. */
  boolean quoted() {
    return quotedFrom == 0;
  }

  /** Whether any of the word is quoted or escaped. */
  boolean holdsQuotes() {
    return quotedFrom >= 0;
  }
}
