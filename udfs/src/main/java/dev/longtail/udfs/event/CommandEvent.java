package dev.longtail.udfs.event;

/**
 * One process start: the result of every parser, and the event that travels through the job.
 *
 * <p>A component that a record lacks is the empty string, never {@code null}. Only {@code ts} and
 * {@code commandLine} are always known: without them nothing can be ranked.
 *
 * @param eventId the sender's id; if the sender has none, an id derived from the content
 * @param ts start of the process, milliseconds since the epoch, UTC
 * @param host name of the machine
 * @param user account the process runs under
 * @param os {@code windows}, {@code linux} or {@code macos}
 * @param parent command line or image of the parent process
 * @param image path of the executable
 * @param commandLine the command line as the sensor saw it
 */
public record CommandEvent(
    String eventId,
    long ts,
    String host,
    String user,
    String os,
    String parent,
    String image,
    String commandLine) {}
