package dev.longtail.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image as Maven wrote it, on a stand-in of Flink's image: what it says of itself, what is in
 * it, and that its files run the job where nothing can be written.
 */
class ImageIT {
  private static final Path BUILT = Path.of("../../flink-job/target").toAbsolutePath().normalize();
  private static final Path AMD64 = BUILT.resolve("longtail-image.tar");
  private static final Path ARM64 = BUILT.resolve("longtail-image-arm64.tar");
  private static final Path SBOM = BUILT.resolve("longtail-image-sbom.json");

  /** That of all files and of the image: {@code project.build.outputTimestamp}. */
  private static final Instant TIME = Instant.parse("2025-01-01T00:00:00Z");

  private static final String USRLIB = "opt/flink/usrlib/";
  private static final String JOB = USRLIB + "longtail-job.jar";
  private static final String LIBRARIES = USRLIB + "longtail-libraries.jar";
  private static final String MODEL = USRLIB + "longtail-model.jar";
  private static final String S3 = "opt/flink/plugins/s3-fs-hadoop/flink-s3-fs-hadoop-2.3.0.jar";

  private static final int OURS = 4;
  private static final int TOP = 5;
  private static final int MINUTES = 5;

  @TempDir static Path shared;

  private static ImageTar image;
  private static ImageTar arm;
  private static Path root;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    image = ImageTar.open(AMD64, Files.createDirectory(shared.resolve("amd64")));
    arm = ImageTar.open(ARM64, Files.createDirectory(shared.resolve("arm64")));
    root = Files.createDirectory(shared.resolve("root"));
    image.unpack(root);
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void saysWhatItIsAndStartsAsFlinkDoesAsAUserThatIsNotRoot() throws IOException {
    for (ImageTar each : List.of(image, arm)) {
      JsonNode config = each.config();
      JsonNode container = config.get("config");
      assertThat(config.get("os").asText()).isEqualTo("linux");
      assertThat(config.get("architecture").asText()).isEqualTo(each == image ? "amd64" : "arm64");
      assertThat(config.get("created").asText()).isEqualTo(TIME.toString());
      assertThat(each.names()).containsExactly("longtail:0.1.0-SNAPSHOT");
      assertThat(container.get("User").asText()).isEqualTo("9999:9999");
      // Inherited.
      assertThat(container.get("Entrypoint").toString()).isEqualTo("[\"/docker-entrypoint.sh\"]");
      assertThat(container.get("Cmd").toString()).isEqualTo("[\"help\"]");
      assertThat(container.get("WorkingDir").asText()).isEqualTo("/opt/flink");
      assertThat(container.get("Env").toString()).contains("FLINK_HOME=/opt/flink");
      Map<String, String> labels = new TreeMap<>();
      container
          .get("Labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      assertThat(labels)
          .isEqualTo(
              Map.of(
                  "org.opencontainers.image.title", "Longtail",
                  "org.opencontainers.image.description",
                      "Mines the benign long tail of process command lines with Apache Flink",
                  "org.opencontainers.image.version", "0.1.0-SNAPSHOT",
                  "org.opencontainers.image.licenses", "Apache-2.0",
                  "org.opencontainers.image.base.name", "stand-in"));
    }
  }

  @Test
  void itsLayersAreFilesOfRootThatNobodyElseMayWriteWhatChangesMostOnTop() throws IOException {
    List<List<String>> files = new ArrayList<>();
    for (Path layer : ours(image)) {
      List<ImageTar.Entry> entries = ImageTar.entries(layer);
      assertThat(entries)
          .allSatisfy(
              entry -> {
                assertThat(entry.user()).isZero();
                assertThat(entry.group()).isZero();
                assertThat(entry.mode()).isEqualTo(entry.directory() ? 0755 : 0644);
              });
      List<ImageTar.Entry> found = entries.stream().filter(each -> !each.directory()).toList();
      assertThat(found).allMatch(each -> each.modified() == TIME.toEpochMilli());
      assertThat(entries).extracting(ImageTar.Entry::name).isSorted();
      files.add(found.stream().map(ImageTar.Entry::name).toList());
    }
    assertThat(files)
        .containsExactly(
            List.of(S3),
            List.of(MODEL),
            List.of(LIBRARIES),
            List.of(JOB, "opt/longtail/sbom.json"));
    List<Path> ours = ours(image);
    assertThat(Files.size(ours.get(OURS - 1))).as("a change of our code").isLessThan(2_500_000);
    assertThat(ours(arm))
        .as("the same for the other processor")
        .zipSatisfy(ours, (one, other) -> assertThat(one).hasSameBinaryContentAs(other));
  }

  private static List<Path> ours(ImageTar tar) {
    List<Path> layers = tar.layers();
    return layers.subList(layers.size() - OURS, layers.size());
  }

  /** So what holds of longtail-job.jar on a cluster (LongtailJobJarIT) holds of the image. */
  @Test
  void itsJarsTogetherAreTheJobsJar() throws IOException {
    Map<String, Long> together = new TreeMap<>();
    for (String jar : List.of(JOB, LIBRARIES, MODEL)) {
      contents(root.resolve(jar))
          .forEach((name, crc) -> assertThat(together.put(name, crc)).as(name + " twice").isNull());
    }
    assertThat(together).isEqualTo(contents(BUILT.resolve("longtail-job.jar")));
    try (JarFile job = new JarFile(root.resolve(JOB).toFile());
        JarFile libraries = new JarFile(root.resolve(LIBRARIES).toFile())) {
      assertThat(job.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("dev.longtail.job.run.JobMain");
      assertThat(libraries.getManifest().getMainAttributes().getValue("Main-Class")).isNull();
      assertThat(libraries.isMultiRelease()).isTrue();
    }
  }

  /** Checksums of the files in a jar, but for its manifest. */
  private static Map<String, Long> contents(Path jar) throws IOException {
    Map<String, Long> contents = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> !entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME))
          .forEach(entry -> contents.put(entry.getName(), entry.getCrc()));
    }
    return contents;
  }

  @Test
  void itsNativeLibrariesAreThereForBothProcessors() throws IOException {
    Map<String, Set<String>> found = NativeCode.in(root.resolve(LIBRARIES));
    Set<String> both = Set.of("amd64", "arm64");
    assertThat(found)
        .containsOnlyKeys(
            "libonnxruntime.so",
            "libonnxruntime4j_jni.so",
            "libtokenizers.so",
            "libjnidispatch.so",
            "libzstd-jni-1.5.6-10.so",
            "libsnappyjava.so",
            "liblz4-java.so");
    assertThat(found.values()).allSatisfy(there -> assertThat(there).isEqualTo(both));
    for (String jar : List.of(JOB, MODEL)) {
      assertThat(NativeCode.in(root.resolve(jar))).isEmpty();
    }
    // Hadoop's way to OpenSSL is for one only; unless it is asked for (fs.s3a.ssl.channel.mode), S3
    // goes
    // by the JDK's.
    assertThat(NativeCode.in(root.resolve(S3)))
        .isEqualTo(Map.of("libsnappyjava.so", both, "libwfssl.so", Set.of("amd64")));
  }

  @Test
  void theListOfPartsNamesAllThatIsInItAndNothingElse() throws Exception {
    assertThat(root.resolve("opt/longtail/sbom.json")).hasSameBinaryContentAs(SBOM);
    JsonNode sbom = Json.MAPPER.readTree(SBOM.toFile());
    assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(sbom.has("serialNumber")).isFalse();
    assertThat(sbom.at("/metadata/component/name").asText()).isEqualTo("longtail-image");

    Map<String, Map<String, Long>> parts = new TreeMap<>();
    Map<String, Path> jars = classPath();
    for (JsonNode component : sbom.get("components")) {
      String name =
          component.get("name").asText() + "-" + component.get("version").asText() + ".jar";
      Path jar = jars.get(name);
      assertThat(jar).as(name).isNotNull();
      assertThat(sha256(component)).as(name).isEqualTo(sha256(jar));
      parts.put(name, contents(jar));
    }
    assertThat(parts.keySet()).anyMatch(name -> name.startsWith("flink-s3-fs-hadoop"));
    assertThat(root.resolve(S3)).hasSameBinaryContentAs(jars.get(S3.replaceFirst(".*/", "")));
    parts.remove(S3.replaceFirst(".*/", ""));

    Set<String> used = new TreeSet<>();
    List<String> ofNobody = new ArrayList<>();
    for (String jar : List.of(JOB, LIBRARIES, MODEL)) {
      contents(root.resolve(jar))
          .forEach(
              (file, crc) -> {
                List<String> of =
                    parts.entrySet().stream()
                        .filter(part -> crc.equals(part.getValue().get(file)))
                        .map(Map.Entry::getKey)
                        .toList();
                if (isCodeOrModel(file)) {
                  used.addAll(of);
                  if (of.isEmpty()) {
                    ofNobody.add(file);
                  }
                }
              });
    }
    assertThat(ofNobody).as("in the image, of no part in the list").isEmpty();
    assertThat(used).as("parts of which something is in the image").isEqualTo(parts.keySet());
  }

  private static boolean isCodeOrModel(String file) {
    return file.endsWith(".class") || file.endsWith(".so") || file.endsWith(".onnx");
  }

  private static Map<String, Path> classPath() {
    Map<String, Path> jars = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      jars.put(Path.of(entry).getFileName().toString(), Path.of(entry));
    }
    // What flink-job packs under a name without its version.
    jars.put("longtail-job-0.1.0-SNAPSHOT.jar", BUILT.resolve("longtail.jar"));
    return jars;
  }

  private static String sha256(JsonNode component) {
    for (JsonNode hash : component.get("hashes")) {
      if (hash.get("alg").asText().equals("SHA-256")) {
        return hash.get("content").asText();
      }
    }
    return "none";
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /** From the sources in another folder, with a clock of another time zone. */
  @Test
  void aSecondBuildGivesTheSameBytes() throws Exception {
    Path sources = Path.of("../..").toAbsolutePath().normalize();
    Path copy = Files.createDirectory(folder.resolve("copy"));
    copySources(sources, copy);
    Path log = folder.resolve("maven.log");
    ProcessBuilder maven =
        new ProcessBuilder(
                "mvn",
                "-B",
                "-ntp",
                "-Pimage",
                "-Dmaven.test.skip=true",
                "-Dspotless.check.skip=true",
                "-Dimage.base.name=stand-in",
                "-Dimage.base.amd64=tar://" + Path.of("target/base-amd64.tar").toAbsolutePath(),
                "-Dimage.base.arm64=tar://" + Path.of("target/base-arm64.tar").toAbsolutePath(),
                "package")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("TZ", "Asia/Tokyo");
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process;
    try {
      process = maven.start();
    } catch (IOException e) {
      assumeTrue(false, "no mvn in the path: " + e.getMessage());
      return;
    }
    assertThat(process.waitFor(2 * MINUTES, TimeUnit.MINUTES)).as("ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    for (Path each : List.of(SBOM, AMD64, ARM64)) {
      assertThat(copy.resolve("flink-job/target").resolve(each.getFileName()))
          .hasSameBinaryContentAs(each);
    }
  }

  private static void copySources(Path from, Path to) throws IOException {
    Set<String> left = Set.of("target", ".git", "docs");
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            if (left.contains(each.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(each, to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void nothingCanBeWrittenButTheVolumes() throws Exception {
    Container.need();
    try (Container container = container(root, folder)) {
      Process process =
          container.start(
              "tries",
              Map.of(),
              List.of(
                  "bash",
                  "-c",
                  """
                  id -u; id -g; pwd
                  grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status
                  for place in / /opt/flink /opt/flink/usrlib /opt/longtail /opt/flink/conf \
                      /opt/longtail/config /etc /usr; do
                    touch $place/written 2>/dev/null && echo "wrote $place"
                  done
                  touch /tmp/written /opt/flink/log/written && echo volumes
                  """));
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(container.said("tries").lines().map(line -> line.replaceAll("\\s+", " ")))
          .containsExactly(
              "9999", "9999", "/opt/flink", "CapEff: 0000000000000000", "NoNewPrivs: 1", "volumes");
    }
  }

  @Test
  void itsEntryPointRunsABackfillOnTwoContainers() throws Exception {
    Container.need();
    Map<String, Long> before = tree(root);
    backfill(root, folder, "");
    assertThat(tree(root)).as("the image's files afterwards").isEqualTo(before);
  }

  @Test
  void withoutTheModelInsideItRunsWithOneThatIsMounted() throws Exception {
    Container.need();
    Path bare = shared.resolve("bare");
    var unused = run("cp", "-al", root.toString(), bare.toString());
    Files.delete(bare.resolve(MODEL));
    Path model = Files.createDirectories(folder.resolve("model"));
    try (JarFile jar = new JarFile(root.resolve(MODEL).toFile())) {
      for (ZipEntry each : jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
        String name = each.getName().replace("all-minilm-l6-v2-", "");
        name = name.endsWith(".onnx") ? "model.onnx" : name;
        if (!name.contains("/")) {
          Files.copy(jar.getInputStream(each), model.resolve(name));
        }
      }
    }
    backfill(bare, folder, "embedding-model: /opt/longtail/model, threshold: 0.8");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The files of an image; empty ones are where a container mounts files of this machine. */
  private static Map<String, Long> tree(Path root) throws IOException {
    Map<String, Long> tree = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path each : walk.filter(Files::isRegularFile).toList()) {
        if (Files.size(each) > 0) {
          tree.put(
              root.relativize(each) + " of " + Files.size(each),
              Files.getLastModifiedTime(each).toMillis());
        }
      }
    }
    return tree;
  }

  private static Container container(Path root, Path folder) throws Exception {
    Map<String, Path> volumes = new TreeMap<>();
    for (String each : List.of("/tmp", "/opt/flink/log")) {
      volumes.put(each, volume(folder, each));
    }
    run("chown", "-R", "9999:9999", folder.resolve("volumes").toString());
    // As ConfigMaps are: of root, and read-only.
    for (String each : List.of("/opt/flink/conf", "/opt/longtail/config", "/opt/longtail/model")) {
      volumes.put(each, volume(folder, each));
    }
    if (Files.exists(folder.resolve("model"))) {
      volumes.put("/opt/longtail/model", folder.resolve("model"));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Container(root, image.config(), volumes, folder);
  }

  private static Path volume(Path folder, String name) throws IOException {
    return Files.createDirectories(folder.resolve("volumes" + name));
  }

  private static void backfill(Path root, Path folder, String options) throws Exception {
    Path tmp = volume(folder, "/tmp");
    Files.write(Files.createDirectories(tmp.resolve("in")).resolve("events.jsonl"), events());
    Path conf = volume(folder, "/opt/flink/conf");
    Files.writeString(
        conf.resolve("config.yaml"),
        Files.readString(Path.of("../../flink-conf/config.yaml"))
                // A bounded job sorts there.
                .replace("managed.size: 0 mb", "managed.size: 256 mb")
                // The first failure is the one to read.
                .replace("type: exponential-delay", "type: none")
            + """

            jobmanager.rpc.address: 127.0.0.1
            jobmanager.rpc.port: %1$d
            jobmanager.bind-host: 127.0.0.1
            jobmanager.memory.process.size: 1 gb
            rest.address: 127.0.0.1
            rest.bind-address: 127.0.0.1
            rest.port: %2$d
            taskmanager.host: 127.0.0.1
            taskmanager.bind-host: 127.0.0.1
            taskmanager.cpu.cores: 2
            taskmanager.memory.framework.heap.size: 128 mb
            taskmanager.memory.framework.off-heap.size: 128 mb
            taskmanager.memory.task.heap.size: 512 mb
            taskmanager.memory.network.min: 256 mb
            taskmanager.memory.network.max: 256 mb
            taskmanager.memory.jvm-metaspace.size: 256 mb
            taskmanager.memory.jvm-overhead.min: 192 mb
            taskmanager.memory.jvm-overhead.max: 192 mb
            """
                .formatted(freePort(), freePort()));
    Files.writeString(
        conf.resolve("log4j-console.properties"),
        """
        rootLogger.level = WARN
        rootLogger.appenderRef.out.ref = out
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{HH:mm:ss} %-5p %c{1}: %m%n
        logger.longtail.name = dev.longtail
        logger.longtail.level = INFO
        """);
    Files.writeString(
        volume(folder, "/opt/longtail/config").resolve("longtail.yaml"),
        "job: {from: 2025-01-01, to: 2025-01-01, top-k: %d, parallelism: 2, scale: both%s}\n"
            .formatted(TOP, options.isEmpty() ? "" : ", " + options));
    try (Container container = container(root, folder)) {
      Process jobManager =
          container.start(
              "jobmanager",
              Map.of("JVM_ARGS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 " + OPENED),
              // As the manifests' backfill/application.
              List.of(
                  "standalone-job",
                  "--job-classname",
                  "dev.longtail.job.run.ClusterBackfill",
                  "--jars",
                  "local:///" + JOB,
                  "--",
                  "--config",
                  "/opt/longtail/config/longtail.yaml",
                  "--input",
                  "file:///tmp/in",
                  "--out",
                  "file:///tmp/out"));
      container.start(
          "taskmanager",
          Map.of(
              "JVM_ARGS",
              "-Xmx640m -XX:MaxMetaspaceSize=256m -XX:MaxDirectMemorySize=900m -XX:+UseSerialGC "
                  + "-XX:TieredStopAtLevel=1 "
                  + OPENED),
          List.of("taskmanager"));
      boolean ends = jobManager.waitFor(MINUTES, TimeUnit.MINUTES);
      String said = container.said("jobmanager") + container.said("taskmanager");
      assertThat(ends).as(said).isTrue();
      assertThat(jobManager.exitValue()).as(said).isZero();
      assertThat(tmp.resolve("out/funnel.json")).as(said).exists();
    }
    int exemplars = lines(tmp.resolve("out/exemplars"));
    int nearDuplicates = lines(tmp.resolve("out/near-duplicates"));
    assertThat(lines(tmp.resolve("out/anomalies"))).isGreaterThanOrEqualTo(4 * TOP);
    assertThat(exemplars).isPositive();
    assertThat(exemplars + nearDuplicates).isPositive();
    JsonNode funnel = Json.MAPPER.readTree(tmp.resolve("out/funnel.json").toFile());
    assertThat(funnel.toString()).contains("300");
  }

  private static final String OPENED =
      "--add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED";

  private static List<String> events() {
    long day = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    List<String> tools = List.of("tar -czf", "rsync -a", "openssl dgst -sha256", "python3 -m job");
    return Stream.iterate(0, i -> i < 300, i -> i + 1)
        .map(
            i ->
                "{\"ts\":%d,\"cmd\":\"%s /srv/%s/%d\"}"
                    .formatted(day + i * 60_000L, tools.get(i % 4), "abcdef".charAt(i % 6), i * i))
        .toList();
  }

  private static int lines(Path folder) throws IOException {
    int lines = 0;
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path each : walk.filter(Files::isRegularFile).toList()) {
        lines += Files.readAllLines(each).size();
      }
    }
    return lines;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
