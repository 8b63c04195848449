// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.x0x.conformance.harness.Cli;
import dev.x0x.conformance.harness.Fleet;
import dev.x0x.conformance.harness.Node;
import dev.x0x.vectors.TomlCase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What {@code x0xd --check} accepts starts, with the same warnings, and is stopped again. Paths and
 * ports that only one daemon of a machine can have are replaced before. Every fourth file; with
 * {@code -Dx0x.every=true} all of them.
 */
class GoodFilesTest {
    private static final int ONE_IN = Boolean.getBoolean("x0x.every") ? 1 : 4;

    @RegisterExtension static final Fleet fleet = new Fleet();

    static Node node;

    @BeforeAll
    static void start() throws Exception {
        node = fleet.node("node");
    }

    private static Stream<DynamicTest> some(String folder, Judge judge) {
        List<TomlCase> all = TomlCase.all(folder);
        return IntStream.range(0, all.size())
                .filter(i -> i % ONE_IN == 0)
                .mapToObj(all::get)
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.file().getFileName().toString(),
                                        () -> judge.of(file)));
    }

    private interface Judge {
        void of(TomlCase file) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> acls() {
        return some("acl-accept", GoodFilesTest::acl);
    }

    private static void acl(TomlCase file) throws Exception {
        Moved moved = Moved.of(file);
        Path audit = node.audit().file();
        moved.replace("(audit_log_path *= *)\"[^\"]*\"", "$1\"" + audit + "\"");
        if (!moved.text.contains("audit_log_path")) {
            moved.addAfter(
                    "(?m)^[ \t]*\\[ *exec *\\][^\n]*\n", "audit_log_path = \"" + audit + "\"");
            moved.addBefore("(?m)^exec\\.", "exec.audit_log_path = \"" + audit + "\"");
        }
        Files.write(node.aclFile(), moved.bytes());

        JsonNode diagnostics = bothDoors(moved.expecting(file, node.aclFile()));

        String[] expected = file.expected().getFirst().split(" ");
        boolean enabled = expected[0].equals("enabled");
        assertEquals(enabled, diagnostics.get("enabled").asBoolean());
        JsonNode summary = diagnostics.get("acl_summary");
        String counts = summary.get("allow_entry_count") + " " + summary.get("command_entry_count");
        assertEquals(
                String.join(" ", List.of(expected).subList(enabled ? 1 : 2, expected.length)),
                counts);
        assertEquals(enabled ? "null" : expected[1], summary.get("disabled_reason").asText());
    }

    @TestFactory
    Stream<DynamicTest> configs() {
        return some("config-accept", GoodFilesTest::config);
    }

    private static void config(TomlCase file) throws Exception {
        Moved moved = Moved.of(file);
        assumeTrue(hasIpv6() || !moved.text.contains("[::"), "this machine has no IPv6");
        Path data = node.dir().resolve("x0x-data");
        moved.replace("((?:bind|api)_address *= *\".*):[0-9]+\"", "$1:0\"");
        moved.replace("(data_dir *= *)\"/[^\"]*\"", "$1\"" + data + "\"");
        moved.replace("(identity_dir *= *)\"[^\"]*\"", "$1\"" + node.identityDir() + "\"");
        for (String line :
                List.of(
                        "bind_address = \"127.0.0.1:0\"",
                        "api_address = \"127.0.0.1:0\"",
                        "data_dir = \"" + data + "\"")) {
            if (!moved.text.contains(line.substring(0, line.indexOf(' ')))) {
                moved.addAfterHeader(line);
            }
        }
        Files.writeString(node.aclFile(), "[exec]\nenabled = false\n");
        node.configBytes(moved.bytes(), data);

        bothDoors(moved.expecting(file, node.configFile()));
    }

    private static boolean hasIpv6() throws IOException {
        Path addresses = Path.of("/proc/net/if_inet6");
        return Files.exists(addresses) && !Files.readString(addresses).isEmpty();
    }

    /** Checks, starts and stops; what the started one says of its exec. */
    private static JsonNode bothDoors(TomlCase file) throws Exception {
        Cli.Ended check = node.check().expect(0);
        Path log = node.dir().resolve("err.log");
        Files.deleteIfExists(log);
        JsonNode diagnostics;
        try {
            node.start();
            diagnostics = node.rest().get("/diagnostics/exec").expect(200).json();
            assertEquals(0, node.stop(), node.stderr());
        } finally {
            if (node.isRunning()) {
                node.kill9(); // one file's failure is not the next one's
            }
        }
        List<String> said = warnings(file, Files.readString(log));

        assertEquals(said, warnings(file, check.err()));
        List<String> onAnyMachine =
                said.stream().filter(line -> !line.contains("(on this machine)")).toList();
        file.compare(file.warnings(), onAnyMachine);
        return diagnostics;
    }

    /** The findings about this file, each with its hint on the same line. */
    private static List<String> warnings(TomlCase file, String printed) {
        return printed.replace("\nhint: ", " ")
                .lines()
                .map(line -> line.replaceFirst("^x0xd: ", ""))
                .filter(line -> line.startsWith(file.file() + ":"))
                .filter(line -> !line.contains(": notice: "))
                .toList();
    }

    /** The text of a file with lines replaced and added, and where its lines went. */
    private static final class Moved {
        private String text;
        private int from;
        private int added;

        static Moved of(TomlCase file) throws IOException {
            Moved moved = new Moved();
            moved.text = Files.readString(file.file(), StandardCharsets.ISO_8859_1);
            return moved;
        }

        void replace(String pattern, String by) {
            text = text.replaceAll(pattern, by);
        }

        void addAfter(String pattern, String line) {
            Matcher found = Pattern.compile(pattern).matcher(text);
            if (found.find()) {
                add(found.end(), line);
            }
        }

        void addBefore(String pattern, String line) {
            Matcher found = Pattern.compile(pattern).matcher(text);
            if (found.find()) {
                add(found.start(), line);
            }
        }

        void addAfterHeader(String line) {
            Matcher header = Pattern.compile("\\A(#.*\r?\n)*").matcher(text);
            assertTrue(header.find());
            add(header.end(), line);
        }

        private void add(int at, String line) {
            from = (int) text.substring(0, at).lines().count() + 1;
            added++;
            text = text.substring(0, at) + line + "\n" + text.substring(at);
        }

        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** What the file expects, of the text under this name. */
        TomlCase expecting(TomlCase file, Path name) {
            return new TomlCase(
                    name, file.expected(), file.warnings().stream().map(this::moved).toList());
        }

        private String moved(String expected) {
            String[] words = expected.split(":", 2);
            int line = Integer.parseInt(words[0]);
            return (line < from ? line : line + added) + ":" + words[1];
        }
    }
}
