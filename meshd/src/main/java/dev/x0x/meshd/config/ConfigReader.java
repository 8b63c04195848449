// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.config;

import dev.x0x.acl.Quoted;
import dev.x0x.acl.file.Located;
import dev.x0x.acl.file.Paths;
import dev.x0x.acl.file.Section;
import dev.x0x.identity.Tag;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Reads the keys of a config file, one method a kind of key. */
record ConfigReader(Section root, Path workingDirectory) {
    // longer than any use; so that it fits every clock
    private static final long MAX_SECONDS = 86_400L * 366;

    Optional<String> instanceName() {
        return root.text("instance_name")
                .filter(
                        text -> {
                            if (!InstanceName.valid(text)) {
                                refuse(
                                        "instance_name",
                                        InstanceName.problem("`instance_name`", text),
                                        InstanceName.HINT);
                            }
                            return InstanceName.valid(text);
                        });
    }

    Optional<InetSocketAddress> address(String key, String example) {
        Optional<String> text = root.text(key);
        Optional<InetSocketAddress> address = text.flatMap(Addresses::parse);
        if (text.isPresent() && address.isEmpty()) {
            refuse(
                    key,
                    "`%s` must be an address and a port, found %s"
                            .formatted(key, Quoted.text(text.get())),
                    "write " + key + " = \"" + example + "\"");
        }
        return address;
    }

    Optional<InetSocketAddress> apiAddress() {
        Optional<InetSocketAddress> address = address("api_address", "127.0.0.1:12700");
        if (address.filter(api -> !api.getAddress().isLoopbackAddress()).isPresent()) {
            root.findings()
                    .warning(
                            root.place("api_address"),
                            "the REST API can be reached from other machines",
                            "write api_address = \"127.0.0.1:12700\"");
        }
        return address;
    }

    Optional<Path> path(String key) {
        Optional<String> text = root.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> path = Paths.parse(text.get());
        if (path.isEmpty() || text.get().startsWith("~")) {
            refuse(
                    key,
                    "`%s` must be a path, found %s".formatted(key, Quoted.text(text.get())),
                    "write the path from the root on; `~` is the shell's word");
            return Optional.empty();
        }
        if (!path.get().isAbsolute()) {
            root.findings()
                    .warning(
                            root.place(key),
                            "`" + key + "` depends on where the daemon is started",
                            "write an absolute path");
        }
        return Optional.of(workingDirectory.resolve(path.get()).normalize());
    }

    List<InetSocketAddress> bootstrapPeers() {
        return addresses("bootstrap_peers").orElse(List.of());
    }

    /** Each of the addresses listed there; empty if there is no such key. */
    Optional<List<InetSocketAddress>> addresses(String key) {
        return root.texts(key).map(this::addresses);
    }

    private List<InetSocketAddress> addresses(List<Located> texts) {
        var peers = new ArrayList<InetSocketAddress>();
        for (Located text : texts) {
            Addresses.parse(text.text())
                    .filter(peer -> peer.getPort() > 0)
                    .ifPresentOrElse(
                            peers::add,
                            () ->
                                    root.findings()
                                            .error(
                                                    text.place(),
                                                    "not an address and a port: "
                                                            + Quoted.text(text.text()),
                                                    "write them in figures, like"
                                                            + " \"192.0.2.1:5483\" or"
                                                            + " \"[2001:db8::1]:5483\""));
        }
        return List.copyOf(peers);
    }

    /** At most {@value Tag#MOST}, each key once. */
    List<Tag> tags() {
        var tags = new LinkedHashMap<String, Tag>();
        for (Located text : root.texts("tags").orElse(List.of())) {
            Optional<Tag> tag = Tag.parse(text.text());
            if (tag.isEmpty()) {
                root.findings()
                        .error(
                                text.place(),
                                "not a tag: " + Quoted.text(text.text()),
                                "write \"key=value\": a key of up to 32 of a-z 0-9 . _ - and a"
                                        + " value of up to 64 of A-Z a-z 0-9 . _ - + / : @");
            } else if (tags.put(tag.get().key(), tag.get()) != null || tags.size() > Tag.MOST) {
                root.findings()
                        .error(
                                text.place(),
                                "one tag too many: " + Quoted.text(text.text()),
                                "give each key once, and at most " + Tag.MOST + " of them");
            }
        }
        return List.copyOf(tags.values());
    }

    String networkId() {
        Optional<String> text = root.text("network_id");
        if (text.filter(id -> id.length() > 255).isPresent()) {
            refuse("network_id", "`network_id` is longer than 255 characters", "shorten it");
        }
        return text.orElse(ConfigTable.NETWORK);
    }

    String oneOf(String key, List<String> words, String normal) {
        Optional<String> text = root.text(key);
        if (text.isPresent() && !words.contains(text.get())) {
            refuse(
                    key,
                    "`%s` cannot be %s".formatted(key, Quoted.text(text.get())),
                    "write one of " + String.join(", ", words));
            return normal;
        }
        return text.orElse(normal);
    }

    Duration seconds(String key, Duration normal) {
        return Duration.ofSeconds(within(key, MAX_SECONDS, normal.toSeconds()));
    }

    long within(String key, long most, long normal) {
        Optional<Long> number = root.number(key);
        if (number.isPresent() && (number.get() < 1 || number.get() > most)) {
            refuse(
                    key,
                    "`%s` must be from 1 to %d, found %d".formatted(key, most, number.get()),
                    "leave the line out for the default of " + normal);
            return normal;
        }
        return number.orElse(normal);
    }

    private void refuse(String key, String message, String hint) {
        root.findings().error(root.place(key), message, hint);
    }
}
