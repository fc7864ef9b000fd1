package dev.longtail.job.local;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.NetUtils;

/** A Flink cluster inside this JVM, for jobs on one machine. */
public final class LocalFlink {
  /** Where the streaming job's REST interface is, unless Flink's configuration says otherwise. */
  public static final String REST_PORTS = "8081-8099";

  /** The machine whose users alone reach it. */
  public static final String HOST = "127.0.0.1";

  private static final int LEAST_NETWORK_MB = 64;

  /** Where the port of the REST interface is chosen from. */
  private static final ConfigOption<String> PORTS =
      ConfigOptions.key("longtail.rest-ports").stringType().noDefaultValue();

  private LocalFlink() {}

  /** Default number of subtasks: the processors of this machine, at most 4. */
  public static int usualParallelism() {
    return Math.min(Runtime.getRuntime().availableProcessors(), 4);
  }

  /** An environment for a bounded job with {@code parallelism} subtasks per operator. */
  public static StreamExecutionEnvironment bounded(int parallelism) {
    Configuration config = new Configuration();
    // Beyond this size, sorting a month by key spills to disk; Flink's default is meant for tests.
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    // Flink would choose the parallelism by bytes, but a few anomalies to embed or label are few
    // bytes and long work.
    config.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    String temporary = TemporaryFolder.path().toString();
    config.set(CoreOptions.TMP_DIRS, temporary);
    config.set(WebOptions.TMP_DIR, temporary);
    config.set(WebOptions.SUBMIT_ENABLE, false);
    // If a bounded job fails once on one machine, it fails again, so it is not restarted.
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
  }

  /**
   * An environment for a bounded job whose operators all run at the same time and send their
   * records straight to the next one. Between the operators of {@link #bounded} all records are
   * written to the disk and read again, for a recovery that one machine has no use for.
   *
   * <p>No two inputs of an operator may come from one source, unless the operator takes whichever
   * has records: else the source could wait for the one input while the operator waits for the
   * other.
   */
  public static StreamExecutionEnvironment pipelined(int parallelism) {
    Configuration config = new Configuration();
    config.set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED);
    // The adaptive scheduler of batch jobs begins a stage when the one before it has ended.
    config.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
    // All channels are open at once: from each subtask to each of the next operator. A job with all
    // outputs and control arms needs at most three quarters of this.
    MemorySize network =
        MemorySize.ofMebiBytes(48 + 8L * parallelism + 2L * parallelism * parallelism);
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    StreamExecutionEnvironment env = bounded(parallelism);
    env.configure(config);
    return env;
  }

  /**
   * The configuration of a cluster for the streaming job.
   *
   * @param flinkConf folder with Flink's {@code config.yaml}, or null for Flink's defaults
   * @param wanted subtasks per operator; empty: those of {@code flinkConf}, else the usual number
   * @throws InputException if no port for the REST interface is free
   */
  public static Configuration streaming(Path flinkConf, OptionalInt wanted) {
    Configuration config =
        flinkConf == null
            ? new Configuration()
            : GlobalConfiguration.loadConfiguration(flinkConf.toString());
    int parallelism =
        wanted.orElseGet(
            () -> config.getOptional(CoreOptions.DEFAULT_PARALLELISM).orElse(usualParallelism()));
    config.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    // With fewer slots than subtasks Flink would wait for another machine for five minutes.
    config.set(
        TaskManagerOptions.NUM_TASK_SLOTS,
        Math.max(parallelism, config.get(TaskManagerOptions.NUM_TASK_SLOTS)));
    if (!config.contains(TaskManagerOptions.NETWORK_MEMORY_MAX)) {
      // Each subtask has a channel to each of the next operator.
      MemorySize network =
          MemorySize.ofMebiBytes(Math.max(LEAST_NETWORK_MB, (long) parallelism * parallelism));
      config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
      config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    }
    if (!config.contains(CoreOptions.TMP_DIRS)) {
      String temporary = TemporaryFolder.path().toString();
      config.set(CoreOptions.TMP_DIRS, temporary);
      config.set(WebOptions.TMP_DIR, temporary);
    }
    // The interface can stop the job and asks nobody who he is.
    config.set(RestOptions.BIND_ADDRESS, config.getOptional(RestOptions.BIND_ADDRESS).orElse(HOST));
    config.set(RestOptions.ADDRESS, config.getOptional(RestOptions.ADDRESS).orElse(HOST));
    // Flink's pages come with a way to send it jars, which then run with our rights.
    config.set(WebOptions.SUBMIT_ENABLE, false);
    config.set(PORTS, config.getOptional(RestOptions.BIND_PORT).orElse(REST_PORTS));
    choosePort(config);
    FileSystem.initialize(config, PluginUtils.createPluginManagerFromRootFolder(config));
    return config;
  }

  /** The address of the REST interface of a cluster that {@link #streaming} configured. */
  public static URI rest(Configuration config) {
    return URI.create(
        "http://" + config.get(RestOptions.ADDRESS) + ":" + config.get(RestOptions.PORT));
  }

  /**
   * Starts a cluster that {@link #streaming} configured. Another job may have taken its port since
   * then; then the next free one is tried.
   *
   * @throws InputException if no port for the REST interface is free
   */
  public static <T> T start(Configuration config, Callable<T> cluster) throws Exception {
    while (true) {
      try {
        return cluster.call();
      } catch (Exception e) {
        if (ExceptionUtils.findThrowable(e, BindException.class).isEmpty()) {
          throw e;
        }
        choosePort(config);
      }
    }
  }

  private static void choosePort(Configuration config) {
    int port = freePort(config.get(PORTS));
    config.set(RestOptions.BIND_PORT, Integer.toString(port));
    config.set(RestOptions.PORT, port);
  }

  private static int freePort(String range) {
    Iterator<Integer> ports = NetUtils.getPortRangeFromString(range);
    while (ports.hasNext()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.next()));
        return socket.getLocalPort();
      } catch (IOException e) {
        // In use.
      }
    }
    throw new InputException(
        "rest.bind-port: no port of %s is free on this machine; set another range in Flink's"
                .formatted(range)
            + " config.yaml");
  }
}
