package dev.longtail.udfs.event;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;

/**
 * One record of an audit event: Linux writes an execve as several records, which have node, time
 * and serial number in common.
 *
 * @param host the node, or the empty string
 * @param ts time of the event, milliseconds since the epoch
 * @param serial number of the event; unique on its node for a time
 * @param syscall whether this is the SYSCALL record; else it is an EXECVE record
 * @param failed whether the call failed; of a SYSCALL record
 * @param user the account; of a SYSCALL record
 * @param image path of the executable; of a SYSCALL record
 * @param pid number of the process; of a SYSCALL record
 * @param argc number of arguments; -1 if this record does not say it
 * @param arguments the arguments and parts of arguments of an EXECVE record
 */
public record AuditFragment(
    String host,
    long ts,
    String serial,
    boolean syscall,
    boolean failed,
    String user,
    String image,
    String pid,
    int argc,
    List<Argument> arguments) {

  /**
   * An argument, or a part of a long one.
   *
   * @param index of the argument, from 0
   * @param part of the argument, from 0; -1 if this is the whole argument
   * @param length of the whole argument as the kernel says it, in characters of its parts; -1 if
   *     this record does not say it
   * @param written characters of the value in the record, for the comparison with {@code length}
   * @param bytes the argument's bytes, one a character
   */
  public record Argument(int index, int part, long length, int written, String bytes) {}

  /** The command line, one byte a character, if this record holds all of it; else empty. */
  public Optional<String> wholeLine() {
    boolean whole =
        argc > 0
            && argc == arguments.size()
            && arguments.stream().allMatch(argument -> argument.part() < 0);
    return whole
        ? Optional.of(arguments.stream().map(Argument::bytes).collect(joining(" ")))
        : Optional.empty();
  }

  /** The same record with {@code line} as its only argument. */
  public AuditFragment saying(String line) {
    return new AuditFragment(
        host,
        ts,
        serial,
        syscall,
        failed,
        user,
        image,
        pid,
        1,
        List.of(new Argument(0, -1, -1, line.length(), line)));
  }

  /** What the records of one event have in common. */
  public String key() {
    return host + '|' + ts + '|' + serial;
  }
}
