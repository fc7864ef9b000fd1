package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** What the tests of SQL share: environments whose jobs run in a MiniCluster, results, a model. */
final class SqlTables {
  private SqlTables() {}

  /** The two modes of Flink SQL. */
  enum Mode {
    STREAMING,
    BATCH;

    /** An empty environment of this mode, two subtasks wide. */
    TableEnvironment environment() {
      Configuration configuration = new Configuration();
      configuration.setString("parallelism.default", "2");
      EnvironmentSettings.Builder settings =
          EnvironmentSettings.newInstance().withConfiguration(configuration);
      return TableEnvironment.create(
          this == BATCH ? settings.inBatchMode().build() : settings.inStreamingMode().build());
    }

    /** An environment with Longtail's functions. */
    TableEnvironment withModule() {
      TableEnvironment tables = environment();
      tables.executeSql("LOAD MODULE longtail");
      return tables;
    }
  }

  /** Runs a query to its end. */
  static List<Row> rows(TableEnvironment tables, String query) {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> result = tables.executeSql(query).collect()) {
      result.forEachRemaining(rows::add);
    } catch (Exception e) {
      throw new IllegalStateException(query, e);
    }
    return rows;
  }

  /** Runs a query of one row. */
  static Row row(TableEnvironment tables, String query) {
    List<Row> rows = rows(tables, query);
    if (rows.size() != 1) {
      throw new AssertionError(query + ": not one row but " + rows);
    }
    return rows.get(0);
  }

  /** A SQL literal. */
  static String quoted(String line) {
    return "'" + line.replace("'", "''") + "'";
  }

  /** Puts the bundled model into {@code folder} as a user's own would lie there. */
  static Path modelIn(Path folder) {
    assertThatCode(
            () -> {
              Files.createDirectories(folder);
              copy("all-minilm-l6-v2.onnx", folder.resolve("model.onnx"));
              copy("all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
            })
        .doesNotThrowAnyException();
    return folder;
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = SqlTables.class.getClassLoader().getResourceAsStream(resource)) {
      Files.copy(in, target);
    }
  }
}
