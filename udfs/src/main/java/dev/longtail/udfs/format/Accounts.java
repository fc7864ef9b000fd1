package dev.longtail.udfs.format;

/** Names of accounts, and what collectors write where they know none. */
final class Accounts {
  private Accounts() {}

  /** {@code DOMAIN\name}, or the name alone; empty if the name is not known. */
  static String of(String domain, String name) {
    if (isUnknown(name)) {
      return "";
    }
    return isUnknown(domain) || name.indexOf('\\') >= 0 ? name : domain + '\\' + name;
  }

  /** The value, or the empty string if it stands for none. */
  static String known(String value) {
    return isUnknown(value) ? "" : value;
  }

  static boolean isUnknown(String value) {
    return RecordView.isBlank(value)
        || value.equals("-")
        || value.equals("-\\-")
        || value.equals("?")
        || value.equals("(null)");
  }
}
