// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.child.SpawnException.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Signals, ends, groups, descriptors, and commands that cannot be started. */
class ChildLifeTest {
    private static final byte[] NOTHING = {};

    private final PosixChildren children = new PosixChildren();

    @TempDir private Path dir;

    @AfterEach
    void close() {
        children.close();
    }

    @Test
    void a_signal_reaches_the_grandchildren() throws Exception {
        Recorded heard = new Recorded();
        try (Child child = start("sleep 1000 & echo $!; wait", heard)) {
            heard.await("a line", () -> heard.stdout().endsWith("\n"));
            int grandchild = Integer.parseInt(heard.stdout().strip());
            assertTrue(child.groupAlive());
            child.signalGroup(15);
            assertEquals(new ChildExit.Signal(15), heard.awaitAll());
            Recorded.eventually("its end", () -> !Recorded.runs(grandchild));
            Recorded.eventually("an empty group", () -> !child.groupAlive());
        }
    }

    @Test
    void the_end_is_told_while_a_grandchild_holds_the_pipes() throws Exception {
        Recorded heard = new Recorded();
        try (Child child = start("sleep 1000 & echo $!; exit 3", heard)) {
            assertEquals(new ChildExit.Code(3), heard.awaitExit());
            heard.await("a line", () -> heard.stdout().endsWith("\n"));
            assertFalse(heard.isClosed(StdStream.STDOUT));
            assertTrue(child.groupAlive());
            assertTrue(Recorded.isZombie(child.pid()), "its number must stay ours");
            child.giveUpOutput();
            child.signalGroup(9); // the leader has ended, the group has not
            int grandchild = Integer.parseInt(heard.stdout().strip());
            Recorded.eventually("its end", () -> !Recorded.runs(grandchild));
            assertFalse(heard.isClosed(StdStream.STDOUT));
        }
    }

    @Test
    void closing_kills_what_is_left_and_reaps() throws Exception {
        Recorded heard = new Recorded();
        Child running = start("sleep 1000 & echo $!; wait", heard);
        heard.await("a line", () -> heard.stdout().endsWith("\n"));
        int grandchild = Integer.parseInt(heard.stdout().strip());
        running.close();
        running.close();
        running.signalGroup(9);
        Recorded.eventually("no process", () -> !Files.exists(proc(running.pid())));
        Recorded.eventually("its end", () -> !Recorded.runs(grandchild));
        assertEquals(null, heard.exit());
        assertFalse(running.groupAlive());
    }

    @Test
    void closing_all_kills_all_and_tells() throws Exception {
        Recorded deaf = new Recorded();
        Recorded zombie = new Recorded();
        Child first = start("trap '' TERM; sleep 1000 & echo; wait", deaf);
        Child second = start("exit 0", zombie);
        deaf.await("a line", () -> deaf.stdout().endsWith("\n"));
        zombie.awaitAll();
        children.close();
        assertEquals(new ChildExit.Signal(9), deaf.exit());
        assertFalse(Files.exists(proc(first.pid())));
        SpawnException e = assertThrows(SpawnException.class, () -> start(":", new Recorded()));
        assertEquals(Reason.STOPPING, e.reason());
        first.close();
        second.close();
        assertFalse(Files.exists(proc(second.pid())), "reaped");
    }

    @Test
    void a_listener_that_throws_loses_its_command_only() throws Exception {
        Recorded other = new Recorded();
        Recorded heard = new Recorded();
        ChildListener broken =
                new ChildListener() {
                    @Override
                    public void output(StdStream stream, byte[] bytes) {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void closed(StdStream stream) {
                        heard.closed(stream);
                    }

                    @Override
                    public void exited(ChildExit exit) {
                        heard.exited(exit);
                    }
                };
        try (Child _ = start("exec sleep 0.3", other);
                Child _ = children.start(spec("echo; exec sleep 1000"), broken)) {
            assertEquals(new ChildExit.Signal(9), heard.awaitExit());
            assertEquals(new ChildExit.Code(0), other.awaitAll());
        }
    }

    @Test
    void no_descriptor_is_left_behind() throws Exception {
        runOnce(children);
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            runOnce(children);
            assertThrows(
                    SpawnException.class,
                    () -> children.start(program("/nowhere/at-all"), new Recorded()));
        }
        Recorded.eventually("the descriptors of before", () -> descriptors() <= before);
    }

