package dev.longtail.udfs.template;

import dev.longtail.udfs.text.Characters;
import java.util.Locale;
import java.util.Set;

/**
 * Words whose digits belong to the name: {@code sha256sum}, {@code net472}, {@code x86}, {@code
 * in2csv}. Everywhere else a digit is volatile.
 *
 * <p>A word keeps its digits if it is in {@link #NAMES}; if it is one of {@link #VERSIONED} and
 * digits; if they are 32, 64 or 86 behind at least three letters (the width of a machine); or if it
 * holds one digit only, between letters.
 */
final class DigitNames {
  private static final int LONGEST = 14;
  private static final int LONGEST_VERSION = 3;

  /** Names that end in digits, or hold several. */
  static final Set<String> NAMES =
      Set.of(
          // machines
          "x86",
          "x64",
          "i386",
          "i486",
          "i586",
          "i686",
          "armv4l",
          "armv5l",
          "armv6",
          "armv6l",
          "armv7",
          "armv7l",
          "armv8",
          "ppc64le",
          "s390",
          "s390x",
          "m68k",
          "sh4",
          "wow6432node",
          // digests, ciphers, encodings
          "md4",
          "md5",
          "md5sum",
          "sha1",
          "sha2",
          "sha3",
          "sha224",
          "sha256",
          "sha384",
          "sha512",
          "sha1sum",
          "sha224sum",
          "sha256sum",
          "sha384sum",
          "sha512sum",
          "blake2",
          "crc32",
          "rc4",
          "aes128",
          "aes192",
          "aes256",
          "ed25519",
          "x25519",
          "rot13",
          "ascii85",
          "base32",
          "base58",
          "base64",
          "utf7",
          "utf8",
          "utf16",
          "utf16le",
          "utf16be",
          "utf32",
          "latin1",
          "x509",
          "pkcs1",
          "pkcs7",
          "pkcs8",
          "pkcs12",
          "p12",
          // protocols and services
          "s3",
          "ec2",
          "route53",
          "http2",
          "http3",
          "ipv4",
          "ipv6",
          "ip4",
          "ip6",
          "inet4",
          "inet6",
          "oauth2",
          "smb1",
          "smb2",
          "smb3",
          "nfs3",
          "nfs4",
          "ntlmv1",
          "ntlmv2",
          "tls12",
          "tls13",
          "ssl2",
          "ssl3",
          "office365",
          "o365",
          "m365",
          // formats and file names
          "ps1",
          "psm1",
          "psd1",
          "ps1xml",
          "mp2",
          "mp3",
          "mp4",
          "h264",
          "h265",
          "x264",
          "x265",
          "mpeg2",
          "mpeg4",
          "bz2",
          "tbz2",
          "lz4",
          "m3u8",
          "ext2",
          "ext3",
          "ext4",
          "fat16",
          "i18n",
          "l10n",
          "a11y",
          // tools and libraries
          "7z",
          "7za",
          "7zr",
          "7zip",
          "2to3",
          "bzip2",
          "bunzip2",
          "sqlite3",
          "db2",
          "i3",
          "pm2",
          "x11",
          "x11vnc",
          "mpg123",
          "mpg321",
          "v4l2",
          "gtk2",
          "gtk3",
          "gtk4",
          "qt4",
          "qt5",
          "qt6",
          "print0",
          "cimv2",
          "dnf5",
          "apache2",
          "qcow2",
          "tpm2",
          "hping3",
          "xfce4",
          "argon2",
          "pbkdf2",
          "socks4",
          "socks5",
          "urllib3",
          "ping6",
          "traceroute6",
          "wsl1",
          "wsl2",
          "log10",
          "atan2",
          "dup2");

  /**
   * Names behind which digits, also with dots, are a version that is spoken as part of the name.
   */
  static final Set<String> VERSIONED =
      Set.of(
          "python",
          "pip",
          "pypy",
          "php",
          "ruby",
          "perl",
          "lua",
          "java",
          "jdk",
          "jre",
          "openjdk",
          "nodejs",
          "gcc",
          "clang",
          "llvm",
          "net",
          "netcoreapp",
          "netstandard",
          "dotnet",
          "tlsv",
          "smbv",
          "sslv");

  /** Names behind which a number is joined with a hyphen: {@code utf-8}. */
  static final Set<String> HYPHENATED = Set.of("utf", "sha", "aes", "iso");

  private DigitNames() {}

  /** Whether the word {@code text[start, end)} keeps its digits. */
  static boolean keeps(char[] text, int start, int end) {
    int first = start;
    while (first < end && !Characters.isDigit(text[first])) {
      first++;
    }
    int last = Characters.digitsEnd(text, end, first);
    boolean oneRun = true;
    for (int i = last; i < end; i++) {
      oneRun &= !Characters.isDigit(text[i]);
    }
    if (oneRun && first > start) {
      if (last - first == 1 && last < end) {
        return true;
      }
      if (last - first == 2 && first - start >= 3 && isWidth(text[first], text[first + 1])) {
        return true;
      }
    }
    if (end - start > LONGEST) {
      return false;
    }
    return NAMES.contains(lower(text, start, end))
        || (oneRun
            && last == end
            && last - first <= LONGEST_VERSION
            && isVersioned(text, start, first));
  }

  /** Whether digits behind the letters {@code text[start, end)} are a version. */
  static boolean isVersioned(char[] text, int start, int end) {
    return end > start && end - start <= LONGEST && VERSIONED.contains(lower(text, start, end));
  }

  /** Whether a number behind the letters {@code text[start, end)} and a hyphen is a name. */
  static boolean isHyphenated(char[] text, int start, int end) {
    return end - start == 3 && HYPHENATED.contains(lower(text, start, end));
  }

  private static boolean isWidth(char tens, char ones) {
    return (tens == '3' && ones == '2')
        || (tens == '6' && ones == '4')
        || (tens == '8' && ones == '6');
  }

  private static String lower(char[] text, int start, int end) {
    return new String(text, start, end - start).toLowerCase(Locale.ROOT);
  }
}
