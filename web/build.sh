#!/bin/sh
# Builds or tests the user interface with the machine's Node; without one the product has none, and says so.
set -eu
cd "$(dirname "$0")"
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  # Maven comes here twice; once is said enough.
  [ "$1" != bundle ] ||
    echo "[WARNING] Node.js and npm were not found: Tributary is built without its web UI. Install Node.js 20.19 or newer."
  rm -rf target/ui
  exit 0
fi
exec node build.mjs "$@"
