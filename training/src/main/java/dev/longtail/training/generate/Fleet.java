package dev.longtail.training.generate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The machines and people of the site that the telemetry comes from. */
final class Fleet {
  private static final List<String> SURNAMES =
      List.of(
          "abara",
          "becker",
          "castillo",
          "dubois",
          "eriksen",
          "farouk",
          "greco",
          "haddad",
          "ivanova",
          "jansen",
          "kowalski",
          "larsson",
          "mbeki",
          "nakamura",
          "okafor",
          "petrov",
          "quispe",
          "rossi",
          "schmidt",
          "tanaka",
          "ueda",
          "vargas",
          "weber",
          "xu",
          "yilmaz",
          "zhang",
          "moreau",
          "silva",
          "novak",
          "byrne",
          "costa",
          "demir",
          "fischer",
          "gupta",
          "hansen",
          "khan");
  private static final String INITIALS = "abcdefghijklmnoprstvwz";
  private static final int PEOPLE = 170;
  private static final List<String> ADMINISTRATORS =
      List.of("abyrne", "mgupta", "tweber", "lnovak");
  private static final List<String> SERVICES =
      List.of("svc_backup", "svc_deploy", "svc_monitor", "svc_report", "svc_sync");

  private final List<Host> hosts = new ArrayList<>();
  private final List<String> people = new ArrayList<>();

  /**
   * A machine.
   *
   * @param name its short name
   * @param role its purpose
   * @param owner short name of its user, or of the person who set it up
   */
  record Host(String name, Role role, String owner) {
    Os os() {
      return role.os();
    }
  }

  Fleet(long seed) {
    Rng rng = Rng.of(seed, "fleet");
    while (people.size() < PEOPLE) {
      String name = INITIALS.charAt(rng.below(INITIALS.length())) + rng.pick(SURNAMES);
      if (!people.contains(name) && !ADMINISTRATORS.contains(name)) {
        people.add(name);
      }
    }
    for (Role role : Role.values()) {
      for (int i = 1; i <= role.hosts(); i++) {
        String owner = role.isPersonal() ? rng.pick(people) : rng.pick(ADMINISTRATORS);
        hosts.add(new Host("%s-%04d".formatted(role.prefix(), 7 * i + rng.below(7)), role, owner));
      }
    }
  }

  List<Host> hosts(Set<Role> roles) {
    return hosts.stream().filter(h -> roles.contains(h.role())).toList();
  }

  List<Host> hosts(Role role) {
    return hosts(EnumSet.of(role));
  }

  List<String> people() {
    return List.copyOf(people);
  }

  /** Short name of an account of this kind on a host, such as {@code jbecker}. */
  String account(Account kind, Host host, Rng rng) {
    return switch (kind) {
      case PERSON -> host.owner();
      case ADMIN -> rng.pick(ADMINISTRATORS);
      case SERVICE -> rng.pick(SERVICES);
      case SYSTEM -> host.os() == Os.WINDOWS ? "SYSTEM" : "root";
    };
  }

  /** The account as the sensor of the host's system reports it. */
  static String reported(Account kind, String account, Os os) {
    if (os != Os.WINDOWS) {
      return account;
    }
    return kind == Account.SYSTEM ? "NT AUTHORITY\\SYSTEM" : "CORP\\" + account;
  }
}
