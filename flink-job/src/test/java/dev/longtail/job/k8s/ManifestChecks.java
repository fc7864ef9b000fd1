package dev.longtail.job.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longtail.job.config.InvalidOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.run.ClusterBackfill;
import dev.longtail.job.run.JobMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with the objects that an overlay renders to; each check says it in words. */
final class ManifestChecks {
  private static final String CONFIG_FILE = "/opt/longtail/config/longtail.yaml";
  private static final Set<String> OWN_ARGUMENTS = Set.of("--config", "--input", "--out");

  private ManifestChecks() {}

  /** Kubernetes' own kinds and the metadata of all. */
  static List<String> core(Rendered rendered) {
    List<String> problems = new ArrayList<>();
    for (JsonNode object : rendered.objects()) {
      CoreModel.problems(object).forEach(each -> problems.add(name(object) + ": " + each));
    }
    return problems;
  }

  /** Custom resources; a kind that no schema describes is a problem too. */
  static List<String> custom(Rendered rendered, List<CrdSchema> schemas) {
    List<String> problems = new ArrayList<>();
    for (JsonNode object : rendered.objects()) {
      if (CoreModel.knows(object)) {
        continue;
      }
      Optional<CrdSchema> schema =
          schemas.stream().filter(s -> s.kind().equals(object.path("kind").asText())).findFirst();
      if (schema.isEmpty()) {
        problems.add(name(object) + ": no schema of this kind");
      } else {
        schema.get().problems(object).forEach(each -> problems.add(name(object) + ": " + each));
      }
    }
    return problems;
  }

  /** Flink's configuration of every cluster. */
  static List<String> flink(Rendered rendered, FlinkKeys keys) {
    return rendered.clusters().stream()
        .flatMap(spec -> keys.problems(flinkConfiguration(spec)).stream())
        .toList();
  }

  static Map<String, String> flinkConfiguration(JsonNode spec) {
    return spec.path("flinkConfiguration").properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText()));
  }

  /** Every pod is what the restricted profile asks for, and its root file system is read-only. */
  static List<String> security(Rendered rendered) {
    List<String> problems = new ArrayList<>();
    for (JsonNode spec : rendered.clusters()) {
      JsonNode pod = spec.path("podTemplate").path("spec");
      if (!pod.path("securityContext").path("runAsNonRoot").asBoolean()) {
        problems.add("the pod may run as root");
      }
      if (!pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault")) {
        problems.add("the pod has no seccomp profile");
      }
      for (JsonNode container : pod.path("containers")) {
        JsonNode context = container.path("securityContext");
        if (!context.path("readOnlyRootFilesystem").asBoolean()
            || context.path("allowPrivilegeEscalation").asBoolean(true)
            || !context.at("/capabilities/drop/0").asText().equals("ALL")) {
          problems.add(container.path("name").asText() + ": is not restricted");
        }
        for (JsonNode variable : container.path("env")) {
          boolean secret =
              variable.path("name").asText().matches(".*(KEY|SECRET|PASSWORD|TOKEN).*");
          if (secret && !variable.path("valueFrom").has("secretKeyRef")) {
            problems.add(variable.path("name").asText() + ": is no reference to a Secret");
          }
        }
      }
      if (pod.path("containers").isEmpty()) {
        problems.add("the pods have no template");
      }
    }
    return problems;
  }

  /** Names that must lead somewhere: ConfigMaps, accounts, the namespace. */
  static List<String> references(Rendered rendered) {
    List<String> problems = new ArrayList<>();
    for (JsonNode spec : rendered.clusters()) {
      for (JsonNode volume : spec.at("/podTemplate/spec/volumes")) {
        String map = volume.at("/configMap/name").asText();
        if (!map.isEmpty() && !names(rendered, "ConfigMap").contains(map)) {
          problems.add("there is no ConfigMap " + map);
        }
      }
      for (String account :
          List.of(
              spec.path("serviceAccount").asText(),
              flinkConfiguration(spec)
                  .getOrDefault("kubernetes.taskmanager.service-account", ""))) {
        if (!names(rendered, "ServiceAccount").contains(account)) {
          problems.add("there is no ServiceAccount " + account);
        }
      }
    }
    Set<String> namespaces = names(rendered, "Namespace");
    for (JsonNode object : rendered.objects()) {
      String namespace = object.at("/metadata/namespace").asText();
      if (!namespaces.isEmpty() && !namespace.isEmpty() && !namespaces.contains(namespace)) {
        problems.add(name(object) + ": there is no namespace " + namespace);
      }
    }
    return problems;
  }

  /** Longtail's own configuration, as the job would read it, with the job's arguments. */
  static List<String> longtail(Rendered rendered) {
    List<String> problems = new ArrayList<>();
    for (JsonNode job : jobs(rendered)) {
      try {
        var unused = options(rendered, job);
      } catch (InvalidOptions e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }

  /** The jobs of all Flink clusters and session jobs. */
  static List<JsonNode> jobs(Rendered rendered) {
    List<JsonNode> jobs = new ArrayList<>();
    rendered.clusters().stream().filter(s -> s.has("job")).forEach(s -> jobs.add(s.path("job")));
    rendered.all("FlinkSessionJob").forEach(each -> jobs.add(each.path("spec").path("job")));
    return jobs;
  }

  static LongtailOptions options(Rendered rendered, JsonNode job) {
    List<String> args =
        new ObjectMapper()
            .convertValue(
                job.path("args"),
                new com.fasterxml.jackson.core.type.TypeReference<List<String>>() {});
    if (!args.contains(CONFIG_FILE)) {
      throw new AssertionError("the job does not read " + CONFIG_FILE + ": " + args);
    }
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (OWN_ARGUMENTS.contains(args.get(i))) {
        i++;
      } else {
        settings.add(args.get(i));
      }
    }
    String yaml = rendered.all("ConfigMap").get(0).at("/data/longtail.yaml").asText();
    return LongtailOptions.of(
        new SettingsReader()
            .file("longtail.yaml", yaml)
            .environment(Map.of())
            .arguments(settings)
            .settings(),
        purpose(job.path("entryClass").asText()));
  }

  private static Purpose purpose(String entryClass) {
    if (entryClass.equals(JobMain.class.getName())) {
      return Purpose.STREAMING;
    }
    if (entryClass.equals(ClusterBackfill.class.getName())) {
      return Purpose.BACKFILL;
    }
    throw new AssertionError("no entry point: " + entryClass);
  }

  private static Set<String> names(Rendered rendered, String kind) {
    return rendered.all(kind).stream()
        .map(each -> each.at("/metadata/name").asText())
        .collect(Collectors.toSet());
  }

  private static String name(JsonNode object) {
    return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
  }
}
