// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.x0x.exec.audit.StdStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a command sees of us and what we learn of it. */
class ChildrenTest {
    private static final byte[] NOTHING = {};

    private final PosixChildren children = new PosixChildren();

    @TempDir private Path dir;

    @AfterEach
    void close() {
        children.close();
    }

    @Test
    void exit_137_and_sigkill_are_two_things() throws Exception {
        assertEquals(new ChildExit.Code(137), run("exit 137").awaitAll());
        assertEquals(new ChildExit.Signal(9), run("kill -9 $$").awaitAll());
        assertEquals(new ChildExit.Code(0), run(":").awaitAll());
        assertEquals(new ChildExit.Signal(15), run("kill -15 $$").awaitAll());
    }

    @Test
    void the_command_leads_its_own_session_and_group() throws Exception {
        Recorded heard = new Recorded();
        try (Child child = start(spec("cat /proc/self/stat; cut -d' ' -f4 /proc/$$/stat"), heard)) {
            heard.awaitAll();
            // cat's own line: pid (cat) state ppid pgrp session tty
            String[] fields = heard.lines().getFirst().split(" ", -1);
            String pid = Integer.toString(child.pid());
            assertEquals(List.of(pid, pid, pid, "0"), List.of(fields).subList(3, 7));
            assertEquals(Long.toString(ProcessHandle.current().pid()), heard.lines().get(1));
        }
    }

    @Test
    void it_inherits_three_descriptors_and_nothing_else() throws Exception {
        Recorded heard = new Recorded();
        ChildSpec ls =
                new ChildSpec(
                        "/bin/ls", List.of("ls", "-l", "/proc/self/fd"), Map.of(), "/", NOTHING);
        try (Child _ = start(ls, heard)) {
            heard.awaitAll();
        }
        // 3 is the directory that ls itself reads
        assertEquals(4, heard.lines().size() - 1, heard.stdout());
        assertEquals(3, heard.stdout().split("pipe:", -1).length - 1, heard.stdout());
    }

    @Test
    void signals_are_at_their_defaults() throws Exception {
        Recorded heard = new Recorded();
        ChildSpec cat =
                new ChildSpec(
                        "/bin/cat", List.of("cat", "/proc/self/status"), Map.of(), "/", NOTHING);
        try (Child _ = start(cat, heard)) {
            heard.awaitAll();
        }
        String none = "\t0000000000000000";
        assertEquals(
                List.of("SigBlk:" + none, "SigIgn:" + none),
                heard.lines().stream().filter(l -> l.matches("Sig(Blk|Ign).*")).toList());
    }

    @Test
    void environment_argv_and_cwd_are_as_given() throws Exception {
        Recorded heard = new Recorded();
        Path here = Path.of("").toAbsolutePath();
        ChildSpec spec =
                new ChildSpec(
                        "/bin/sh",
                        List.of(
                                "называется",
                                "-c",
                                "echo $0; printf '%s|' \"$@\"; echo; /bin/pwd; /usr/bin/env |"
                                        + " /usr/bin/sort",
                                "zero",
                                "",
                                " a b ",
                                "\n",
                                "ü*",
                                "$HOME"),
                        Map.of("A", "1", "B", "x=y", "C", ""),
                        here.toString(),
                        NOTHING);
        try (Child _ = start(spec, heard)) {
            heard.awaitAll();
        }
        String env = "A=1\nB=x=y\nC=\nPWD=" + here + "\n"; // PWD is the shell's own doing
        assertEquals("zero\n| a b |\n|ü*|$HOME|\n" + here + "\n" + env, heard.stdout());
    }

