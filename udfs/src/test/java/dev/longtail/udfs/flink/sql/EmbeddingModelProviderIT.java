package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.flink.sql.SqlTables.Mode;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SqlCluster.class)
class EmbeddingModelProviderIT {
  private static final String PREDICT =
      "SELECT id, embedding FROM ML_PREDICT(TABLE commands, MODEL m, DESCRIPTOR(line))";

  @ParameterizedTest
  @EnumSource
  void predictsTheEmbeddersVectorsAndKeepsRowsWithoutALine(Mode mode, @TempDir Path folder) {
    TableEnvironment tables = withCommands(mode);
    createModel(
        tables, "STRING", "ARRAY<FLOAT>", ", 'model-folder' = '" + SqlTables.modelIn(folder) + "'");
    List<Row> rows = SqlTables.rows(tables, PREDICT);
    assertThat(rows).extracting(row -> row.getField(0)).containsExactlyInAnyOrder(1, 2, 3);
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
      for (Row row : rows) {
        switch (row.<Integer>getFieldAs(0)) {
          case 1 -> assertThat(vector(row)).isEqualTo(lease.get().embed("whoami /all"));
          case 2 -> assertThat(vector(row)).isEqualTo(lease.get().embed(""));
          default -> assertThat(row.getField(1)).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBundledModelIsTheDefaultAndSaysThatNothingIsNull(Mode mode) {
    TableEnvironment tables = mode.environment();
    tables.executeSql(
        "CREATE TEMPORARY VIEW commands AS SELECT 1 AS id, CAST('ls -l' AS VARCHAR(9)) AS line");
    createModel(tables, "STRING NOT NULL", "ARRAY<FLOAT> NOT NULL", "");
    Row row = SqlTables.row(tables, PREDICT);
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
      assertThat(vector(row)).isEqualTo(lease.get().embed("ls -l"));
    }
  }

  private static float[] vector(Row row) {
    return LongtailModuleIT.floats(row.getField(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT              | ARRAY<FLOAT>          | INPUT must be a STRING, the command line, not"
            + " INT",
        "STRING, x STRING | ARRAY<FLOAT>          | INPUT must have one column, not 2",
        "STRING           | ARRAY<DOUBLE>         | OUTPUT must be an ARRAY<FLOAT>, the vector, not"
            + " ARRAY<DOUBLE>",
        "STRING           | STRING                | OUTPUT must be an ARRAY<FLOAT>, the vector, not"
            + " STRING",
        "STRING           | ARRAY<FLOAT>, x FLOAT | OUTPUT must have one column, not 2",
        "STRING           | ARRAY<FLOAT> NOT NULL | OUTPUT must not be NOT NULL unless INPUT is",
      })
  void wrongColumnsAreNamed(String input, String output, String message) {
    TableEnvironment tables = withCommands(Mode.STREAMING);
    createModel(tables, input, output, "");
    String columns = input.contains(",") ? "line, line" : input.equals("INT") ? "id" : "line";
    String query = "SELECT * FROM ML_PREDICT(TABLE commands, MODEL m, DESCRIPTOR(%s))";
    assertThatThrownBy(() -> tables.explainSql(query.formatted(columns)))
        .hasStackTraceContaining(message);
  }

  @Test
  void wrongOptionsAreNamed(@TempDir Path empty) {
    TableEnvironment tables = withCommands(Mode.STREAMING);
    createModel(tables, "STRING", "ARRAY<FLOAT>", ", 'folder' = '/x'");
    assertThatThrownBy(() -> tables.explainSql(PREDICT))
        .hasStackTraceContaining("Unsupported options found for 'longtail-onnx'")
        .hasStackTraceContaining("model-folder");
    tables.executeSql("DROP TEMPORARY MODEL m");
    createModel(tables, "STRING", "ARRAY<FLOAT>", ", 'model-folder' = '" + empty + "'");
    assertThatThrownBy(() -> tables.explainSql(PREDICT))
        .hasStackTraceContaining("Option 'model-folder' = '" + empty + "'")
        .hasStackTraceContaining("model.onnx: cannot be read");
  }

  @Test
  void asynchronousPredictionIsRefusedBeforeTheJobStarts() {
    TableEnvironment tables = withCommands(Mode.STREAMING);
    createModel(tables, "STRING", "ARRAY<FLOAT>", "");
    String query =
        "SELECT id, embedding FROM ML_PREDICT(TABLE commands, MODEL m, DESCRIPTOR(line),"
            + " MAP['async', 'true'])";
    assertThatThrownBy(() -> tables.explainSql(query)).hasStackTraceContaining("async");
  }

  private static TableEnvironment withCommands(Mode mode) {
    TableEnvironment tables = mode.environment();
    tables.executeSql(
        "CREATE TEMPORARY VIEW commands AS SELECT * FROM (VALUES (1, 'whoami /all'), (2, ''), (3,"
            + " CAST(NULL AS STRING))) AS t (id, line)");
    return tables;
  }

  private static void createModel(
      TableEnvironment tables, String input, String output, String options) {
    tables.executeSql(
        "CREATE TEMPORARY MODEL m INPUT (line %s) OUTPUT (embedding %s) WITH ('provider' = 'longtail-onnx'%s)"
            .formatted(input, output, options));
  }
}
