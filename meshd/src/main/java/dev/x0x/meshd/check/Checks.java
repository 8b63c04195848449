// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.check;

import dev.x0x.acl.file.AclFile;
import dev.x0x.acl.file.AclLoaded;
import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.identity.files.KeyDirectory;
import dev.x0x.meshd.config.ConfigFile;
import dev.x0x.meshd.config.ConfigRead;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.config.Flags;
import dev.x0x.meshd.config.Surroundings;
import dev.x0x.meshd.contacts.ContactStore;
import dev.x0x.meshd.contacts.ContactsFileException;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the files a daemon would start on, by the daemon's own loaders. */
public final class Checks {
    private Checks() {}

    /** Reads everything that is there and makes nothing (DECISIONS E4). */
    public static Checked inspect(Flags flags, Surroundings around, Instant now) {
        ConfigRead config = ConfigFile.load(flags, around);
        // the ACL is judged even if the config is bad: all problems at once
        Path aclPath = flags.execAcl().orElseGet(AclFile::defaultPath);
        AclLoaded acl = AclFile.load(aclPath, flags.execAcl().isPresent());
        var findings = new ArrayList<Finding>();
        for (String notice : flags.notices()) {
            findings.add(
                    new Finding(
                            Severity.NOTICE,
                            Optional.empty(),
                            0,
                            0,
                            notice,
                            Optional.empty(),
                            false));
        }
        findings.addAll(config.findings());
        config.config().ifPresent(directories -> findings.addAll(stored(directories, now)));
        findings.addAll(acl.findings());
        return new Checked(config, aclPath, acl, findings);
    }

    /**
     * Inspects and prints: the summary on {@code out}, findings on {@code err}; as JSON, all on
     * {@code out}.
     */
    public static ExitStatus run(
            Flags flags, Surroundings around, Instant now, PrintStream out, PrintStream err) {
        Checked checked = inspect(flags, around, now);
        ExitStatus status = checked.status(flags.strict());
        if (flags.json()) {
            out.println(JsonReport.of(checked, status));
        } else {
            checked.findings().forEach(each -> err.println(each.text()));
            (status == ExitStatus.OK ? out : err).print(TextReport.of(checked, status));
        }
        return status;
    }

    // keys and contacts that are there; what is missing is made at the first start
    private static List<Finding> stored(DaemonConfig config, Instant now) {
        var findings = new ArrayList<Finding>();
        new KeyDirectory(config.identityDir(), config.dataDir())
                .inspect(now)
                .forEach(each -> findings.add(Finding.error(each.message(), each.hint())));
        try {
            var _ =
                    ContactStore.open(
                            config.dataDir().resolve("contacts.json"),
                            InstantSource.fixed(now),
                            _ -> {});
        } catch (ContactsFileException e) {
            findings.add(Finding.error(e.getMessage(), e.hint()));
        }
        return findings;
    }
}
