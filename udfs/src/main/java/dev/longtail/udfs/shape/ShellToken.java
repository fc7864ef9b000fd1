package dev.longtail.udfs.shape;

/**
 * A part of a command line as a shell sees it.
 *
 * @param kind the kind of token
 * @param text a word without its quotes; an operator or redirection in its canonical form
 * @param quotedFrom index in the text of the first character that was quoted or escaped, or -1
 */
record ShellToken(Kind kind, String text, int quotedFrom) {
  /** The kind of a token. */
  enum Kind {
    /** A name, flag or argument. */
    WORD,
    /** The operator between two calls: {@code |}, {@code &&}, {@code ||} or {@code ;}. */
    OPERATOR,
    /** The operator of a redirection; its target is the word that follows, if any. */
    REDIRECTION,
    /** The beginning of a nested command: a subshell, substitution or script block. */
    OPEN,
    /** The end of a nested command. */
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

  /** Whether a part of the word is quoted or escaped. */
  boolean holdsQuotes() {
    return quotedFrom >= 0;
  }
}
