#!/usr/bin/env bash
# Runs one step of an installation: `step.sh TITLE COMMAND…`. Prints the title only, and keeps what the command prints in a log.
# Where the command fails, shows its last lines and says where the log is.
set -uo pipefail
title=$1
shift
log=.venv/install.log
mkdir -p .venv
echo "$title …"
echo "== $title" >> "$log"
before=$(wc -l < "$log")
"$@" >> "$log" 2>&1 && exit
status=$?
tail -n "+$((before + 1))" "$log" | tail -n 15
echo "✗ $title failed. Everything that it printed is at the end of $log."
exit "$status"
