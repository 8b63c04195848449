# SPDX-License-Identifier: Apache-2.0
# An internet in network namespaces: a core router with one veth to each edge; an edge is a public
# machine, a machine behind a one-way firewall, or a NAT router with a private network behind it.
# Sourced by `lab`. Nothing here reaches the real network: no namespace has a link out.
# shellcheck shell=bash

PUBLIC=(pub1 pub2 pub3)
FIREWALLED=(fw1 fw2 fw3)
NATED=(home1 home2 home3 office1 office2 cafe1)
HIDDEN=("${FIREWALLED[@]}" "${NATED[@]}")
NODES=("${PUBLIC[@]}" "${HIDDEN[@]}")
ROUTERS=(home office cafe)

# From the ranges for documentation and benchmarks; few share a /24 or /16, because nodes limit
# how many links they keep to one (MESH.md §4, row 10).
declare -A ADDRESS=(
  [pub1]=198.51.100.10 [pub2]=203.0.113.10 [pub3]=192.0.2.10
  [fw1]=198.18.10.30 [fw2]=198.18.20.30 [fw3]=198.19.10.30
  [home]=198.18.1.1 [office]=198.19.1.1 [cafe]=198.19.2.1
)
# Every private network has the same prefix, as at home: a private address says nothing elsewhere.
declare -A BEHIND=([home1]=home [home2]=home [home3]=home [office1]=office [office2]=office [cafe1]=cafe)
declare -A PRIVATE=([home1]=192.168.1.11 [home2]=192.168.1.12 [home3]=192.168.1.13
  [office1]=192.168.1.11 [office2]=192.168.1.12 [cafe1]=192.168.1.11)
GATEWAY=100.64.0.1 # the core's address towards each edge
WEST=(pub1 fw1 home)
EAST=(pub2 pub3 fw2 fw3 office cafe)

within() { # namespace command...
  local space=$1
  shift
  ip netns exec "x0x-$space" "$@"
}

rules() { # namespace, nft script on stdin
  within "$1" nft -f -
}

edge() { # name rate
  local name=$1 rate=$2 at=${ADDRESS[$1]}
  ip netns add "x0x-$name"
  ip -n x0x-core link add "x0x-$name" type veth peer name x0x-up netns "x0x-$name"
  ip -n x0x-core addr add "$GATEWAY/32" dev "x0x-$name"
  ip -n x0x-core link set "x0x-$name" up
  ip -n x0x-core route add "$at/32" dev "x0x-$name"
  ip -n "x0x-$name" link set lo up
  ip -n "x0x-$name" addr add "$at/32" dev x0x-up
  ip -n "x0x-$name" link set x0x-up up
  ip -n "x0x-$name" route add "$GATEWAY/32" dev x0x-up
  ip -n "x0x-$name" route add default via "$GATEWAY" dev x0x-up
  tc -n x0x-core qdisc add dev "x0x-$name" root tbf rate "$rate" burst 32kb latency 200ms
  tc -n "x0x-$name" qdisc add dev x0x-up root tbf rate "$rate" burst 32kb latency 200ms
}

# Answers come in, and nothing else.
firewall() { # name
  rules "$1" <<'NFT'
table ip x0x {
  chain incoming {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    ct state established,related accept
  }
}
NFT
}

router() { # name masquerade-flags
  local name=$1
  within "$name" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  ip -n "x0x-$name" link add x0x-lan type bridge
  ip -n "x0x-$name" addr add 192.168.1.1/24 dev x0x-lan
  ip -n "x0x-$name" link set x0x-lan up
  rules "$name" <<NFT
table ip x0x {
  chain outgoing {
    type nat hook postrouting priority 100;
    oifname "x0x-up" masquerade ${2-}
  }
  chain through {
    type filter hook forward priority 0; policy drop;
    iifname "x0x-lan" accept
    ct state established,related accept
  }
}
NFT
}

behind_router() { # node
  local node=$1 router=${BEHIND[$1]}
  ip netns add "x0x-$node"
  ip -n "x0x-$router" link add "x0x-$node" type veth peer name x0x-up netns "x0x-$node"
  ip -n "x0x-$router" link set "x0x-$node" master x0x-lan up
  ip -n "x0x-$node" link set lo up
  ip -n "x0x-$node" addr add "${PRIVATE[$node]}/24" dev x0x-up
  ip -n "x0x-$node" link set x0x-up up
  ip -n "x0x-$node" route add default via 192.168.1.1
}

