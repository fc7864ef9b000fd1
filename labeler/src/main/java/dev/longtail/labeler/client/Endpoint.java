package dev.longtail.labeler.client;

import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server, given by the address above {@code /chat/completions}; or
 * Anthropic's, above {@code /messages}.
 *
 * @param base e.g. {@code http://127.0.0.1:11434/v1}, without a slash at the end; Azure's may have
 *     an {@code api-version}
 */
public record Endpoint(URI base) implements Serializable {
  private static final String CHAT = "/chat/completions";
  private static final String MESSAGES = "/messages";
  private static final String DEPLOYMENTS = "/deployments/";
  private static final Pattern API_VERSION = Pattern.compile("api-version=[A-Za-z0-9.-]{1,40}");

  /** The first stable version of Azure's interface that knows schemas of answers. */
  private static final String AZURE_VERSION = "api-version=2024-10-21";

  public Endpoint {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new InputException(
          "--endpoint " + shown(base) + ": must begin with http:// or https://");
    }
    if (base.getHost() == null) {
      throw new InputException("--endpoint " + shown(base) + ": has no host");
    }
    boolean query =
        base.getRawQuery() != null && !API_VERSION.matcher(base.getRawQuery()).matches();
    if (base.getRawUserInfo() != null || query || base.getRawFragment() != null) {
      throw new InputException(
          "--endpoint: a user, query or fragment does not belong there, but for Azure's"
              + " api-version; the key comes from the environment variable "
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
    String all = url.strip();
    int mark = all.indexOf('?');
    String query = mark < 0 ? "" : all.substring(mark);
    String base = without("/", mark < 0 ? all : all.substring(0, mark));
    base = without(CHAT, base);
    if (base.endsWith("/v1" + MESSAGES)) {
      base = without(MESSAGES, base);
    }
    try {
      URI uri = new URI(base + query);
      boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
      return new Endpoint(bare && uri.getHost() != null ? new URI(base + "/v1" + query) : uri);
    } catch (URISyntaxException e) {
      throw new InputException("--endpoint: not a URL: " + e.getReason(), e);
    }
  }

  private static String without(String end, String text) {
    String left = text;
    while (left.endsWith(end)) {
      left = left.substring(0, left.length() - end.length());
    }
    return left;
  }

  /** The address to ask for verdicts. */
  public String chat() {
    return at(CHAT, query());
  }

  /** The address that lists the models. */
  public String models() {
    return at("/models", query());
  }

  /** The address to ask for verdicts by Anthropic's messages. */
  String messages() {
    return at(MESSAGES, query());
  }

  /**
   * The address of a deployment at Azure: below {@code /deployments/NAME}, as it is given, or as a
   * resource with the name {@code model}. Azure's {@code /openai/v1} takes the name in the request.
   */
  String azureChat(String model) {
    String path = String.valueOf(base.getRawPath());
    if (path.endsWith("/openai/v1")) {
      return chat();
    }
    String version = query().isEmpty() ? "?" + AZURE_VERSION : query();
    if (path.contains(DEPLOYMENTS)) {
      return at(CHAT, version);
    }
    String resource = without("/openai", without("/v1", bare()));
    String name = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    return resource + "/openai" + DEPLOYMENTS + name + CHAT + version;
  }

  /** The deployment that the address names. */
  Optional<String> deployment() {
    String path = String.valueOf(base.getPath());
    int at = path.indexOf(DEPLOYMENTS);
    String name = at < 0 ? "" : path.substring(at + DEPLOYMENTS.length());
    return name.isEmpty() || name.contains("/") ? Optional.empty() : Optional.of(name);
  }

  private String at(String path, String query) {
    return bare() + path + query;
  }

  private String bare() {
    String all = base.toString();
    int mark = all.indexOf('?');
    return mark < 0 ? all : all.substring(0, mark);
  }

  private String query() {
    return base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
  }

  /**
   * Whether others on the network can read what is sent there: it is not encrypted, and goes to
   * another machine. A name other than {@code localhost} may mean any machine, whatever it means
   * now.
   */
  boolean isOpenToEavesdroppers() {
    String host = base.getHost().toLowerCase(Locale.ROOT);
    boolean here =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.equals("[::1]")
            || host.matches("127(?:\\.[0-9]{1,3}){3}");
    return "http".equalsIgnoreCase(base.getScheme()) && !here;
  }

  private static String shown(URI uri) {
    return new Redactor().redact(uri.toString());
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
