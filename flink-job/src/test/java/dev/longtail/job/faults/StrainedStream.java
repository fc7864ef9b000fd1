package dev.longtail.job.faults;

import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.udfs.testing.SmallModel;
import java.lang.management.GarbageCollectorMXBean;
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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A recorded stream in a JVM of its own, whose memory somebody else uses up. */
final class StrainedStream {
  private static final int BEFORE = 10;
  private static final double FULL_OF_CLASSES = 0.94;
  private static final double FULL_OF_OBJECTS = 0.5;
  private static final double SHARE_OF_TIME = 0.45;
  private static final int MOST_AT_ONCE = 20_000;
  private static final int OBJECT_BYTES = 8_192;

  /** What is used up. */
  enum Strain {
    /** Half of the heap is full of objects that live, and garbage is made. */
    GARBAGE("After 10 minutes garbage collections take nearly half of the time.", 60),
    /** The metaspace is nearly full. */
    CLASSES("After 10 minutes classes fill nine tenths of its metaspace.", 60);

    private final String fault;
    private final int seconds;

    Strain(String fault, int seconds) {
      this.fault = fault;
      this.seconds = seconds;
    }
  }

  private StrainedStream() {}

  /** Arguments: the strain, its name as that of the recording, the recording, a folder to work in. */
  public static void main(String[] args) throws Exception {
    Strain strain = Strain.valueOf(args[0]);
    String name = args[1];
    Path folder = Files.createDirectories(Path.of(args[3]));
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
                    "embedding-model=" + folder.resolve("model")))) {
      stream.record(BEFORE);
      Thread using =
          new Thread(strain == Strain.GARBAGE ? StrainedStream::garbage : StrainedStream::classes);
      using.setDaemon(true);
      using.start();
      stream.record(strain.seconds);
      stream.writeTo(Path.of(args[2]), strain.fault);
    }
    System.exit(0);
  }

  /** As much garbage as costs less than half of the time: beyond, nothing else would go on. */
  private static void garbage() {
    long objects = (long) (FULL_OF_OBJECTS * Runtime.getRuntime().maxMemory() / OBJECT_BYTES);
    List<byte[]> live = new ArrayList<>();
    for (long i = 0; i < objects; i++) {
      live.add(new byte[OBJECT_BYTES]);
    }
    Random random = new Random(1);
    int burst = 100;
    long collecting = collecting();
    long before = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      for (int i = 0; i < burst; i++) {
        live.set(random.nextInt(live.size()), new byte[OBJECT_BYTES]);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      long now = System.nanoTime();
      if (now - before > TimeUnit.MILLISECONDS.toNanos(500)) {
        double share = (collecting() - collecting) * 1e6 / (now - before);
        burst = share < SHARE_OF_TIME ? Math.min(burst * 3 / 2, MOST_AT_ONCE) : burst * 2 / 3 + 1;
        collecting += (long) (share * (now - before) / 1e6);
        before = now;
      }
    }
  }

  /** Milliseconds that garbage collections have taken. */
  private static long collecting() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
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
      ClassLoader loader =
          new URLClassLoader(new URL[0], StrainedStream.class.getClassLoader());
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
