// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.child;

import dev.x0x.exec.child.SpawnException.Reason;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says why a command cannot be started: the system's one number fits several reasons. */
final class SpawnFailures {
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;

    private SpawnFailures() {}

    /** Refuses what cannot be passed on unchanged, and a working directory that is none. */
    static void check(ChildSpec spec) throws SpawnException {
        if (spec.argv().isEmpty()) {
            throw new SpawnException(Reason.BAD_ARGUMENT, "there is no argv[0]");
        }
        checkText("program", spec.program());
        checkText("working directory", spec.cwd());
        for (int i = 0; i < spec.argv().size(); i++) {
            checkText("argv[" + i + "]", spec.argv().get(i));
        }
        for (var each : spec.environment().entrySet()) {
            checkText("variable `" + each.getKey() + "`", each.getKey() + each.getValue());
            if (each.getKey().isEmpty() || each.getKey().contains("=")) {
                throw new SpawnException(
                        Reason.BAD_ARGUMENT, "a variable cannot be named `" + each.getKey() + "`");
            }
        }
        if (!spec.program().startsWith("/")) {
            throw new SpawnException(
                    Reason.PROGRAM_MISSING, "`" + spec.program() + "` is not an absolute path");
        }
        checkCwd(spec.cwd());
    }

    /** What an error number of posix_spawn means for this command. */
    static SpawnException of(int errno, ChildSpec spec) {
        try {
            checkCwd(spec.cwd()); // it may have gone since we looked
        } catch (SpawnException why) {
            return why;
        }
        String program = "`" + spec.program() + "`";
        String words = Libc.describe(errno);
        return switch (errno) {
            case ENOENT, ENOTDIR ->
                    Files.exists(Path.of(spec.program()))
                            ? new SpawnException(
                                    Reason.PROGRAM_UNUSABLE,
                                    program + " needs an interpreter that does not exist")
                            : new SpawnException(
                                    Reason.PROGRAM_MISSING, program + " does not exist");
            case EACCES, EPERM ->
                    new SpawnException(
                            Reason.PROGRAM_UNUSABLE, program + " may not be run: " + words);
            case ENOEXEC ->
                    new SpawnException(
                            Reason.PROGRAM_UNUSABLE,
                            program + " is not a program of this machine, nor a script with #!");
            case E2BIG ->
                    new SpawnException(Reason.BAD_ARGUMENT, "the arguments are too long: " + words);
            case EAGAIN, ENOMEM, ENFILE, EMFILE ->
                    new SpawnException(
                            Reason.NO_RESOURCES, "no room for another process: " + words);
            default -> new SpawnException(Reason.OTHER, "starting " + program + ": " + words);
        };
    }

    private static void checkCwd(String cwd) throws SpawnException {
        String problem = null;
        if (!cwd.startsWith("/")) {
            problem = "is not an absolute path";
        } else if (!Files.exists(Path.of(cwd))) {
            problem = "does not exist";
        } else if (!Files.isDirectory(Path.of(cwd))) {
            problem = "is not a directory";
        } else if (!Files.isExecutable(Path.of(cwd))) {
            problem = "may not be entered";
        }
        if (problem != null) {
            throw new SpawnException(
                    Reason.CWD_UNUSABLE, "working directory `" + cwd + "` " + problem);
        }
    }

    private static void checkText(String what, String text) throws SpawnException {
        if (text.indexOf('\0') >= 0) {
            throw new SpawnException(Reason.BAD_ARGUMENT, what + " holds a NUL");
        }
        try {
            CharsetEncoder strict = StandardCharsets.UTF_8.newEncoder();
            strict.encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new SpawnException(Reason.BAD_ARGUMENT, what + " holds half a character");
        }
    }
}
