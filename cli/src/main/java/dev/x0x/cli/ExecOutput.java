// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli;

import dev.x0x.cli.daemon.Fields;
import dev.x0x.cli.daemon.Json;
import dev.x0x.cli.daemon.JsonWriter;
import dev.x0x.cli.print.ClosedOutputException;
import dev.x0x.cli.print.Ending;
import dev.x0x.cli.print.Terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** What a command wrote, on its way to our own outputs, byte for byte. */
final class ExecOutput {
    private final Terminal terminal;
    private final boolean json;
    private final boolean streamed;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream(0);
    private long outBytes;
    private long errBytes;

    ExecOutput(Exec exec, Surroundings here) {
        this.terminal = here.terminal();
        this.json = here.json();
        this.streamed = exec.streamed() && !here.json();
    }

    void stdout(Json data) throws IOException, ClosedOutputException {
        byte[] bytes = decoded(data.get("data_b64"));
        outBytes += bytes.length;
        if (streamed) {
            terminal.out(bytes);
        } else {
            out.writeBytes(bytes);
        }
    }

    void stderr(Json data) throws IOException, ClosedOutputException {
        byte[] bytes = decoded(data.get("data_b64"));
        errBytes += bytes.length;
        if (streamed) {
            terminal.err(bytes);
        } else {
            err.writeBytes(bytes);
        }
    }

    /**
     * Prints what was kept back, or the object.
     *
     * @return false if the command came to its own end and not all of its output came here
     */
    boolean finish(Json end, Ending ending) throws IOException, ClosedOutputException {
        Json stdout = end.get("stdout_b64");
        Json stderr = end.get("stderr_b64");
        if (outBytes + errBytes == 0 && !(stdout.isNull() && stderr.isNull())) {
            // A daemon that does not stream puts everything here.
            stdout(new Fields().put("data_b64", stdout).object());
            stderr(new Fields().put("data_b64", stderr).object());
        }
        if (json) {
            terminal.line(JsonWriter.compact(whole(end)));
        } else if (!streamed) {
            terminal.err(err.toByteArray());
            terminal.out(out.toByteArray());
        }
        return !ending.outcome().equals(Ending.EXITED)
                || ending.truncated()
                || (outBytes == ending.stdoutTotal().orElse(outBytes)
                        && errBytes == ending.stderrTotal().orElse(errBytes));
    }

    /** The object as it is without streaming. Output that came with an unknown end is kept too. */
    private Json whole(Json end) {
        return Fields.from(end)
                .put("stdout_b64", Base64.getEncoder().encodeToString(out.toByteArray()))
                .put("stderr_b64", Base64.getEncoder().encodeToString(err.toByteArray()))
                .object();
    }

    /** How much of the output came here. */
    String counts(Ending ending) {
        return "stdout "
                + outBytes
                + " of "
                + ending.stdoutTotal().orElse(outBytes)
                + " bytes, stderr "
                + errBytes
                + " of "
                + ending.stderrTotal().orElse(errBytes);
    }

    private static byte[] decoded(Json text) throws IOException {
        Optional<String> base64 = text.text();
        if (base64.isEmpty()) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(base64.get());
        } catch (IllegalArgumentException e) {
            throw new IOException("output that is not base64", e);
        }
    }
}
