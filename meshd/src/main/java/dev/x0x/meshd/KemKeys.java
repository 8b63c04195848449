// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.identity.files.KemKeyFile;
import dev.x0x.identity.keys.KemKeyPair;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Our encapsulation key: replaced every 7 days, the one before opens for 10 minutes more and is
 * erased (DECISIONS B1).
 */
final class KemKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KemKeys.class);
    private static final Duration LIFE = Duration.ofDays(7);
    private static final Duration AFTERLIFE = Duration.ofMinutes(10);

    private final Path file;
    private final SecureRandom random;
    private final InstantSource clock;
    private KemKeyPair current;
    private Instant since;
    private KemKeyPair previous;
    private Instant previousUntil;

    KemKeys(Path file, KemKeyFile.Loaded loaded, SecureRandom random, InstantSource clock) {
        this.file = file;
        this.random = random;
        this.clock = clock;
        this.current = loaded.pair();
        this.since = loaded.since();
    }

    synchronized byte[] publicKey() {
        return current.publicKey();
    }

    /** What opens our mail, newest first. */
    synchronized KemKeyPair[] openers() {
        return previous == null ? new KemKeyPair[] {current} : new KemKeyPair[] {current, previous};
    }

    /**
     * Replaces and erases what is due; to be called now and then.
     *
     * @return whether the key was replaced
     */
    synchronized boolean tick() {
        Instant now = clock.instant();
        if (previous != null && now.isAfter(previousUntil)) {
            previous.close();
            previous = null;
        }
        if (now.isBefore(since.plus(LIFE))) {
            return false;
        }
        KemKeyPair fresh = KemKeyPair.generate(random);
        try {
            KemKeyFile.replace(file, fresh);
        } catch (IOException e) {
            LOG.warn(
                    "the encapsulation key could not be replaced, the old one stays: {}",
                    e.getMessage());
            fresh.close();
            return false;
        }
        if (previous != null) {
            previous.close();
        }
        previous = current;
        previousUntil = now.plus(AFTERLIFE);
        current = fresh;
        since = now;
        return true;
    }
}
