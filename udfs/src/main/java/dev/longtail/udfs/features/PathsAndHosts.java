package dev.longtail.udfs.features;

import java.util.Arrays;

/**
 * Counts the file paths and host names of a command line, word by word, without allocating.
 *
 * <p>Words end at white space, quotes and any of {@code ; , | & < > ( ) =}. A word is
 *
 * <ul>
 *   <li>a <b>URL</b> if it holds {@code ://} after letters; its authority is a host;
 *   <li>a <b>UNC path</b> if it begins with {@code \\host\}; the host is a host;
 *   <li>a <b>local path</b> if it begins with a drive ({@code C:\}), a variable followed by a
 *       separator ({@code %TEMP%\}, {@code $HOME/}, {@code $env:TEMP\}), {@code ~/}, {@code ./},
 *       {@code ../}, or is an absolute POSIX path of at least two segments (a single one cannot be
 *       told from a Windows switch), and holds no wildcard;
 *   <li>a <b>host</b> if it is an IPv4 address or a dotted name that ends in a well-known top-level
 *       domain, with an optional port, or the part between {@code @} and {@code :} of {@code
 *       user@host:path}.
 * </ul>
 *
 * <p>A <b>remote executable</b> is a URL or UNC path whose last segment ends like a program or
 * script. {@code localhost} and loopback addresses are no hosts.
 */
final class PathsAndHosts {
  private static final long[] TOP_LEVEL_DOMAINS =
      packed(
          """
          com net org edu gov mil int info biz io dev app cloud co me tv eu uk de fr nl ch
          at it es pl ru cn jp kr in br au ca us xyz top site online onion local lan
          internal corp test example invalid
          """);
  private static final long[] EXECUTABLES =
      packed(
          """
          exe dll ps1 psm1 bat cmd vbs vbe js jse wsf hta msi scr cpl sct jar sh bash py
          pl rb elf bin run appimage deb rpm pkg dmg apk
          """);
  private static final int LONGEST_SUFFIX = 8;

  private char[] line = {};
  private int localPaths;
  private int remoteExecutables;
  private int distinctHosts;
  private int firstHostStart;
  private int firstHostEnd;

  int localPaths() {
    return localPaths;
  }

  int remoteExecutables() {
    return remoteExecutables;
  }

  /** 0, 1, or 2 for "several". */
  int distinctHosts() {
    return distinctHosts;
  }

  /** Begins a line in {@code buffer}; forgets the counts of the line before. */
  void reset(char[] buffer) {
    line = buffer;
    localPaths = 0;
    remoteExecutables = 0;
    distinctHosts = 0;
  }

  /** Whether a character ends a word. */
  static boolean endsWord(char c) {
    return switch (c) {
      case ' ', '\t', '\n', '\r', '"', '\'', '`', ';', ',', '|', '&', '<', '>', '(', ')', '=' ->
          true;
      default -> false;
    };
  }

  /** Whether the character may make a path or host; every path and host has such a character. */
  static boolean isSign(char c) {
    return c == '/' || c == '\\' || c == '.' || c == '@';
  }

  /** Counts the word as a path, a host, or neither. */
  void word(int start, int end) {
    int scheme = schemeEnd(start, end);
    if (scheme > 0) {
      url(start, scheme, end);
    } else if (line[start] == '\\' && line[start + 1] == '\\') {
      unc(start, end);
    } else if (isLocalPath(start, end)) {
      localPaths++;
    } else {
      hostWord(start, end);
    }
  }

  /** Index behind {@code ://}, or 0. */
  private int schemeEnd(int start, int end) {
    int i = start;
    while (i < end && (isLetter(line[i]) || (i > start && line[i] == '+'))) {
      i++;
    }
    boolean follows =
        i > start + 1 && i + 3 < end && line[i] == ':' && line[i + 1] == '/' && line[i + 2] == '/';
    return follows ? i + 3 : 0;
  }

  private void url(int start, int authority, int end) {
    if (startsWith("file", start)) {
      localPaths++;
      return;
    }
    int authorityEnd = authority;
    int host = authority;
    while (authorityEnd < end && !endsPath(line[authorityEnd]) && line[authorityEnd] != '/') {
      if (line[authorityEnd] == '@') {
        host = authorityEnd + 1;
      }
      authorityEnd++;
    }
    host(host, withoutPort(host, authorityEnd));
    int pathEnd = authorityEnd;
    while (pathEnd < end && !endsPath(line[pathEnd])) {
      pathEnd++;
    }
    if (pathEnd > authorityEnd && isExecutable(authorityEnd, pathEnd)) {
      remoteExecutables++;
    }
  }

  private static boolean endsPath(char c) {
    return c == '?' || c == '#';
  }

  private void unc(int start, int end) {
    int host = start + 2;
    int hostEnd = firstOf('\\', host, end);
    boolean device = hostEnd == host + 1 && (line[host] == '.' || line[host] == '?');
    if (device) {
      localPaths++;
    } else if (hostEnd > host && hostEnd < end) {
      host(host, hostEnd);
      if (isExecutable(hostEnd, end)) {
        remoteExecutables++;
      }
    }
  }

  private boolean isLocalPath(int start, int end) {
    char first = line[start];
    char second = line[start + 1];
    boolean rooted =
        switch (first) {
          case '/' -> isPosixAbsolute(start, end);
          case '~' -> second == '/';
          case '.' -> isSeparator(second) || (second == '.' && isSeparator(line[start + 2]));
          case '%' -> separatorFollows(firstOf('%', start + 1, end) + 1, start, end);
          case '$' -> separatorFollows(variableEnd(start, end), start, end);
          default -> isLetter(first) && second == ':' && isSeparator(line[start + 2]);
        };
    return rooted && !hasWildcard(start, end);
  }

