// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who is linked to whom at one moment, by number; both directions are followed. */
final class Graph {
    private final int[][] next;
    private final boolean[] in;
    private final int size;

    private Graph(int[][] next, boolean[] in) {
        this.next = next;
        this.in = in;
        int count = 0;
        for (boolean each : in) {
            count += each ? 1 : 0;
        }
        this.size = count;
    }

    /** The neighbour relation of the machines that are up and chosen, where both ends agree. */
    static Graph neighbours(Simulation sim, Predicate<Host> chosen) {
        return of(sim, chosen, host -> host.glimpse().neighbours());
    }

    /** A relation of the chosen machines that are up; an edge needs both ends to name it. */
    static Graph of(
            Simulation sim,
            Predicate<Host> chosen,
            Function<Host, ? extends Iterable<MachineId>> relation) {
        List<Host> hosts = sim.hosts();
        int[][] named = new int[hosts.size()][];
        boolean[] in = new boolean[hosts.size()];
        for (Host host : hosts) {
            in[host.index] = host.up() && chosen.test(host);
            named[host.index] = new int[0];
        }
        for (Host host : hosts) {
            if (in[host.index]) {
                int[] out = new int[8];
                int count = 0;
                for (MachineId each : relation.apply(host)) {
                    Host peer = sim.host(each);
                    if (peer != null && in[peer.index]) {
                        if (count == out.length) {
                            out = Arrays.copyOf(out, 2 * count);
                        }
                        out[count++] = peer.index;
                    }
                }
                named[host.index] = Arrays.copyOf(out, count);
            }
        }
        for (int[] each : named) {
            Arrays.sort(each);
        }
        int[][] agreed = new int[named.length][];
        for (int i = 0; i < named.length; i++) {
            int self = i;
            agreed[i] =
                    Arrays.stream(named[i])
                            .filter(peer -> Arrays.binarySearch(named[peer], self) >= 0)
                            .toArray();
        }
        return new Graph(agreed, in);
    }

    int size() {
        return size;
    }

    int degree(int node) {
        return next[node].length;
    }

    /** Sizes of the connected parts, the largest first. */
    int[] components() {
        boolean[] seen = new boolean[next.length];
        int[] queue = new int[next.length];
        int[] sizes = new int[next.length];
        int parts = 0;
        for (int i = 0; i < next.length; i++) {
            if (in[i] && !seen[i]) {
                sizes[parts++] = fill(i, seen, queue);
            }
        }
        int[] sorted = Arrays.copyOf(sizes, parts);
        Arrays.sort(sorted);
        for (int i = 0; i < parts / 2; i++) {
            int swap = sorted[i];
            sorted[i] = sorted[parts - 1 - i];
            sorted[parts - 1 - i] = swap;
        }
        return sorted;
    }

    /** Share of the nodes in the largest part. */
    double reach() {
        int[] parts = components();
        return parts.length == 0 ? 0 : (double) parts[0] / size;
    }

    private int fill(int from, boolean[] seen, int[] queue) {
        int head = 0;
        int tail = 0;
        queue[tail++] = from;
        seen[from] = true;
        while (head < tail) {
            for (int peer : next[queue[head++]]) {
                if (!seen[peer]) {
                    seen[peer] = true;
                    queue[tail++] = peer;
                }
            }
        }
        return tail;
    }

    /** How many links apart each node is from this one; -1 where there is no way. */
    int[] distances(int from) {
        int[] far = new int[next.length];
        Arrays.fill(far, -1);
        int[] queue = new int[next.length];
        int head = 0;
        int tail = 0;
        queue[tail++] = from;
        far[from] = 0;
        while (head < tail) {
            int at = queue[head++];
            for (int peer : next[at]) {
                if (far[peer] < 0) {
                    far[peer] = far[at] + 1;
                    queue[tail++] = peer;
                }
            }
        }
        return far;
    }

    /** Mean shortest path over the pairs that begin at some sampled nodes. */
    double pathLength(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double sum = 0;
        long pairs = 0;
        for (int i = 0; i < samples; i++) {
            int from = random.nextInt(next.length);
            if (!in[from]) {
                continue;
            }
            for (int far : distances(from)) {
                if (far > 0) {
                    sum += far;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    /** Mean over the nodes of the share of pairs of neighbours that are neighbours themselves. */
    double clustering() {
        double sum = 0;
        for (int i = 0; i < next.length; i++) {
            int degree = next[i].length;
            if (!in[i] || degree < 2) {
                continue;
            }
            int closed = 0;
            for (int a = 0; a < degree; a++) {
                for (int b = a + 1; b < degree; b++) {
                    if (Arrays.binarySearch(next[next[i][a]], next[i][b]) >= 0) {
                        closed++;
                    }
                }
            }
            sum += 2.0 * closed / (degree * (degree - 1));
        }
        return size == 0 ? 0 : sum / size;
    }

    double meanDegree() {
        long sum = 0;
        for (int[] each : next) {
            sum += each.length;
        }
        return size == 0 ? 0 : (double) sum / size;
    }

    /** Share of the nodes with at least so many links. */
    double shareWithDegree(int least) {
        int count = 0;
        for (int i = 0; i < next.length; i++) {
            if (in[i] && next[i].length >= least) {
                count++;
            }
        }
        return size == 0 ? 0 : (double) count / size;
    }
}
