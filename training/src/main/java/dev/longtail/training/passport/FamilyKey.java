package dev.longtail.training.passport;

/**
 * What names a family.
 *
 * @param os operating system; empty if it is not known
 * @param template of all its lines
 */
record FamilyKey(String os, String template) implements Comparable<FamilyKey> {
  @Override
  public int compareTo(FamilyKey other) {
    int byOs = os.compareTo(other.os);
    return byOs != 0 ? byOs : template.compareTo(other.template);
  }
}
