// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static dev.x0x.fuzz.FuzzEntry.reads;

import dev.x0x.fuzz.FuzzEntry;
import dev.x0x.fuzz.Fuzzed;
import dev.x0x.fuzz.Seeds;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.vectors.VectorSeeds;

import java.util.List;

class FuzzTest implements Fuzzed {
    private static final String EMPTY_FILE =
            "{\"route\":\"HELLO\",\"agent_public_key\":\"\",\"advert\":\"\",\"announcement\":\"\"}";

    @Override
    public List<FuzzEntry> entries() {
        byte[] announcement =
                VectorSeeds.bytes("announcements", "identity_announcement", "bytes").getFirst();
        List<byte[]> adverts = VectorSeeds.bytes("announcements", "capability_advert", "bytes");
        return List.of(
                reads(
                                "advert-file",
                                MalformedException.class,
                                AdvertFiles::read,
                                Seeds.of(EMPTY_FILE, "{}", "[]", "null", ""))
                        .ofText("{", "}", "\"", "null", "[[", "00", "ff", "OPERATOR"),
                reads(
                        "hearsay",
                        MalformedException.class,
                        advert -> Advertised.fromHearsay(announcement, advert),
                        adverts),
                reads(
                        "hello-announcement",
                        MalformedException.class,
                        said ->
                                Advertised.fromHello(
                                        MachineId.of(new byte[32]), said, adverts.getFirst()),
                        List.of(announcement)));
    }
}
