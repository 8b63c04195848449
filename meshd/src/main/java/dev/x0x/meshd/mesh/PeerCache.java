// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.x0x.identity.Endpoint;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.AtomicFile;
import dev.x0x.meshd.gossip.wire.Hint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom to dial first after a restart, best first (MESH.md §6, eclipse by restart). Only hints: a
 * file that cannot be read is left alone and counts as empty, as its loss costs time and nothing
 * else.
 */
public final class PeerCache {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCache.class);
    private static final int MOST = 128;
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final Optional<Path> file;

    /** Kept in this file, or not at all. */
    public PeerCache(Optional<Path> file) {
        this.file = file;
    }

    /** What was saved last, best first. */
    public List<Hint> load() {
        if (file.isEmpty()) {
            return List.of();
        }
        try (var in = Files.newInputStream(file.get())) {
            byte[] text = in.readNBytes(LARGEST + 1);
            if (text.length > LARGEST) {
                throw new IOException("larger than " + LARGEST + " bytes");
            }
            return read(JSON.readTree(text));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JacksonException | MalformedException e) {
            LOG.warn("peer cache `{}` is not used: it is damaged", file.get());
        } catch (IOException e) {
            LOG.warn("peer cache `{}` is not used: {}", file.get(), e.getMessage());
        }
        return List.of();
    }

    private static List<Hint> read(JsonNode root) throws MalformedException {
        List<Hint> hints = new ArrayList<>();
        for (JsonNode each : root.path("peers")) {
            List<Endpoint> addresses = new ArrayList<>();
            for (JsonNode address : each.path("addresses")) {
                Endpoint.parse(address.asText())
                        .filter(_ -> addresses.size() < Hint.MOST_ADDRESSES)
                        .ifPresent(addresses::add);
            }
            if (!addresses.isEmpty() && hints.size() < MOST) {
                hints.add(
                        new Hint(
                                MachineId.parse(each.path("machine_id").asText()),
                                addresses,
                                each.path("reachable").asBoolean(),
                                Math.max(0, each.path("announced_at").asLong())));
            }
        }
        return List.copyOf(hints);
    }

    /**
     * Saves these, best first; more than {@value #MOST} are not kept.
     *
     * @throws IOException if they could not be written; what was there before is left
     */
    public void save(List<Hint> hints) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        var root = JSON.createObjectNode();
        var peers = root.putArray("peers");
        for (Hint each : hints.subList(0, Math.min(MOST, hints.size()))) {
            var peer = peers.addObject();
            peer.put("machine_id", each.machine().hex());
            var addresses = peer.putArray("addresses");
            each.addresses().forEach(address -> addresses.add(address.toString()));
            peer.put("reachable", each.reachable());
            peer.put("announced_at", each.announcedAt());
        }
        AtomicFile.write(
                file.get(),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root).getBytes(UTF_8),
                AtomicFile.OWNER);
    }
}
