// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class FramesTest {
    /** Collects what a reader gives. */
    private static final class Collected implements FrameReader.Sink {
        final List<byte[]> bodies = new ArrayList<>();
        final int limit;
        long oversize = -1;

        Collected(int limit) {
            this.limit = limit;
        }

        @Override
        public int limit() {
            return limit;
        }

        @Override
        public boolean frame(byte type, byte[] body) {
            assertEquals(Frames.PAYLOAD, type);
            bodies.add(body);
            return true;
        }

        @Override
        public void oversize(int claimed) {
            oversize = Integer.toUnsignedLong(claimed);
        }
    }

    @Property(tries = 200)
    void frames_survive_any_cut(
            @ForAll @Size(max = 8) List<@Size(max = 600) byte[]> frames,
            @ForAll @IntRange(min = 1, max = 50) int cut) {
        ByteBuf wire = Frames.payloads(UnpooledByteBufAllocator.DEFAULT, frames);
        Collected got = new Collected(600);
        FrameReader reader = new FrameReader();
        while (wire.isReadable()) {
            assertTrue(reader.read(wire.readSlice(Math.min(cut, wire.readableBytes())), got));
        }
        wire.release();
        assertTrue(reader.atBoundary());
        assertEquals(frames.size(), got.bodies.size());
        for (int i = 0; i < frames.size(); i++) {
            assertArrayEquals(frames.get(i), got.bodies.get(i));
        }
    }

    @Test
    void a_length_over_the_limit_is_refused_before_the_body() {
        for (int length : new int[] {101, 0x7fffffff, 0x80000000, 0xffffffff}) {
            Collected got = new Collected(100);
            ByteBuf wire = Unpooled.buffer().writeInt(length).writeByte(Frames.PAYLOAD);
            assertFalse(new FrameReader().read(wire, got));
            assertEquals(Integer.toUnsignedLong(length), got.oversize);
        }
        Collected just = new Collected(100);
        ByteBuf wire =
                Unpooled.buffer().writeInt(100).writeByte(Frames.PAYLOAD).writeBytes(new byte[100]);
        assertTrue(new FrameReader().read(wire, just));
        assertEquals(1, just.bodies.size());
    }

    private static Hello hello() {
        byte[] network = new byte[16];
        network[0] = 7;
        byte[] machine = new byte[32];
        Arrays.fill(machine, (byte) 9);
        return new Hello(
                network, MachineId.of(machine), -2, 5, 5000, new byte[] {1, 2}, new byte[] {3});
    }

    @Test
    void hello_has_one_form() throws Exception {
        byte[] bytes = hello().encode();
        Hello read = Hello.decode(bytes);
        assertArrayEquals(bytes, read.encode());
        assertEquals(hello().machine(), read.machine());
        assertEquals(-2, read.bootEpoch());
        assertEquals(5000, read.keepAliveMillis());
        assertArrayEquals(new byte[] {1, 2}, read.announcement());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedException.class, () -> Hello.decode(cut), "length " + length);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThrows(MalformedException.class, () -> Hello.decode(longer));
    }

    @Test
    void hello_fields_are_bounded() {
        byte[] bytes = hello().encode();
        int keepAlive = 2 + 16 + 32 + 8 + 8;
        for (byte[] bent :
                List.of(
                        with(bytes, keepAlive, 0, 0, 0, 0),
                        with(bytes, keepAlive, 0, 0, 0, 49),
                        with(bytes, keepAlive, 0xff, 0xff, 0xff, 0xff),
                        with(bytes, keepAlive + 4, 0x7f, 0xff, 0xff, 0xff),
                        with(bytes, keepAlive + 4, 0xff, 0xff, 0xff, 0xff),
                        with(bytes, keepAlive + 4, 0, 0, 0, 3))) {
            assertThrows(MalformedException.class, () -> Hello.decode(bent));
        }
        assertEquals(0x0101, Hello.version(with(bytes, 0, 1, 1)));
        assertEquals(0, Hello.version(new byte[1]));
    }

    private static byte[] with(byte[] bytes, int at, int... values) {
        byte[] out = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            out[at + i] = (byte) values[i];
        }
        return out;
    }
}
