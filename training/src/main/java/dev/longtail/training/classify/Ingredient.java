package dev.longtail.training.classify;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a model can be made without, to see what it contributes ({@link Ablation}). */
public enum Ingredient {
  /** N-grams of characters. */
  CHARACTERS(PartKind.NGRAMS),
  /** Words, alone and in pairs. */
  WORDS(PartKind.NGRAMS),
  /** Attack marks. */
  MARKS(PartKind.NGRAMS, PartKind.EMBEDDING_TREES),
  /** The score of the worst command of a line. */
  SEGMENTS(PartKind.NGRAMS),
  /** The weights of rows: without them each row counts the same. */
  WEIGHTS(PartKind.NGRAMS, PartKind.EMBEDDING_TREES, PartKind.RIDGE),
  /** Expert features of the trees. */
  EXPERT_FEATURES(PartKind.EMBEDDING_TREES),
  /** Trees on embeddings. */
  EMBEDDING_TREES(),
  /** The nearest training lines. */
  NEIGHBOURS(),
  /** Ridge on random features of the embedding. */
  RIDGE(),
  /** All that needs an embedding. */
  EMBEDDINGS();

  private final Set<PartKind> changes;

  Ingredient(PartKind... changes) {
    Set<PartKind> kinds = EnumSet.noneOf(PartKind.class);
    Collections.addAll(kinds, changes);
    this.changes = Collections.unmodifiableSet(kinds);
  }

  /** Its name in lower case, with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a model that reads the text alone has nothing of it. */
  public boolean needsEmbeddings() {
    return this == EXPERT_FEATURES || ordinal() >= EMBEDDING_TREES.ordinal();
  }

  /** The parts that are trained otherwise without it. */
  Set<PartKind> changes() {
    return changes;
  }

  /** Whether a model without it has no part {@code kind}. */
  boolean isAllOf(PartKind kind) {
    return kind.embedded() && (this == EMBEDDINGS || name().equals(kind.name()));
  }
}
