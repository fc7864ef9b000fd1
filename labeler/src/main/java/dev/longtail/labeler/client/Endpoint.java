package dev.longtail.labeler.client;

import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * An OpenAI-compatible server, given by the address above {@code /chat/completions}.
 *
 * @param base e.g. {@code http://127.0.0.1:11434/v1}, without a slash at the end
 */
public record Endpoint(URI base) implements Serializable {
  private static final String CHAT = "/chat/completions";

  public Endpoint {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new InputException(
          "--endpoint " + shown(base) + ": must begin with http:// or https://");
    }
    if (base.getHost() == null) {
      throw new InputException("--endpoint " + shown(base) + ": has no host");
    }
    if (base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new InputException(
          "--endpoint: a user, query or fragment does not belong there; the key comes from the"
              + " environment variable "
              + ApiKey.VARIABLE);
    }
  }

  /**
   * Reads an address as users write it: the server, its {@code /v1}, or the whole address of the
   * chat completions.
   *
   * @throws InputException if {@code url} is no such address
   */
  public static Endpoint parse(String url) {
    String base = url.strip();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    if (base.endsWith(CHAT)) {
      base = base.substring(0, base.length() - CHAT.length());
    }
    try {
      URI uri = new URI(base);
      boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
      return new Endpoint(bare && uri.getHost() != null ? new URI(base + "/v1") : uri);
    } catch (URISyntaxException e) {
      throw new InputException("--endpoint: not a URL: " + e.getReason(), e);
    }
  }

  /** The address to ask for verdicts. */
  public String chat() {
    return base + CHAT;
  }

  /** The address that lists the models. */
  public String models() {
    return base + "/models";
  }

  /** Whether others on the network can read what is sent there. */
  boolean isOpenToEavesdroppers() {
    try {
      return "http".equalsIgnoreCase(base.getScheme())
          && !InetAddress.getByName(base.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static String shown(URI uri) {
    return new Redactor().redact(uri.toString());
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
