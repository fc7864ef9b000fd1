package dev.longtail.labeler.client;

/**
 * A model as a server offers it.
 *
 * @param id its name in requests
 * @param owner its owner, as the server says; empty if the server does not say or was not asked
 */
record OfferedModel(String id, String owner) {
  /** A model that the user has named. */
  static OfferedModel named(String id) {
    return new OfferedModel(id, "");
  }

  /** The model, its owner and its endpoint in words, for reports. */
  String at(Endpoint endpoint) {
    return owner.isEmpty()
        ? "model " + id + " at " + endpoint
        : owner + " (" + id + " at " + endpoint + ")";
  }
}
