// SPDX-License-Identifier: Apache-2.0
/** One question, one verdict: may this pair run this argv, and within what limits. */
module dev.x0x.acl {
    requires transitive dev.x0x.identity;

    exports dev.x0x.acl;
    exports dev.x0x.acl.file;
}
