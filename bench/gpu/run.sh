#!/bin/sh
# Checks and measures the lab on a GPU machine, without a network and in less than eight minutes:
#   bench/gpu/run.sh FOLDER|ARCHIVE [OUT]
# FOLDER, or the archive of it, is what bench/gpu/pack.ts has made: Node, the packages and this benchmark. Weights are
# generated. OUT (default: .) gets gpu.json and gpu.txt. PyTorch takes part where MGTTA_PYTHON or python3 has it. Where
# `lab engines setup cuda` has fetched libraries, MGTTA_ENGINES names their folder. bench/gpu/options.ts lists what else the
# environment can change, e.g. MGTTA_GPU_BATCH=8.
set -eu
from=${1:?usage: run.sh FOLDER|ARCHIVE [OUT]}
out=${2:-.}
if [ -f "$from" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  tar -xf "$from" -C "$folder"
else
  folder=$from
fi
engines=${MGTTA_ENGINES:-}
if [ -n "$engines" ]; then
  # The loader reads this when a process starts.
  for part in "$engines"/parts/*; do LD_LIBRARY_PATH="$part${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; done
  export LD_LIBRARY_PATH
fi
"$folder/node" "$folder/out/main.js" "$out"
