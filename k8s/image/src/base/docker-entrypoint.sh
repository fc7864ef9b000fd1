#!/usr/bin/env bash
# Stands in for the entry point of Flink's own image, with the same arguments. Flink's distribution and its scripts
# are on no Maven repository, so this starts Flink's main classes; memory comes from JVM_ARGS instead of its options.
set -euo pipefail

export FLINK_LIB_DIR=$FLINK_HOME/lib FLINK_PLUGINS_DIR=$FLINK_HOME/plugins FLINK_CONF_DIR=$FLINK_HOME/conf

case ${1:-help} in
  standalone-job) main=org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint ;;
  jobmanager) main=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint ;;
  taskmanager) main=org.apache.flink.runtime.taskexecutor.TaskManagerRunner ;;
  help)
    echo "Usage: $(basename "$0") (jobmanager|standalone-job|taskmanager)"
    exit 0
    ;;
  *) exec "$@" ;;
esac
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" ${JVM_ARGS:-} -Dlog4j2.configurationFile="$FLINK_CONF_DIR/log4j-console.properties" \
  -cp "$FLINK_LIB_DIR/*" "$main" --configDir "$FLINK_CONF_DIR" "${@:2}"
