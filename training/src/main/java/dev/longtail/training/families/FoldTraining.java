package dev.longtail.training.families;

/**
 * How a training set was left in a fold.
 *
 * @param fold the fold
 * @param rows lines trained on
 * @param added lines among them that were mined
 * @param ofFamilies lines dropped because their family is left out
 * @param ofTemplates further lines dropped because they share the template of a tested line
 * @param ofUnknownFamily lines trained on although nobody knows their family
 */
public record FoldTraining(
    String fold, int rows, int added, int ofFamilies, int ofTemplates, int ofUnknownFamily) {}