build_net() {
  local name
  ip netns add x0x-core
  ip -n x0x-core link set lo up
  within core sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter; echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter'
  for name in "${PUBLIC[@]}"; do edge "$name" 100mbit; done
  for name in "${FIREWALLED[@]}"; do
    edge "$name" 20mbit
    firewall "$name"
  done
  edge home 20mbit
  router home
  edge office 20mbit
  router office
  edge cafe 20mbit
  router cafe random # another port for each peer, so that nobody can guess it
  for name in "${NATED[@]}"; do behind_router "$name"; done
  rules core <<'NFT'
table ip x0x {
  set west { type ipv4_addr; }
  set east { type ipv4_addr; }
  chain split {
    type filter hook forward priority -10;
    ip saddr @west ip daddr @east counter drop
    ip saddr @east ip daddr @west counter drop
  }
  chain loss { type filter hook forward priority 0; }
  chain delay { type filter hook prerouting priority -150; }
}
NFT
}

addresses() { # edges
  local name out=
  for name in "$@"; do out+=${out:+, }${ADDRESS[$name]}; done
  printf '%s' "$out"
}

split_net() {
  rules core <<NFT
add element ip x0x west { $(addresses "${WEST[@]}") }
add element ip x0x east { $(addresses "${EAST[@]}") }
NFT
}

heal_net() {
  rules core <<'NFT'
flush set ip x0x west
flush set ip x0x east
NFT
}

# Loss and delay between all edges, until fair_weather.
bad_weather() { # loss-percent min-ms max-ms
  local tries
  rules core <<NFT
add rule ip x0x loss iifname "x0x-*" iifname != "x0x-shape" meta l4proto udp numgen random mod 100 < $1 counter drop
NFT
  if tc -n x0x-core qdisc add dev lo root netem delay 1ms 2>/dev/null; then
    tc -n x0x-core qdisc del dev lo root
    echo "   this kernel has netem; the shaper is used all the same, for a delay of its own for each pair"
  fi
  ip -n x0x-core tuntap add dev x0x-shape mode tun
  ip netns exec x0x-core "$JDK/bin/java" --enable-native-access=ALL-UNNAMED -Xmx128m \
    "$HERE/Shaper.java" x0x-shape "$2" "$3" >"$WORK/shaper.log" 2>&1 &
  SHAPER=$!
  for ((tries = 0; tries < 120; tries++)); do
    grep -q '^shaping' "$WORK/shaper.log" && break
    kill -0 "$SHAPER" 2>/dev/null || break
    sleep 0.5
  done
  if ! grep -q '^shaping' "$WORK/shaper.log"; then
    cat "$WORK/shaper.log"
    return 1
  fi
  ip -n x0x-core link set x0x-shape up
  ip -n x0x-core route add default dev x0x-shape table 100
  ip -n x0x-core rule add fwmark 1 lookup 100
  rules core <<'NFT'
add rule ip x0x delay iifname != "x0x-shape" meta l4proto udp counter meta mark set 1
NFT
}

# What the rules counted: "packets delayed, packets lost".
weather_report() {
  local delayed lost
  delayed=$(within core nft list chain ip x0x delay | sed -n 's/.*counter packets \([0-9]*\).*/\1/p')
  lost=$(within core nft list chain ip x0x loss | sed -n 's/.*counter packets \([0-9]*\).*/\1/p')
  echo "${delayed:-0} datagrams delayed, ${lost:-0} lost"
}

fair_weather() {
  within core nft flush chain ip x0x delay
  within core nft flush chain ip x0x loss
  ip -n x0x-core rule del fwmark 1 2>/dev/null || true
  if [ -n "${SHAPER-}" ]; then
    kill "$SHAPER" 2>/dev/null || true
    wait "$SHAPER" 2>/dev/null || true
    SHAPER=
  fi
  ip -n x0x-core link del x0x-shape 2>/dev/null || true
}

# Ends what runs in our namespaces and removes them, also those of a run that was killed.
remove_net() {
  local name pids tries
  for name in "${NODES[@]}" "${ROUTERS[@]}" core; do
    ip netns pids "x0x-$name" >/dev/null 2>&1 || continue
    for ((tries = 0; tries < 20; tries++)); do
      pids=$(ip netns pids "x0x-$name")
      [ -n "$pids" ] || break
      # shellcheck disable=SC2086
      kill -9 $pids 2>/dev/null || true
      sleep 0.1
    done
    ip netns del "x0x-$name" 2>/dev/null || true
  done
}
