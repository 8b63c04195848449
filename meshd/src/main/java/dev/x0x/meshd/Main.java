// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import dev.x0x.acl.file.Finding;
import dev.x0x.acl.file.Severity;
import dev.x0x.exec.child.Umask;
import dev.x0x.identity.files.KeyFileException;
import dev.x0x.meshd.check.Checked;
import dev.x0x.meshd.check.Checks;
import dev.x0x.meshd.check.ExitStatus;
import dev.x0x.meshd.check.Instances;
import dev.x0x.meshd.config.DaemonConfig;
import dev.x0x.meshd.config.Flags;
import dev.x0x.meshd.config.FlagsRead;
import dev.x0x.meshd.config.Surroundings;
import dev.x0x.meshd.contacts.ContactsFileException;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The daemon's main method. */
public final class Main {
    /** A stop that takes longer is forced (BEHAVIOUR.md §7: within 5 s). */
    private static final Duration STOP = Duration.ofMillis(4_500);

    private Main() {}

    /** Starts the daemon, or does what another flag asks for. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(List.of(args)).code());
    }

    private static ExitStatus run(List<String> argv) throws IOException, InterruptedException {
        FlagsRead read = Flags.parse(argv);
        if (!read.usable()) {
            read.findings().forEach(each -> System.err.println("x0xd: " + each.text()));
            return ExitStatus.BAD_CONFIGURATION;
        }
        Flags flags = read.flags();
        Surroundings around = Surroundings.ofThisProcess();
        return switch (flags.mode()) {
            case HELP -> print(Flags.USAGE.strip());
            case VERSION -> print("x0xd " + Version.TEXT);
            case LIST ->
                    print(
                            String.join(
                                    "\n", Instances.list(around.dataDirectory(Optional.empty()))));
            case CHECK -> Checks.run(flags, around, Instant.now(), System.out, System.err);
            case DOCTOR -> new Doctor(System.out).examine(flags, around, Instant.now());
            case RUN -> start(flags, around);
        };
    }

    private static ExitStatus print(String text) {
        System.out.println(text);
        return ExitStatus.OK;
    }

    /** The same loaders as a check; whatever they call an error refuses the start. */
    private static ExitStatus start(Flags flags, Surroundings around) throws InterruptedException {
        Checked checked = Checks.inspect(flags, around, Instant.now());
        for (Finding finding : checked.findings()) {
            boolean quiet = finding.severity() == Severity.NOTICE;
            if (!quiet) {
                System.err.println("x0xd: " + finding.text());
            }
        }
        if (!checked.usable()) {
            System.err.println("x0xd: not started; `x0xd --check` says the same without starting");
            return ExitStatus.BAD_CONFIGURATION;
        }
        DaemonConfig config = checked.config().config().orElseThrow();
        config.notices().forEach(notice -> System.err.println("x0xd: " + notice));
        Logs.configure(config.logLevel(), config.logFormat());
        int unused = Umask.set(0_077);
        return serve(config, checked, flags.execAcl().isPresent());
    }

    private static ExitStatus serve(DaemonConfig config, Checked checked, boolean aclNamed)
            throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        try {
            Daemon daemon = new Daemon(config, checked, aclNamed, stop::countDown);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> onSignal(stop, stopped), "signal"));
            stop.await();
            daemon.close();
            stopped.countDown();
            return ExitStatus.OK;
        } catch (KeyFileException e) {
            return refused(e.getMessage(), e.hint(), ExitStatus.BAD_CONFIGURATION);
        } catch (ContactsFileException e) {
            return refused(e.getMessage(), e.hint(), ExitStatus.BAD_CONFIGURATION);
        } catch (IOException | UnsupportedOperationException e) {
            return refused(e.getMessage(), "", ExitStatus.FAILED);
        }
    }

    private static ExitStatus refused(String message, String hint, ExitStatus status) {
        System.err.println("x0xd: " + message);
        if (!hint.isEmpty()) {
            System.err.println("hint: " + hint);
        }
        return status;
    }

    /** SIGTERM is a clean stop: exit 0, and not the 143 that the VM would give. */
    private static void onSignal(CountDownLatch stop, CountDownLatch stopped) {
        boolean signalled = stop.getCount() > 0;
        stop.countDown();
        try {
            boolean clean = stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS);
            if (signalled) {
                Runtime.getRuntime().halt(clean ? 0 : 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