    @Test
    void output_is_exact_on_both_streams() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        Recorded heard = new Recorded();
        ChildSpec tee =
                new ChildSpec("/usr/bin/tee", List.of("tee", "/dev/stderr"), Map.of(), "/", sent);
        try (Child _ = start(tee, heard)) {
            assertEquals(new ChildExit.Code(0), heard.awaitAll());
        }
        assertArrayEquals(sent, heard.bytes(StdStream.STDOUT));
        assertArrayEquals(sent, heard.bytes(StdStream.STDERR));
        assertEquals(Set.of("exec-children"), heard.threads());
    }

    @Test
    void stdin_reaches_its_end() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(2).nextBytes(sent);
        Recorded heard = new Recorded();
        ChildSpec cat = new ChildSpec("/bin/cat", List.of("cat"), Map.of(), "/", sent);
        try (Child _ = start(cat, heard)) {
            assertEquals(new ChildExit.Code(0), heard.awaitAll());
        }
        assertArrayEquals(sent, heard.bytes(StdStream.STDOUT));
        assertEquals("0\n", run("wc -c").stdout());
    }

    @Test
    void who_does_not_read_stdin_is_not_stuck() throws Exception {
        ChildSpec deaf =
                new ChildSpec(
                        "/bin/sh",
                        List.of("sh", "-c", "echo hi"),
                        Map.of(),
                        "/",
                        new byte[1 << 20]);
        Recorded heard = new Recorded();
        try (Child _ = start(deaf, heard)) {
            assertEquals(new ChildExit.Code(0), heard.awaitAll());
        }
        assertEquals("hi\n", heard.stdout());

        ChildSpec shut =
                new ChildSpec(
                        "/bin/sh",
                        List.of("sh", "-c", "exec <&-; echo one; read x < /dev/null; echo two"),
                        Map.of(),
                        "/",
                        new byte[1 << 20]);
        Recorded second = new Recorded();
        try (Child _ = start(shut, second)) {
            assertEquals(new ChildExit.Code(0), second.awaitAll());
        }
        assertEquals("one\ntwo\n", second.stdout());
    }

    @Test
    void a_paused_stream_holds_the_command_and_loses_nothing() throws Exception {
        Recorded heard = new Recorded();
        String script =
                awaitFile("go")
                        + "for i in 1 2 3 4 5 6 7 8 9; do head -c 65536 /dev/zero; echo $i >&2;"
                        + " done";
        try (Child child = start(spec(script), heard)) {
            child.pause(StdStream.STDOUT);
            Files.createFile(dir.resolve("go"));
            heard.await("the first block", () -> heard.size(StdStream.STDERR) >= 2);
            // whoever is not held is done with all nine long before this
            run("sleep 0.3");
            assertEquals(0, heard.size(StdStream.STDOUT));
            assertEquals("1\n", new String(heard.bytes(StdStream.STDERR), UTF_8));
            child.resume(StdStream.STDOUT);
            assertEquals(new ChildExit.Code(0), heard.awaitAll());
        }
        assertArrayEquals(new byte[9 * 65536], heard.bytes(StdStream.STDOUT));
    }

    @Test
    void a_listener_may_pause_between_two_chunks() throws Exception {
        Recorded heard = new Recorded();
        CompletableFuture<Child> self = new CompletableFuture<>();
        ChildListener pausing =
                new ChildListener() {
                    @Override
                    public void output(StdStream stream, byte[] bytes) {
                        self.join().pause(stream);
                        heard.output(stream, bytes);
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
        try (Child child = start(spec("head -c 300000 /dev/zero"), pausing)) {
            self.complete(child);
            heard.await("a chunk", () -> heard.size(StdStream.STDOUT) > 0);
            run("sleep 0.1");
            assertTrue(heard.size(StdStream.STDOUT) <= 65536);
            while (!heard.isClosed(StdStream.STDOUT)) {
                child.resume(StdStream.STDOUT);
            }
            heard.awaitAll();
        }
        assertArrayEquals(new byte[300_000], heard.bytes(StdStream.STDOUT));
    }

    @Test
    void paused_output_outlives_the_command() throws Exception {
        Recorded heard = new Recorded();
        try (Child child = start(spec(awaitFile("go") + "echo kept"), heard)) {
            child.pause(StdStream.STDOUT);
            Files.createFile(dir.resolve("go"));
            heard.awaitExit();
            assertFalse(heard.isClosed(StdStream.STDOUT));
            child.resume(StdStream.STDOUT);
            heard.awaitAll();
            assertEquals("kept\n", heard.stdout());
        }
    }

    @Test
    void a_hundred_at_once() throws Exception {
        List<Recorded> all = new ArrayList<>();
        List<Child> started = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Recorded heard = new Recorded();
            all.add(heard);
            started.add(start(spec("sleep 0.2; echo " + i + "; exit " + i), heard));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(new ChildExit.Code(i), all.get(i).awaitAll());
            assertEquals(i + "\n", all.get(i).stdout());
        }
        started.forEach(Child::close);
    }

    @Test
    void a_virtual_thread_may_start_one() throws Exception {
        Recorded heard = new Recorded();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Child _ = start(spec("echo here"), heard)) {
                                heard.awaitAll();
                            } catch (SpawnException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .join();
        assertEquals("here\n", heard.stdout());
    }

    /** Shell words that wait for a file of this name. */
    private String awaitFile(String name) {
        return "until [ -e " + dir.resolve(name) + " ]; do sleep 0.01; done; ";
    }

    private Recorded run(String script) throws SpawnException {
        Recorded heard = new Recorded();
        try (Child _ = start(spec(script), heard)) {
            heard.awaitAll();
        }
        return heard;
    }

    private Child start(ChildSpec spec, ChildListener listener) throws SpawnException {
        return children.start(spec, listener);
    }

    private static ChildSpec spec(String script) {
        return new ChildSpec(
                "/bin/sh",
                List.of("sh", "-c", script),
                Map.of("PATH", "/usr/bin:/bin"),
                "/",
                NOTHING);
    }
}
