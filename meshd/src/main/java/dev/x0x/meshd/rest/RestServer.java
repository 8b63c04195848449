// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.rest;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** The HTTP server. {@link #handle} is the one way from a request to its answer. */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

    private final RestConfig config;
    private final Duration idle;
    private final Gate gate;
    private final LongCalls waiting = new LongCalls();
    private final LongCalls endless = new LongCalls();

    /** Who is being answered, and we ourselves. */
    private final Phaser answering = new Phaser(1);

    private final Javalin server;
    private final PortFile portFile;
    private volatile boolean refusing;

    private RestServer(RestConfig config, Doors doors, ApiToken token, Duration idle)
            throws IOException {
        this.config = config;
        this.idle = idle;
        gate = new Gate(token);
        List<Route> table = table(doors);
        server = Javalin.create(javalin -> configure(javalin, table));
        try {
            server.start();
        } catch (JavalinException e) {
            throw new IOException(
                    "cannot listen for HTTP on %s; is it in use? set api_address or --api-port"
                            .formatted(PortFile.text(config.bind())),
                    e);
        }
        try {
            portFile = PortFile.write(config.dataDir(), address());
        } catch (IOException e) {
            server.stop();
            throw e;
        }
        if (!config.bind().getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "the API listens on {}: whoever learns the token, on any machine, may use it",
                    PortFile.text(address()));
        }
    }

    /**
     * Opens the door: reads or makes the token, listens, and writes {@code api.port}.
     *
     * @param random where a new token comes from; must be fit for secrets
     * @throws IOException it cannot, and what to do about it
     */
    public static RestServer open(RestConfig config, Doors doors, RandomGenerator random)
            throws IOException {
        return open(config, doors, random, Connections.IDLE);
    }

    static RestServer open(RestConfig config, Doors doors, RandomGenerator random, Duration idle)
            throws IOException {
        return new RestServer(config, doors, ApiToken.open(config.dataDir(), random), idle);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(config.bind().getAddress(), server.port());
    }

    private List<Route> table(Doors doors) {
        return Routes.table(
                new CardRoutes(doors.cards(), waiting),
                new ContactRoutes(doors.contacts()),
                new DiagnosticsRoutes(doors.diagnostics()),
                new DirectRoutes(doors.direct(), waiting, endless),
                new ExecRoutes(doors.exec(), waiting, config.dataDir()),
                new MeshRoutes(doors.mesh(), doors.status()),
                new StatusRoutes(doors.status(), doors.shutdown(), () -> PortFile.text(address())));
    }

    private void configure(JavalinConfig javalin, List<Route> table) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.compressionStrategy = CompressionStrategy.NONE; // events leave at once
        javalin.http.prefer405over404 = true;
        javalin.router.caseInsensitiveRoutes = false;
        javalin.router.ignoreTrailingSlashes = false;
        Connections.configure(javalin.jetty, config.bind(), idle);
        javalin.routes.before(this::admit);
        for (Route route : table) {
            javalin.routes.addHttpHandler(
                    route.method(), route.path(), context -> handle(route, context));
        }
        OtherMethods.add(javalin.routes, table);
        javalin.routes.exception(HttpRefusal.class, (refusal, context) -> refuse(refusal, context));
        javalin.routes.exception(
                HttpResponseException.class,
                (e, context) ->
                        refuse(HttpRefusal.of(e.getStatus(), wordFor(e.getStatus())), context));
        javalin.routes.exception(Exception.class, (e, context) -> failed("a request", e, context));
    }

    private void admit(Context context) throws HttpRefusal {
        Gate.origin(context.req())
                .ifPresent(
                        origin ->
                                context.header("Access-Control-Allow-Origin", origin)
                                        .header("Vary", "Origin"));
        gate.check(context.req());
    }

    private void handle(Route route, Context context) {
        answering.register();
        try {
            if (refusing) {
                throw HttpRefusal.of(503, "the daemon is stopping");
            }
            Call call = Call.read(context, route, bodyLimit(route));
            Reply reply = route.answerer().answer(call);
            Replies.send(context, reply);
        } catch (HttpRefusal refusal) {
            refuse(refusal, context);
            if (refusal.status() == 413) {
                Call.drain(context, bodyLimit(route));
            }
        } catch (RefusedException refused) {
            refuse(HttpRefusal.of(refused), context);
        } catch (Exception | Error e) { // an assertion or a full heap is one call's trouble
            failed(route.path(), e, context);
        } finally {
            answering.arriveAndDeregister();
        }
    }

    private static String wordFor(int status) {
        return status == 404 ? "no such call" : JsonErrors.word(status);
    }

    private int bodyLimit(Route route) {
        boolean exec = route.path().equals(Routes.EXEC_RUN);
        return exec ? config.execBodyLimit() : config.bodyLimit();
    }

    private void refuse(HttpRefusal refusal, Context context) {
        try {
            Replies.send(context, refusal);
        } catch (ClientGoneException e) {
            LOG.debug("nobody to refuse", e);
        }
    }

    private void failed(String what, Throwable e, Context context) {
        if (e instanceof ClientGoneException) {
            LOG.debug("a client went away", e);
            return;
        }
        LOG.error("could not answer {}", what, e); // its path may hold ids
        if (!context.res().isCommitted()) {
            context.res().resetBuffer();
            refuse(HttpRefusal.of(500, Replies.INTERNAL), context);
        }
    }

    /** From here on new calls are refused; those that wait for a command's end go on waiting. */
    public void refuseNewWork() {
        refusing = true;
        endless.end();
    }

    /** Stops within some two seconds, cancelling what is left, and removes {@code api.port}. */
    @Override
    public void close() throws IOException {
        refuseNewWork();
        int phase = answering.arrive();
        if (!allAnswered(phase)) {
            waiting.end();
            boolean _ = allAnswered(phase);
        }
        server.stop();
        portFile.delete();
    }

    private boolean allAnswered(int phase) {
        try {
            answering.awaitAdvanceInterruptibly(phase, 1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
