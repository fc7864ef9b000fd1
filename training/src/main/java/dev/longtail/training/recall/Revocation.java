package dev.longtail.training.recall;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Sha256;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The withdrawal of all admitted lines that have every one of some traits. It holds for lines that
 * are admitted later, too: a host is limited in time by naming its windows.
 *
 * @param id derived from the traits: the same withdrawal has the same id
 * @param traits what a line must have, at least one; all of them must hold
 * @param reason for people; may be empty
 * @param by who asked
 * @param at when, ISO-8601
 */
public record Revocation(
    String id, Map<Trait, String> traits, String reason, String by, String at) {
  /** Whether a revocation concerns a line. */
  public enum Concern {
    YES,
    NO,
    /** The line does not say: an earlier release has written it. */
    UNKNOWN
  }

  /**
   * Refuses a revocation without a trait, or with an empty value.
   *
   * @throws InputException naming the trait
   */
  public Revocation {
    traits = Map.copyOf(traits);
    if (traits.isEmpty()) {
      throw new InputException("a revocation names at least one trait of the lines");
    }
    traits.forEach(
        (trait, value) -> {
          if (value.isBlank()) {
            throw new InputException("a revocation with an empty " + trait.label());
          }
        });
  }

  /** A revocation with its id. */
  public static Revocation of(Map<Trait, String> traits, String reason, String by, String at) {
    return new Revocation(
        Sha256.hex(text(traits)).substring(0, 16), traits, reason.strip(), by, at);
  }

  /** Whether it concerns a record of the outputs {@code training-data} or {@code exemplars}. */
  public Concern concerns(JsonNode record) {
    boolean unknown = false;
    for (Map.Entry<Trait, String> each : traits.entrySet()) {
      Optional<Boolean> holds = each.getKey().is(record, each.getValue());
      if (holds.isPresent() && !holds.get()) {
        return Concern.NO;
      }
      unknown |= holds.isEmpty();
    }
    return unknown ? Concern.UNKNOWN : Concern.YES;
  }

  /** Its traits for people: {@code host web-1 and window 2025-01-05}. */
  public String text() {
    return text(traits);
  }

  private static String text(Map<Trait, String> traits) {
    return new EnumMap<>(traits)
        .entrySet().stream()
            .map(each -> each.getKey().label() + " " + each.getValue())
            .collect(joining(" and "));
  }

  /** Its form in {@code revocations.jsonl}. */
  public ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode().put("id", id);
    ObjectNode wanted = json.putObject("traits");
    new EnumMap<>(traits).forEach((trait, value) -> wanted.put(trait.label(), value));
    return json.put("reason", reason).put("by", by).put("at", at);
  }

  /**
   * Reads {@link #json}. Other fields are ignored.
   *
   * @param where its place, for messages
   * @throws InputException naming {@code where}, if it is none, or names a trait that this release
   *     does not know: leaving that out would withdraw more than was asked for
   */
  public static Revocation read(JsonNode json, String where) {
    JsonNode wanted = json.path("traits");
    if (!wanted.isObject() || wanted.isEmpty()) {
      throw new InputException(where + ": no revocation: field \"traits\" is missing or empty");
    }
    Map<Trait, String> traits = new EnumMap<>(Trait.class);
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      Trait trait =
          Trait.labelled(each.getKey())
              .orElseThrow(
                  () -> new InputException(where + ": unknown trait \"" + each.getKey() + "\""));
      if (!each.getValue().isTextual() || each.getValue().textValue().isBlank()) {
        throw new InputException(where + ": trait \"" + each.getKey() + "\" is empty or no text");
      }
      traits.put(trait, each.getValue().textValue());
    }
    return of(
        traits, json.path("reason").asText(), json.path("by").asText(), json.path("at").asText());
  }
}
