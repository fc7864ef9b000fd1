package dev.longtail.udfs.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
    page.append(resource(format.label() + ".md"));
    page.append("\n```\n").append(samples(format).get(0)).append("\n```\n\n");
    page.append("| read | where |\n|---|---|\n");
    for (List<String> paths : fieldsOf(format)) {
      page.append("| `").append(paths.get(0)).append("` | ");
      List<String> others = paths.subList(1, paths.size());
      page.append(others.isEmpty() ? "" : "or `" + String.join("`, `", others) + '`');
      page.append(" |\n");
    }
  }

  private static List<List<String>> fieldsOf(EventFormat format) {
    return switch (format) {
      case NATIVE -> NATIVE;
      case AUDITD -> AUDITD;
      default ->
          AutoParser.readersOf(format).stream()
              .flatMap(reader -> reader.fields().stream())
              .map(Field::paths)
              .toList();
    };
  }

  /** Made-up records of a format, one a line; each start is that of {@code whoami /all}. */
  public static List<String> samples(EventFormat format) {
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
