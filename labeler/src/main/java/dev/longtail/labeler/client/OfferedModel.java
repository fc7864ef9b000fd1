package dev.longtail.labeler.client;

/**
 * A model as a server offers it.
 *
 * @param id its name in requests
 * @param owner who the server says it belongs to; empty where it does not say or was not asked
 */
record OfferedModel(String id, String owner) {
  /** A model that the user has named. */
  static OfferedModel named(String id) {
    return new OfferedModel(id, "");
  }

  /** The two together with where they are, for reports. */
  String at(Endpoint endpoint) {
    return owner.isEmpty()
        ? "model " + id + " at " + endpoint
        : owner + " (" + id + " at " + endpoint + ")";
  }
}
