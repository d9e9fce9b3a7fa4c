# SPDX-License-Identifier: Apache-2.0
# Sourced by the benchmarks that are one Java class. Sets `work`, a folder that is gone afterwards.
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# launch CLASS [ARGUMENT...]: builds what changed and runs it; a --corpus that ends in .xz is unpacked first (needs xz).
launch() {
  local class=$1 java=${JAVA_HOME:+$JAVA_HOME/bin/}java arguments=()
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --corpus=*) set -- --corpus "${1#--corpus=}" "${@:2}"; continue ;;
      --corpus)
        if [[ ${2:-} == *.xz ]]; then
          xz -dc -- "$2" >"$work/corpus.tsv"
          set -- --corpus "$work/corpus.tsv" "${@:3}"
        fi
        arguments+=("$1" "${2:-}")
        shift 2 || break ;;
      *) arguments+=("$1"); shift ;;
    esac
  done
  (cd "$home" && mvn -q -B -pl benchmarks -am -Dspotless.check.skip process-classes) >&2
  # by environment: ONNX Runtime reads the command line, and a class path is long
  CLASSPATH=$home/benchmarks/target/classes:$(cat "$home/benchmarks/target/classpath")
  export CLASSPATH
  # shellcheck disable=SC2086  # MILENA_OPTS is a list of options
  "$java" ${MILENA_OPTS:-} -Dlogback.configurationFile=benchmark-logback.xml "dev.milena.benchmarks.$class" "${arguments[@]}"
}
