#!/usr/bin/env bash
# `npm run test:lab`: installs what the lab needs, brings it up, drives the built command and the MCP server against
# it, and always takes it down again. Needs root, on Debian or a system with frr, openssh-server and iproute2.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  echo "test:lab: $*" >&2
  exit 1
}

missing_packages() {
  [ -x /usr/lib/frr/bgpd ] || echo frr
  [ -x /usr/sbin/sshd ] && command -v ssh-keygen >/dev/null || echo openssh-server
  command -v ip >/dev/null && command -v ss >/dev/null || echo iproute2
}

install_packages() {
  command -v apt-get >/dev/null || fail "install these and try again: $*"
  echo "test:lab: installing $*"
  # The packages' own services stay off: the lab starts what it needs itself, by itself.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made=yes
  fi
  local status=0
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null || status=$?
  [ -z "$made" ] || rm -f "$policy"
  [ "$status" = 0 ] || {
    tail -n 20 "$log" >&2
    fail "apt-get could not install $*"
  }
}

[ "$(id -u)" = 0 ] || fail "needs root (network namespaces, a login user): sudo npm run test:lab"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mapfile -t missing < <(missing_packages)
[ "${#missing[@]}" = 0 ] || install_packages "${missing[@]}"

# One lab at a time on a machine; its long-lived processes must not inherit the lock (9>&-).
exec 9>/run/rollcall-lab.lock
flock -w 600 9 || fail "another lab has been running for 10 minutes"
export FRR_LAB_DIR=${FRR_LAB_DIR:-/run/rollcall-lab}
take_down() {
  rm -f "$log"
  bash test/lab/lab.sh down 9>&-
}
trap take_down EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
npm run build --silent 9>&-
bash test/lab/lab.sh up 10 9>&-
npx vitest run --config vitest.lab.config.ts "$@" 9>&-
