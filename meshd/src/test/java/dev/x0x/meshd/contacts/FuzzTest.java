// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import static dev.x0x.fuzz.FuzzEntry.settles;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorSeeds;

import java.util.List;

class FuzzTest implements Fuzzed {
    @Override
    public List<FuzzEntry> entries() {
        return List.of(
                settles(
                                "contacts-file",
                                MalformedException.class,
                                text -> ContactsWriter.print(ContactsReader.read(text)),
                                VectorSeeds.texts("contacts", "contacts_file", "text"))
                        .ofText(
                                "{",
                                "}",
                                "[",
                                "]",
                                ",",
                                "null",
                                "true",
                                "-1",
                                "1e400",
                                "256",
                                "18446744073709551616",
                                "\"machines\": []",
                                "\\ud800",
                                "\"trust_level\": \"blocked\""));
    }
}
