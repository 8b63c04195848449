// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two packaged daemons on loopback, measured from outside: start-up, resident memory, the time of a
 * short command over a kept-open connection, and the rate of a large output. As yardsticks in the
 * same run, the same program started locally.
 *
 * <p>Usage: {@code ./dev bench}. Prints a table; medians move on shared machines, ratios less.
 */
public final class ExecBenchmark {
    private static final int WARM = 300;
    private static final int CALLS = 1000;
    private static final int LARGE = 64 * 1024 * 1024;

    private final Path home;
    private final Path root = Files.createTempDirectory("x0x-bench");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Node> nodes = new ArrayList<>();

    private record Node(Process process, Path dir, String address, String token, long startedMs) {}

    private ExecBenchmark(Path home) throws IOException {
        this.home = home;
    }

    public static void main(String[] args) throws Exception {
        ExecBenchmark bench =
                new ExecBenchmark(Path.of(args.length > 0 ? args[0] : "packaging/target/x0x"));
        try {
            bench.run();
        } finally {
            bench.stop();
        }
    }

    private void run() throws Exception {
        Node alice = start("alice", "[exec]\nenabled = false\naudit_log_path = \"%s\"\n");
        String agent = field(get(alice, "/agent"), "agent_id");
        String machine = field(get(alice, "/agent"), "machine_id");
        String acl =
                """
                [exec]
                enabled = true
                audit_log_path = "%%s"
                max_stdout_bytes = 268435456
                warn_stdout_bytes = 0
                max_concurrent_per_agent = 64
                max_concurrent_total = 64
                [[exec.allow]]
                agent_id = "%s"
                machine_id = "%s"
                [[exec.allow.commands]]
                argv = ["/bin/true"]
                [[exec.allow.commands]]
                argv = ["head", "-c", "%d", "/dev/zero"]
                """
                        .formatted(agent, machine, LARGE);
        Node bob = start("bob", acl);
        introduce(alice, bob);
        introduce(bob, alice);
        String target = field(get(bob, "/agent"), "agent_id");
        String shortCall = "{\"agent_id\":\"" + target + "\",\"argv\":[\"/bin/true\"]}";
        String largeCall =
                "{\"agent_id\":\""
                        + target
                        + "\",\"argv\":[\"head\",\"-c\",\""
                        + LARGE
                        + "\",\"/dev/zero\"],\"timeout_ms\":120000}";

        System.out.printf(
                "start to first /health   %6d ms, %d ms%n", alice.startedMs(), bob.startedMs());
        TimeUnit.SECONDS.sleep(3); // let both settle: what is measured next is idle
        System.out.printf(
                "resident, idle           %6d MiB, %d MiB%n", resident(alice), resident(bob));

        double[] local = times(CALLS, () -> new ProcessBuilder("/bin/true").start().waitFor());
        times(WARM, () -> run(alice, shortCall));
        double[] remote = times(CALLS, () -> run(alice, shortCall));
        System.out.printf(
                "/bin/true, local spawn   p50 %6.2f ms  p99 %6.2f ms%n",
                at(local, 50), at(local, 99));
        System.out.printf(
                "/bin/true, /exec/run     p50 %6.2f ms  p99 %6.2f ms  (%.1f x local)%n",
                at(remote, 50), at(remote, 99), at(remote, 50) / at(local, 50));
        concurrent(alice, shortCall, 8);
        concurrent(alice, shortCall, 32);

        double[] pipe =
                times(
                        5,
                        () ->
                                drain(
                                        new ProcessBuilder("head", "-c", "" + LARGE, "/dev/zero")
                                                .start()));
        times(1, () -> runLarge(alice, largeCall));
        double[] large = times(5, () -> runLarge(alice, largeCall));
        System.out.printf("64 MiB, local pipe       %6.0f MB/s%n", LARGE / 1e3 / at(pipe, 50));
        System.out.printf(
                "64 MiB, /exec/run        %6.0f MB/s  (%.2f of local)%n",
                LARGE / 1e3 / at(large, 50), at(pipe, 50) / at(large, 50));
        System.out.printf(
                "resident after           %6d MiB, %d MiB%n", resident(alice), resident(bob));
    }

