// SPDX-License-Identifier: Apache-2.0

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Delays packets, for kernels without netem: the router sends them into a tun device, and they come
 * out of it again after a time that is fixed for each pair of addresses, the same both ways, and
 * spread evenly between two bounds. So no pair sees its packets out of order.
 *
 * <p>{@code java --enable-native-access=ALL-UNNAMED Shaper.java DEVICE MIN_MS MAX_MS}; the device
 * exists already ({@code ip tuntap add}). Ends with its parent.
 */
final class Shaper {
    private static final int O_RDWR = 2; // <fcntl.h>
    private static final long TUNSETIFF = 0x400454caL; // <linux/if_tun.h>
    private static final short IFF_TUN_NO_PI = 0x1001; // <linux/if_tun.h>
    private static final int IFREQ_BYTES = 40; // <linux/if.h>, 64 bit
    private static final int NAME_BYTES = 16;
    private static final int PACKET_BYTES = 65_536;
    // a tenth of a second at 100 Mbit/s in full packets is a thousand of them; a guess times 20
    private static final int MOST_WAITING = 20_000;

    private record Held(long due, long turn, byte[] packet) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int order = Long.compare(due - other.due, 0);
            return order != 0 ? order : Long.compare(turn, other.turn);
        }
    }

    private final PriorityQueue<Held> waiting = new PriorityQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final MethodHandle open = libc("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private final MethodHandle read = libc("read", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private final MethodHandle write = libc("write", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private final MethodHandle ioctl;
    private final long minNanos;
    private final long maxNanos;
    private final int device;
    private long turns;

    private Shaper(String name, long minMs, long maxMs) throws Throwable {
        minNanos = TimeUnit.MILLISECONDS.toNanos(minMs);
        maxNanos = TimeUnit.MILLISECONDS.toNanos(maxMs);
        Linker linker = Linker.nativeLinker();
        ioctl =
                linker.downcallHandle(
                        linker.defaultLookup().find("ioctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            device = (int) open.invoke(arena.allocateFrom("/dev/net/tun"), O_RDWR);
            if (device < 0) {
                throw new IllegalStateException("no /dev/net/tun here");
            }
            MemorySegment request = arena.allocate(IFREQ_BYTES);
            request.setString(0, name);
            request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, IFF_TUN_NO_PI);
            if ((int) ioctl.invoke(device, TUNSETIFF, request) < 0) {
                throw new IllegalStateException("no tun device `" + name + "` to attach to");
            }
        }
    }

    private static MethodHandle libc(String function, ValueLayout second, ValueLayout lastOrOnly) {
        Linker linker = Linker.nativeLinker();
        boolean opening = function.equals("open");
        FunctionDescriptor shape =
                opening
                        ? FunctionDescriptor.of(ValueLayout.JAVA_INT, second, lastOrOnly)
                        : FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, second, lastOrOnly);
        MemorySegment at = linker.defaultLookup().find(function).orElseThrow();
        return opening
                ? linker.downcallHandle(at, shape, Linker.Option.firstVariadicArg(2))
                : linker.downcallHandle(at, shape);
    }

    public static void main(String[] args) throws Throwable {
        Shaper shaper = new Shaper(args[0], Long.parseLong(args[1]), Long.parseLong(args[2]));
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
        Thread.ofPlatform().daemon().start(shaper::release);
        System.out.println("shaping");
        shaper.take();
    }

    private void take() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(PACKET_BYTES);
            while (true) {
                long bytes = (long) read.invoke(device, room, (long) PACKET_BYTES);
                if (bytes < 0) {
                    throw new IllegalStateException("the tun device is gone");
                }
                byte[] packet = room.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
                long due = System.nanoTime() + delay(packet);
                lock.lock();
                try {
                    if (waiting.size() < MOST_WAITING) {
                        waiting.add(new Held(due, turns++, packet));
                        changed.signal();
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (Throwable e) {
            System.err.println("shaper: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void release() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(PACKET_BYTES);
            while (true) {
                byte[] packet = next();
                MemorySegment.copy(packet, 0, room, ValueLayout.JAVA_BYTE, 0, packet.length);
                // what the kernel refuses is lost, as packets are
                long unused = (long) write.invoke(device, room, (long) packet.length);
            }
        } catch (Throwable e) {
            System.err.println("shaper: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private byte[] next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Held first = waiting.peek();
                long left = first == null ? Long.MAX_VALUE : first.due() - System.nanoTime();
                if (left <= 0) {
                    return waiting.remove().packet();
                }
                if (first == null) {
                    changed.await();
                } else {
                    long unused = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** From the two IPv4 addresses alone; anything else is not delayed. */
    private long delay(byte[] packet) {
        if (packet.length < 20 || packet[0] >>> 4 != 4) {
            return 0;
        }
        int from = Arrays.hashCode(Arrays.copyOfRange(packet, 12, 16));
        int to = Arrays.hashCode(Arrays.copyOfRange(packet, 16, 20));
        long both = Math.min(from, to) * 0x9E3779B97F4A7C15L + Math.max(from, to);
        both = (both ^ (both >>> 32)) * 0xD6E8FEB86659FD93L; // mixed well enough to spread
        return minNanos + Long.remainderUnsigned(both ^ (both >>> 32), maxNanos - minNanos + 1);
    }
}
