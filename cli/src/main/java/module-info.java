// SPDX-License-Identifier: Apache-2.0
/** The x0x command. */
module dev.x0x.cli {
    requires info.picocli;
}