  private boolean isPosixAbsolute(int start, int end) {
    int slash = firstOf('/', start + 1, end);
    return slash > start + 1 && slash < end - 1;
  }

  private int variableEnd(int start, int end) {
    int i = start + 1;
    while (i < end
        && (Character.isLetterOrDigit(line[i])
            || line[i] == '_'
            || line[i] == '{'
            || line[i] == '}'
            || line[i] == ':')) {
      i++;
    }
    return i;
  }

  private boolean separatorFollows(int i, int start, int end) {
    return i > start + 1 && i < end - 1 && isSeparator(line[i]);
  }

  private boolean hasWildcard(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = line[i];
      if (c == '*' || c == '?') {
        return true;
      }
    }
    return false;
  }

  private void hostWord(int start, int end) {
    int host = start;
    int at = firstOf('@', start, end);
    int hostEnd;
    if (at > start && at < end - 1) {
      host = at + 1;
      hostEnd = firstOf(':', host, end);
      hostEnd = hostEnd == host ? end : hostEnd;
      if (hostEnd < end && isPlainName(host, hostEnd)) {
        host(host, hostEnd);
        return;
      }
    } else {
      int slash = firstOf('/', start, end);
      hostEnd = withoutPort(start, slash > start ? slash : end);
    }
    if (isAddress(host, hostEnd) || isDomainName(host, hostEnd)) {
      host(host, hostEnd);
    }
  }

  private int withoutPort(int start, int end) {
    int i = end;
    while (i > start && isDigit(line[i - 1])) {
      i--;
    }
    return i < end && i > start && line[i - 1] == ':' ? i - 1 : end;
  }

  private void host(int start, int end) {
    if (end <= start || isLoopback(start, end) || distinctHosts == 2) {
      return;
    }
    if (distinctHosts == 0) {
      distinctHosts = 1;
      firstHostStart = start;
      firstHostEnd = end;
    } else if (!isFirstHost(start, end)) {
      distinctHosts = 2;
    }
  }

  private boolean isFirstHost(int start, int end) {
    if (end - start != firstHostEnd - firstHostStart) {
      return false;
    }
    for (int i = start, j = firstHostStart; i < end; i++, j++) {
      if (line[i] != line[j] && folded(line[i]) != folded(line[j])) {
        return false;
      }
    }
    return true;
  }

  /** Folds case as {@link String#equalsIgnoreCase} does. */
  private static char folded(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  private boolean isLoopback(int start, int end) {
    int size = end - start;
    return (size >= 4
            && line[start] == '1'
            && line[start + 1] == '2'
            && line[start + 2] == '7'
            && line[start + 3] == '.')
        || (size == 9 && startsWith("localhost", start));
  }

  private boolean isPlainName(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = line[i];
      if (!isLetter(c) && !isDigit(c) && c != '-' && c != '.') {
        return false;
      }
    }
    return end > start && isLetterOrDigit(line[start]);
  }

  private boolean isAddress(int start, int end) {
    int parts = 0;
    int i = start;
    while (i < end) {
      int value = 0;
      int digits = 0;
      while (i < end && isDigit(line[i]) && digits < 4) {
        value = 10 * value + line[i++] - '0';
        digits++;
      }
      if (digits == 0 || digits > 3 || value > 255) {
        return false;
      }
      parts++;
      if (i < end && (line[i++] != '.' || parts == 4)) {
        return false;
      }
    }
    return parts == 4;
  }

  private boolean isDomainName(int start, int end) {
    return suffixIn(TOP_LEVEL_DOMAINS, start, end) && isPlainName(start, end);
  }

  private boolean isExecutable(int start, int end) {
    return suffixIn(EXECUTABLES, start, end);
  }

  /**
   * Whether the text behind the last dot is one of the suffixes. A dot at the start does not count.
   */
  private boolean suffixIn(long[] suffixes, int start, int end) {
    long packed = 0;
    for (int i = end - 1, size = 0; i > start && size <= LONGEST_SUFFIX; i--, size++) {
      char c = line[i];
      if (c == '.') {
        return Arrays.binarySearch(suffixes, packed) >= 0;
      }
      if (!isLetterOrDigit(c)) {
        return false;
      }
      packed = packed << Byte.SIZE | (isLetter(c) ? c | 0x20 : c);
    }
    return false;
  }

  /** Suffixes as sorted numbers; the last character is in the highest bits. */
  private static long[] packed(String suffixes) {
    return Arrays.stream(suffixes.split("\\s+")).mapToLong(PathsAndHosts::pack).sorted().toArray();
  }

  private static long pack(String suffix) {
    long packed = 0;
    for (int i = suffix.length() - 1; i >= 0; i--) {
      packed = packed << Byte.SIZE | suffix.charAt(i);
    }
    return packed;
  }

  /** Index of the first {@code c} from {@code start} on, or {@code end}. */
  private int firstOf(char c, int start, int end) {
    int i = start;
    while (i < end && line[i] != c) {
      i++;
    }
    return i;
  }

  /** Whether {@code lowerCase} stands there in any case, given that the line is long enough. */
  private boolean startsWith(String lowerCase, int start) {
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((line[start + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSeparator(char c) {
    return c == '\\' || c == '/';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetterOrDigit(char c) {
    return isLetter(c) || isDigit(c);
  }
}
