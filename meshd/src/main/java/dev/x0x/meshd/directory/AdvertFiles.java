// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.codec.Refusal;
import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What contacts said of themselves, one file for each of their machines. */
final class AdvertFiles {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final Path directory;

    AdvertFiles(Path directory) {
        this.directory = directory;
    }

    /** All that can be read and whose signatures hold; the others are left there, and named. */
    List<Advertised> load(int most, Collection<String> problems) throws IOException {
        var loaded = new ArrayList<Advertised>();
        for (Path file : StoredFiles.of(directory, most)) {
            try {
                Advertised read = read(StoredFiles.read(file));
                if (!file.equals(file(read.pair()))) {
                    problems.add("advert file `" + file + "` speaks of somebody else");
                } else {
                    loaded.add(read);
                }
            } catch (MalformedException | IOException e) {
                problems.add("advert file `" + file + "` is not used: " + e.getMessage());
            }
        }
        return loaded;
    }

    void save(Advertised advertised) throws IOException {
        var object = JSON.createObjectNode();
        object.put("route", advertised.route().name());
        object.put("agent_public_key", Hex.print(advertised.agentPublicKey()));
        object.put("advert", Hex.print(advertised.advert().encode()));
        advertised
                .announcement()
                .ifPresent(one -> object.put("announcement", Hex.print(one.encode())));
        AtomicFile.createDirectory(directory);
        byte[] text = JSON.writeValueAsString(object).getBytes(UTF_8);
        AtomicFile.write(file(advertised.pair()), text, AtomicFile.OWNER);
    }

    void remove(Pair pair) throws IOException {
        Files.deleteIfExists(file(pair));
    }

    static Advertised read(byte[] text) throws MalformedException {
        JsonNode object;
        try {
            object = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new MalformedException(Refusal.BAD_JSON, "not well-formed JSON");
        } catch (IOException e) {
            // bytes that look like UTF-16 or UTF-32 and are not
            throw new MalformedException(Refusal.BAD_JSON, "not text");
        }
        Optional<byte[]> announcement =
                object.has("announcement")
                        ? Optional.of(hex(object, "announcement"))
                        : Optional.empty();
        return Advertised.stored(
                hex(object, "agent_public_key"),
                hex(object, "advert"),
                announcement,
                route(object.path("route").asText()));
    }

    private static byte[] hex(JsonNode object, String field) throws MalformedException {
        String text = object.path(field).asText();
        return Hex.parse(text, text.length() / 2);
    }

    private static Advertised.Route route(String name) throws MalformedException {
        for (Advertised.Route each : Advertised.Route.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new MalformedException(Refusal.BAD_TYPE, "route `" + name + "`");
    }

    private Path file(Pair pair) {
        return directory.resolve(pair.agent().hex() + "-" + pair.machine().hex() + ".json");
    }
}
