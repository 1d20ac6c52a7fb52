#!/usr/bin/env bash
# The lab: FRR routers in network namespaces, each behind its own OpenSSH server on 127.0.0.1,
# joined in a ring that really speaks OSPF and eBGP.
#
#   lab.sh up [N]            builds N routers (default 10), waits until OSPF is Full and BGP Established
#   lab.sh down              ends the recorded processes, removes the recorded namespaces, folders and login user
#   lab.sh stop-ssh I        ends router I's SSH server, as if the router's management had gone
#   lab.sh start-ssh I       starts it again
#   lab.sh new-host-key I    gives router I a new host key and restarts its SSH server
#   lab.sh close-neighbor I  ends router I's BGP session with the next router, on its side
#   lab.sh open-neighbor I   lets it be again, and waits until the routers know each other
#
# Settings: FRR_LAB_DIR (state, default /run/rollcall-lab), FRR_LAB_PREFIX (namespaces, default rclab),
# FRR_LAB_PORT (router I listens on this + I; default: the first free hundred from 23000).
#
# What is made is written down in the state folder before it is made, so that `down` also cleans up after a crash,
# and never touches anything else. Login name and password are new each time.
#
# One line is not FRR's: `show lab-clock`. FRR has no command that takes long on purpose, so the login wrapper
# answers this one itself: five lines a second for a minute, like a slow, long answer. Tests cancel it.
set -euo pipefail

lab=${FRR_LAB_DIR:-/run/rollcall-lab}
frr=/usr/lib/frr
daemons=(zebra ospfd bgpd)
ospf_state=/var/run/frr/ospfd-gr.json # ospfd writes it beside its own folder

fail() {
  echo "lab: $*" >&2
  exit 1
}
# shellcheck source=test/lab/lab-processes.sh
. "$(dirname "${BASH_SOURCE[0]}")/lab-processes.sh"
recorded() { cat "$lab/$1" 2>/dev/null || true; }

free_port_base() {
  local base used
  used=$(ss -Hltn | awk '{print $4}' | sed 's/.*://')
  for base in $(seq 23000 100 29900); do
    if ! awk -v low="$base" -v high=$((base + $1)) '$1 > low && $1 <= high {found = 1} END {exit !found}' <<<"$used"; then
      echo "$base"
      return
    fi
  done
  fail "no free ports between 23000 and 30000; name a base with FRR_LAB_PORT"
}

# --- building -----------------------------------------------------------------------------------------------------

make_login() {
  local user password
  user=lab$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
  password=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
  echo "$user" >"$lab/user"
  (umask 077 && printf '%s' "$password" >"$lab/password")
  # The expiry makes sure that even a machine that loses power now does not keep a usable account.
  useradd -M -d / -s /bin/sh -G frr,frrvty -e "$(date -d '+2 days' +%F)" "$user"
  chpasswd <<<"$user:$password"
  ssh-keygen -q -t ed25519 -N '' -C rollcall-lab -f "$lab/id_ed25519"
  install -m 644 "$lab/id_ed25519.pub" "$lab/authorized_keys"
}

make_link() { # link I joins router I (eth-r, .1) and the next one (eth-l, .2) over 10.1.I.0/30
  local i=$1 next=$2
  ip link add "${prefix}a$i" netns "$prefix$i" type veth peer name "${prefix}b$i" netns "$prefix$next"
  ip -n "$prefix$i" link set "${prefix}a$i" name eth-r
  ip -n "$prefix$i" addr add "10.1.$i.1/30" dev eth-r
  ip -n "$prefix$i" link set eth-r up
  ip -n "$prefix$next" link set "${prefix}b$i" name eth-l
  ip -n "$prefix$next" addr add "10.1.$i.2/30" dev eth-l
  ip -n "$prefix$next" link set eth-l up
}

frr_config() {
  local i=$1 previous=$2 next=$3 interface
  echo "hostname r$i"
  echo "service integrated-vtysh-config"
  echo "ip forwarding"
  for interface in eth-l eth-r; do
    printf 'interface %s\n ip ospf network point-to-point\n ip ospf hello-interval 1\n ip ospf dead-interval 4\n ip ospf area 0\nexit\n' $interface
  done
  printf 'interface lo\n ip ospf area 0\nexit\n'
  printf 'router ospf\n ospf router-id 10.255.0.%d\nexit\n' "$i"
  printf 'router bgp %d\n bgp router-id 10.255.0.%d\n no bgp ebgp-requires-policy\n timers bgp 1 3\n' $((65000 + i)) "$i"
  printf ' neighbor 10.1.%d.2 remote-as %d\n neighbor 10.1.%d.2 timers connect 1\n' "$i" $((65000 + next)) "$i"
  printf ' neighbor 10.1.%d.1 remote-as %d\n neighbor 10.1.%d.1 timers connect 1\n' "$previous" $((65000 + previous)) "$previous"
  printf ' address-family ipv4 unicast\n  network 10.255.0.%d/32\n exit-address-family\nexit\n' "$i"
}

