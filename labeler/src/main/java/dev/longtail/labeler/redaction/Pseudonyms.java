package dev.longtail.labeler.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.rules.Regexes;
import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces the hosts, addresses and accounts of a site by names that a keyed hash gives: {@code
 * host-1b9e02c7}, {@code user-…}, {@code private-ip-…}, {@code public-ip-…}. The same name becomes
 * the same pseudonym in every line, so a reader still sees that two lines speak of one host;
 * without the key nobody can tell which. {@code pseudonyms.yaml} says where names stand.
 *
 * <p>Public names of hosts stay, because they say what a line does. A name is letters, digits, dots
 * and hyphens, and no program that the line runs, so a pseudonym hides no command. Time is linear
 * in the length of the line. A name that stands only where no rule looks is not found.
 */
public final class Pseudonyms {
  /** The environment variable that holds the key, at least {@value #SHORTEST_KEY} characters. */
  public static final String VARIABLE = "LONGTAIL_PSEUDONYM_KEY";

  private static final int SHORTEST_KEY = 16;
  private static final int DIGITS = 4;

  /** A shorter name is replaced only where a rule finds it: as a word it may mean anything. */
  private static final int SHORTEST_WORD = 4;

  private static final int MOST_NAMES = 200;
  private static final String MAC = "HmacSHA256";
  private static final List<String> INTERNAL =
      List.of("local", "localdomain", "lan", "corp", "internal", "intranet", "ad");
  private static final Set<String> UNITS =
      Set.of("service", "socket", "timer", "target", "mount", "scope", "slice");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_.$-]*");
  private static final Pattern VERSION = Pattern.compile("(?i)v?[0-9][0-9.]*");
  private static final Pattern IPV4 =
      Pattern.compile("(?:^|[^0-9A-Za-z._-])((?:[0-9]{1,3}\\.){3}[0-9]{1,3})(?:$|[^0-9A-Za-z._])");
  private static final Pattern IPV6 =
      Pattern.compile("(?i)(?:^|[^0-9a-z:.])([0-9a-f:]{2,39})(?:$|[^0-9a-z:.])");

  /** A place where names stand. */
  private record Place(Rule rule, Kind kind, Pattern pattern) {}

  private enum Kind {
    HOST,
    USER
  }

  private static final Lists BUILT_IN = Lists.read();

  /** What {@code pseudonyms.yaml} says. */
  private record Lists(
      List<Place> places, Map<Kind, Set<String>> kept, Set<String> addresses, List<Rule> rules) {
    static Lists read() {
      RuleFile file = RuleFile.of(Pseudonyms.class, "pseudonyms.yaml");
      List<Place> places = new ArrayList<>();
      Map<Kind, Set<String>> kept = new HashMap<>();
      Set<String> addresses = new HashSet<>();
      List<Rule> rules = new ArrayList<>();
      for (RuleEntry entry : file.list("kept")) {
        rules.add(entry.rule("meaning"));
        kept.computeIfAbsent(kind(entry), none -> new HashSet<>())
            .addAll(entry.lowerCaseWords("words"));
        entry.done();
      }
      for (RuleEntry entry : file.list("places")) {
        Rule rule = entry.rule("meaning");
        rules.add(rule);
        String regex = entry.regex("pattern");
        places.add(
            new Place(
                rule,
                kind(entry),
                Regexes.compile(entry, "pattern", regex, Pattern.CASE_INSENSITIVE)));
        entry.done();
      }
      for (RuleEntry entry : file.list("addresses")) {
        rules.add(entry.rule("meaning"));
        addresses.addAll(entry.lowerCaseWords("words"));
        entry.done();
      }
      RuleFile.refuseDuplicates(rules);
      return new Lists(places, kept, addresses, rules);
    }

    private static Kind kind(RuleEntry entry) {
      String kind = entry.text("kind");
      if (!kind.equals("host") && !kind.equals("user")) {
        throw entry.refused("kind", "must be host or user");
      }
      return Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    }
  }

  private final Mac mac;
  private final List<String> zones = new ArrayList<>(INTERNAL);

  /**
   * Pseudonyms of a key.
   *
   * @param key secret; another key gives other pseudonyms
   * @param zones zones whose hosts are not public, such as {@code acme.example}, beside those that
   *     exist only inside
   * @throws InputException if the key is too short
   */
  public Pseudonyms(String key, List<String> zones) {
    if (key == null || key.strip().length() < SHORTEST_KEY) {
      throw new InputException(
          "pseudonyms need a secret of at least %d characters in %s"
              .formatted(SHORTEST_KEY, VARIABLE));
    }
    try {
      mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key.strip().getBytes(StandardCharsets.UTF_8), MAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
    zones.forEach(zone -> this.zones.add(zone.toLowerCase(Locale.ROOT)));
  }

  /** The rules, with their examples. */
  static List<Rule> rules() {
    return BUILT_IN.rules();
  }

  /** {@code line} with pseudonyms; the same string if it names nobody. */
  public String of(String line) {
    Map<String, String> names = new LinkedHashMap<>();
    List<Span> spans = new ArrayList<>();
    for (Place place : BUILT_IN.places()) {
      Matcher matcher = place.pattern().matcher(line);
      for (int from = 0; from <= line.length() && matcher.find(from); from = next(matcher)) {
        String name = matcher.group(1);
        if (names.size() < MOST_NAMES && isOurs(place.kind(), name, matcher, line)) {
          String pseudonym = pseudonym(place.kind().name().toLowerCase(Locale.ROOT), name);
          spans.add(new Span(matcher.start(1), matcher.end(1), pseudonym));
          if (name.length() >= SHORTEST_WORD) {
            names.putIfAbsent(name.toLowerCase(Locale.ROOT), pseudonym);
          }
        }
      }
    }
    addresses(line, IPV4, spans);
    addresses(line, IPV6, spans);
    mentions(line, names, spans);
    return spans.isEmpty() ? line : replaced(line, spans);
  }

  /** The character behind a name may begin the place of the next. */
  private static int next(Matcher matcher) {
    return Math.max(matcher.end(1), matcher.start() + 1);
  }

  private boolean isOurs(Kind kind, String name, Matcher matcher, String line) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (BUILT_IN.kept().getOrDefault(kind, Set.of()).contains(lower) || isAddress(lower)) {
      return false;
    }
    if (kind == Kind.HOST) {
      return isInside(lower);
    }
    if (lower.chars().noneMatch(Character::isLetter)) {
      return false;
    }
    // What stands before an @ is an account only if what stands behind it is a host.
    int end = matcher.end(1);
    return end >= line.length() || line.charAt(end) != '@' || isHost(wordAt(line, end + 1));
  }

  private boolean isInside(String host) {
    if (VERSION.matches(host) || host.chars().noneMatch(Character::isLetter)) {
      return false;
    }
    return host.indexOf('.') < 0
        || zones.stream().anyMatch(zone -> host.equals(zone) || host.endsWith("." + zone));
  }

  private static boolean isHost(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (NetUtil.isValidIpV4Address(lower)) {
      return true;
    }
    return !VERSION.matches(lower)
        && !UNITS.contains(lower.substring(lower.lastIndexOf('.') + 1))
        && !BUILT_IN.kept().getOrDefault(Kind.HOST, Set.of()).contains(lower);
  }

  private static String wordAt(String line, int start) {
    Matcher word = WORD.matcher(line);
    return word.find(start) && word.start() == start ? word.group() : "";
  }

  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }

  private void addresses(String line, Pattern pattern, List<Span> spans) {
    Matcher matcher = pattern.matcher(line);
    for (int from = 0; from <= line.length() && matcher.find(from); from = next(matcher)) {
      String address = matcher.group(1).toLowerCase(Locale.ROOT);
      if (isAddress(address)
          && !BUILT_IN.addresses().contains(address)
          && !isVersion(line, matcher.start(1))) {
        String kind = isPrivate(address) ? "private-ip" : "public-ip";
        spans.add(new Span(matcher.start(1), matcher.end(1), pseudonym(kind, address)));
      }
    }
  }

  /** {@code Chrome/120.0.0.0}: a name, a slash, and no address. */
  private static boolean isVersion(String line, int start) {
    return start >= 2
        && line.charAt(start - 1) == '/'
        && Character.isLetterOrDigit(line.charAt(start - 2));
  }

  private static boolean isPrivate(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    InetAddress parsed;
    try {
      parsed = InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      return false; // only for a wrong length
    }
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return uniqueLocal || parsed.isSiteLocalAddress() || parsed.isLinkLocalAddress();
  }

  /**
   * A name that was found somewhere is one wherever it stands, unless a program of that name is
   * run: {@code ping certutil & certutil ...} must not hide it.
   */
  private static void mentions(String line, Map<String, String> names, List<Span> spans) {
    if (names.isEmpty()) {
      return;
    }
    names.keySet().removeAll(ProgramWords.of(line));
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String pseudonym = names.get(word.group().toLowerCase(Locale.ROOT));
      boolean option = word.start() > 0 && line.charAt(word.start() - 1) == '-';
      if (pseudonym != null && !option) {
        spans.add(new Span(word.start(), word.end(), pseudonym));
      }
    }
  }

  private static String replaced(String line, List<Span> spans) {
    spans.sort(java.util.Comparator.comparingInt(Span::start).thenComparing(s -> -s.end()));
    StringBuilder out = new StringBuilder();
    int copied = 0;
    for (Span span : spans) {
      if (span.start() >= copied) {
        out.append(line, copied, span.start()).append(span.kind());
        copied = span.end();
      }
    }
    return out.append(line, copied, line.length()).toString();
  }

  private synchronized String pseudonym(String kind, String name) {
    byte[] hash =
        mac.doFinal((kind + ':' + name.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8));
    return kind + "-" + HexFormat.of().formatHex(hash, 0, DIGITS);
  }
}
