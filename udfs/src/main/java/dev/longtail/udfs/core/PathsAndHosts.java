package dev.longtail.udfs.core;

import java.util.Set;

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
  private static final Set<String> TOP_LEVEL_DOMAINS =
      Set.of(
          "com",
          "net",
          "org",
          "edu",
          "gov",
          "mil",
          "int",
          "info",
          "biz",
          "io",
          "dev",
          "app",
          "cloud",
          "co",
          "me",
          "tv",
          "eu",
          "uk",
          "de",
          "fr",
          "nl",
          "ch",
          "at",
          "it",
          "es",
          "pl",
          "ru",
          "cn",
          "jp",
          "kr",
          "in",
          "br",
          "au",
          "ca",
          "us",
          "xyz",
          "top",
          "site",
          "online",
          "onion",
          "local",
          "lan",
          "internal",
          "corp",
          "test",
          "example",
          "invalid");
  private static final Set<String> EXECUTABLES =
      Set.of(
          "exe",
          "dll",
          "ps1",
          "psm1",
          "bat",
          "cmd",
          "vbs",
          "vbe",
          "js",
          "jse",
          "wsf",
          "hta",
          "msi",
          "scr",
          "cpl",
          "sct",
          "jar",
          "sh",
          "bash",
          "py",
          "pl",
          "rb",
          "elf",
          "bin",
          "run",
          "appimage",
          "deb",
          "rpm",
          "pkg",
          "dmg",
          "apk");
  private static final int LONGEST_SUFFIX = 8;

  private String line = "";
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

  /** Scans {@code commandLine}; the counts of the line before are forgotten. */
  void scan(String commandLine) {
    line = commandLine;
    localPaths = 0;
    remoteExecutables = 0;
    distinctHosts = 0;
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || endsWord(line.charAt(i))) {
        if (i - start >= 3) {
          word(start, i);
        }
        start = i + 1;
      }
    }
  }

  private static boolean endsWord(char c) {
    return switch (c) {
      case ' ', '\t', '\n', '\r', '"', '\'', '`', ';', ',', '|', '&', '<', '>', '(', ')', '=' ->
          true;
      default -> false;
    };
  }

  private void word(int start, int end) {
    int scheme = schemeEnd(start, end);
    if (scheme > 0) {
      url(start, scheme, end);
    } else if (line.startsWith("\\\\", start)) {
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
    while (i < end && (isLetter(line.charAt(i)) || (i > start && line.charAt(i) == '+'))) {
      i++;
    }
    return i > start + 1 && i + 3 < end && line.startsWith("://", i) ? i + 3 : 0;
  }

  private void url(int start, int authority, int end) {
    if (line.regionMatches(true, start, "file", 0, 4)) {
      localPaths++;
      return;
    }
    int authorityEnd = authority;
    int host = authority;
    while (authorityEnd < end && "/?#".indexOf(line.charAt(authorityEnd)) < 0) {
      if (line.charAt(authorityEnd) == '@') {
        host = authorityEnd + 1;
      }
      authorityEnd++;
    }
    host(host, withoutPort(host, authorityEnd));
    int pathEnd = authorityEnd;
    while (pathEnd < end && "?#".indexOf(line.charAt(pathEnd)) < 0) {
      pathEnd++;
    }
    if (pathEnd > authorityEnd && isExecutable(authorityEnd, pathEnd)) {
      remoteExecutables++;
    }
  }

  private void unc(int start, int end) {
    int host = start + 2;
    int hostEnd = host;
    while (hostEnd < end && line.charAt(hostEnd) != '\\') {
      hostEnd++;
    }
    boolean device = hostEnd == host + 1 && (line.charAt(host) == '.' || line.charAt(host) == '?');
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
    char first = line.charAt(start);
    boolean rooted =
        switch (first) {
          case '/' -> isPosixAbsolute(start, end);
          case '~' -> line.charAt(start + 1) == '/';
          case '.' ->
              line.startsWith("./", start)
                  || line.startsWith(".\\", start)
                  || line.startsWith("../", start)
                  || line.startsWith("..\\", start);
          case '%' -> separatorFollows(line.indexOf('%', start + 1) + 1, start, end);
          case '$' -> separatorFollows(variableEnd(start, end), start, end);
          default ->
              isLetter(first)
                  && line.charAt(start + 1) == ':'
                  && isSeparator(line.charAt(start + 2));
        };
    return rooted && !hasWildcard(start, end);
  }

  private boolean isPosixAbsolute(int start, int end) {
    char second = line.charAt(start + 1);
    int slash = line.indexOf('/', start + 1);
    return second != '/' && slash > start + 1 && slash < end - 1;
  }

  private int variableEnd(int start, int end) {
    int i = start + 1;
    while (i < end
        && (Character.isLetterOrDigit(line.charAt(i)) || "_{}:".indexOf(line.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  private boolean separatorFollows(int i, int start, int end) {
    return i > start + 1 && i < end - 1 && isSeparator(line.charAt(i));
  }

  private boolean hasWildcard(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = line.charAt(i);
      if (c == '*' || c == '?') {
        return true;
      }
    }
    return false;
  }

  private void hostWord(int start, int end) {
    int host = start;
    int at = line.indexOf('@', start);
    int hostEnd;
    if (at > start && at < end - 1) {
      host = at + 1;
      int colon = line.indexOf(':', host);
      hostEnd = colon > host && colon < end ? colon : end;
      if (hostEnd < end && isPlainName(host, hostEnd)) {
        host(host, hostEnd);
        return;
      }
    } else {
      int slash = line.indexOf('/', start);
      hostEnd = withoutPort(start, slash > start && slash < end ? slash : end);
    }
    if (isAddress(host, hostEnd) || isDomainName(host, hostEnd)) {
      host(host, hostEnd);
    }
  }

  private int withoutPort(int start, int end) {
    int i = end;
    while (i > start && isDigit(line.charAt(i - 1))) {
      i--;
    }
    return i < end && i > start && line.charAt(i - 1) == ':' ? i - 1 : end;
  }

  private void host(int start, int end) {
    if (end <= start || isLoopback(start, end) || distinctHosts == 2) {
      return;
    }
    if (distinctHosts == 0) {
      distinctHosts = 1;
      firstHostStart = start;
      firstHostEnd = end;
    } else if (end - start != firstHostEnd - firstHostStart
        || !line.regionMatches(true, start, line, firstHostStart, end - start)) {
      distinctHosts = 2;
    }
  }

  private boolean isLoopback(int start, int end) {
    return line.startsWith("127.", start)
        || (end - start == 9 && line.regionMatches(true, start, "localhost", 0, 9));
  }

  private boolean isPlainName(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = line.charAt(i);
      if (!isLetter(c) && !isDigit(c) && c != '-' && c != '.') {
        return false;
      }
    }
    return end > start && isLetterOrDigit(line.charAt(start));
  }

  private boolean isAddress(int start, int end) {
    int parts = 0;
    int i = start;
    while (i < end) {
      int value = 0;
      int digits = 0;
      while (i < end && isDigit(line.charAt(i)) && digits < 4) {
        value = 10 * value + line.charAt(i++) - '0';
        digits++;
      }
      if (digits == 0 || digits > 3 || value > 255) {
        return false;
      }
      parts++;
      if (i < end && (line.charAt(i++) != '.' || parts == 4)) {
        return false;
      }
    }
    return parts == 4;
  }

  private boolean isDomainName(int start, int end) {
    int dot = line.lastIndexOf('.', end - 1);
    return dot > start && isPlainName(start, end) && suffixIn(TOP_LEVEL_DOMAINS, dot + 1, end);
  }

  private boolean isExecutable(int start, int end) {
    int dot = line.lastIndexOf('.', end - 1);
    return dot > start && suffixIn(EXECUTABLES, dot + 1, end);
  }

  private boolean suffixIn(Set<String> suffixes, int start, int end) {
    return end - start >= 2
        && end - start <= LONGEST_SUFFIX
        && suffixes.contains(line.substring(start, end).toLowerCase(java.util.Locale.ROOT));
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
