package dev.longtail.job.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A broker in this JVM that asks for a login at a second listener, and lets nobody do there what no
 * rule allows. At its first listener everything is allowed.
 */
final class GuardedKafka extends LoopbackBroker implements AutoCloseable {
  private static final String PASSWORD = "of-a-test";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final KafkaRaftServer server;
  private final String guarded;

  /** Starts a broker in {@code folder} that knows these users. */
  GuardedKafka(Path folder, List<String> users) throws IOException {
    super(
        folder,
        Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:ANONYMOUS"));
    guarded = "127.0.0.1:" + Jvms.freePort();
    for (String key : List.of("listeners", "advertised.listeners")) {
      properties().put(key, properties().getProperty(key) + ",GUARDED://" + guarded);
    }
    properties()
        .put(
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT");
    properties().put("sasl.enabled.mechanisms", "PLAIN");
    properties()
        .put(
            "listener.name.guarded.plain.sasl.jaas.config",
            LOGIN
                + users.stream()
                    .map(user -> "user_%s=\"%s\"".formatted(user, PASSWORD))
                    .collect(Collectors.joining(" "))
                + ";");
    server = new KafkaRaftServer(new KafkaConfig(properties()), Time.SYSTEM);
    server.startup();
  }

  /** Where it asks for a login. */
  String guardedServers() {
    return guarded;
  }

  /** The settings of a client with the login of {@code user}. */
  static Map<String, String> login(String user) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        LOGIN + "username=\"%s\" password=\"%s\";".formatted(user, PASSWORD));
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
