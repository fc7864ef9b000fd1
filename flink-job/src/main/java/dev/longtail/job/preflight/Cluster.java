package dev.longtail.job.preflight;

import dev.longtail.job.config.Option;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;

/**
 * A Kafka cluster and the options that name it.
 *
 * @param servers {@code host:port}, several separated by commas
 * @param properties further settings of the client
 * @param serversOption names the servers
 * @param propertiesOption names the settings
 */
public record Cluster(
    String servers,
    Map<String, String> properties,
    Option<?> serversOption,
    Option<?> propertiesOption) {
  private static final int PATIENCE_MS = 5_000;

  /**
   * Why no server can be reached; empty if one can. It only connects: Kafka's own client would warn
   * of each try, twenty a second.
   */
  public Optional<String> unreachable() {
    String reason = "none is named";
    for (String server : servers.split(",")) {
      String address = server.strip();
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        String host = address.substring(0, Math.max(0, colon)).replaceFirst("^.*://", "");
        InetSocketAddress place =
            new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
        if (place.isUnresolved()) {
          reason = "there is no machine " + host;
          continue;
        }
        socket.connect(place, PATIENCE_MS);
        return Optional.empty();
      } catch (SocketTimeoutException e) {
        reason = "no answer within " + PATIENCE_MS / 1000 + " s";
      } catch (IOException e) {
        reason = e.getMessage();
      } catch (IllegalArgumentException e) {
        reason = "'" + address + "' is no host:port";
      }
    }
    return Optional.of(
        "%s: no Kafka broker at %s: %s; start it, or name another"
            .formatted(serversOption.name(), servers, reason));
  }
}
