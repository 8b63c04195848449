// SPDX-License-Identifier: Apache-2.0
package dev.x0x.conformance.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The daemons of one test class, in a network of their own: {@code @RegisterExtension static final
 * Fleet fleet = new Fleet();}. It shows their logs when a test fails and stops them after the last.
 * {@code -Dx0x.keep=true} leaves their directories.
 */
public final class Fleet
        implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    private final List<Node> nodes = new ArrayList<>();
    private Path dir;
    private boolean failed;

    /** No daemon yet. */
    public Fleet() {}

    /** A daemon to be configured and started. */
    public Node node(String name) throws IOException {
        Node node = new Node(name, dir.resolve(name), dir.getFileName().toString());
        nodes.add(node);
        return node;
    }

    /** Each has the other's card and trusts it. */
    public void introduce(Node one, Node other) {
        one.imports(other, "trusted");
        other.imports(one, "trusted");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        dir = Files.createTempDirectory("x0x-" + context.getRequiredTestClass().getSimpleName());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            failed = true;
            show(context.getDisplayName());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        if (context.getExecutionException().isPresent() && !failed) {
            show("before the first test");
        }
        for (Node each : nodes.reversed()) {
            each.end();
        }
        if (!Boolean.getBoolean("x0x.keep")) {
            delete(dir);
        }
    }

    private void show(String when) {
        System.err.println("=== the daemons' logs, " + when);
        nodes.forEach(each -> System.err.println(each.logs()));
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> walk = Files.walk(dir)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        }
    }
}
