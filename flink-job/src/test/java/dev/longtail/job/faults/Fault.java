package dev.longtail.job.faults;

/** What happens to a run. */
enum Fault {
  /** Nothing: what the others are compared with. */
  NONE("nothing"),
  TASK_MANAGER("kill -9 of a TaskManager"),
  JOB_MANAGER("kill -9 of the JobManager"),
  BROKER("broker away for 90 s, one partition a day behind"),
  STORE("S3 answers 503 for a minute"),
  LABELER("label endpoint down for a minute"),
  DISK("disk of the checkpoints full for half a minute"),
  RESCALED("stopped with a savepoint, restarted at another parallelism"),
  UPGRADED("upgraded from a savepoint of the last release"),
  IDLE("an empty partition, more subtasks than partitions, a minute of quiet"),
  CLOCK("an event ten years ahead"),
  LARGE("a record of 900 KB that is no event");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
