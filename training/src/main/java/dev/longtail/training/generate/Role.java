package dev.longtail.training.generate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The purpose of a host; it decides which commands run there. */
enum Role {
  WORKSTATION(Os.WINDOWS, 120, "wks"),
  DC(Os.WINDOWS, 3, "dc"),
  FILESERVER(Os.WINDOWS, 4, "fs"),
  SQLSERVER(Os.WINDOWS, 5, "sql"),
  APPSERVER(Os.WINDOWS, 10, "app"),
  WINBUILD(Os.WINDOWS, 4, "wbld"),
  WEB(Os.LINUX, 14, "web"),
  DB(Os.LINUX, 8, "db"),
  KUBE(Os.LINUX, 16, "kube"),
  CI(Os.LINUX, 6, "ci"),
  JAVA(Os.LINUX, 8, "svc"),
  DEVBOX(Os.LINUX, 12, "dev"),
  LAPTOP(Os.MACOS, 28, "mac");

  private final Os os;
  private final int hosts;
  private final String prefix;

  Role(Os os, int hosts, String prefix) {
    this.os = os;
    this.hosts = hosts;
    this.prefix = prefix;
  }

  Os os() {
    return os;
  }

  /** Hosts of this role in the fleet. */
  int hosts() {
    return hosts;
  }

  /** The beginning of the hosts' names. */
  String prefix() {
    return prefix;
  }

  /** Whether a person sits in front of it. */
  boolean isPersonal() {
    return this == WORKSTATION || this == DEVBOX || this == LAPTOP;
  }

  static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(r -> r.toString().equals(name)).findFirst();
  }

  static Set<Role> of(Os os) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(values()).filter(r -> r.os == os).forEach(roles::add);
    return roles;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
