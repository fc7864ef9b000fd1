package dev.longtail.job.run;

import dev.longtail.job.upgrade.PlannedOperator;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The operators of a job as Flink will look for their state. */
final class PlannedGraph {
  private PlannedGraph() {}

  /** Those of the graph that was built in {@code env}; it is not run. */
  static List<PlannedOperator> operators(StreamExecutionEnvironment env) {
    List<PlannedOperator> operators = new ArrayList<>();
    for (JobVertex vertex : env.getStreamGraph(false).getJobGraph().getVertices()) {
      for (OperatorIDPair ids : vertex.getOperatorIDs()) {
        String uid = ids.getUserDefinedOperatorUid();
        operators.add(
            new PlannedOperator(
                ids.getUserDefinedOperatorID().orElse(ids.getGeneratedOperatorID()).toHexString(),
                uid == null ? ids.getGeneratedOperatorID().toHexString() : uid,
                vertex.getMaxParallelism()));
      }
    }
    return operators;
  }
}
