#!/usr/bin/env bash
# `npm run test:conformance`: the tasks scenarios of the official MCP conformance tool. It needs Node.js 22 or newer, so
# npm gets one beside it, in its own cache and at these versions.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(--package=node@24.21.0 --package=@modelcontextprotocol/conformance@0.2.0-alpha.12)
mapfile -t paths < <(cd "${TMPDIR:-/tmp}" && npm exec --yes "${packages[@]}" -- bash -c 'command -v node; command -v conformance')
[ "${#paths[@]}" = 2 ] || {
  echo "test:conformance: npm could not get ${packages[*]}" >&2
  exit 1
}
ROLLCALL_CONFORMANCE_NODE=${paths[0]} ROLLCALL_CONFORMANCE=$(realpath "${paths[1]}") \
  npx vitest run --config vitest.conformance.config.ts "$@"