start_router() {
  local i=$1 name=$prefix$1 etc=/etc/frr/$prefix$1 run=/var/run/frr/$prefix$1 daemon
  mkdir -p "$etc" "$run"
  frr_config "$i" $(((i + count - 2) % count + 1)) $((i % count + 1)) >"$etc/frr.conf"
  printf 'service integrated-vtysh-config\nhostname r%d\n' "$i" >"$etc/vtysh.conf"
  chown -R frr:frr "$etc" "$run"
  chmod 755 "$etc" "$run"
  chmod 640 "$etc/frr.conf"
  chgrp frrvty "$etc/vtysh.conf"
  chmod 644 "$etc/vtysh.conf"
  for daemon in "${daemons[@]}"; do
    ip netns exec "$name" "$frr/$daemon" -d -N "$name" -A 127.0.0.1 -f /dev/null --log "file:$run/$daemon.log" -i "$run/$daemon.pid"
  done
  vtysh -N "$name" -b
}

make_ssh_face() {
  local i=$1
  cat >"$lab/cli-$i" <<WRAPPER
#!/bin/sh
# The login of router $i: an exec channel is one vtysh command, a shell channel the interactive vtysh.
if [ "\${SSH_ORIGINAL_COMMAND:-}" = 'show lab-clock' ]; then
  n=0
  while [ \$n -lt 300 ]; do
    echo "lab clock \$n"
    n=\$((n + 1))
    sleep 0.2
  done
  exit 0
fi
if [ -n "\${SSH_ORIGINAL_COMMAND:-}" ]; then exec /usr/bin/vtysh -N $prefix$i -c "\$SSH_ORIGINAL_COMMAND"; fi
exec /usr/bin/vtysh -N $prefix$i
WRAPPER
  chmod 755 "$lab/cli-$i"
  ssh-keygen -q -t ed25519 -N '' -C "r$i" -f "$lab/host-$i"
  cat >"$lab/sshd-$i.conf" <<SSHD
Port $((port + i))
ListenAddress 127.0.0.1
HostKey $lab/host-$i
PidFile $lab/sshd-$i.pid
LogLevel VERBOSE
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication yes
AuthorizedKeysFile $lab/authorized_keys
PermitRootLogin no
AllowUsers $(recorded user)
AllowTcpForwarding no
X11Forwarding no
PermitTunnel no
PrintMotd no
PrintLastLog no
ForceCommand $lab/cli-$i
SSHD
}

