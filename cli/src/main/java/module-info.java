// SPDX-License-Identifier: Apache-2.0
/** The x0x command. */
module dev.x0x.cli {
    requires info.picocli;
    requires static dev.x0x.exec; // on the class path only for the verbs that read audit files
}
