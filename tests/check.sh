#!/usr/bin/env bash
# Runs all checks at the same time. Prints how long each took, and the output of those that fail.
set -uo pipefail
cd "$(dirname "$0")/.."
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
declare -A pids

check() {
  local name=$1
  shift
  {
    local start=$SECONDS
    "$@" > "$output/$name" 2>&1
    local status=$?
    echo $((SECONDS - start)) > "$output/$name.seconds"
    exit $status
  } &
  pids[$name]=$!
}

check mypy .venv/bin/mypy
check schema .venv/bin/python -m chatify.rest.openapi.generator --check
check api-types node tests/js/make-api-types.js --check
check imports .venv/bin/lint-imports --no-logo
check format .venv/bin/ruff format --check .
check ruff .venv/bin/ruff check .
check templates .venv/bin/djlint --quiet --lint templates chatify/dynamo_admin/templates
check biome npx --no-install biome ci static/js static/css tests/js
check types npx --no-install tsc --noEmit

failed=0
for name in mypy schema api-types imports format ruff templates biome types; do
  if wait "${pids[$name]}"; then
    echo "✓ $name ($(< "$output/$name.seconds") s)"
  else
    failed=1
    echo "✗ $name"
    cat "$output/$name"
  fi
done
exit $failed
