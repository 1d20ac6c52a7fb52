# Finding and ending the lab's own processes; sourced by lab.sh, which sets $lab. By recorded pid, never by name.

# The pid in file $1, if that process lives and its command line holds $2: a pid that was reused is not ours.
own_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  if [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$2"; then echo "$pid"; fi
}

# Children of process $1, and theirs.
descendants() {
  local pid
  for pid in $(cat "/proc/$1/task/$1/children" 2>/dev/null || true); do
    echo "$pid"
    descendants "$pid"
  done
}

ssh_pids() { # the SSH server of router $1 and its sessions
  local pid
  pid=$(own_pid "$lab/sshd-$1.pid" "$lab/sshd-$1.conf")
  if [ -n "$pid" ]; then
    echo "$pid"
    descendants "$pid"
  fi
}

login_pids() { # what runs as the lab's own user, also after its SSH server has gone
  local uid dir
  uid=$(id -u "$(recorded user)" 2>/dev/null) || return 0
  for dir in /proc/[0-9]*; do
    if [ "$(stat -c %u "$dir" 2>/dev/null)" = "$uid" ]; then echo "${dir#/proc/}"; fi
  done
}

is_alive() { # one that ended and was not reaped yet has no command line
  [ -n "$(tr -d '\0' <"/proc/$1/cmdline" 2>/dev/null)" ]
}

end_processes() { # asks, waits up to 5 s, then insists
  local pid tries=0 alive="$*"
  for pid in $alive; do kill "$pid" 2>/dev/null || true; done
  while [ -n "$alive" ] && [ "$tries" -lt 50 ]; do
    local still=
    for pid in $alive; do ! is_alive "$pid" || still="$still $pid"; done
    alive=$still
    [ -z "$alive" ] || sleep 0.1
    tries=$((tries + 1))
  done
  for pid in $alive; do kill -9 "$pid" 2>/dev/null || true; done
}
