// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineKeys;
import dev.x0x.identity.Tag;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.meshd.envelope.NetworkHash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a machine says of itself, byte for byte. */
class TagRecordTest {
    private static final RecordCheck CHECK = new RecordCheck(Signed.NETWORK);

    @Test
    void tags_come_back_by_key() throws MalformedException {
        TagRecord read = SignedRecords.tags(Signed.tags().bytes());
        assertEquals(List.of(new Tag("role", "db"), new Tag("site", "eu")), read.tags());
        assertEquals(Signed.AT.toEpochMilli(), read.createdMs());
        assertTrue(CHECK.genuine(Signed.tags()));
    }

    @Test
    void nobody_says_them_for_another_machine_or_network() {
        TagRecord words = Signed.describing(new Tag("role", "db"));
        MachineKeys other = MachineKeys.generate(new SecureRandom());
        assertFalse(CHECK.genuine(SignedRecords.signed(other, words)));
        assertFalse(new RecordCheck(NetworkHash.ofName("other")).genuine(Signed.tags()));
    }

    private static void refused(byte[] fields) {
        assertThrows(MalformedException.class, () -> TagRecord.read(fields));
    }

    @Test
    void there_is_one_form_only() throws MalformedException {
        byte[] good = Signed.describing(new Tag("a", "1"), new Tag("b", "2")).signedBytes();
        TagRecord.read(good);
        refused(Arrays.copyOf(good, good.length - 1));
        refused(Arrays.copyOf(good, good.length + 1));
        String text = new String(good, StandardCharsets.ISO_8859_1);
        for (String[] change :
                new String[][] {
                    {"a=1\u0003b=2", "b=2\u0003a=1"},
                    {"a=1\u0003b=2", "a=1\u0003a=2"},
                    {"b=2", "B=2"},
                    {"b=2", "b:2"},
                    {"\u0003b=2", "\u0000b=2"},
                    {"\u0003b=2", "\u00ffb=2"},
                    {"x0x-tags-v1", "x0x-tags-v2"}
                }) {
            String changed = text.replace(change[0], change[1]);
            assertFalse(changed.equals(text), change[1]);
            refused(changed.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void there_are_sixteen_at_most() {
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < Tag.MOST; i++) {
            many.add(new Tag("k" + i, "v"));
        }
        byte[] full = Signed.describing(many.toArray(Tag[]::new)).signedBytes();
        full[countAt()]++;
        refused(full);
        many.add(new Tag("one-more", "v"));
        assertThrows(
                IllegalArgumentException.class, () -> Signed.describing(many.toArray(Tag[]::new)));
    }

    private static int countAt() {
        return Signed.describing().signedBytes().length - 1;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "a=",
                "=b",
                "a",
                "A=b",
                "a b=c",
                "a=b c",
                "a=\u001b[31m",
                "a=é",
                "a=b;c",
                "a=b,c",
                "a=$x",
                "a=b=c"
            })
    void what_is_no_tag(String text) {
        assertTrue(Tag.parse(text).isEmpty(), text);
    }
}
