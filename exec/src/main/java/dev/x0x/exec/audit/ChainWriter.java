// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts lines into the chain and onto the disk; all or none of a batch. Owned by one thread.
 *
 * <p>When somebody removes, replaces or cuts the file under us, recording goes on: in a new file if
 * need be, with the same chain, so that a reader sees what is missing.
 */
final class ChainWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);

    /** Records after which a checkpoint is due without waiting for a quiet minute. A guess. */
    private static final int MOST_UNSIGNED = 256;

    /** Where files come from. */
    interface Shelf {
        /** Opens the file to append to, makes it if there is none. */
        AuditDisk open() throws IOException;

        /** Gives the file the name of its last line's number. */
        void setAside(long lastSeq) throws IOException;
    }

    private final Shelf shelf;
    private final Optional<CheckpointKey> key;
    private final Consumer<AuditHead> heads;
    private final Consumer<String> incidents;
    private final InstantSource clock;
    private final long rotateBytes;
    private AuditDisk disk;
    private Chain chain;
    private long durable;
    private boolean spoiled;
    private int unsigned;
    private boolean introduced;

    ChainWriter(Shelf shelf, AuditDisk disk, Chain chain, AuditSettings how) throws IOException {
        this.shelf = shelf;
        this.disk = disk;
        this.chain = chain;
        this.key = how.key();
        this.heads = how.heads();
        this.incidents = how.incidents();
        this.clock = how.clock();
        this.rotateBytes = how.rotateBytes();
        this.durable = disk.size();
        this.unsigned = chain.seq() > 0 ? 1 : 0;
    }

    /**
     * Appends lines.
     *
     * @param open JSON objects without their closing braces
     * @throws IOException and then none of them is there
     */
    void append(List<byte[]> open) throws IOException {
        look();
        if (spoiled) {
            mend();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(1024);
        Chain then = chain;
        for (byte[] each : open) {
            byte[] line = then.close(each);
            all.writeBytes(line);
            all.write('\n');
            then = Chain.after(then.seq() + 1, line);
        }
        spoiled = true;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
            while (bytes.hasRemaining()) {
                disk.write(bytes);
            }
            disk.force();
            durable = disk.size();
            spoiled = false;
        } catch (IOException e) {
            tryToMend(e);
            throw e;
        }
        chain = then;
        unsigned += open.size();
    }

    /** Whether there is something that no checkpoint covers. */
    boolean hasUnsigned() {
        return key.isPresent() && unsigned > 0;
    }

    /** A checkpoint or a new file, if it is time; nobody waits for it. */
    void keepUp() {
        if (!introduced || unsigned >= MOST_UNSIGNED) {
            sign();
        }
        if (rotateBytes > 0 && durable >= rotateBytes) {
            rotate();
        }
    }

    /** Signs what there is. */
    void sign() {
        if (!hasUnsigned()) {
            return;
        }
        try {
            look();
            Checkpoint checkpoint = Checkpoint.sign(key.get(), chain, clock.millis(), !introduced);
            append(List.of(AuditLines.open(checkpoint)));
            introduced = true;
            unsigned = 0;
            heads.accept(new AuditHead(chain.seq(), chain.head()));
        } catch (IOException e) {
            LOG.warn("no checkpoint could be written: {}", e.getMessage());
        }
    }

    private void rotate() {
        sign();
        try {
            shelf.setAside(chain.seq());
            renew();
            sign();
        } catch (IOException e) {
            LOG.warn("the audit file could not be set aside and grows on: {}", e.getMessage());
        }
    }

    /** Whether the file is still the one we wrote. */
    private void look() throws IOException {
        if (!disk.attached()) {
            tell(
                    "the audit file was removed or replaced after record "
                            + chain.seq()
                            + "; recording goes on in a new one");
            renew();
        } else if (disk.size() < durable) {
            tell(
                    "the audit file was cut from "
                            + durable
                            + " to "
                            + disk.size()
                            + " bytes after record "
                            + chain.seq());
            durable = disk.size();
            spoiled = false;
        }
    }

    private void tell(String what) {
        LOG.error("{}", what);
        incidents.accept(what);
    }

    private void renew() throws IOException {
        AuditDisk next = shelf.open();
        disk.close();
        disk = next;
        durable = disk.size();
        spoiled = false;
        introduced = false;
        unsigned++;
    }

    private void tryToMend(IOException because) {
        try {
            mend();
        } catch (IOException e) {
            because.addSuppressed(e); // tried again before the next write
        }
    }

    private void mend() throws IOException {
        if (disk.size() > durable) {
            try {
                disk.truncate(durable);
            } catch (IOException e) {
                // chattr +a forbids it: end the half line, so that the next one can be read
                disk.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            disk.force();
            durable = disk.size();
        }
        spoiled = false;
    }

    void close() throws IOException {
        disk.close();
    }
}