start_ssh() {
  local i=$1
  /usr/sbin/sshd -f "$lab/sshd-$i.conf" -E "$lab/sshd-$i.log" </dev/null >/dev/null 2>&1 || fail "the SSH server of r$i did not start: $(tail -n 1 "$lab/sshd-$i.log")"
  local tries=0
  until [ -s "$lab/sshd-$i.pid" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "the SSH server of r$i wrote no pid file"
    sleep 0.05
  done
}

# Converged: two neighbours Full, two sessions Established, every loopback known from OSPF and every other from BGP.
converged() {
  local name=$prefix$1 routes
  [ "$(vtysh -N "$name" -c 'show ip ospf neighbor' 2>/dev/null | grep -c ' Full/')" = 2 ] || return 1
  [ "$(vtysh -N "$name" -c 'show bgp summary json' 2>/dev/null | grep -c '"state":"Established"')" = 2 ] || return 1
  routes=$(vtysh -N "$name" -c 'show ip route' 2>/dev/null) || return 1
  [ "$(grep -cE '^O.* 10\.255\.0\.[0-9]+/32' <<<"$routes")" = "$count" ] || return 1
  [ "$(grep -cE '^B>\* 10\.255\.0\.[0-9]+/32' <<<"$routes")" = $((count - 1)) ]
}

wait_converged() {
  local i end=$((SECONDS + 60)) waiting
  waiting=$(seq 1 "$count")
  while :; do
    local still=
    for i in $waiting; do converged "$i" || still="$still $i"; done
    waiting=$still
    [ -n "$waiting" ] || return 0
    [ "$SECONDS" -lt "$end" ] || fail "OSPF or BGP is not up after 60 s on router(s)$waiting"
    sleep 0.3
  done
}

up() {
  local i begin=$SECONDS
  [ "$(id -u)" = 0 ] || fail "needs root: it makes network namespaces and a login user"
  [ ! -e "$lab/count" ] || down # an earlier run that crashed
  count=${1:-10}
  prefix=${FRR_LAB_PREFIX:-rclab}
  [ "$count" -ge 3 ] || fail "a ring needs 3 routers or more"
  [ ! -e "$lab" ] || fail "$lab exists and is not the lab's; name another folder with FRR_LAB_DIR"
  for i in $(seq 1 "$count"); do
    [ ! -e "/run/netns/$prefix$i" ] && [ ! -e "/etc/frr/$prefix$i" ] ||
      fail "$prefix$i exists and is not the lab's; name another prefix with FRR_LAB_PREFIX"
  done
  port=${FRR_LAB_PORT:-$(free_port_base "$count")}

  mkdir -m 755 "$lab"
  echo "$prefix" >"$lab/prefix"
  echo "$port" >"$lab/port"
  echo "$count" >"$lab/count"
  [ -d /run/sshd ] || { touch "$lab/made-run-sshd" && mkdir -m 755 /run/sshd; }
  [ -e "$ospf_state" ] || touch "$lab/made-ospf-state"
  make_login
  for i in $(seq 1 "$count"); do
    ip netns add "$prefix$i"
    ip -n "$prefix$i" link set lo up
    ip -n "$prefix$i" addr add "10.255.0.$i/32" dev lo
  done
  for i in $(seq 1 "$count"); do make_link "$i" $((i % count + 1)); done
  local started=()
  for i in $(seq 1 "$count"); do
    start_router "$i" </dev/null >"$lab/start-$i.log" 2>&1 &
    started[i]=$!
  done
  for i in $(seq 1 "$count"); do
    make_ssh_face "$i"
    start_ssh "$i"
    wait "${started[i]}" || fail "router r$i did not start: $(tail -n 3 "$lab/start-$i.log")"
  done
  wait_converged
  echo "lab: $count routers on 127.0.0.1:$((port + 1))-$((port + count)), OSPF Full and BGP Established after $((SECONDS - begin)) s"
}

# --- ending -------------------------------------------------------------------------------------------------------

stop_ssh() {
  # shellcheck disable=SC2046 # one word a pid is meant
  end_processes $(ssh_pids "$1")
}

down() {
  local i daemon pids='' user
  count=$(recorded count)
  prefix=$(recorded prefix)
  [ -n "$count" ] && [ -n "$prefix" ] || {
    echo "lab: nothing to take down"
    return 0
  }
  for i in $(seq 1 "$count"); do
    pids="$pids $(ssh_pids "$i")"
    for daemon in "${daemons[@]}"; do pids="$pids $(own_pid "/var/run/frr/$prefix$i/$daemon.pid" "-N $prefix$i ")"; done
  done
  # shellcheck disable=SC2046,SC2086 # one word a pid is meant
  end_processes $pids $(login_pids)
  for i in $(seq 1 "$count"); do
    [ ! -e "/run/netns/$prefix$i" ] || ip netns del "$prefix$i"
    rm -rf "/etc/frr/$prefix$i" "/var/run/frr/$prefix$i"
  done
  user=$(recorded user)
  if [ -n "$user" ] && id "$user" >/dev/null 2>&1; then userdel "$user"; fi
  [ ! -e "$lab/made-run-sshd" ] || rmdir /run/sshd 2>/dev/null || true
  [ ! -e "$lab/made-ospf-state" ] || rm -f "$ospf_state"
  rm -rf "${lab:?}"
  echo "lab: down"
}

new_host_key() {
  stop_ssh "$1"
  rm -f "$lab/host-$1" "$lab/host-$1.pub"
  ssh-keygen -q -t ed25519 -N '' -C "r$1" -f "$lab/host-$1"
  start_ssh "$1"
}

next_neighbor() { # next_neighbor I no: lets the session of router I with the next one be again; without "no" it ends
  vtysh -N "$(recorded prefix)$1" -c 'configure terminal' -c "router bgp $((65000 + $1))" -c "${2:-} neighbor 10.1.$1.2 shutdown"
}

open_neighbor() {
  next_neighbor "$1" no
  count=$(recorded count)
  prefix=$(recorded prefix)
  wait_converged
}

router() { # the argument as a router's number
  [[ ${1:-} =~ ^[0-9]+$ ]] && [ -e "$lab/sshd-$1.conf" ] || fail "no router ${1:-(none given)} in $lab"
  echo "$1"
}

case ${1:-} in
  up) up "${2:-10}" ;;
  down) down ;;
  stop-ssh) stop_ssh "$(router "${2:-}")" ;;
  start-ssh) start_ssh "$(router "${2:-}")" ;;
  new-host-key) new_host_key "$(router "${2:-}")" ;;
  close-neighbor) next_neighbor "$(router "${2:-}")" ;;
  open-neighbor) open_neighbor "$(router "${2:-}")" ;;
  *)
    sed -n '2,13p' "$0" >&2
    exit 2
    ;;
esac
