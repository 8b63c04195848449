// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl;

import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one answer costs while the ACL grows by entries of other pairs, by commands of other
 * programs of the same pair, and by literal commands of the same program. Not a test: figures.
 * After {@code mvn -pl acl -am test-compile}:
 *
 * <pre>
 * java -cp acl/target/test-classes:acl/target/classes:identity/target/classes dev.x0x.acl.JudgeCost
 * </pre>
 */
final class JudgeCost {
    private static final int ROUNDS = 9;
    private static final int ASKED = 200_000;
    private static final int[] SIZES = {10, 100, 1_000, 10_000, 100_000};

    private static long blackHole;

    private JudgeCost() {}

    private interface Grow {
        ExecPolicy to(int size);
    }

    public static void main(String[] args) {
        table("entries of other pairs", JudgeCost::otherPairs);
        table("programs of the same pair", size -> samePair(size, i -> List.of("p" + i, "x")));
        table(
                "literal commands of one program",
                size -> samePair(size, i -> List.of("df", "d" + i)));
        System.out.println("(" + blackHole + " allowed)");
    }

    private static void table(String title, Grow grow) {
        System.out.println("ns an answer, median of " + ROUNDS + ", by " + title);
        System.out.printf("%10s %10s %10s %10s%n", "size", "allowed", "template", "near miss");
        for (int size : SIZES) {
            ExecPolicy policy = grow.to(size);
            System.out.printf(
                    "%10d %10d %10d %10d%n",
                    size,
                    median(policy, "df", "-h"),
                    median(policy, "journalctl", "-u", "web", "-n", "250"),
                    median(policy, "df", "-H"));
        }
    }

    private static long median(ExecPolicy policy, String... argv) {
        ExecQuestion question = Policies.ask(argv);
        long[] rounds = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < ASKED; i++) {
                if (policy.judge(question) instanceof Verdict.Allowed) {
                    blackHole++;
                }
            }
            rounds[round] = (System.nanoTime() - begun) / ASKED;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    // ours stands last, where a search from the top would find it latest
    private static ExecPolicy otherPairs(int size) {
        var entries = new ArrayList<AllowEntry>();
        for (int i = 0; i < size; i++) {
            byte[] id = ByteBuffer.allocate(32).putInt(28, i).array();
            entries.add(
                    new AllowEntry(
                            Optional.of("other " + i),
                            AgentId.of(id),
                            MachineId.of(id),
                            Optional.empty(),
                            List.of(Policies.command("df", "-h"))));
        }
        entries.add(ours());
        return ExecPolicy.allowing(Caps.DEFAULTS, entries);
    }

    private static ExecPolicy samePair(
            int size, java.util.function.IntFunction<List<String>> argv) {
        var commands = new ArrayList<AllowEntry.Command>();
        for (int i = 0; i < size; i++) {
            commands.add(Policies.command("/bin/p", argv.apply(i).toArray(String[]::new)));
        }
        var all = Policies.entry("all", commands.toArray(AllowEntry.Command[]::new));
        return Policies.policy(all, ours());
    }

    private static AllowEntry ours() {
        return Policies.within(
                Duration.ofMinutes(1),
                Policies.entry(
                        "ours",
                        Policies.command("df", "-h"),
                        Policies.command("journalctl", "-u", "web", "-n", "<INT>")));
    }
}
