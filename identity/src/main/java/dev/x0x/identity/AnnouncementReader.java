// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.keys.MlDsa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of an identity announcement, in the order in which they stand. */
final class AnnouncementReader {
    private static final int LIMIT = 4 << 20; // PROTOCOL.md §5.1

    private final BincodeReader in;

    private AnnouncementReader(BincodeReader in) {
        this.in = in;
    }

    static IdentityAnnouncement read(byte[] bytes) throws MalformedException {
        boolean legacy = !AgentCertificate.startsWith(bytes, IdentityAnnouncement.MAGIC);
        var in = new BincodeReader(bytes, LIMIT);
        if (!legacy) {
            in.raw(IdentityAnnouncement.MAGIC.length);
        }
        IdentityAnnouncement read = new AnnouncementReader(in).fields(legacy);
        in.end();
        return read;
    }

    private IdentityAnnouncement fields(boolean legacy) throws MalformedException {
        AgentId agent = AgentId.of(in.raw(32));
        MachineId machine = MachineId.of(in.raw(32));
        Optional<UserId> user = optional(() -> UserId.of(in.raw(32)));
        Optional<AgentCertificate> certificate = optional(() -> AgentCertificate.read(in));
        byte[] machineKey = in.vec(MlDsa.PUBLIC_KEY);
        byte[] machineSignature = in.vec(MlDsa.SIGNATURE);
        List<Endpoint> addresses = list(() -> Endpoint.read(in));
        long announcedAt = in.u64();
        var reachability =
                new Reachability(
                        addresses,
                        optional(in::string),
                        optional(in::bool),
                        optional(in::bool),
                        optional(in::bool),
                        list(() -> MachineId.of(in.raw(32))),
                        list(() -> MachineId.of(in.raw(32))));
        Optional<byte[]> agentKey =
                legacy ? Optional.empty() : Optional.of(in.vec(MlDsa.PUBLIC_KEY));
        return new IdentityAnnouncement(
                agent,
                machine,
                user,
                certificate,
                machineKey,
                machineSignature,
                announcedAt,
                reachability,
                agentKey);
    }

    private interface Field<T> {
        T read() throws MalformedException;
    }

    private <T> Optional<T> optional(Field<T> field) throws MalformedException {
        return in.option() ? Optional.of(field.read()) : Optional.empty();
    }

    private <T> List<T> list(Field<T> field) throws MalformedException {
        int count = in.count();
        var items = new ArrayList<T>(); // grows with what is really there
        for (int i = 0; i < count; i++) {
            items.add(field.read());
        }
        return items;
    }
}
