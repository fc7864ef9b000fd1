package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelerOptions.Server;
import dev.longtail.labeler.prompt.Framing;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which judges are asked about a line, and when their verdicts count. Framings alternate: the first
 * judge has to show that a line is malicious, the second that it is harmless, and so on.
 *
 * @param kind the rule
 * @param further the judges beside the first
 */
public record Agreement(Kind kind, List<Server> further) implements Serializable {
  /** One judge decides. */
  public static final Agreement OFF = new Agreement(Kind.OFF, List.of());

  /** The same judge is asked in both framings, and both verdicts must be equal. */
  public static final Agreement FRAMING = new Agreement(Kind.FRAMING, List.of());

  /** When verdicts count. */
  public enum Kind {
    /** One judge is asked. */
    OFF,
    /** One judge is asked in both framings: only equal verdicts count. */
    FRAMING,
    /** All judges are asked: only equal verdicts count. */
    UNANIMOUS,
    /** All judges but the last; where they differ, the last decides, if one said the same. */
    CASCADE
  }

  /** One judge as it is asked. */
  record Seat(Server server, Framing framing) {}

  public Agreement {
    further = List.copyOf(further);
    boolean others = kind == Kind.UNANIMOUS || kind == Kind.CASCADE;
    if (others != !further.isEmpty()) {
      throw new InputException(
          others
              ? "agreement " + name(kind) + " needs further judges"
              : "agreement " + name(kind) + " takes no further judges");
    }
    if (kind == Kind.CASCADE && further.size() < 2) {
      throw new InputException(
          "a cascade needs two further judges: two that are asked first, and the one that decides");
    }
  }

  /**
   * Reads judges in the form {@code MODEL@URL} or {@code MODEL@URL#PROFILE}.
   *
   * @param otherwise the profile of a judge that names none
   * @throws InputException if one has another form
   */
  public static Agreement of(Kind kind, List<String> further, ProviderProfile otherwise) {
    return new Agreement(kind, further.stream().map(text -> judge(text, otherwise)).toList());
  }

  private static Server judge(String text, ProviderProfile otherwise) {
    int at = text.lastIndexOf('@');
    int sharp = text.indexOf('#', at + 1);
    if (at < 1) {
      throw new InputException("judge " + text + ": must be MODEL@URL or MODEL@URL#PROFILE");
    }
    return new Server(
        Endpoint.parse(text.substring(at + 1, sharp < 0 ? text.length() : sharp)),
        text.substring(0, at),
        sharp < 0 ? otherwise : profile(text, text.substring(sharp + 1)));
  }

  private static ProviderProfile profile(String judge, String name) {
    return Arrays.stream(ProviderProfile.values())
        .filter(profile -> profile.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "judge "
                        + judge
                        + ": no profile of this name; there are "
                        + Arrays.stream(ProviderProfile.values())
                            .map(profile -> profile.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  /**
   * All judges in the order in which they are asked.
   *
   * @throws InputException if two of them are the same, or may be: they would agree on everything
   */
  List<Seat> seats(Server first) {
    if (!further.isEmpty() && first.model().isEmpty()) {
      throw new InputException(
          "--model is needed beside further judges: else nobody knows whether two are the same");
    }
    List<Server> servers = new ArrayList<>(List.of(first));
    servers.addAll(kind == Kind.FRAMING ? List.of(first) : further);
    List<Seat> seats = new ArrayList<>();
    Set<List<Object>> known = new HashSet<>();
    for (Server server : servers) {
      Framing framing = seats.size() % 2 == 0 ? Framing.GUILT : Framing.INNOCENCE;
      // A verdict is known by model and framing, wherever the model runs.
      String model = server.model().toLowerCase(Locale.ROOT).replaceFirst("[-:]latest$", "");
      if (!known.add(List.of(model, framing))) {
        throw new InputException(
            "two judges are the same model, "
                + server.model()
                + ", and are asked in the same way: they agree on everything");
      }
      seats.add(new Seat(server, framing));
    }
    return seats;
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
