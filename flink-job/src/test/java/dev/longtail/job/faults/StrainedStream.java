package dev.longtail.job.faults;

import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.udfs.testing.SmallModel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A recorded stream in a JVM of its own, whose metaspace somebody else fills with classes. */
final class StrainedStream {
  private static final int BEFORE = 10;
  private static final double FULL_OF_CLASSES = 0.94;
  private static final int SECONDS = 60;

  private StrainedStream() {}

  /** Arguments: the recording's name, the recording, a folder to work in. */
  public static void main(String[] args) throws Exception {
    String name = args[0];
    Path folder = Files.createDirectories(Path.of(args[2]));
    SmallModel.writeTo(folder.resolve("model"));
    List<String> lines =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 2, 2_000).telemetry());
    try (OneAnswer labels = OneAnswer.benign();
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        RecordedStream stream =
            new RecordedStream(
                kafka,
                folder,
                name,
                i -> lines.get((int) (i % lines.size())),
                20,
                List.of(
                    "endpoint=" + labels.url(),
                    "model=" + OneAnswer.MODEL,
                    "canaries=false",
                    "embedding-model=" + folder.resolve("model")))) {
      stream.record(BEFORE);
      Thread using = new Thread(StrainedStream::classes);
      using.setDaemon(true);
      using.start();
      stream.record(SECONDS);
      stream.writeTo(
          Path.of(args[1]), "After 10 minutes classes fill nine tenths of its metaspace.");
    }
    System.exit(0);
  }

  private static void classes() {
    List<Object> live = new ArrayList<>();
    MemoryPoolMXBean metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .findFirst()
            .orElseThrow();
    MemoryUsage usage = metaspace.getUsage();
    while (usage.getUsed() < FULL_OF_CLASSES * usage.getMax()) {
      ClassLoader loader = new URLClassLoader(new URL[0], StrainedStream.class.getClassLoader());
      live.add(
          Proxy.newProxyInstance(
              loader, new Class<?>[] {Runnable.class}, (proxy, method, none) -> null));
      usage = metaspace.getUsage();
    }
    while (!live.isEmpty() && !Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }
}
