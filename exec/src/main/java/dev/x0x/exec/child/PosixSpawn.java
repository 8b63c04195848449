// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The call of posix_spawn: own session, default signals, no descriptor but 0, 1 and 2. It does not
 * search the PATH and never falls back to a shell. The calling thread waits until the new process
 * runs its program.
 */
final class PosixSpawn {
    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;
    private static final int SETSID = 0x80;

    // sizeof in glibc 2.36 is 336, 80 and 128; more does no harm
    private static final int ATTRIBUTES_SIZE = 512;
    private static final int ACTIONS_SIZE = 256;
    private static final int SIGSET_SIZE = 128;

    private static final CFunction SPAWN = CFunction.of("posix_spawn");
    private static final CFunction ACTIONS_INIT = actions("init");
    private static final CFunction ACTIONS_DESTROY = actions("destroy");
    private static final CFunction ADD_DUP2 = actions("adddup2");
    private static final CFunction ADD_CHDIR = actions("addchdir_np");
    private static final CFunction ADD_CLOSEFROM = actions("addclosefrom_np");

    /** The same for every child, so made once. */
    private static final MemorySegment ATTRIBUTES = attributes();

    private PosixSpawn() {}

    /** Does what is only done once, so that the first command does not wait for it. */
    static void prepare() {
        // what there is to do is in the initializers above
    }

    /**
     * Starts a program.
     *
     * @param fds what the child gets as 0, 1 and 2; each above 2
     * @return the process id, or an error number, negated
     */
    static int start(ChildSpec spec, List<String> environment, int[] fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_SIZE, 8);
            check(ACTIONS_INIT, actions.address());
            try {
                for (int i = 0; i < fds.length; i++) {
                    check(ADD_DUP2, actions.address(), fds[i], i);
                }
                check(ADD_CLOSEFROM, actions.address(), 3);
                check(ADD_CHDIR, actions.address(), arena.allocateFrom(spec.cwd()).address());
                MemorySegment pid = arena.allocate(JAVA_INT);
                int error =
                        (int)
                                SPAWN.call(
                                        pid.address(),
                                        arena.allocateFrom(spec.program()).address(),
                                        actions.address(),
                                        ATTRIBUTES.address(),
                                        strings(arena, spec.argv()).address(),
                                        strings(arena, environment).address());
                return error == 0 ? pid.get(JAVA_INT, 0) : -error;
            } finally {
                check(ACTIONS_DESTROY, actions.address());
            }
        }
    }

    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return array;
    }

    private static MemorySegment attributes() {
        MemorySegment attributes = Arena.global().allocate(ATTRIBUTES_SIZE, 8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment signals = arena.allocate(SIGSET_SIZE, 8);
            long at = attributes.address();
            check(attribute("init"), at);
            check(attribute("setflags"), at, SETSID | SETSIGDEF | SETSIGMASK);
            check(attribute("setsigmask"), at, signals.address()); // nothing blocked
            signals.fill((byte) 0xFF); // all; sigfillset would leave out glibc's own two
            check(attribute("setsigdefault"), at, signals.address());
        }
        return attributes;
    }

    private static CFunction actions(String what) {
        return CFunction.of("posix_spawn_file_actions_" + what);
    }

    private static CFunction attribute(String what) {
        return CFunction.of("posix_spawnattr_" + what);
    }

    /** These only fail for lack of memory. */
    private static void check(CFunction function, long... arguments) {
        int error = (int) function.call(arguments);
        if (error != 0) {
            throw new IllegalStateException("posix_spawn: " + Libc.describe(error));
        }
    }
}
