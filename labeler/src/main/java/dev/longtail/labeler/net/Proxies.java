package dev.longtail.labeler.net;

import dev.longtail.udfs.io.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies of the environment: {@code HTTPS_PROXY} for https, {@code HTTP_PROXY} for http,
 * {@code ALL_PROXY} for both, in small letters first, and {@code NO_PROXY} for what is reached
 * directly ({@link NoProxy}). This machine is always reached directly.
 */
public final class Proxies {
  /**
   * A proxy.
   *
   * @param secure whether the connection to it is encrypted
   * @param user name for it, or empty
   * @param password for it, or empty; never printed
   */
  public record Proxy(String host, int port, boolean secure, String user, String password) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** A variable and what it says; nothing if it is empty. */
  private record Setting(String name, String value) {}

  private final Setting http;
  private final Setting https;
  private final NoProxy direct;

  private Proxies(Setting http, Setting https, NoProxy direct) {
    this.http = http;
    this.https = https;
    this.direct = direct;
  }

  /** The proxies of this process. */
  public static Proxies ofEnvironment() {
    return of(System.getenv());
  }

  /** The proxies of these variables. */
  public static Proxies of(Map<String, String> environment) {
    return new Proxies(
        read(environment, "http_proxy"),
        read(environment, "https_proxy"),
        NoProxy.of(value(environment, "no_proxy")));
  }

  private static Setting read(Map<String, String> environment, String name) {
    String value = value(environment, name);
    return value.isEmpty()
        ? new Setting("ALL_PROXY", value(environment, "all_proxy"))
        : new Setting(name.toUpperCase(Locale.ROOT), value);
  }

  private static String value(Map<String, String> environment, String name) {
    String small = environment.getOrDefault(name, "");
    return (small.isBlank() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : small)
        .strip();
  }

  private static Optional<Proxy> proxy(String name, String value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean known = scheme.equals("http") || scheme.equals("https");
      if (!known || uri.getHost() == null) {
        throw new InputException(name + " must be http://host:port or https://host:port");
      }
      boolean secure = scheme.equals("https");
      int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
      String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
      int colon = info.indexOf(':');
      return Optional.of(
          new Proxy(
              uri.getHost(),
              port,
              secure,
              decoded(colon < 0 ? info : info.substring(0, colon)),
              decoded(colon < 0 ? "" : info.substring(colon + 1))));
    } catch (URISyntaxException e) {
      // Its message would quote the address, which may hold a password.
      throw new InputException(name + " is no address of a proxy");
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * The proxy on the way to {@code target}; empty if it is reached directly.
   *
   * @throws InputException if the variable names no proxy that can be used; one that is not needed
   *     may say anything
   */
  public Optional<Proxy> to(URI target) {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
    Setting proxy = secure ? https : http;
    return direct.holds(target.getHost(), port)
        ? Optional.empty()
        : proxy(proxy.name(), proxy.value());
  }
}
