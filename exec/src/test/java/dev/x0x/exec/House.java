// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec;

import dev.x0x.acl.AllowEntry;
import dev.x0x.acl.BadRuleException;
import dev.x0x.acl.Caps;
import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.Rule;
import dev.x0x.exec.audit.StdStream;
import dev.x0x.exec.audit.WarningKind;
import dev.x0x.identity.AgentId;
import dev.x0x.identity.MachineId;
import dev.x0x.identity.RequestId;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Both halves of exec of one daemon, on a mesh in memory. */
final class House {
    static final Peer ALICE = peer(0xa1);
    static final Peer BOB = peer(0xb0);
    static final Peer CAROL = peer(0xca);

    final World world;
    final Peer self;
    final FakeChildren children = new FakeChildren();
    final FakeAudit audit = new FakeAudit();
    final ExecCounters counters = new ExecCounters();
    final ExecServer server;
    final ExecCaller calls;
    final ExecPort port;
    ExecPolicy policy = allowing(ALICE, BOB);

    House(World world, MemoryMail mail, Peer self) {
        this(world, mail, self, List.of(), true);
    }

    House(World world, MemoryMail mail, Peer self, List<PastRequest> past, boolean remembersAll) {
        this.world = world;
        this.self = self;
        ExecSetup setup =
                new ExecSetup(
                        self,
                        LoopbackMail.ofServer(self, mail.of(self), world.clock(), this::port),
                        children,
                        audit,
                        () -> policy,
                        world::now,
                        world.clock(),
                        new SecureRandom(),
                        Map.of("PATH", "/bin"),
                        world.clock().millis(),
                        counters);
        server = new ExecServer(setup, past, remembersAll, world.loop());
        calls =
                new ExecCaller(
                        setup.with(
                                LoopbackMail.ofCaller(
                                        self, mail.of(self), world.clock(), this::port)),
                        world.loop());
        port = new ExecPort(server, calls, counters);
        mail.attach(self.machine(), port);
    }

    private ExecPort port() {
        return port;
    }

    static Peer peer(int fill) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) fill);
        return new Peer(AgentId.of(id), MachineId.of(id));
    }

    static Caps caps() {
        return new Caps(
                1 << 20,
                1 << 20,
                1 << 20,
                Duration.ofMinutes(5),
                2,
                3,
                0,
                0,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty());
    }

    /** Who may run {@code id}, and {@code echo} with a number. */
    static ExecPolicy allowing(Peer... who) {
        List<AllowEntry> entries = new ArrayList<>();
        for (Peer peer : who) {
            entries.add(
                    new AllowEntry(
                            Optional.of("tests"),
                            peer.agent(),
                            peer.machine(),
                            Optional.empty(),
                            List.of(command("id"), command("echo", "<INT>"))));
        }
        return ExecPolicy.allowing(caps(), entries);
    }

    private static AllowEntry.Command command(String... argv) {
        try {
            return new AllowEntry.Command(Rule.parse(List.of(argv)), "/usr/bin/" + argv[0]);
        } catch (BadRuleException e) {
            throw new AssertionError(e);
        }
    }

    static CallRequest request(Peer target, long id, String... argv) {
        return new CallRequest(
                target,
                new RequestId(7, id),
                List.of(argv),
                new byte[0],
                Duration.ofSeconds(30),
                Optional.empty());
    }

    /** A call that somebody waits for on a thread of its own. */
    final class Running implements CallObserver {
        final List<String> events = new ArrayList<>();
        final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        final CompletableFuture<CallResult> result = new CompletableFuture<>();
        final Thread thread;

        private Running(CallRequest request) {
            thread =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            result.complete(calls.run(request, this));
                                        } catch (Throwable e) {
                                            result.completeExceptionally(e);
                                        }
                                    });
        }

        @Override
        public synchronized void accepted() {
            events.add("accepted");
        }

        @Override
        public synchronized void started(long pid) {
            events.add("started " + pid);
        }

        @Override
        public synchronized void output(StdStream stream, long seq, byte[] bytes) {
            if (stream == StdStream.STDOUT) {
                stdout.writeBytes(bytes);
            }
        }

        @Override
        public synchronized void warned(WarningKind kind, String message) {
            events.add("warned " + kind.code());
        }

        /** Whether its thread has left everything to the world and waits for events. */
        boolean follows() {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("follow"));
        }

        /** Whether it has taken what there was. */
        boolean idle() {
            return result.isDone() || (thread.getState() == Thread.State.WAITING && follows());
        }

        synchronized List<String> events() {
            return List.copyOf(events);
        }

        synchronized byte[] stdout() {
            return stdout.toByteArray();
        }

        /** Lets the world turn, without time, until it has ended. */
        CallResult end() throws InterruptedException {
            world.until(result::isDone);
            return result.join();
        }
    }

    /** Asks, and waits until the request has been handed over or refused. */
    Running ask(CallRequest request) throws InterruptedException {
        Running running = new Running(request);
        world.until(() -> running.result.isDone() || running.follows());
        return running;
    }
}