    private void concurrent(Node node, String body, int clients) throws Exception {
        int calls = 1000;
        long began = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < calls; i++) {
                pool.submit(() -> run(node, body));
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%2d clients, /bin/true    %6.0f commands/s%n", clients, calls / seconds);
    }

    private static double[] times(int n, Callable<?> what) throws Exception {
        double[] all = new double[n];
        for (int i = 0; i < n; i++) {
            long began = System.nanoTime();
            what.call();
            all[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(all);
        return all;
    }

    private static double at(double[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static long drain(Process process) throws Exception {
        byte[] buffer = new byte[65536];
        long total = 0;
        for (int n = process.getInputStream().read(buffer);
                n >= 0;
                n = process.getInputStream().read(buffer)) {
            total += n;
        }
        process.waitFor();
        return total;
    }

    private Node start(String name, String acl) throws Exception {
        Path dir = Files.createDirectories(root.resolve(name));
        Path aclFile =
                Files.writeString(dir.resolve("acl.toml"), acl.formatted(dir.resolve("exec.log")));
        Path config =
                Files.writeString(
                        dir.resolve("config.toml"),
                        """
                        bind_address = "127.0.0.1:0"
                        api_address = "127.0.0.1:0"
                        data_dir = "%s"
                        identity_dir = "%s"
                        network_id = "bench"
                        """
                                .formatted(dir.resolve("data"), dir.resolve("keys")));
        long began = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                home.resolve("bin/x0xd").toString(),
                                "--config",
                                config.toString(),
                                "--exec-acl",
                                aclFile.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("log").toFile())
                        .start();
        Path port = dir.resolve("data/api.port");
        long deadline = began + Duration.ofSeconds(60).toNanos();
        while (true) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("no daemon: " + Files.readString(dir.resolve("log")));
            }
            if (Files.exists(port) && Files.size(port) > 0) {
                String address = Files.readString(port).strip();
                String token = Files.readString(dir.resolve("data/api-token")).strip();
                Node node =
                        new Node(
                                process,
                                dir,
                                address,
                                token,
                                (System.nanoTime() - began) / 1_000_000);
                nodes.add(node);
                get(node, "/health");
                return new Node(
                        process, dir, address, token, (System.nanoTime() - began) / 1_000_000);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private void introduce(Node one, Node other) throws Exception {
        String card = field(get(other, "/agent/card?include_local_addresses=true"), "link");
        post(one, "/agent/card/import", "{\"card\":\"" + card + "\",\"trust_level\":\"trusted\"}");
    }

    private String run(Node node, String body) throws Exception {
        String answer = post(node, "/exec/run", body);
        if (!answer.contains("\"code\":0")) {
            throw new IOException("not a success: " + answer);
        }
        return answer;
    }

    private String runLarge(Node node, String body) throws Exception {
        String answer = post(node, "/exec/run", body);
        if (!answer.contains("\"stdout_bytes_total\":" + LARGE)
                || answer.length() < LARGE / 3 * 4) {
            throw new IOException(
                    "not complete: " + answer.substring(Math.max(0, answer.length() - 300)));
        }
        return answer;
    }

    private String get(Node node, String path) throws Exception {
        return send(
                node, HttpRequest.newBuilder(URI.create("http://" + node.address() + path)).GET());
    }

    private String post(Node node, String path, String body) throws Exception {
        return send(
                node,
                HttpRequest.newBuilder(URI.create("http://" + node.address() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String send(Node node, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        request.header("Authorization", "Bearer " + node.token()).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static long resident(Node node) throws IOException {
        for (String line :
                Files.readAllLines(Path.of("/proc/" + node.process().pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D+", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS");
    }

    private void stop() throws Exception {
        for (Node node : nodes) {
            node.process().destroy();
            if (!node.process().waitFor(10, TimeUnit.SECONDS)) {
                node.process().destroyForcibly();
            }
        }
        http.close();
        try (var files = Files.walk(root)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
