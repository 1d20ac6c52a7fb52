#!/usr/bin/env bash
# `npm run test:report`: the HTML report in a real browser, Debian's chromium, which is installed where it is missing.
# ROLLCALL_CHROMIUM names another one.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  echo "test:report: $*" >&2
  exit 1
}

install_chromium() {
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || fail "no chromium: install it, or name one with ROLLCALL_CHROMIUM"
  echo "test:report: installing chromium"
  local log status=0
  log=$(mktemp)
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium; } >"$log" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || tail -n 20 "$log" >&2
  rm -f "$log"
  [ "$status" = 0 ] || fail "apt-get could not install chromium"
}

ROLLCALL_CHROMIUM=${ROLLCALL_CHROMIUM:-$(command -v chromium || true)}
if [ -z "$ROLLCALL_CHROMIUM" ]; then
  install_chromium
  ROLLCALL_CHROMIUM=$(command -v chromium) || fail "apt-get installed no chromium"
fi
export ROLLCALL_CHROMIUM
npx vitest run --config vitest.report.config.ts "$@"
