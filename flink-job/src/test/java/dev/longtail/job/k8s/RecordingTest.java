package dev.longtail.job.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.run.Scrape;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private static final String RULES =
      """
      expr: sum(flink_jobmanager_job_numRestarts) > 3
      expr: flink_taskmanager_job_task_operator_currentInputWatermark{operator_name="rank"} > 0
      """;

  @Test
  void onlyWhatTheRulesAskForIsKept() {
    Recording recording = new Recording(RULES, 1_000_000);
    recording.add(
        Scrape.of(
            """
            flink_jobmanager_job_numRestarts{job_id="x",} 1.0
            flink_jobmanager_job_uptime{job_id="x",} 7.0
            flink_taskmanager_job_task_operator_currentInputWatermark{operator_name="rank",subtask_index="0",tm_id="t",} 1000500.0
            flink_taskmanager_job_task_operator_currentInputWatermark{operator_name="label",subtask_index="0",} 5.0
            """));
    recording.add(Scrape.of("flink_jobmanager_job_numRestarts{job_id=\"x\",} 1.0\n"));
    recording.add(Scrape.of(""));
    assertThat(recording.text())
        .isEqualTo(
            """
              - series: 'flink_jobmanager_job_numRestarts{namespace="longtail",pod="jobmanager"}'
                values: '_x30 1x1 _'
              - series: 'flink_taskmanager_job_task_operator_currentInputWatermark{namespace="longtail",operator_name="rank",pod="taskmanager",subtask_index="0"}'
                values: '_x30 1830000 _x2'
            """);
    assertThat(recording.lastMinute()).isEqualTo(32);
  }

  @Test
  void equalValuesAreWrittenOnce() {
    assertThat(Recording.runs(List.of("1", "1", "1", "2", "_", "_", "3"))).isEqualTo("1x2 2 _x2 3");
  }
}
