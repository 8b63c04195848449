// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a daemon finds on disk and cannot use stops its start and stays as it is; what belongs to
 * another daemon is left alone (BEHAVIOUR.md §7).
 */
class StartRefusedTest {
    private static final int FAILED = 1;
    private static final int BAD_CONFIGURATION = 78;

    @RegisterExtension static final Fleet fleet = new Fleet();

    /** Has keys and a contact, and does not run. */
    static Node made;

    static String agentId;
    static List<Path> keys;

    @BeforeAll
    static void start() throws Exception {
        Node other = fleet.node("other").start();
        made = fleet.node("made").start();
        made.imports(other, "trusted");
        agentId = made.agentId();
        assertEquals(0, made.stop());
        assertEquals(0, other.stop());
        keys =
                List.of(
                        made.identityDir().resolve("machine.key"),
                        made.identityDir().resolve("agent.key"),
                        made.dataDir().resolve("agent_kem.key"));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Everything a start must not touch: bytes and permissions. */
    private static Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        for (Path directory : List.of(made.identityDir(), made.dataDir())) {
            try (var files = Files.walk(directory)) {
                for (Path each : files.sorted().toList()) {
                    // Who runs here, for as long as it runs.
                    if (!each.endsWith("x0xd.lock")) {
                        all.put(each + " " + mode(each), content(each));
                    }
                }
            }
        }
        return all;
    }

    private static String content(Path file) throws IOException {
        return Files.isDirectory(file)
                ? ""
                : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** It does not start; what it says of it. Nothing is made or changed. */
    private static String refused(String what) throws Exception {
        Map<String, String> before = snapshot();
        Path log = made.dir().resolve("err.log");
        Files.deleteIfExists(log);
        assertEquals(BAD_CONFIGURATION, made.startAndEnd(), what);
        String said = Files.readString(log);
        assertEquals(before, snapshot(), what);
        return said;
    }

    @Test
    void damaged_keys_stop_the_start_and_stay() throws Exception {
        for (Path key : keys) {
            byte[] good = Files.readAllBytes(key);
            byte[] flipped = good.clone();
            flipped[good.length / 2] ^= 0x10;
            Map<String, byte[]> damages = new LinkedHashMap<>();
            damages.put("flipped", flipped);
            damages.put("short", Arrays.copyOf(good, good.length - 1));
            if (key.equals(keys.getFirst())) {
                damages.put("long", Arrays.copyOf(good, good.length + 1));
                damages.put("empty", new byte[0]);
            }
            for (Map.Entry<String, byte[]> each : damages.entrySet()) {
                Files.write(key, each.getValue());

                String said = refused(each.getKey() + " " + key);

                assertTrue(said.contains("key file `" + key + "` is damaged"), said);
                assertTrue(said.contains("mv -n " + key), said);
                assertArrayEquals(each.getValue(), Files.readAllBytes(key));
            }
            Files.write(key, good);
        }
    }

    @Test
    void keys_that_others_may_read_stop_the_start_and_say_what_to_run() throws Exception {
        for (Path key : keys) {
            for (String mode : List.of("rw-r-----", "rw----r--")) {
                chmod(key, mode);
                String said = refused(mode + " " + key);
                assertTrue(said.contains("run: chmod 600 " + key + "\n"), said);
            }
            chmod(key, "rw-------");
        }
        chmod(made.identityDir(), "rwxr-xr-x");
        String said = refused("directory");
        assertTrue(said.contains("run: chmod 700 " + made.identityDir() + "\n"), said);
        chmod(made.identityDir(), "rwx------");
    }

    @Test
    void a_link_to_a_key_is_not_followed() throws Exception {
        Path key = keys.getFirst();
        Path aside = made.dir().resolve("machine.key");
        Files.move(key, aside);
        Files.createSymbolicLink(key, aside);

        String said = refused("a link");

        assertTrue(said.contains("`" + key + "` is a symbolic link"), said);
        assertTrue(Files.isSymbolicLink(key));
        Files.delete(key);
        Files.move(aside, key);
    }

    @Test
    void damaged_contacts_stop_the_start_and_stay() throws Exception {
        Path contacts = made.dataDir().resolve("contacts.json");
        byte[] good = Files.readAllBytes(contacts);
        for (byte[] damaged :
                List.of(
                        Arrays.copyOf(good, good.length / 2),
                        new byte[0],
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "[]".getBytes(StandardCharsets.UTF_8))) {
            Files.write(contacts, damaged);

            String said = refused(damaged.length + " bytes");

            assertTrue(said.contains(contacts.toString()), said);
            assertTrue(said.contains("hint: "), said);
            assertFalse(said.contains("\tat "), said);
            assertArrayEquals(damaged, Files.readAllBytes(contacts));
        }
        Files.write(contacts, good);
    }

    @Test
    void a_check_says_the_same() throws Exception {
        Path key = keys.getFirst();
        chmod(key, "rw-r--r--");
        Map<String, String> before = snapshot();

        Cli.Ended check = made.check().expect(BAD_CONFIGURATION);

        assertTrue(check.err().contains("run: chmod 600 " + key + "\n"), check.err());
        assertEquals(before, snapshot());
        chmod(key, "rw-------");
    }

    @Test
    void a_second_daemon_on_the_same_directory_is_refused_and_names_the_first() throws Exception {
        made.start();
        assertEquals(agentId, made.agentId(), "the keys are those it had");

        Cli.Ended second = made.startSecond().expect(FAILED);

        assertTrue(second.err().contains("(pid " + made.pid() + ")"), second.err());
        assertTrue(second.err().contains(made.dataDir().toString()), second.err());
        made.rest().get("/health").expect(200);
        assertEquals(made.agentId(), made.rest().get("/agent").expect(200).text("agent_id"));
        assertEquals(0, made.stop());
    }

    @Test
    void named_instances_of_one_user_keep_apart() throws Exception {
        Node one = named("one", null);
        Node two = named("two", one);
        one.start();
        two.start();

        assertNotEquals(one.agentId(), two.agentId());
        assertNotEquals(one.machineId(), two.machineId());
        assertNotEquals(one.rest().authority(), two.rest().authority());
        for (String name : List.of("one", "two")) {
            Path keysOfIt = one.home().resolve(".x0x-" + name);
            assertEquals("rwx------", mode(keysOfIt));
            assertEquals("rw-------", mode(keysOfIt.resolve("machine.key")));
        }
        assertFalse(Files.exists(one.home().resolve(".x0x")));
        assertFalse(Files.exists(one.dir().resolve("data").resolve("x0x")));
        String list = one.x0xd(List.of("--list")).expect(0).out();
        assertEquals(
                "one\t" + one.rest().authority() + "\ntwo\t" + two.rest().authority() + "\n", list);
        assertEquals(0, one.stop());
        two.rest().get("/health").expect(200);
        assertEquals(0, two.stop());
    }

    private static Node named(String name, Node besides) throws IOException {
        Node node = fleet.node(name).flags("--name", name);
        if (besides != null) {
            node.inHomeOf(besides);
        }
        Path home = besides == null ? node.dir() : besides.dir();
        String config = "network_id = \"%s\"\nbootstrap_peers = []\n".formatted(node.networkId());
        return node.configBytes(
                config.getBytes(StandardCharsets.UTF_8), home.resolve("data/x0x-" + name));
    }
}