    @Test
    void the_umask_is_passed_on() throws Exception {
        int before = Umask.set(077);
        try {
            Recorded heard = new Recorded();
            try (Child _ = start("umask", heard)) {
                heard.awaitAll();
            }
            assertEquals("0077\n", heard.stdout());
        } finally {
            assertEquals(077, Umask.set(before));
        }
    }

    @Test
    void each_failure_has_its_own_words() throws Exception {
        Path plain = Files.writeString(dir.resolve("plain"), "echo never\n");
        Path noFormat = executable("no-format", "echo never\n");
        Path noInterpreter = executable("no-interpreter", "#!/nowhere/sh\n");
        String gone = dir.resolve("gone").toString();
        refused(Reason.PROGRAM_MISSING, "`" + gone + "` does not exist", program(gone));
        refused(Reason.PROGRAM_MISSING, "`ls` is not an absolute path", program("ls"));
        refused(Reason.PROGRAM_UNUSABLE, "may not be run", program(plain.toString()));
        refused(Reason.PROGRAM_UNUSABLE, "may not be run", program(dir.toString()));
        // a fallback to a shell would have run this one
        refused(Reason.PROGRAM_UNUSABLE, "not a program", program(noFormat.toString()));
        refused(Reason.PROGRAM_UNUSABLE, "interpreter", program(noInterpreter.toString()));
        refused(Reason.CWD_UNUSABLE, "`" + gone + "` does not exist", in(gone));
        refused(Reason.CWD_UNUSABLE, "is not a directory", in(plain.toString()));
        refused(Reason.CWD_UNUSABLE, "is not an absolute path", in("here"));
        refused(Reason.BAD_ARGUMENT, "argv[1] holds a NUL", with("a\0b"));
        refused(Reason.BAD_ARGUMENT, "argv[1] holds half a character", with("\ud800"));
        refused(Reason.BAD_ARGUMENT, "too long", with("x".repeat(1 << 20)));
        Map<String, String> odd = new HashMap<>();
        odd.put("A=B", "c");
        refused(
                Reason.BAD_ARGUMENT,
                "variable",
                new ChildSpec("/bin/true", List.of("true"), odd, "/", NOTHING));
        refused(
                Reason.BAD_ARGUMENT,
                "argv[0]",
                new ChildSpec("/bin/true", List.of(), Map.of(), "/", NOTHING));
    }

    @Test
    void only_a_glibc_with_closefrom_will_do() {
        assertTrue(Glibc.isNewEnough("2.34"));
        assertTrue(Glibc.isNewEnough("2.100"));
        assertTrue(Glibc.isNewEnough("3.0"));
        assertFalse(Glibc.isNewEnough("2.33"));
        assertFalse(Glibc.isNewEnough("1.99"));
        assertFalse(Glibc.isNewEnough("2"));
        assertFalse(Glibc.isNewEnough(""));
        assertFalse(Glibc.isNewEnough("musl"));
    }

    private void refused(Reason reason, String words, ChildSpec spec) {
        SpawnException e =
                assertThrows(SpawnException.class, () -> children.start(spec, new Recorded()));
        assertEquals(reason, e.reason(), e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    private Path executable(String name, String text) throws IOException {
        Path file = Files.writeString(dir.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void runOnce(PosixChildren children) throws SpawnException {
        Recorded heard = new Recorded();
        try (Child _ = children.start(program("/bin/true"), heard)) {
            heard.awaitAll();
        }
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path proc(int pid) {
        return Path.of("/proc/" + pid);
    }

    private Child start(String script, ChildListener listener) throws SpawnException {
        return children.start(spec(script), listener);
    }

    private static ChildSpec spec(String script) {
        return new ChildSpec(
                "/bin/sh",
                List.of("sh", "-c", script),
                Map.of("PATH", "/usr/bin:/bin"),
                "/",
                NOTHING);
    }

    private static ChildSpec program(String path) {
        return new ChildSpec(path, List.of("a"), Map.of(), "/", NOTHING);
    }

    private static ChildSpec in(String cwd) {
        return new ChildSpec("/bin/true", List.of("true"), Map.of(), cwd, NOTHING);
    }

    private static ChildSpec with(String argument) {
        return new ChildSpec("/bin/true", List.of("true", argument), Map.of(), "/", NOTHING);
    }
}
