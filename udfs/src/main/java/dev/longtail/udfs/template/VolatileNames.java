package dev.longtail.udfs.template;

import static dev.longtail.udfs.text.Characters.isDigit;
import static dev.longtail.udfs.text.Characters.isNameCharacter;
import static dev.longtail.udfs.text.Characters.isPathSeparator;
import static dev.longtail.udfs.text.Characters.isWord;
import static dev.longtail.udfs.text.Characters.matches;

/** Finds user names and names of temporary files from the text beside them. */
final class VolatileNames {
  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_EXTENSION = 5;

  /** Folders among the users' folders that belong to no user. */
  private static final String[] SHARED_HOMES =
      VolatileWords.of("shared-homes", LONGEST_HOST).toArray(String[]::new);

  /** Accounts that every machine has, and accounts of services. */
  private static final String[] SHARED_ACCOUNTS =
      VolatileWords.of("shared-accounts", LONGEST_HOST).toArray(String[]::new);

  private VolatileNames() {}

  /** Whether {@code text[start, end)} is an account of every machine or of a service. */
  static boolean isSharedAccount(char[] text, int start, int end) {
    for (String account : SHARED_ACCOUNTS) {
      if (end - start == account.length() && matches(text, end, start, account)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a host is at {@code start}, behind an at sign. A host is four numbers, or labels of
   * which the last has only letters (otherwise it is the version of a package), or any labels
   * followed by a colon and a path.
   */
  static boolean isHost(char[] text, int length, int start) {
    int at = start;
    int label = start;
    boolean numbers = true;
    while (at < length && at - start <= LONGEST_HOST) {
      char c = text[at];
      if (c == '.' && at > label && at + 1 < length && isWord(text[at + 1])) {
        label = at + 1;
      } else if (isWord(c) || c == '-') {
        numbers &= isDigit(c);
      } else {
        break;
      }
      at++;
    }
    boolean goesOn = at < length && text[at] == '.' && !VolatileForms.endsAt(text, length, at + 1);
    if (at == label
        || at - start > LONGEST_HOST
        || goesOn
        || !VolatileForms.endsAt(text, length, at)) {
      return false;
    }
    if (numbers) {
      return VolatileForms.isIpv4(text, start, at);
    }
    boolean path = at + 1 < length && text[at] == ':' && "/~.".indexOf(text[at + 1]) >= 0;
    return path || (label > start && at - label > 1 && isLetters(text, label, at));
  }

  private static boolean isLetters(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isWord(text[i]) || isDigit(text[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the word {@code text[start, end)}, followed by a separator, is a folder for temporary
   * files, or a variable with such a folder.
   */
  static boolean isTemporary(char[] text, int start, int end) {
    char before = start > 0 ? text[start - 1] : ' ';
    int size = end - start;
    if (isPathSeparator(before)) {
      if (size == 3 && matches(text, end, start, "shm")) {
        return matches(text, end, start - 5, "/dev/");
      }
      if (size == 7 && matches(text, end, start, "folders")) {
        return matches(text, end, start - 5, "/var/");
      }
    } else if (before != '%' && before != '$' && before != '{' && before != ':') {
      return false;
    } else if (size == 6 && matches(text, end, start, "tmpdir")) {
      return true;
    }
    return (size == 3 && matches(text, end, start, "tmp"))
        || (size == 4 && matches(text, end, start, "temp"));
  }

  /**
   * Whether the word {@code text[start, end)}, followed by a separator, is the folder of the homes.
   */
  static boolean isHomes(char[] text, int start, int end) {
    char before = start > 0 ? text[start - 1] : ' ';
    int size = end - start;
    if (size == 8) {
      return matches(text, end, start, "settings")
          && matches(text, end, start - 14, "documents and ");
    }
    if (size == 5) {
      // "/users/" in lower case is more often a part of a URL.
      return (before == '\\' || (before == '/' && text[start] == 'U'))
          && matches(text, end, start, "users");
    }
    return size == 4
        && before == '/'
        && (start == 1 || !isWord(text[start - 2]))
        && matches(text, end, start, "home");
  }

  /**
   * Whether a folder of {@link #isHomes} at {@code start}, whose name ends at {@code end}, belongs
   * to no user.
   */
  static boolean isSharedHome(char[] text, int length, int start, int end) {
    for (String shared : SHARED_HOMES) {
      int sharedEnd = start + shared.length();
      if (sharedEnd >= end
          && matches(text, length, start, shared)
          && VolatileForms.endsAt(text, length, sharedEnd)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The end of the name at {@code start}; {@code start} if no name with a letter or digit is there.
   */
  static int nameEnd(char[] text, int length, int start) {
    int end = start;
    boolean named = false;
    while (end < length && isNameCharacter(text[end])) {
      named |= isWord(text[end]);
      end++;
    }
    return named ? end : start;
  }

  /** The end of the path at {@code start}; {@code start} if the path has no name in it. */
  static int pathEnd(char[] text, int length, int start) {
    int end = start;
    boolean named = false;
    while (end < length
        && (isNameCharacter(text[end]) || isPathSeparator(text[end]) || text[end] == '@')) {
      named |= isWord(text[end]);
      end++;
    }
    return named ? end : start;
  }

  /**
   * The beginning of the extension of the path {@code text[start, end)}, with its dot; {@code end}
   * if there is none.
   */
  static int extension(char[] text, int start, int end) {
    int dot = end - 1;
    while (dot > start && end - dot <= LONGEST_EXTENSION && isWord(text[dot])) {
      dot--;
    }
    boolean extension =
        dot > start && text[dot] == '.' && end - dot > 1 && !isPathSeparator(text[dot - 1]);
    return extension ? dot : end;
  }
}
