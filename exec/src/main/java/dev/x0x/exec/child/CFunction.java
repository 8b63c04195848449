// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A function of the C library, called with six longs whatever it declares. Both calling conventions
 * pass integers and addresses in registers of which the callee reads as many bits as it declares,
 * so this is the same call; and every signature costs the JDK code generation when the daemon
 * starts (measured on a busy machine, to the first child: 380 ms with each function's own, 240 ms
 * so).
 *
 * <p>The result has 64 bits; of a function that returns an int only the lower half means anything.
 */
@SuppressWarnings("restricted") // foreign calls live in this package alone
final class CFunction {
    private static final FunctionDescriptor SIX =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private final MethodHandle handle;

    private CFunction(String name, Linker.Option... options) {
        MemorySegment at =
                Linker.nativeLinker()
                        .defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new UnsupportedOperationException(
                                                "the c library has no " + name));
        handle = Linker.nativeLinker().downcallHandle(at, SIX, options);
    }

    static boolean exists(String name) {
        return Linker.nativeLinker().defaultLookup().find(name).isPresent();
    }

    static CFunction of(String name) {
        return new CFunction(name, ERRNO);
    }

    /** A function declared with {@code ...} after its first or second argument. */
    static CFunction variadic(String name) {
        return new CFunction(name, ERRNO, Linker.Option.firstVariadicArg(1));
    }

    /** Where {@link #call} leaves errno. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    /** Addresses must stay valid until this returns. */
    long call(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) handle.invokeExact(errno, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new IllegalStateException("a foreign call does not throw", t);
        }
    }

    /** For a function whose errno nobody asks for. */
    long call(long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            long[] six = Arrays.copyOf(arguments, 6);
            return call(errno(arena), six[0], six[1], six[2], six[3], six[4], six[5]);
        }
    }
}
