package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.flink.sql.SqlTables.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every statement of docs/sql.md and of examples.sql does what the text around it says. */
@ExtendWith(SqlCluster.class)
class SqlExamplesIT {
  private static final Path EXAMPLES = Path.of("src/main/sql/examples.sql");
  private static final Path PAGE = Path.of("../docs/sql.md");
  private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DOCUMENTED = Pattern.compile("\\| `([A-Z_]+)\\(");

  @ParameterizedTest
  @EnumSource
  void theExamplesRun(Mode mode) throws Exception {
    List<List<Row>> results = run(mode.environment(), statements(Files.readString(EXAMPLES)));

    assertThat(results).hasSize(5);
    assertThat(results.get(0))
        .filteredOn(row -> "desk-7".equals(row.getField("host")))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getField("encoded")).isEqualTo(1.0);
              assertThat(row.<Double>getFieldAs("entropy")).isGreaterThan(4);
            });
    assertThat(results.get(1)).isNotEmpty();
    assertThat(results.get(2))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.<String>getFieldAs("line")).startsWith("tar "));
    assertThat(results.get(4)).hasSize(5);
    assertThat(results.get(4))
        .extracting(row -> row.getField("dimensions"))
        .containsExactlyInAnyOrder(384, 384, 384, 384, null);
  }

  @ParameterizedTest
  @EnumSource
  void everyStatementOfThePageRuns(Mode mode, @TempDir Path folder) throws Exception {
    Path model = SqlTables.modelIn(folder.resolve("minilm"));
    Path telemetry = Files.createDirectory(folder.resolve("telemetry"));
    Files.writeString(
        telemetry.resolve("day.jsonl"),
        """
        {"event_id": "1", "ts": 1735689611260, "host": "a", "command_line": "whoami /all"}
        {"event_id": "2", "ts": 1735689612260, "host": "b", "command_line": "whoami /all"}
        {"event_id": "3", "ts": 1735689613260, "host": "b", "command_line": "powershell -nop -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA="}
        {"event_id": "4", "ts": 1735689614260, "host": "a", "command_line": "ping -n 1 printer"}
        """);
    String page =
        blocks(Files.readString(PAGE))
            .replace("/models/minilm", model.toString())
            .replace("/data/telemetry", telemetry.toString());
    assertThat(page).contains(model.toString(), telemetry.toString());

    List<List<Row>> results = run(mode.environment(), statements(page));

    assertThat(results).hasSize(6);
    assertThat(results.get(0)).contains(Row.of("COMMAND_FEATURES"), Row.of("COSINE_SIMILARITY"));
    assertThat(results.get(1))
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getFieldAs(1)).startsWith("powershell"));
    assertThat(results.get(2))
        .extracting(row -> row.getField("events"))
        .containsExactlyInAnyOrder(1L, 1L);
    // A changelog has no order.
    assertThat(results.get(3)).hasSize(3);
    Row mostAlike =
        Collections.max(
            results.get(3), Comparator.comparing(row -> row.<Double>getFieldAs("alike")));
    assertThat(mostAlike.<String>getFieldAs("command_line")).startsWith("powershell");
    assertThat(results.get(4)).containsExactly(Row.of(384));
    assertThat(results.get(5)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void thePageHasEveryFunction(Mode mode) throws Exception {
    Matcher matcher = DOCUMENTED.matcher(Files.readString(PAGE));
    List<String> documented = new ArrayList<>();
    while (matcher.find()) {
      documented.add(matcher.group(1));
    }
    List<String> core = List.of(mode.environment().listFunctions());
    assertThat(mode.withModule().listFunctions())
        .filteredOn(name -> !core.contains(name))
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  /** Runs statements as the SQL client does, and gives what those of them print that query. */
  private static List<List<Row>> run(TableEnvironment tables, List<String> statements)
      throws Exception {
    List<List<Row>> results = new ArrayList<>();
    for (String statement : statements) {
      if (statement.startsWith("SET ")) {
        continue; // for the client alone
      }
      List<Row> rows = new ArrayList<>();
      try (CloseableIterator<Row> result = tables.executeSql(statement).collect()) {
        result.forEachRemaining(rows::add);
      } catch (Exception e) {
        throw new AssertionError("does not run: " + statement, e);
      }
      if (Pattern.matches("(?s)(SELECT|WITH|SHOW) .*", statement)) {
        results.add(applied(rows));
      }
    }
    return results;
  }

  /** What remains when a changelog is over. */
  private static List<Row> applied(List<Row> changes) {
    List<Row> remaining = new ArrayList<>();
    for (Row change : changes) {
      Row row = Row.copy(change);
      row.setKind(RowKind.INSERT);
      switch (change.getKind()) {
        case INSERT, UPDATE_AFTER -> remaining.add(row);
        case UPDATE_BEFORE, DELETE -> assertThat(remaining.remove(row)).isTrue();
      }
    }
    return remaining;
  }

  private static String blocks(String markdown) {
    Matcher matcher = BLOCK.matcher(markdown);
    StringBuilder blocks = new StringBuilder();
    while (matcher.find()) {
      blocks.append(matcher.group(1)).append('\n');
    }
    return blocks.toString();
  }

  private static List<String> statements(String script) {
    String code =
        script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    assertThat(code.strip()).as("the last statement has its semicolon").endsWith(";");
    return Arrays.stream(code.split(";\\s*(\\n|$)"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
