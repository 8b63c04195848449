// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.ExecPolicy;
import dev.x0x.acl.file.AclFile;
import dev.x0x.acl.file.AclLoaded;
import dev.x0x.acl.file.AuditTerms;
import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.exec.audit.AuditRecord;
import dev.x0x.identity.codec.Hex;
import dev.x0x.identity.keys.Digest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policy in force, and the file it comes from. A file that changed is read and judged whole
 * before it counts: a good one replaces the policy at once, a bad one leaves it as it is and says
 * why, and where there is none any more nothing runs.
 */
final class LivePolicy {
    /** Findings of a bad file that the status shows. */
    private static final int SHOWN = 3;

    /**
     * What is in force.
     *
     * @param loadedAt when it was read
     * @param staleSince since when the file says something else, which cannot be used
     * @param warnings for the operator
     * @param sha256 of the file it was read from, 64 hex digits
     */
    record InForce(
            ExecPolicy policy,
            Optional<String> loadedFrom,
            Instant loadedAt,
            Optional<Instant> staleSince,
            List<String> warnings,
            Optional<String> sha256) {}

    /** What shows that a file may have changed. */
    private record Stamp(Object key, long size, FileTime modified) {
        static Optional<Stamp> of(Path path) {
            try {
                BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
                return Optional.of(new Stamp(seen.fileKey(), seen.size(), seen.lastModifiedTime()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private final Path path;
    private final boolean explicit;
    private final Optional<AuditTerms> audit;
    private final boolean recordable;
    private final InstantSource clock;
    private volatile InForce inForce;
    private Optional<Stamp> stamp;
    private Optional<Stamp> seen;

    /**
     * Begins with what was loaded at the start.
     *
     * @param path where the file is or may appear
     * @param explicit whether the operator named it
     * @param recordable whether there is an audit file to record in
     */
    LivePolicy(
            Path path,
            boolean explicit,
            AclLoaded loaded,
            boolean recordable,
            InstantSource clock) {
        this.path = path;
        this.explicit = explicit;
        this.audit = loaded.audit();
        this.recordable = recordable;
        this.clock = clock;
        this.stamp = Stamp.of(path);
        this.seen = stamp;
        inForce =
                new InForce(
                        usable(loaded.policy()),
                        loaded.loadedFrom().map(Path::toString),
                        clock.instant(),
                        Optional.empty(),
                        List.of(),
                        sha256());
    }

    InForce inForce() {
        return inForce;
    }

    ExecPolicy policy() {
        return inForce.policy();
    }

    /**
     * Looks at the file; a change counts at the second look that finds it the same.
     *
     * @param told read it even if it looks as it did
     * @return what is to be recorded, if anything was read
     */
    synchronized Optional<AuditRecord.PolicyChange> look(boolean told) {
        Optional<Stamp> now = Stamp.of(path);
        boolean still = now.equals(seen);
        seen = now;
        // An editor that writes in place leaves half a file for a moment: it must have come to
        // rest.
        if (!told && (now.equals(stamp) || !still)) {
            return Optional.empty();
        }
        stamp = now;
        Optional<String> before = sha256();
        AclLoaded loaded = AclFile.load(path, explicit && now.isPresent());
        Optional<String> after = sha256();
        if (!before.equals(after)) {
            stamp = Optional.empty(); // written while we read it: the next look reads again
        }
        return Optional.of(loaded.usable() ? replace(loaded, after) : keep(loaded, after));
    }

    private AuditRecord.PolicyChange replace(AclLoaded loaded, Optional<String> sha256) {
        List<String> warnings = new ArrayList<>();
        if (loaded.loadedFrom().isEmpty()) {
            warnings.add("the ACL `" + path + "` has gone: exec is disabled");
        } else if (!loaded.audit().equals(audit)) {
            warnings.add("audit settings of the changed ACL count after a restart");
        }
        InForce old = inForce;
        inForce =
                new InForce(
                        usable(loaded.policy()),
                        loaded.loadedFrom().map(Path::toString),
                        clock.instant(),
                        Optional.empty(),
                        List.copyOf(warnings),
                        sha256);
        return new AuditRecord.PolicyChange(
                clock.millis(), old.sha256(), sha256, true, inForce.policy().disabledReason());
    }

    private AuditRecord.PolicyChange keep(AclLoaded loaded, Optional<String> sha256) {
        InForce old = inForce;
        List<String> errors =
                loaded.findings().stream()
                        .filter(each -> each.severity() == Severity.ERROR)
                        .limit(SHOWN)
                        .map(Finding::text)
                        .toList();
        List<String> warnings = new ArrayList<>();
        warnings.add("the changed ACL cannot be used, the one before stays in force");
        warnings.addAll(errors);
        inForce =
                new InForce(
                        old.policy(),
                        old.loadedFrom(),
                        old.loadedAt(),
                        Optional.of(old.staleSince().orElseGet(clock::instant)),
                        List.copyOf(warnings),
                        old.sha256());
        return new AuditRecord.PolicyChange(
                clock.millis(),
                old.sha256(),
                sha256,
                false,
                errors.isEmpty() ? Optional.empty() : Optional.of(errors.getFirst()));
    }

    private ExecPolicy usable(ExecPolicy loaded) {
        return recordable || !loaded.enabled() ? loaded : ExecPolicy.disabled("audit_unavailable");
    }

    private Optional<String> sha256() {
        try {
            return Optional.of(Hex.print(Digest.sha256(Files.readAllBytes(path))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
