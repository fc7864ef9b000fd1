package dev.longtail.training.classify;

import java.util.Locale;

/** What a model can be made without, to see what it contributes ({@link Ablation}). */
public enum Ingredient {
  /** N-grams of characters. */
  CHARACTERS,
  /** Words, alone and in pairs. */
  WORDS,
  /** Attack marks. */
  MARKS,
  /** The score of the worst command of a line. */
  SEGMENTS,
  /** The weights of rows: without them each row counts the same. */
  WEIGHTS,
  /** Expert features of the trees. */
  EXPERT_FEATURES,
  /** Trees on embeddings. */
  EMBEDDING_TREES,
  /** The nearest training lines. */
  NEIGHBOURS,
  /** Ridge on random features of the embedding. */
  RIDGE,
  /** All that needs an embedding. */
  EMBEDDINGS;

  /** Its name in lower case, with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a model that reads the text alone has nothing of it. */
  public boolean needsEmbeddings() {
    return this == EXPERT_FEATURES || ordinal() >= EMBEDDING_TREES.ordinal();
  }

  /** Whether the part {@code kind} is trained otherwise without it. */
  boolean changes(PartKind kind) {
    return switch (this) {
      case CHARACTERS, WORDS, SEGMENTS -> kind == PartKind.NGRAMS;
      case MARKS -> kind == PartKind.NGRAMS || kind == PartKind.EMBEDDING_TREES;
      case WEIGHTS -> kind != PartKind.NEIGHBOURS;
      case EXPERT_FEATURES -> kind == PartKind.EMBEDDING_TREES;
      case EMBEDDING_TREES, NEIGHBOURS, RIDGE, EMBEDDINGS -> false;
    };
  }

  /** Whether a model without it has no part {@code kind}. */
  boolean isAllOf(PartKind kind) {
    return kind.embedded() && (this == EMBEDDINGS || name().equals(kind.name()));
  }
}
