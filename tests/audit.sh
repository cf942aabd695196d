#!/usr/bin/env bash
# Looks up every locked package at osv.dev, a public list of advisories. Passes, and says so, where osv.dev cannot be reached.
set -uo pipefail
cd "$(dirname "$0")/.."
lists=()
for name in development deploy-check audit; do lists+=(--requirement "requirements/$name.txt"); done
output=$(timeout 120 .venv/audit/bin/pip-audit --vulnerability-service osv --timeout 10 --disable-pip --require-hashes \
  --progress-spinner off "${lists[@]}" 2>&1)
status=$?
if [[ $status == 124 || $output == *ConnectionError* || $output == *ConnectTimeout* || $output == *ReadTimeout* ]]; then
  echo "✗ audit: osv.dev could not be reached, so no package was looked up. Run make audit again where the network allows it."
  exit 0
fi
echo "$output"
exit $status
