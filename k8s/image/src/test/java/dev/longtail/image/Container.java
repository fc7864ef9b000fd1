package dev.longtail.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a container runtime does, as far as the kernel lets a test: the unpacked files of an image
 * as a root file system that cannot be written, the image's user without any capability, its
 * environment, its entry point. This machine lends what an image of Flink has and the stand-in
 * lacks: shell, libraries and JDK.
 */
final class Container implements AutoCloseable {
  private static final String JAVA = "opt/java/openjdk";

  /** Of this machine's /etc, what the lent programs read; users are those of the image. */
  private static final List<String> LENT =
      List.of(
          "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/hosts", "/etc/ssl", "/etc/alternatives");

  /** Mounts, and then becomes the entry point. The arguments: root, JDK, user, folder, volumes. */
  private static final String SCRIPT =
      """
      set -euo pipefail
      root=$1 java=$2 user=$3 folder=$4 volumes=$5
      shift 5
      mount --bind "$root" "$root"
      mount --bind "$java" "$root/opt/java/openjdk"
      for lent in /usr /bin /sbin /lib /lib64 /etc/*; do
        if [[ -e $root$lent && ! -L $root$lent ]] &&
            { [[ $lent != /etc/* ]] || [[ ! -s $root$lent || -d $lent ]]; }; then
          mount --bind "$lent" "$root$lent"
          mount -o remount,bind,ro "$root$lent"
        fi
      done
      mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
      mount --rbind /dev "$root/dev"
      while read -r from to; do
        mount --bind "$from" "$root$to"
      done <<<"$volumes"
      mount -o remount,bind,ro "$root/opt/java/openjdk"
      mount -o remount,bind,ro "$root"
      exec chroot "$root" setpriv --reuid="${user%%:*}" --regid="${user##*:}" --clear-groups \\
        --no-new-privs --inh-caps=-all --bounding-set=-all -- env -i -C "$folder" "$@"
      """;

  private final Path root;
  private final JsonNode config;
  private final Map<String, Path> volumes;
  private final Path logs;
  private final List<Process> started = new ArrayList<>();

  /**
   * Containers of one image.
   *
   * @param root its unpacked files; mount points are added
   * @param config its configuration
   * @param volumes folders of this machine by their path in the container; all else is read-only
   * @param logs where each container's output goes
   */
  Container(Path root, JsonNode config, Map<String, Path> volumes, Path logs) throws IOException {
    this.root = root;
    this.config = config;
    this.volumes = new LinkedHashMap<>(volumes);
    this.logs = logs;
    for (String each : List.of("/usr", "/bin", "/sbin", "/lib", "/lib64")) {
      lend(Path.of(each));
    }
    for (String each : LENT) {
      lend(Path.of(each));
    }
    // Debian's JDK keeps its configuration there.
    try (var etc = Files.newDirectoryStream(Path.of("/etc"), "java-*")) {
      for (Path each : etc) {
        lend(each);
      }
    }
    for (String each : List.of(JAVA, "proc", "dev")) {
      Files.createDirectories(root.resolve(each));
    }
    for (String each : volumes.keySet()) {
      Files.createDirectories(inside(Path.of(each)));
    }
  }

  /** Skips the test where no namespaces can be had. */
  static void need() throws Exception {
    Process tried =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "bash",
                "-c",
                "setpriv --reuid=9999 --regid=9999 --clear-groups true && mount --bind /tmp /tmp")
            .redirectErrorStream(true)
            .start();
    String said = new String(tried.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(tried.waitFor() == 0, "no namespaces here; they need root on Linux: " + said);
  }

  private Path inside(Path path) {
    return root.resolve(Path.of("/").relativize(path));
  }

  private void lend(Path path) throws IOException {
    Path here = inside(path);
    if (!Files.exists(path) || Files.exists(here, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(here.getParent());
    if (Files.isSymbolicLink(path)) {
      Files.createSymbolicLink(here, Files.readSymbolicLink(path));
    } else if (Files.isDirectory(path)) {
      Files.createDirectory(here);
    } else {
      Files.createFile(here);
    }
  }

  /**
   * Starts the image's entry point.
   *
   * @param name of the log
   * @param environment variables beside those of the image
   * @param arguments what stands in the place of the image's own arguments
   */
  Process start(String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    JsonNode container = config.get("config");
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", SCRIPT));
    StringBuilder mounts = new StringBuilder();
    volumes.forEach((to, from) -> mounts.append(from).append(' ').append(to).append('\n'));
    command.addAll(
        List.of(
            "container",
            root.toString(),
            Path.of(System.getProperty("java.home")).toRealPath().toString(),
            container.get("User").asText(),
            container.get("WorkingDir").asText(),
            mounts.toString().strip()));
    container.get("Env").forEach(variable -> command.add(variable.asText()));
    environment.forEach((variable, value) -> command.add(variable + "=" + value));
    container.get("Entrypoint").forEach(part -> command.add(part.asText()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    started.add(process);
    return process;
  }

  private Path log(String name) {
    return logs.resolve(name + ".log");
  }

  /** What a container said. */
  String said(String name) throws IOException {
    return Files.readString(log(name));
  }

  @Override
  public void close() throws InterruptedException {
    for (Process each : started) {
      each.destroyForcibly();
      if (!each.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("does not end: " + each.pid());
      }
    }
  }
}
