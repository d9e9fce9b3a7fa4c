# SPDX-License-Identifier: Apache-2.0
# Sourced by the benchmarks that compare with peers in Python: installs the peers beside the environment of model-export,
# pinned, and compiles ours. Sets python, work and what the processes need.
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=${PYTHON:-$home/model-export/.venv/bin/python}
[ -x "$python" ] || { echo "benchmarks: no $python; run: mvn verify -pl model-export" >&2; exit 2; }
work=${MILENA_BENCHMARK_WORK:-$home/benchmarks/target/compare}
mkdir -p "$work"

# packages NAME FILE: the pinned packages of FILE in $work/NAME, installed when FILE has changed.
packages() {
  local folder=$work/$1 file=$home/benchmarks/peers/$2 stamp
  stamp=$(sha256sum "$file" | cut -d' ' -f1)
  [ "$(cat "$folder/requirements.sha256" 2>/dev/null)" = "$stamp" ] && return
  rm -rf "$folder"
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder" -r "$file"
  echo "$stamp" > "$folder/requirements.sha256"
}
packages packages requirements.txt
packages optimum requirements-optimum.txt
(cd "$home" && mvn -q -B ${MILENA_BENCHMARK_MAVEN:-} -pl benchmarks -am -Dspotless.check.skip process-classes) >&2
MILENA_CLASSPATH="$home/benchmarks/target/classes:$(cat "$home/benchmarks/target/classpath")"
export MILENA_CLASSPATH PYTHONPATH=$work/packages:$home/model-export/src PYTHONWARNINGS=ignore HF_HUB_OFFLINE=1
