// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One packaged daemon with a home of its own. What it prints is kept in {@code out.log} and {@code
 * err.log}; {@link Fleet} shows them when a test fails.
 */
public final class Node {
    private static final Duration TO_START = Duration.ofMinutes(3);
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    private final String name;
    private final Path dir;
    private final String networkId;
    private final List<String> configLines = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private String bindAddress = "127.0.0.1:0";
    private Path house;
    private Path dataDir;
    private byte[] configBytes;
    private Process process;
    private Rest rest;
    private String agentId;
    private String machineId;

    Node(String name, Path dir, String networkId) throws IOException {
        this.name = name;
        this.dir = Files.createDirectory(dir);
        this.networkId = networkId;
        this.house = dir;
        this.dataDir = dir.resolve("data").resolve("x0x");
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(home(), ownerOnly);
        Files.createDirectory(dir.resolve("audit"), ownerOnly);
        Files.createDirectory(dir.resolve("programs"));
        acl(Acl.disabled());
    }

    /** Writes the ACL; a running daemon reads it at its next start. */
    public Node acl(Acl acl) throws IOException {
        return aclText(acl.text(auditFile()));
    }

    /** Writes any text as the ACL. */
    public Node aclText(String text) throws IOException {
        Files.writeString(aclFile(), text);
        return this;
    }

    /** Adds a line to the top of config.toml. */
    public Node config(String line) {
        configLines.add(line);
        return this;
    }

    /** Lives in the home of another, whose user runs both. */
    public Node inHomeOf(Node other) {
        house = other.house;
        return this;
    }

    /**
     * Takes these bytes for the whole of config.toml.
     *
     * @param itsDataDir what they name as {@code data_dir}
     */
    public Node configBytes(byte[] content, Path itsDataDir) {
        configBytes = content.clone();
        dataDir = itsDataDir;
        return this;
    }

