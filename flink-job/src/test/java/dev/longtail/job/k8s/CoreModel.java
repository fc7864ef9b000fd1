package dev.longtail.job.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kubernetes' own kinds, read into types that refuse unknown keys. */
final class CoreModel {
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "v1/Namespace", Namespace.class,
          "v1/ConfigMap", ConfigMap.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "rbac.authorization.k8s.io/v1/Role", Role.class,
          "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new NoCollectors());

  private CoreModel() {}

  /** The model's types collect unknown keys; then nothing would be unknown. */
  private static final class NoCollectors extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  static boolean knows(JsonNode object) {
    return KINDS.containsKey(name(object));
  }

  /**
   * What is wrong with an object of one of Kubernetes' own kinds, or with any object's metadata.
   */
  static List<String> problems(JsonNode object) {
    return Stream.concat(
            read(object.path("metadata"), ObjectMeta.class),
            knows(object) ? read(object, KINDS.get(name(object))) : Stream.of())
        .toList();
  }

  private static Stream<String> read(JsonNode node, Class<?> type) {
    try {
      var unused = STRICT.treeToValue(node, type);
      return Stream.of();
    } catch (JsonProcessingException e) {
      return Stream.of(e.getOriginalMessage());
    }
  }

  private static String name(JsonNode object) {
    return object.path("apiVersion").asText() + "/" + object.path("kind").asText();
  }
}
