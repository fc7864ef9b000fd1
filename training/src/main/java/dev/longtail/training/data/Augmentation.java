package dev.longtail.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.training.recall.Revocations;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The results of a backfill that training needs.
 *
 * @param admitted exemplars that the admission gate let into the training data; all benign
 * @param exemplars every exemplar, whatever its verdict
 * @param random randomly drawn unique lines that were labelled and admitted as benign
 * @param nearDuplicates removed near-duplicates that were labelled and admitted as benign
 * @param funnel the counts of the backfill
 * @param figures its counts by the end of each day
 * @param revoked what revocations took out
 */
public record Augmentation(
    List<MinedCommand> admitted,
    List<MinedCommand> exemplars,
    List<MinedCommand> random,
    List<MinedCommand> nearDuplicates,
    Optional<FunnelCounts> funnel,
    CumulativeCounts figures,
    Revoked revoked) {

  /**
   * What revocations took out.
   *
   * @param admitted admitted lines that were withdrawn
   * @param undecided admitted lines that do not say what a revocation asks; they stay
   */
  public record Revoked(int admitted, int undecided) {
    /** Nothing. */
    public static final Revoked NOTHING = new Revoked(0, 0);
  }

  /** Nothing to add. */
  public static final Augmentation NONE =
      new Augmentation(
          List.of(), List.of(), List.of(), List.of(), Optional.empty(), CumulativeCounts.NONE);

  /** The results of a backfill of which nothing is withdrawn. */
  public Augmentation(
      List<MinedCommand> admitted,
      List<MinedCommand> exemplars,
      List<MinedCommand> random,
      List<MinedCommand> nearDuplicates,
      Optional<FunnelCounts> funnel,
      CumulativeCounts figures) {
    this(admitted, exemplars, random, nearDuplicates, funnel, figures, Revoked.NOTHING);
  }

  public Augmentation {
    admitted = List.copyOf(admitted);
    exemplars = List.copyOf(exemplars);
    random = List.copyOf(random);
    nearDuplicates = List.copyOf(nearDuplicates);
  }

  /**
   * The same backfill with other lines, e.g. a part of them.
   *
   * @param part admitted exemplars
   * @param randomPart random lines
   */
  public Augmentation with(List<MinedCommand> part, List<MinedCommand> randomPart) {
    return new Augmentation(part, exemplars, randomPart, nearDuplicates, funnel, figures, revoked);
  }

  /**
   * Reads the output folder of a backfill, or only its {@code training-data} folder or file. Parts
   * that the folder lacks stay empty.
   *
   * @throws InputException if there is no training data, a record is unusable, or a line of the
   *     training data is not benign
   */
  public static Augmentation read(Path input) {
    return read(input, Revocations.NONE);
  }

  /**
   * The same without what {@code revocations} withdraw. A line that they withdraw, and that nothing
   * else admits, is no exemplar and no control either.
   */
  public static Augmentation read(Path input, Revocations revocations) {
    Reader reader = new Reader(revocations);
    Augmentation read = reader.read(input);
    return reader.withdrawn.isEmpty() && reader.undecided == 0 ? read : reader.without(read);
  }

  /** Reads, and notes what is withdrawn. */
  private static final class Reader {
    private final Revocations revocations;
    private final Set<String> withdrawn = new HashSet<>();
    private int withdrawnRecords;
    private int undecided;

    Reader(Revocations revocations) {
      this.revocations = revocations;
    }

    Augmentation without(Augmentation read) {
      read.admitted.forEach(line -> withdrawn.remove(line.cmd()));
      return new Augmentation(
          read.admitted,
          left(read.exemplars),
          left(read.random),
          left(read.nearDuplicates),
          read.funnel,
          read.figures,
          new Revoked(withdrawnRecords, undecided));
    }

    private List<MinedCommand> left(List<MinedCommand> lines) {
      return lines.stream().filter(line -> !withdrawn.contains(line.cmd())).toList();
    }

    Augmentation read(Path input) {
      if (!Files.isDirectory(input.resolve("training-data"))) {
        return new Augmentation(
            admitted(input),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            CumulativeCounts.NONE);
      }
      Controls controls = new Controls();
      if (holdsRecords(input.resolve("control"))) {
        JsonLines.forEach(input.resolve("control"), controls::add);
      }
      Path funnel = input.resolve("funnel.json");
      Path figures = input.resolve("figures.json");
      return new Augmentation(
          optional(input.resolve("training-data"), this::admitted),
          optional(input.resolve("exemplars"), this::exemplars),
          controls.random,
          controls.nearDuplicates,
          Files.exists(funnel) ? Optional.of(FunnelCounts.read(funnel)) : Optional.empty(),
          Files.exists(figures) ? CumulativeCounts.read(figures) : CumulativeCounts.NONE);
    }

    private List<MinedCommand> admitted(Path input) {
      List<MinedCommand> mined = new ArrayList<>();
      JsonLines.forEach(
          input,
          (record, where) -> {
            if (Fields.label(record, where) != Label.BENIGN) {
              throw new InputException(
                  where + ": field \"label\" is not \"benign\"; only benign lines may be added");
            }
            if (!isWithdrawn(record, where)) {
              mined.add(mined(record, where));
            }
          });
      return mined;
    }

    private List<MinedCommand> exemplars(Path input) {
      List<MinedCommand> mined = new ArrayList<>();
      JsonLines.forEach(
          input,
          (record, where) -> {
            if (revocations.concerning(record).isEmpty()) {
              mined.add(mined(record, where));
            }
          });
      return mined;
    }

    private boolean isWithdrawn(JsonNode record, Location where) {
      if (revocations.concerning(record).isPresent()) {
        withdrawn.add(JsonLines.commandLine(record, where));
        withdrawnRecords++;
        return true;
      }
      undecided += revocations.mightConcern(record) ? 1 : 0;
      return false;
    }
  }

  private static MinedCommand mined(JsonNode record, Location where) {
    return new MinedCommand(
        JsonLines.commandLine(record, where),
        Fields.text(record, "window", where),
        Fields.text(record, "scale", where),
        Fields.texts(record, "detectors", where),
        LineOrigin.of(record),
        LabelLineage.of(record));
  }

  /** A quiet month leaves a folder without files; an empty folder is no mistake of the user. */
  private static List<MinedCommand> optional(
      Path folder, java.util.function.Function<Path, List<MinedCommand>> reader) {
    return holdsRecords(folder) ? reader.apply(folder) : List.of();
  }

  private static boolean holdsRecords(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try {
      return !JsonLines.files(folder).isEmpty();
    } catch (InputException empty) {
      return false;
    }
  }

  private static final class Controls {
    private final List<MinedCommand> random = new ArrayList<>();
    private final List<MinedCommand> nearDuplicates = new ArrayList<>();

    void add(JsonNode record, Location where) {
      String arm = Fields.text(record, "arm", where);
      List<MinedCommand> target =
          switch (arm) {
            case "random" -> random;
            case "near-duplicate" -> nearDuplicates;
            default ->
                throw new InputException(
                    "%s: field \"arm\" is \"%s\"; it must be \"random\" or \"near-duplicate\""
                        .formatted(where, arm));
          };
      if (Fields.flag(record, "admitted", where)) {
        if (Fields.label(record, where) != Label.BENIGN) {
          throw new InputException(where + ": an admitted control whose \"label\" is not benign");
        }
        target.add(mined(record, where));
      }
    }
  }
}