    /** Adds flags to the command line. */
    public Node flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** An executable script that an ACL may name; returns its path. */
    public String script(String file, String text) throws IOException {
        Path script = dir.resolve("programs").resolve(file);
        Files.writeString(script, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    /** Starts it and waits until {@code /health} answers. */
    public Node start() throws IOException {
        launch();
        rest =
                Await.value(
                        name + " answers /health",
                        TO_START,
                        () -> process.isAlive() ? up() : dead());
        Answer self = rest.get("/agent").expect(200);
        agentId = self.text("agent_id");
        machineId = self.text("machine_id");
        // A restarted daemon keeps its port, as a configured one would: cards stay right.
        bindAddress = rest.get("/network/status").expect(200).text("local_addr");
        return this;
    }

    /** Starts it and waits for its end, as for a configuration it must refuse. */
    public int startAndEnd() throws IOException, InterruptedException {
        launch();
        if (!process.waitFor(TO_START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " still runs\n" + logs());
        }
        return process.exitValue();
    }

    /** SIGKILL, and gone. */
    public void kill9() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** SIGTERM; the exit code. */
    public int stop() throws InterruptedException {
        terminate();
        return awaitEnd();
    }

    /** The exit code, once it has ended. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not stop\n" + logs());
        }
        return process.exitValue();
    }

    /** Takes another's card in, and trusts it so. */
    public void imports(Node other, String trustLevel) {
        String link =
                other.rest()
                        .get("/agent/card?include_local_addresses=true")
                        .expect(200)
                        .text("link");
        imports(link, trustLevel);
    }

    /** Takes in a card of somebody who is no node. */
    public void imports(String link, String trustLevel) {
        String body = "{\"card\":\"%s\",\"trust_level\":\"%s\"}".formatted(link, trustLevel);
        rest.post("/agent/card/import", body).expect(200);
    }

    /** Runs a command elsewhere and waits; anything but a 200 fails. */
    public RunResult run(Command command) {
        return new RunResult(rest.post("/exec/run", command.json()).expect(200).json());
    }

    /** Its REST API. */
    public Rest rest() {
        return rest;
    }

    /** What {@code x0xd --check} says of its files. */
    public Cli.Ended check() throws IOException, InterruptedException {
        writeConfig();
        List<String> args = arguments();
        args.add("--check");
        return x0xd(args);
    }

    /** Starts another daemon on its files, which must refuse. */
    public Cli.Ended startSecond() throws IOException, InterruptedException {
        return x0xd(arguments());
    }

    /** Runs x0xd as its user to the end. */
    public Cli.Ended x0xd(List<String> args) throws IOException, InterruptedException {
        return X0xd.run(dir, environment(), args);
    }

    /** The x0x program with this daemon's home. */
    public Cli cli() {
        return new Cli(dir, environment());
    }

    /** What it recorded. */
    public AuditTrail audit() {
        return new AuditTrail(auditFile());
    }

    /** 64 hex digits. */
    public String agentId() {
        return agentId;
    }

    /** 64 hex digits. */
    public String machineId() {
        return machineId;
    }

    /** The name of its network. */
    public String networkId() {
        return networkId;
    }

    /** What it is called here. */
    public String name() {
        return name;
    }

    /** Of the daemon itself: the launcher becomes it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Everything of this node is below it. */
    public Path dir() {
        return dir;
    }

    /** {@code $HOME}. */
    public Path home() {
        return house.resolve("home");
    }

    /** Token, port, contacts, cards. */
    public Path dataDir() {
        return dataDir;
    }

    /** Machine and agent key. */
    public Path identityDir() {
        return home().resolve(".x0x");
    }

    /** The exec ACL. */
    public Path aclFile() {
        return dir.resolve("exec-acl.toml");
    }

    /** The configuration. */
    public Path configFile() {
        return dir.resolve("config.toml");
    }

    /** What it printed, both streams. */
    public String logs() {
        return "--- "
                + name
                + ", stdout\n"
                + printed("out.log")
                + "--- stderr\n"
                + printed("err.log");
    }

    /** What it printed on stderr. */
    public String stderr() {
        return printed("err.log");
    }

    /** The last word: whatever state it is in, it does not run afterwards. */
    void end() throws InterruptedException {
        if (isRunning()) {
            process.destroy();
            if (!process.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Path auditFile() {
        return dir.resolve("audit").resolve("exec.log");
    }

    private void launch() throws IOException {
        if (isRunning()) {
            throw new IllegalStateException(name + " runs already");
        }
        writeConfig();
        List<String> argv = new ArrayList<>();
        argv.add(Installation.program("x0xd").toString());
        argv.addAll(arguments());
        process =
                Programs.process(argv, environment())
                        .directory(dir.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(append("out.log"))
                        .redirectError(append("err.log"))
                        .start();
    }

    private List<String> arguments() {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("--config", configFile().toString()));
        all.addAll(List.of("--exec-acl", aclFile().toString()));
        all.addAll(flags);
        return all;
    }

    private void writeConfig() throws IOException {
        Files.write(
                configFile(),
                configBytes == null ? configText().getBytes(StandardCharsets.UTF_8) : configBytes);
    }

    private String configText() {
        StringBuilder text = new StringBuilder();
        text.append("bind_address = \"").append(bindAddress).append("\"\n");
        text.append("api_address = \"127.0.0.1:0\"\n");
        text.append("network_id = \"").append(networkId).append("\"\n");
        if (configLines.stream().noneMatch(line -> line.startsWith("bootstrap_peers"))) {
            text.append("bootstrap_peers = []\n");
        }
        text.append("data_dir = \"").append(dataDir()).append("\"\n");
        configLines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME",
                home().toString(),
                "XDG_DATA_HOME",
                house.resolve("data").toString(),
                "XDG_CONFIG_HOME",
                house.resolve("config").toString());
    }

    private Optional<Rest> up() throws IOException {
        String address = Files.readString(dataDir().resolve("api.port")).strip();
        String token = Files.readString(dataDir().resolve("api-token")).strip();
        int colon = address.lastIndexOf(':');
        InetAddress host = InetAddress.getByName(address.substring(0, colon));
        Rest candidate =
                new Rest(
                        new InetSocketAddress(
                                host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host,
                                Integer.parseInt(address.substring(colon + 1))),
                        token);
        return candidate.get("/health").status() == 200 ? Optional.of(candidate) : Optional.empty();
    }

    private Optional<Rest> dead() {
        throw new AssertionError(
                name + " ended with " + process.exitValue() + " instead of starting\n" + logs());
    }

    private ProcessBuilder.Redirect append(String file) throws IOException {
        Path log = dir.resolve(file);
        Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return ProcessBuilder.Redirect.appendTo(log.toFile());
    }

    private String printed(String file) {
        try {
            return Files.readString(dir.resolve(file));
        } catch (IOException e) {
            return "(" + e + ")\n";
        }
    }
}
