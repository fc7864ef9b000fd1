package dev.longtail.udfs.format;

import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.AuditFragment.Argument;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.EventTime;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Joins the records of one execve. The result is a function of the set of its records, whatever
 * their order: a SYSCALL record and all arguments are a start; a failed call is none.
 */
public final class AuditEvent {
  /** More records than this are not kept: the longest command line has fewer. */
  public static final int MOST_FRAGMENTS = 64;

  private AuditEvent() {}

  /** The event, if its records are complete; else empty. */
  public static Optional<ParsedRecord> complete(List<AuditFragment> fragments) {
    AuditFragment syscall = syscall(fragments);
    if (syscall == null) {
      return Optional.empty();
    }
    if (syscall.failed()) {
      return Optional.of(last(fragments));
    }
    return Arguments.of(fragments).missing().isEmpty()
        ? Optional.of(last(fragments))
        : Optional.empty();
  }

  /** The event of the records that came, when no further ones are waited for. */
  public static ParsedRecord last(List<AuditFragment> fragments) {
    AuditFragment syscall = syscall(fragments);
    AuditFragment any = fragments.get(0);
    EventTime time =
        new EventTime(
            any.ts(),
            AuditLine.timeOfId(any.serial()) < 0 ? EpochUnit.UTC_ASSUMED : EpochUnit.MILLISECONDS);
    if (syscall != null && syscall.failed()) {
      return Starts.skipped(SkipReason.FAILED, time);
    }
    if (fragments.stream().allMatch(AuditFragment::syscall)) {
      return Starts.skipped(SkipReason.NO_COMMAND_LINE, time);
    }
    Arguments arguments = Arguments.of(fragments);
    String missing = arguments.missing();
    if (!missing.isEmpty()) {
      return new Rejected(missing + "; audit event " + any.serial(), any.ts());
    }
    return Starts.of(
        new Starts.Found(
            any.serial(),
            "",
            any.host(),
            syscall == null ? "" : syscall.user(),
            "linux",
            "",
            syscall == null ? "" : syscall.image(),
            arguments.joined()),
        time,
        "msg");
  }

  private static AuditFragment syscall(List<AuditFragment> fragments) {
    for (AuditFragment fragment : fragments) {
      if (fragment.syscall()) {
        return fragment;
      }
    }
    return null;
  }

  /** The arguments by index, each with its parts. */
  private record Arguments(int argc, List<TreeMap<Integer, Argument>> byIndex) {
    static Arguments of(List<AuditFragment> fragments) {
      int argc = -1;
      TreeMap<Integer, TreeMap<Integer, Argument>> found = new TreeMap<>();
      for (AuditFragment fragment : fragments) {
        argc = Math.max(argc, fragment.argc());
        for (Argument argument : fragment.arguments()) {
          found
              .computeIfAbsent(argument.index(), none -> new TreeMap<>())
              .merge(argument.part(), argument, (one, other) -> one.length() >= 0 ? one : other);
        }
      }
      List<TreeMap<Integer, Argument>> byIndex = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        byIndex.add(found.getOrDefault(i, new TreeMap<>()));
      }
      return new Arguments(argc, byIndex);
    }

    /** What is missing, for the user; empty if all is there. */
    String missing() {
      int wanted = Math.max(argc, byIndex.size());
      if (wanted <= 0) {
        return argc == 0 ? "" : "field a0: missing";
      }
      for (int i = 0; i < wanted; i++) {
        if (i >= byIndex.size() || byIndex.get(i).isEmpty()) {
          return "field a" + i + ": missing, of " + wanted + " arguments";
        }
        if (!isWhole(byIndex.get(i))) {
          return "field a" + i + ": a part is missing";
        }
      }
      return argc < 0 ? "field argc: missing" : "";
    }

    private static boolean isWhole(TreeMap<Integer, Argument> parts) {
      if (parts.containsKey(-1)) {
        return true;
      }
      long length = -1;
      long written = 0;
      int next = 0;
      for (Argument part : parts.values()) {
        if (part.part() != next++) {
          return false;
        }
        length = Math.max(length, part.length());
        written += part.written();
      }
      return written >= length;
    }

    String joined() {
      StringBuilder bytes = new StringBuilder();
      for (TreeMap<Integer, Argument> parts : byIndex) {
        bytes.append(bytes.length() == 0 ? "" : " ");
        Argument whole = parts.get(-1);
        if (whole != null) {
          bytes.append(whole.bytes());
          continue;
        }
        for (Argument part : parts.values()) {
          bytes.append(part.bytes());
        }
        if (bytes.length() > 4 * NativeEventParser.MAX_COMMAND_LENGTH) {
          break; // too long whatever follows
        }
      }
      return AuditLine.textOf(bytes.toString());
    }
  }
}
