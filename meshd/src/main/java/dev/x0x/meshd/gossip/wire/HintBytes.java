// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.wire;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Hints and endpoints as bytes. A hint: machine[32] ‖ reachable u8 ‖ announced at u64 ‖ number of
 * addresses u8 ‖ endpoints. An endpoint: 4 or 6 ‖ that family's address ‖ port u16.
 */
final class HintBytes {
    private static final int ENDPOINT = 1 + 16 + 2;

    /** The longest hint. */
    static final int LONGEST = 32 + 1 + 8 + 1 + Hint.MOST_ADDRESSES * ENDPOINT;

    private HintBytes() {}

    static void write(ByteBuffer out, Hint hint) {
        out.put(hint.machine().bytes());
        out.put((byte) (hint.reachable() ? 1 : 0));
        out.putLong(hint.announcedAt());
        out.put((byte) hint.addresses().size());
        hint.addresses().forEach(each -> write(out, each));
    }

    static void write(ByteBuffer out, Endpoint endpoint) {
        byte[] ip = endpoint.ip();
        out.put((byte) (ip.length == 4 ? 4 : 6)).put(ip).putShort((short) endpoint.port());
    }

    static void write(ByteBuffer out, List<Hint> hints) {
        out.put((byte) hints.size());
        hints.forEach(each -> write(out, each));
    }

    static List<Hint> hints(ByteBuffer in) throws MalformedException {
        int count = count(in, MembershipFrame.MOST_HINTS);
        List<Hint> hints = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hints.add(hint(in));
        }
        return List.copyOf(hints);
    }

    static Hint hint(ByteBuffer in) throws MalformedException {
        MachineId machine = machine(in);
        boolean reachable = bool(in);
        long announcedAt = u64(in);
        if (announcedAt < 0) {
            throw new MalformedException(Refusal.LENGTH_TOO_LARGE, "a time beyond 2^63 seconds");
        }
        int count = count(in, Hint.MOST_ADDRESSES);
        List<Endpoint> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(endpoint(in));
        }
        return new Hint(machine, addresses, reachable, announcedAt);
    }

    static MachineId machine(ByteBuffer in) throws MalformedException {
        return MachineId.of(raw(in, 32));
    }

    static Endpoint endpoint(ByteBuffer in) throws MalformedException {
        int family = u8(in);
        if (family != 4 && family != 6) {
            throw new MalformedException(Refusal.UNKNOWN_ENUM, "address family " + family);
        }
        byte[] ip = raw(in, family == 4 ? 4 : 16);
        return Endpoint.of(ip, u16(in));
    }

    static boolean bool(ByteBuffer in) throws MalformedException {
        int value = u8(in);
        if (value > 1) {
            throw new MalformedException(Refusal.BAD_BOOL, "byte " + value);
        }
        return value == 1;
    }

    static int u8(ByteBuffer in) throws MalformedException {
        need(in, 1);
        return in.get() & 0xff;
    }

    static int u16(ByteBuffer in) throws MalformedException {
        need(in, 2);
        return in.getShort() & 0xffff;
    }

    static long u64(ByteBuffer in) throws MalformedException {
        need(in, 8);
        return in.getLong();
    }

    private static int count(ByteBuffer in, int most) throws MalformedException {
        int count = u8(in);
        if (count > most) {
            throw new MalformedException(
                    Refusal.LENGTH_TOO_LARGE, count + " entries, at most " + most);
        }
        return count;
    }

    private static byte[] raw(ByteBuffer in, int length) throws MalformedException {
        need(in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void need(ByteBuffer in, int bytes) throws MalformedException {
        if (in.remaining() < bytes) {
            throw new MalformedException(
                    Refusal.TRUNCATED, in.remaining() + " bytes left, " + bytes + " needed");
        }
    }
}
