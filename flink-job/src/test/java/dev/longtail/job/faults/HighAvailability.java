package dev.longtail.job.faults;

import dev.longtail.job.run.Jvms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A ZooKeeper server in a JVM of its own: the one that Flink brings along. */
record HighAvailability(int port) {
  private static final String MAIN =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";

  static HighAvailability start(Jvms jvms, Path folder, String classPath) throws IOException {
    Files.createDirectories(folder);
    int port = Jvms.freePort();
    jvms.start(
        new Jvms.Program(
            "zookeeper",
            List.of("-Xmx128m", "-Dzookeeper.admin.enableServer=false"),
            classPath,
            List.of(MAIN, Integer.toString(port), folder.toString()),
            Map.of()));
    return new HighAvailability(port);
  }
}
