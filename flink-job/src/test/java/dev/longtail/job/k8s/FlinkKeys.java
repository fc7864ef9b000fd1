package dev.longtail.job.k8s;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptions;
import org.apache.flink.runtime.jobmaster.JobMaster;

/** The keys that Flink knows, from its own classes of options. */
final class FlinkKeys {
  private static final Pattern OPTIONS = Pattern.compile("org/apache/flink/.*Options\\.class");

  /**
   * Keys with a name inside, which have no constant; and those of Hadoop's S3 client that
   * docs/s3.md names.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "metrics\\.reporter\\.\\w+\\.(factory\\.class|port"
              + "|scope\\.variables\\.excludes|filterLabelValueCharacters)"
              + "|external-resource\\.\\w+\\.(amount|kubernetes\\.config-key)"
              + "|s3\\.(endpoint|endpoint\\.region|path-style-access)");

  /** Of the operator, whose classes of this release are on no public repository: its reference. */
  private static final Set<String> OPERATOR =
      Set.of(
          "kubernetes.operator.periodic.savepoint.interval",
          "kubernetes.operator.savepoint.history.max.count");

  private final Map<String, ConfigOption<?>> known = new HashMap<>();

  FlinkKeys() throws IOException {
    for (Class<?> inside :
        List.of(
            ConfigOption.class,
            Configuration.class,
            JobMaster.class,
            KubernetesConfigOptions.class)) {
      addAll(inside);
    }
  }

  private void addAll(Class<?> inside) throws IOException {
    try (JarFile jar = new JarFile(jar(inside).toFile())) {
      for (String name :
          jar.stream()
              .map(each -> each.getName())
              .filter(n -> OPTIONS.matcher(n).matches())
              .toList()) {
        add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
      }
    }
  }

  private static Path jar(Class<?> inside) {
    try {
      return Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(String name) {
    try {
      for (Field field : Class.forName(name).getFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && field.get(null) instanceof ConfigOption<?> option) {
          known.put(option.key(), option);
          for (FallbackKey old : option.fallbackKeys()) {
            known.putIfAbsent(old.getKey(), option);
          }
        }
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      // A class of options whose own libraries are not here.
    }
  }

  /** Which keys Flink does not know, and which values it cannot read. */
  List<String> problems(Map<String, String> configuration) {
    List<String> problems = new ArrayList<>();
    Configuration all = Configuration.fromMap(configuration);
    for (String key : new TreeMap<>(configuration).keySet()) {
      ConfigOption<?> option = known.get(key);
      if (option != null) {
        try {
          var unused = all.getOptional(option);
        } catch (IllegalArgumentException e) {
          problems.add(key + ": " + e.getMessage());
        }
      } else if (!NAMED.matcher(key).matches() && !OPERATOR.contains(key)) {
        problems.add(key + ": is no key of Flink");
      }
    }
    return problems;
  }
}
