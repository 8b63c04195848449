// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

import dev.x0x.identity.codec.MalformedException;
import dev.x0x.identity.files.AtomicFile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The contact file on disk: read strictly, replaced whole, never made anew in place of a bad one.
 */
final class ContactsFile {
    private static final int LARGEST = 64 << 20; // a guess: some 10,000 contacts with keys
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private ContactsFile() {}

    /** What the file says; no file says nothing. */
    static Contacts load(Path file) throws ContactsFileException {
        byte[] text;
        try {
            var attributes =
                    Files.readAttributes(
                            file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            requirePlain(file, attributes);
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                text = in.readNBytes(LARGEST + 1);
            }
        } catch (NoSuchFileException e) {
            return Contacts.NONE;
        } catch (AccessDeniedException e) {
            throw new ContactsFileException(
                    "contact file `" + file + "` cannot be read: permission denied",
                    "run as the user that owns it, or run: chmod 600 " + file);
        } catch (IOException e) {
            throw new ContactsFileException(
                    "contact file `" + file + "` cannot be read: " + e.getMessage(),
                    "mend the disk or restore the file from a backup");
        }
        return read(file, text);
    }

    /** Readable by its owner alone, whatever it was before. */
    static void save(Path file, Contacts contacts) throws IOException {
        AtomicFile.write(file, ContactsWriter.print(contacts), AtomicFile.OWNER);
    }

    private static void requirePlain(Path file, PosixFileAttributes attributes)
            throws ContactsFileException {
        if (!attributes.isRegularFile()) {
            throw new ContactsFileException(
                    "contact file `" + file + "` is no plain file",
                    "put the file itself there: links are not followed");
        }
        // who may write it may grant trust; the field leaves it readable to others, so do we
        if (attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new ContactsFileException(
                    "contact file `"
                            + file
                            + "` can be changed by other users: "
                            + PosixFilePermissions.toString(attributes.permissions()),
                    "look through it, then run: chmod 600 " + file);
        }
    }

    private static Contacts read(Path file, byte[] text) throws ContactsFileException {
        if (text.length > LARGEST) {
            throw new ContactsFileException(
                    "contact file `" + file + "` is larger than " + LARGEST + " bytes",
                    "check that it is the right file");
        }
        try {
            return ContactsReader.read(text);
        } catch (MalformedException e) {
            throw new ContactsFileException(
                    "contact file `" + file + "` is not usable: " + e.getMessage(),
                    "mend it or restore it from a backup; moving it away starts with no contacts,"
                            + " and forgets every block");
        }
    }
}
