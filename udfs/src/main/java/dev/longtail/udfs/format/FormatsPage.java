package dev.longtail.udfs.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The formats, as a list for the terminal and as the page {@code docs/formats.md}. */
public final class FormatsPage {
  private static final List<List<String>> NATIVE =
      List.of(
          List.of("ts"),
          List.of("command_line", "cmd"),
          List.of("event_id"),
          List.of("host"),
          List.of("user"),
          List.of("os"),
          List.of("parent"),
          List.of("image"));

  private static final List<List<String>> AUDITD =
      List.of(
          List.of("type"),
          List.of("msg=audit(TIME:NUMBER)"),
          List.of("node"),
          List.of("SYSCALL: arch, syscall, SYSCALL"),
          List.of("SYSCALL: success"),
          List.of("SYSCALL: exe"),
          List.of("SYSCALL: UID", "SYSCALL: uid"),
          List.of("SYSCALL: pid"),
          List.of("EXECVE: argc"),
          List.of("EXECVE: a0, a1, ..."),
          List.of("EXECVE: a1_len, a1[0], a1[1], ..."),
          List.of("AUOMS_EXECVE: cmdline"),
          List.of("AUOMS_EXECVE: success, exe, user"));

  private FormatsPage() {}

  /** One line a format. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    for (EventFormat format : EventFormat.values()) {
      text.append(String.format("%-12s %s%n", format.label(), format.meaning()));
    }
    return text.toString();
  }

  /** The page. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(resource("formats.md"));
    for (EventFormat format : EventFormat.values()) {
      if (format != EventFormat.AUTO) {
        section(format, page);
      }
    }
    return page.toString();
  }

  private static void section(EventFormat format, StringBuilder page) {
    page.append("\n## ").append(format.label()).append("\n\n");
    page.append(format.meaning()).append(".\n\n");
    List<CollectorTable.Entry> entries = CollectorTable.of(format);
    page.append(
        entries.isEmpty() ? resource(format.label() + ".md") : entries.get(0).notes() + "\n");
    page.append("\n```\n").append(samples(format).get(0)).append("\n```\n\n");
    page.append("| field | becomes | or at |\n|---|---|---|\n");
    Set<String> shown = new HashSet<>();
    for (List<String> paths : fieldsOf(format)) {
      if (!shown.containsAll(paths)) {
        List<String> others = paths.subList(1, paths.size());
        row(paths.get(0), "read", others.isEmpty() ? "" : '`' + join(others) + '`', page);
        shown.addAll(paths);
      }
    }
    Set<String> ignored = new LinkedHashSet<>(CollectorTable.ignored(format));
    ignored.removeAll(shown);
    if (!ignored.isEmpty()) {
      row(join(ignored), "ignored", "", page);
    }
    page.append("| any other | unknown, ignored | |\n");
  }

  private static void row(String field, String what, String where, StringBuilder page) {
    page.append("| `").append(field).append("` | ").append(what).append(" | ");
    page.append(where).append(where.isEmpty() ? "|\n" : " |\n");
  }

  private static String join(Collection<String> paths) {
    return String.join("`, `", paths);
  }

  private static List<List<String>> fieldsOf(EventFormat format) {
    return switch (format) {
      case NATIVE -> NATIVE;
      case AUDITD -> Stream.concat(AUDITD.stream(), ofReaders(format)).toList();
      default -> ofReaders(format).toList();
    };
  }

  private static Stream<List<String>> ofReaders(EventFormat format) {
    return AutoParser.readersOf(format).stream()
        .flatMap(reader -> reader.fields().stream())
        .map(Field::paths);
  }

  /** Made-up records of a format, one a line; each start is that of {@code whoami /all}. */
  public static List<String> samples(EventFormat format) {
    List<CollectorTable.Entry> entries = CollectorTable.of(format);
    if (!entries.isEmpty()) {
      return entries.stream().flatMap(entry -> entry.samples().stream()).toList();
    }
    return new ArrayList<>(resource(format.label() + ".jsonl").lines().toList());
  }

  private static String resource(String name) {
    try (InputStream in = FormatsPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("reading " + name + " failed", e);
    }
  }
}
