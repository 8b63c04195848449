// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.IdentityAnnouncement;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.MlDsa;
import dev.x0x.meshd.envelope.NetworkHash;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether a record was signed by whom it names. Slow (one ML-DSA-65 verification, two with a
 * certificate) and safe for several threads.
 *
 * @param network chains of another one are not genuine here
 */
public record RecordCheck(NetworkHash network) {
    /** Whether the signer that the record names has signed these bytes. */
    public boolean genuine(SignedRecord record) {
        try {
            return switch (record.kind()) {
                case ANNOUNCEMENT -> announcement(record.bytes());
                case ADVERT -> advert(record.bytes());
                case REVOCATION -> revocation(record.bytes());
                case CHAIN -> chain(record.bytes());
                case TAGS -> tags(record.bytes());
            };
        } catch (MalformedException e) {
            return false;
        }
    }

    private static boolean announcement(byte[] bytes) throws MalformedException {
        IdentityAnnouncement.decode(bytes).verify();
        return true;
    }

    private static boolean advert(byte[] bytes) throws MalformedException {
        SignedRecords.advert(bytes).verify(SignedRecords.key(bytes));
        return true;
    }

    private static boolean revocation(byte[] bytes) throws MalformedException {
        SignedRecords.revocation(bytes).verify(Optional.empty());
        return true;
    }

    private boolean chain(byte[] bytes) throws MalformedException {
        byte[] fields = SignedRecords.fields(bytes);
        ChainRecord chain = ChainRecord.read(fields);
        return chain.network().equals(network) && ofMachine(bytes, fields, chain.machine());
    }

    private boolean tags(byte[] bytes) throws MalformedException {
        byte[] fields = SignedRecords.inner(bytes);
        TagRecord tags = TagRecord.read(fields);
        return tags.network().equals(network) && ofMachine(bytes, fields, tags.machine());
    }

    /** The key in front is the machine's, and the signature at the end is over the fields. */
    private static boolean ofMachine(byte[] bytes, byte[] fields, MachineId machine)
            throws MalformedException {
        byte[] key = SignedRecords.key(bytes);
        byte[] signature = Arrays.copyOfRange(bytes, bytes.length - MlDsa.SIGNATURE, bytes.length);
        return MachineId.derive(key).equals(machine) && MlDsa.verify(key, fields, signature);
    }
}
