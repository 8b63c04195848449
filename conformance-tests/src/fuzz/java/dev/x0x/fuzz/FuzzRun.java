// SPDX-License-Identifier: Apache-2.0
package dev.x0x.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** One entry under fire for a while. The first broken promise ends it with the input saved. */
final class FuzzRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** An input that takes longer hangs, on however slow a machine. */
    private static final Duration HANGS = Duration.ofMinutes(2);

    private static final int KEPT = 512;
    private static final int WARM_UP = 3;

    private final FuzzEntry entry;
    private final FuzzOptions asked;
    private final long seed;
    private final Random random;
    private final Mutation mutation;
    private final List<byte[]> pool;
    private volatile byte[] current = new byte[0];
    private long tried;
    private long accepted;
    private long most;

    FuzzRun(FuzzEntry entry, FuzzOptions asked) {
        this.entry = entry;
        this.asked = asked;
        this.seed = asked.seed().orElseGet(System::nanoTime);
        this.random = new Random(seed);
        this.mutation = new Mutation(random, entry.words());
        this.pool = new ArrayList<>(entry.seeds());
        pool.addAll(Seeds.inFolder(corpus(), ""));
    }

    void go() throws IOException {
        if (asked.list()) {
            System.out.printf("%s (%d inputs to begin with)%n", entry.name(), pool.size());
            return;
        }
        if (asked.input().isPresent()) {
            attempt(Files.readAllBytes(asked.input().get()));
            System.out.printf("%s: %s keeps the promises%n", entry.name(), asked.input().get());
            return;
        }
        try {
            assertTimeoutPreemptively(asked.each().plus(HANGS), this::fire);
        } catch (AssertionError e) {
            if (e.getCause() != null && e.getMessage().startsWith("execution timed out")) {
                throw broken(current, "it hangs", e);
            }
            throw e;
        }
        if (asked.told()) {
            System.out.printf(
                    "%s: %d s, %d tried, %d accepted, at most %d bytes allocated, seed %d%n",
                    entry.name(), asked.each().toSeconds(), tried, accepted, most, seed);
        }
    }

    private void fire() {
        // so that what is made once, classes among it, counts for no input
        for (int i = 0; i < WARM_UP; i++) {
            List.copyOf(pool).forEach(this::quietly);
        }
        List.copyOf(pool).forEach(this::attempt);
        long until = System.nanoTime() + asked.each().toNanos();
        while (System.nanoTime() - until < 0) {
            byte[] input = mutation.of(any(), any());
            if (attempt(input)) {
                keep(input);
            }
        }
    }

    private byte[] any() {
        return pool.get(random.nextInt(pool.size()));
    }

    /** What was accepted is worth changing further; the seeds themselves stay. */
    private void keep(byte[] input) {
        int seeds = entry.seeds().size();
        if (pool.size() < seeds + KEPT) {
            pool.add(input);
        } else {
            pool.set(seeds + random.nextInt(pool.size() - seeds), input);
        }
    }

    private void quietly(byte[] input) {
        current = input;
        try {
            entry.target().run(input.clone());
        } catch (Throwable e) {
            // judged by attempt()
        }
    }

    /** Whether it was accepted. */
    private boolean attempt(byte[] input) {
        current = input;
        tried++;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean fine = judged(input);
        long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (cost > entry.allocation().allowed(input.length)) {
            cost = again(input, cost);
        }
        most = Math.max(most, cost);
        if (cost > entry.allocation().allowed(input.length)) {
            throw broken(
                    input,
                    "%d bytes allocated for %d, allowed are %d"
                            .formatted(
                                    cost, input.length, entry.allocation().allowed(input.length)),
                    null);
        }
        accepted += fine ? 1 : 0;
        return fine;
    }

    /** Measured again: a class that this input was the first to need is not of its making. */
    private long again(byte[] input, long first) {
        long least = first;
        for (int i = 0; i < WARM_UP; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            quietly(input);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private boolean judged(byte[] input) {
        try {
            entry.target().run(input.clone());
            return true;
        } catch (Throwable e) { // an Error is as much of a fault as an exception
            if (entry.refusal().isInstance(e)) {
                return false;
            }
            throw broken(input, String.valueOf(e), e);
        }
    }

    private AssertionError broken(byte[] input, String what, Throwable cause) {
        Path saved = save(input);
        return new AssertionError(
                "%s: %s%nseed %d, try %d, %d bytes: %s%nrerun with: ./dev fuzz --input %s"
                        .formatted(
                                entry.name(),
                                what,
                                seed,
                                tried,
                                input.length,
                                Seeds.shown(input),
                                saved),
                cause);
    }

    private Path save(byte[] input) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz", entry.name()));
            Path file = folder.resolve(name(input));
            Files.write(file, input);
            return file.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("saving the input of " + entry.name(), e);
        }
    }

    private static String name(byte[] input) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(input);
            return HexFormat.of().formatHex(hash, 0, 8) + ".bin";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Inputs that once broke a promise, kept with the code. */
    private Path corpus() {
        return Path.of("src", "test", "resources", "fuzz", entry.name());
    }
}
