// SPDX-License-Identifier: Apache-2.0
/** Exec: frames, sessions, the child runner and the audit log. */
@SuppressWarnings("module") // the daemon that reads exec.child is built after us
module dev.x0x.exec {
    requires transitive dev.x0x.acl;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports dev.x0x.exec to
            dev.x0x.meshd;
    exports dev.x0x.exec.audit;
    exports dev.x0x.exec.child to
            dev.x0x.meshd;
}
