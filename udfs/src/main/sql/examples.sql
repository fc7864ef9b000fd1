-- Longtail's functions in Flink SQL; docs/sql.md explains them. It needs nothing but Longtail's jar in Flink's lib folder:
--   sql-client.sh -f examples.sql

SET 'sql-client.execution.result-mode' = 'tableau';

LOAD MODULE longtail;

CREATE TEMPORARY VIEW commands AS
SELECT * FROM (VALUES
  ('web-01', 'tar -czf /backup/db-2025-01-01.tar.gz /var/lib/mysql'),
  ('web-02', 'tar -czf /backup/db-2025-01-02.tar.gz /var/lib/mysql'),
  ('desk-7', 'powershell -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA='),
  ('desk-8', 'rundll32.exe shell32.dll,Control_RunDLL desk.cpl'),
  ('desk-9', CAST(NULL AS STRING))
) AS t (host, line);

-- What the detectors see of a line.
SELECT host, features['length'] AS length, features['marker_encoded'] AS encoded, entropy
FROM (
  SELECT host, COMMAND_FEATURES(line) AS features, SHANNON_ENTROPY(line) AS entropy
  FROM commands
);

-- How often a template occurs, and on how many hosts.
SELECT COMMAND_TEMPLATE(line) AS template, COUNT(*) AS events, COUNT(DISTINCT host) AS hosts
FROM commands
WHERE line IS NOT NULL
GROUP BY COMMAND_TEMPLATE(line);

-- The lines most like a given one.
SELECT host, line,
  COSINE_SIMILARITY(COMMAND_EMBEDDING(line), COMMAND_EMBEDDING('tar czf /backup/db.tgz /var/lib/mysql')) AS alike
FROM commands
WHERE line IS NOT NULL
ORDER BY alike DESC
LIMIT 2;

-- Near-duplicates: of one shape, and alike.
WITH embedded AS (
  SELECT host, line, COMMAND_SHAPE(line) AS shape, COMMAND_EMBEDDING(line) AS embedding
  FROM commands
)
SELECT a.line AS line, b.line AS near_duplicate
FROM embedded AS a JOIN embedded AS b ON a.shape = b.shape AND a.host < b.host
WHERE COSINE_SIMILARITY(a.embedding, b.embedding) >= 0.9;

-- The embedding as a model.
CREATE TEMPORARY MODEL command_model
INPUT (line STRING)
OUTPUT (embedding ARRAY<FLOAT>)
WITH ('provider' = 'longtail-onnx');

SELECT host, CARDINALITY(embedding) AS dimensions
FROM ML_PREDICT(TABLE commands, MODEL command_model, DESCRIPTOR(line));
