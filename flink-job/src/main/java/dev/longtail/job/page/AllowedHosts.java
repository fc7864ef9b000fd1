package dev.longtail.job.page;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The hosts by which a browser may call the page. A foreign web page can give its own host name the
 * address of this machine (DNS rebinding) and would then read the page as its own. Its requests
 * name that host. An address needs no name, so it is always allowed, with any port.
 */
final class AllowedHosts {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%25[0-9a-z]+)?]");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final Set<String> names = new TreeSet<>(Set.of("localhost"));

  /** Allows {@code more} beside addresses and {@code localhost}. */
  AllowedHosts(Collection<String> more) {
    more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * Whether to answer.
   *
   * @param header the request's field {@code Host}; null if it has none
   */
  boolean allows(String header) {
    if (header == null) {
      return false;
    }
    String host = PORT.matcher(header.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    return names.contains(host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
        || IPV4.matcher(host).matches()
        || IPV6.matcher(host).matches();
  }
}
