// SPDX-License-Identifier: Apache-2.0
package dev.x0x.identity;

import dev.x0x.identity.codec.BincodeReader;
import dev.x0x.identity.codec.BincodeWriter;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address and a port. Unlike {@link InetSocketAddress} it keeps an IPv4 address that was
 * written in IPv6 form as such, so that it re-encodes to the same bytes, and never asks a name
 * server.
 */
public final class Endpoint {
    private static final Pattern IPV4 =
            Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}):(\\d{1,5})");
    private static final Pattern IPV6 = Pattern.compile("\\[([0-9a-fA-F:.]{2,45})]:(\\d{1,5})");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] ip;
    private final int port;

    private Endpoint(byte[] ip, int port) {
        this.ip = ip;
        this.port = port;
    }

    /**
     * The endpoint of a socket address that is resolved.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Endpoint of(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unresolved address " + address);
        }
        return new Endpoint(address.getAddress().getAddress(), address.getPort());
    }

    /**
     * The endpoint of these bytes.
     *
     * @param ip 4 or 16 bytes, copied
     * @param port 0 to 65535
     * @throws IllegalArgumentException for another length or port
     */
    public static Endpoint of(byte[] ip, int port) {
        if ((ip.length != 4 && ip.length != 16) || port < 0 || port > 65_535) {
            throw new IllegalArgumentException(ip.length + " bytes of address, port " + port);
        }
        return new Endpoint(ip.clone(), port);
    }

    /** Reads {@code 192.0.2.1:5483} or {@code [2001:db8::1]:5483}; empty for anything else. */
    public static Optional<Endpoint> parse(String text) {
        Matcher four = IPV4.matcher(text);
        Matcher six = IPV6.matcher(text);
        try {
            if (four.matches()) {
                return port(four.group(2))
                        .map(
                                p ->
                                        new Endpoint(
                                                Inet4Address.ofLiteral(four.group(1)).getAddress(),
                                                p));
            }
            if (six.matches()) {
                return port(six.group(2)).map(p -> new Endpoint(sixteen(six.group(1)), p));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the JDK's answer for 256.0.0.1 or :::
        }
        return Optional.empty();
    }

    static Endpoint read(BincodeReader in) throws MalformedException {
        long family = in.u32();
        if (family > 1) {
            throw new MalformedException(Refusal.UNKNOWN_ENUM, "address family " + family);
        }
        return new Endpoint(in.raw(family == 0 ? 4 : 16), in.u16());
    }

    void write(BincodeWriter out) {
        out.u32(ip.length == 4 ? 0 : 1).raw(ip).u16(port);
    }

    /** The address as written: 4 or 16 bytes, a copy. */
    public byte[] ip() {
        return ip.clone();
    }

    /** The port, 0 to 65535. */
    public int port() {
        return port;
    }

    /** What to dial. */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address(), port);
    }

    /** The address; an IPv4 address in IPv6 form comes out as IPv4. */
    public InetAddress address() {
        try {
            return InetAddress.getByAddress(ip);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint same && port == same.port && Arrays.equals(ip, same.ip);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ip) + port;
    }

    /** The text that {@link #parse} reads, IPv6 as RFC 5952 wants it. */
    @Override
    public String toString() {
        return ip.length == 4 ? dotted(0) + ":" + port : "[" + rfc5952() + "]:" + port;
    }

    private static Optional<Integer> port(String digits) {
        int port = Integer.parseInt(digits);
        return port <= 65_535 ? Optional.of(port) : Optional.empty();
    }

    private static byte[] sixteen(String literal) {
        InetAddress address = Inet6Address.ofLiteral(literal);
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = Arrays.copyOf(MAPPED, 16);
        System.arraycopy(bytes, 0, mapped, MAPPED.length, 4);
        return mapped;
    }

    private String dotted(int from) {
        return (ip[from] & 0xff)
                + "."
                + (ip[from + 1] & 0xff)
                + "."
                + (ip[from + 2] & 0xff)
                + "."
                + (ip[from + 3] & 0xff);
    }

    /** RFC 5952 §4: no leading zeros, lower case, the first longest run of zeros as {@code ::}. */
    private String rfc5952() {
        if (Arrays.equals(ip, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
            return "::ffff:" + dotted(MAPPED.length);
        }
        int start = -1;
        int longest = 1; // a single group of zeros is not shortened
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(end) == 0) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        return (ip[2 * index] & 0xff) << 8 | (ip[2 * index + 1] & 0xff);
    }
}
