// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConfigFileTest {
    @TempDir Path home;
    private Surroundings around;

    @BeforeEach
    void atHome() {
        around = new Surroundings(Map.of(), Optional.of(home), Path.of("/srv"));
    }

    @Test
    void defaults_of_the_unnamed_instance() {
        DaemonConfig config = load("");
        assertEquals(Optional.empty(), config.instanceName());
        assertEquals("[::]:5483", print(config.bindAddress()));
        assertEquals("127.0.0.1:12700", print(config.apiAddress()));
        assertEquals(home.resolve(".local/share/x0x"), config.dataDir());
        assertEquals(home.resolve(".x0x"), config.identityDir());
        assertEquals(Path.of("/etc/x0x/exec-acl.toml"), config.aclPath());
        assertEquals(false, config.aclExplicit());
        assertEquals(List.of(), config.bootstrapPeers());
        assertEquals("x0x", config.networkId());
        assertEquals("warn", config.logLevel());
        assertEquals("text", config.logFormat());
        assertEquals(Duration.ofMinutes(5), config.heartbeatInterval());
        assertEquals(Duration.ofMinutes(15), config.identityTtl());
        assertEquals(false, config.contactsOnly());
        assertEquals(true, config.peerCache());
        assertEquals(16_777_216, config.maxRequestBodyBytes());
    }

    @Test
    void a_named_instance_has_its_own_directories_and_free_ports() {
        DaemonConfig config = load("--name b");
        assertEquals("[::]:0", print(config.bindAddress()));
        assertEquals("127.0.0.1:0", print(config.apiAddress()));
        assertEquals(home.resolve(".local/share/x0x-b"), config.dataDir());
        assertEquals(home.resolve(".x0x-b"), config.identityDir());
        assertEquals(Path.of("/etc/x0x/exec-acl.toml"), config.aclPath());
    }

    @Test
    void a_flag_wins_over_the_file_and_the_file_over_the_default() throws IOException {
        Path file =
                write(
                        home.resolve("c.toml"),
                        """
                        instance_name = "filed"
                        api_address = "[::1]:9"
                        bind_address = "0.0.0.0:7"
                        data_dir = "data/../d"
                        identity_dir = "/keys"
                        """);
        DaemonConfig filed = load("--config " + file);
        assertEquals(Optional.of("filed"), filed.instanceName());
        assertEquals("[::1]:9", print(filed.apiAddress()));
        assertEquals("0.0.0.0:7", print(filed.bindAddress()));
        assertEquals(Path.of("/srv/d"), filed.dataDir());
        assertEquals(Path.of("/keys"), filed.identityDir());
        DaemonConfig flagged =
                load("--config " + file + " --name said --api-port 8 --exec-acl /a.toml");
        assertEquals(Optional.of("said"), flagged.instanceName());
        assertEquals("[::1]:8", print(flagged.apiAddress()));
        assertEquals(Path.of("/a.toml"), flagged.aclPath());
        assertEquals(true, flagged.aclExplicit());
    }

    @Test
    void a_name_in_the_file_moves_what_the_file_leaves_open() throws IOException {
        Path file = write(home.resolve("c.toml"), "instance_name = \"filed\"\n");
        DaemonConfig config = load("--config " + file);
        assertEquals(home.resolve(".local/share/x0x-filed"), config.dataDir());
        assertEquals("127.0.0.1:0", print(config.apiAddress()));
    }

    @Test
    void the_file_of_an_instance_is_found_by_its_name() throws IOException {
        write(home.resolve(".config/x0x/config.toml"), "log_level = \"info\"\n");
        write(home.resolve(".config/x0x-b/config.toml"), "log_level = \"debug\"\n");
        assertEquals("info", load("").logLevel());
        assertEquals("debug", load("--name b").logLevel());
        assertEquals("warn", load("--name c").logLevel());
    }

    @Test
    void the_xdg_variables_count_if_they_are_absolute() throws IOException {
        write(home.resolve("conf/x0x/config.toml"), "log_level = \"error\"\n");
        around =
                new Surroundings(
                        Map.of(
                                "XDG_CONFIG_HOME",
                                home.resolve("conf").toString(),
                                "XDG_DATA_HOME",
                                home.resolve("data").toString()),
                        Optional.of(home),
                        Path.of("/srv"));
        assertEquals("error", load("").logLevel());
        assertEquals(home.resolve("data/x0x"), load("").dataDir());
        around =
                new Surroundings(
                        Map.of("XDG_DATA_HOME", "data"), Optional.of(home), Path.of("/srv"));
        assertEquals(home.resolve(".local/share/x0x"), load("").dataDir());
    }

    @Test
    void without_a_home_the_keys_need_a_place() throws IOException {
        around = new Surroundings(Map.of(), Optional.empty(), Path.of("/"));
        ConfigRead nowhere = read("--name no-such-instance");
        assertEquals(Optional.empty(), nowhere.config());
        assertTrue(
                nowhere.findings().getFirst().text().contains("set HOME, or write identity_dir"));
        Path file = write(home.resolve("c.toml"), "identity_dir = \"/keys\"\n");
        assertEquals(Path.of("/var/lib/x0x"), load("--config " + file).dataDir());
    }

    @Test
    void a_named_file_must_be_there() {
        ConfigRead read = read("--config " + home.resolve("none.toml"));
        assertEquals(Optional.empty(), read.config());
        assertTrue(read.findings().getFirst().message().contains("no such config file"));
    }

    @Test
    void settings_without_meaning_are_named_in_one_notice() throws IOException {
        Path file =
                write(
                        home.resolve("c.toml"),
                        "rendezvous_enabled = true\nuser_key_path = \"x\"\n[gossip]\n[update]\n");
        DaemonConfig config = load("--no-port-mapping --config " + file);
        assertEquals(2, config.notices().size());
        assertEquals(
                "these settings have no meaning here: rendezvous_enabled, user_key_path, [gossip],"
                        + " [update]",
                config.notices().get(1));
    }

    private DaemonConfig load(String argv) {
        ConfigRead read = read(argv);
        return read.config().orElseThrow(() -> new AssertionError(read.findings().toString()));
    }

    private ConfigRead read(String argv) {
        FlagsRead flags = Flags.parse(argv.isEmpty() ? List.of() : List.of(argv.split(" ")));
        assertTrue(flags.usable(), () -> flags.findings().toString());
        return ConfigFile.load(flags.flags(), around);
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String print(java.net.InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        String six = host.replace("0:0:0:0:0:0:0:0", "::").replace("0:0:0:0:0:0:0:1", "::1");
        return (host.contains(":") ? "[" + six + "]" : host) + ":" + address.getPort();
    }
}
