package dev.longtail.training.run;

import dev.longtail.training.data.Augmentation;
import dev.longtail.training.recall.Revocations;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a backfill mined, without what is withdrawn.
 *
 * @param lines the mined lines
 * @param revocations what was left out by: those given and those beside the lines
 */
public record MinedInput(Augmentation lines, Revocations revocations) {
  /** Reads {@code augment}, if there is one, and says what was left out. */
  public static MinedInput read(
      Optional<Path> augment, Optional<Path> revocations, Consumer<String> progress) {
    Revocations all = all(augment, revocations);
    return new MinedInput(
        augment
            .map(input -> lines(input, all, revocations.isPresent(), progress))
            .orElse(Augmentation.NONE),
        all);
  }

  private static Revocations all(Optional<Path> augment, Optional<Path> revocations) {
    Revocations given = revocations.map(Revocations::read).orElse(Revocations.NONE);
    return augment
        .map(folder -> folder.resolve(Revocations.FILE))
        .filter(Files::exists)
        .map(file -> given.and(Revocations.read(file)))
        .orElse(given);
  }

  private static Augmentation lines(
      Path input, Revocations revocations, boolean asked, Consumer<String> progress) {
    Augmentation read = Augmentation.read(input, revocations);
    Augmentation.Revoked revoked = read.revoked();
    if (asked || revoked.admitted() > 0) {
      progress.accept(
          "%s withdrawn from %s by %s"
              .formatted(
                  Counted.of(revoked.admitted(), "admitted line is", "admitted lines are"),
                  input,
                  Counted.of(revocations.all().size(), "revocation")));
    }
    if (revoked.undecided() > 0) {
      progress.accept(
          "warning: %s not say what a revocation asks for, because an earlier release wrote"
                  .formatted(
                      Counted.of(revoked.undecided(), "admitted line does", "admitted lines do"))
              + " them; they stay");
    }
    return read;
  }
}
