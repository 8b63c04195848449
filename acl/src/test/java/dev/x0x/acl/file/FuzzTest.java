// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FuzzTest implements Fuzzed {
    @TempDir Path directory;

    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                reads(
                                "acl-toml",
                                NeverException.class,
                                this::load,
                                Seeds.all(
                                        Seeds.files("acl-accept", ".toml"),
                                        Seeds.files("acl-reject", ".toml")))
                        .ofText(
                                "[exec]\n",
                                "[[exec.allow]]\n",
                                "[[exec.allow.commands]]\n",
                                "argv = [",
                                "]",
                                "{",
                                "}",
                                "'''",
                                "\"\"\"",
                                "\\",
                                "\r\n",
                                "\t",
                                "# ",
                                "=",
                                ".",
                                ",",
                                "\"<INT>\"",
                                "\"<URL_PATH>\"",
                                "true",
                                "9223372036854775808",
                                "0x",
                                "1979-05-27T07:32:00Z",
                                "inf",
                                "\ufeff",
                                "\u0000"));
    }

    /** Nothing may escape: every problem is a finding. */
    private static final class NeverException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private void load(byte[] text) throws IOException {
        Path file = directory.resolve("exec-acl.toml");
        Files.write(file, text);
        AclLoaded loaded = AclFile.load(file, true);
        for (Finding finding : loaded.findings()) {
            if (finding.severity() == Severity.ERROR && finding.line() < 1) {
                throw new AssertionError("an error without a line: " + finding.text());
            }
        }
        if (!loaded.usable() && loaded.policy().enabled()) {
            throw new AssertionError("a refused file enables exec");
        }
    }
}
