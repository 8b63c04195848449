# SPDX-License-Identifier: Apache-2.0
# The daemons: one packaged x0xd in each node's namespace, with a home of its own. Sourced by `lab`.
# shellcheck shell=bash

declare -A PID AGENT MACHINE

# Whose card has whom: the hidden ones know each other, the public ones each other, and two hidden
# ones know pub3. So a hidden node's bootstrap peers are strangers to it, and pub3 is in no
# hidden node's configuration at all.
knows() { # asker target
  [ "$1" != "$2" ] || return 1
  case $1-$2 in
    pub*-pub*) return 0 ;;
    pub3-home1 | pub3-fw1 | home1-pub3 | fw1-pub3) return 0 ;;
    *pub*) return 1 ;;
    *) return 0 ;;
  esac
}

# Whom whose ACL allows: all it knows, but two.
allows() { # asker target
  case $1-$2 in
    cafe1-office2 | fw1-home2) return 1 ;;
    *) knows "$1" "$2" ;;
  esac
}

bootstrap_of() { # node
  case $1 in
    pub1) echo '' ;;
    pub2 | pub3) echo "\"${ADDRESS[pub1]}:5483\"" ;;
    *) echo "\"${ADDRESS[pub1]}:5483\", \"${ADDRESS[pub2]}:5483\"" ;;
  esac
}

configure() { # node bootstrap
  mkdir -p "$WORK/$1"
  cat >"$WORK/$1/config.toml" <<TOML
bind_address = "0.0.0.0:5483"
api_address = "127.0.0.1:12700"
network_id = "$NETWORK"
bootstrap_peers = [$2]
mdns = false
log_level = "info"
TOML
}

write_acl() { # node
  local node=$1 asker
  {
    printf '[exec]\nenabled = true\nmax_duration_secs = 900\naudit_log_path = "%s"\n' "$WORK/$node/exec.log"
    for asker in "${NODES[@]}"; do
      allows "$asker" "$node" || continue
      cat <<TOML

[[exec.allow]]
description = "$asker"
agent_id = "${AGENT[$asker]}"
machine_id = "${MACHINE[$asker]}"

[[exec.allow.commands]]
argv = ["echo", "<INT>"]

[[exec.allow.commands]]
argv = ["$WORK/drip", "<INT>"]
TOML
    done
  } >"$WORK/$node/exec-acl.toml"
}

launch() { # node
  local node=$1
  ip netns exec "x0x-$node" env -i HOME="$WORK/$node" PATH="$PATH" X0X_JAVA_OPTS="$JAVA_OPTS" \
    "$TREE/bin/x0xd" --config "$WORK/$node/config.toml" --exec-acl "$WORK/$node/exec-acl.toml" \
    </dev/null >>"$WORK/$node/x0xd.log" 2>&1 9>&- &
  PID[$node]=$!
}

# One HTTP call to a node's own API; prints the status line's code, then the body.
rest() { # node method path [body]
  local token
  token=$(cat "$WORK/$1/.local/share/x0x/api-token" 2>/dev/null) || return 1
  # shellcheck disable=SC2016
  within "$1" timeout 60 bash -c 'exec 3<>/dev/tcp/127.0.0.1/12700 || exit 1
    printf "%s %s HTTP/1.1\r\nHost: 127.0.0.1:12700\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" \
      "$1" "$2" "$3" "${#4}" "$4" >&3
    cat <&3' rest "$2" "$3" "$token" "${4-}" 2>/dev/null |
    tr -d '\r' | awk 'NR == 1 { print $2; next } body { print } /^$/ { body = 1 }'
}

# The first text or number of this name in a JSON text on stdin.
field() { # name
  tr ',{}' '\n\n\n' | sed -n "s/^ *\"$1\" *: *\"\{0,1\}\([^\"]*\)\"\{0,1\} *$/\1/p" | head -n 1
}

answers() { rest "$1" GET /health | grep -q '"ok"'; }

await_answer() { # node
  until_true "$START_SECONDS" answers "$1" && return
  echo "   $1 does not answer after $START_SECONDS s; the end of its log:"
  tail -n 20 "$WORK/$1/x0xd.log"
  return 1
}

links_of() { rest "$1" GET /health | field peers; }

linked() { # node [at-least]
  local links
  links=$(links_of "$1")
  [ "${links:-0}" -ge "${2-1}" ]
}

x0x() { # node arguments...
  local node=$1
  shift
  within "$node" env HOME="$WORK/$node" X0X_JAVA_OPTS=-Xmx48m "$TREE/bin/x0x" "$@"
}

kill_node() { # node signal
  { kill "-$2" "${PID[$1]}"; wait "${PID[$1]}"; } 2>/dev/null || true
}

introduce_all() {
  local node other body
  for node in "${NODES[@]}"; do
    rest "$node" GET "/agent/card?display_name=$node" | field link >"$WORK/$node/card"
    [ -s "$WORK/$node/card" ] || { echo "   no card from $node"; return 1; }
  done
  for node in "${NODES[@]}"; do
    for other in "${NODES[@]}"; do
      knows "$node" "$other" || continue
      body="{\"card\":\"$(cat "$WORK/$other/card")\",\"trust_level\":\"trusted\"}"
      if [ "$(rest "$node" POST /agent/card/import "$body" | head -n 1)" != 200 ]; then
        echo "   $node could not import $other's card"
        return 1
      fi
    done
  done
}

# Twice: the first start makes the keys that the ACLs name.
start_all() {
  local node
  for node in "${NODES[@]}"; do
    configure "$node" ''
    printf '[exec]\nenabled = false\naudit_log_path = "%s"\n' "$WORK/$node/exec.log" >"$WORK/$node/exec-acl.toml"
    launch "$node"
  done
  for node in "${NODES[@]}"; do
    await_answer "$node" || return 1
    AGENT[$node]=$(rest "$node" GET /agent | field agent_id)
    MACHINE[$node]=$(rest "$node" GET /agent | field machine_id)
  done
  introduce_all || return 1
  for node in "${NODES[@]}"; do kill "${PID[$node]}"; done
  for node in "${NODES[@]}"; do
    wait "${PID[$node]}" || { echo "   $node did not stop cleanly"; return 1; }
    configure "$node" "$(bootstrap_of "$node")"
    write_acl "$node"
    launch "$node"
  done
  for node in "${NODES[@]}"; do await_answer "$node" || return 1; done
}
