// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** No decoder of outside bytes without its entry in a {@code FuzzTest} of its module. */
class FuzzedTest {
    private static final Pattern DECODES = Pattern.compile("(decode|read|parse|open).*");

    private static final Pattern MODULE = Pattern.compile("dev\\.x0x\\.(\\w+).*");

    /** Reached only by what another entry decodes, or not by bytes from outside. */
    private static final Map<String, String> WITHOUT =
            Map.of(
                    "AnnouncementReader", "what IdentityAnnouncement decodes with",
                    "SessionId", "16 bytes at an offset that sessionIdOf has checked",
                    "Revocation", "one of Revocations",
                    "StoredFiles", "the bytes of a file, read by nobody before AdvertFiles");

    @Test
    void every_decoder_has_an_entry() throws IOException {
        Set<String> missing = new TreeSet<>();
        int found = 0;
        for (JavaClass each : House.CLASSES) {
            if (each.getMethods().stream().noneMatch(FuzzedTest::decodes)) {
                continue;
            }
            found++;
            String name = each.getSimpleName();
            if (!WITHOUT.containsKey(name) && !entries(each).contains(name)) {
                missing.add(each.getName());
            }
        }
        assertTrue(found > 10, "only " + found + " decoders found");
        assertEquals(Set.of(), missing, "no FuzzTest of the module decodes with these");
    }

    /** A static method that is given bytes to make something of, and may be called from a test. */
    private static boolean decodes(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.STATIC)
                && !method.getModifiers().contains(JavaModifier.PRIVATE)
                && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                && DECODES.matcher(method.getName()).matches()
                && method.getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(byte[].class));
    }

    /** The words in front of a {@code .} or {@code ::} in the module's entries. */
    private static Set<String> entries(JavaClass decoder) throws IOException {
        String module = MODULE.matcher(decoder.getPackageName()).replaceFirst("$1");
        Set<String> words = new TreeSet<>();
        for (Path each : House.testSources()) {
            if (each.endsWith("FuzzTest.java") && each.startsWith(Path.of("..", module))) {
                Pattern.compile("\\b([A-Z]\\w*)\\s*(?:::|\\.)")
                        .matcher(Files.readString(each))
                        .results()
                        .forEach(match -> words.add(match.group(1)));
            }
        }
        return words;
    }
}
