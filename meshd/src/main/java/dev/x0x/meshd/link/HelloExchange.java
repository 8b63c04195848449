// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.link;

import dev.x0x.identity.MachineId;
import dev.x0x.identity.codec.MalformedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes our Hello and judges the peer's. What is cheap happens on the event loop, signatures on the
 * pool for slow work.
 */
final class HelloExchange {
    private static final Logger LOG = LoggerFactory.getLogger(HelloExchange.class);

    private final LinkTerms terms;
    private final Outcome outcome;

    /** What comes of it. All but {@link #onLoop} are called on the event loop. */
    interface Outcome {
        /** Runs a task on the event loop; any thread may call. */
        void onLoop(Runnable task);

        /** Our Hello is ready. */
        void say(Hello ours);

        /** The peer's was good; with our answer if one was asked for. */
        void admit(PeerHello peer, Optional<Hello> answer);

        void close(DownCause cause, String why);
    }

    HelloExchange(LinkTerms terms, Outcome outcome) {
        this.terms = terms;
        this.outcome = outcome;
    }

    /** Has our Hello made and said. */
    void begin() {
        terms.slow().execute(() -> ours().ifPresent(ours -> then(() -> outcome.say(ours))));
    }

    /**
     * Judges a peer's Hello.
     *
     * @param proven who TLS says it is
     * @param answers whether our Hello answers it
     */
    void judge(byte[] body, MachineId proven, boolean answers) {
        int version = Hello.version(body);
        if (version != Hello.VERSION) {
            outcome.close(
                    DownCause.WRONG_VERSION,
                    "link protocol version " + version + ", expected " + Hello.VERSION);
            return;
        }
        Hello hello;
        try {
            hello = Hello.decode(body);
        } catch (MalformedException e) {
            outcome.close(DownCause.MALFORMED, e.getMessage());
            return;
        }
        if (!Arrays.equals(hello.network(), terms.settings().network())) {
            outcome.close(DownCause.WRONG_NETWORK, "another network_id");
        } else if (!hello.machine().equals(proven)) {
            outcome.close(DownCause.HELLO_MISMATCH, "hello names another machine than TLS");
        } else {
            terms.slow().execute(() -> verify(hello, proven, answers));
        }
    }

    private void verify(Hello hello, MachineId proven, boolean answers) {
        switch (judgement(hello, proven)) {
            case HelloVerifier.Accepted accepted -> {
                PeerHello peer =
                        new PeerHello(
                                accepted.agent(),
                                hello.bootEpoch(),
                                hello.features(),
                                Duration.ofMillis(hello.keepAliveMillis()),
                                hello.announcement(),
                                hello.advert());
                Optional<Hello> answer = answers ? ours() : Optional.empty();
                if (answer.isPresent() == answers) {
                    then(() -> outcome.admit(peer, answer));
                }
            }
            case HelloVerifier.Refused refused ->
                    then(() -> outcome.close(refused.cause(), refused.why()));
        }
    }

    private HelloVerifier.Judgement judgement(Hello hello, MachineId proven) {
        try {
            return terms.verifier().judge(proven, hello.announcement(), hello.advert());
        } catch (RuntimeException e) {
            LOG.error("the check of a hello failed", e);
            return new HelloVerifier.Refused(
                    DownCause.HELLO_REFUSED, "the records could not be checked");
        }
    }

    // Empty, with the connection closed, if the daemon could not say who it is.
    private Optional<Hello> ours() {
        try {
            return Optional.of(terms.hello());
        } catch (RuntimeException e) {
            LOG.error("no hello could be made", e);
            then(() -> outcome.close(DownCause.CLOSED, "we cannot say hello"));
            return Optional.empty();
        }
    }

    private void then(Runnable task) {
        outcome.onLoop(task);
    }
}
