// SPDX-License-Identifier: Apache-2.0
/**
 * Who is speaking: agent and machine ids, signatures, and the proof that binds one to the other.
 */
@SuppressWarnings("module") // the readers of the key types are built after us
module dev.x0x.identity {
    requires org.bouncycastle.provider;
    requires com.fasterxml.jackson.databind;

    exports dev.x0x.identity;
    exports dev.x0x.identity.codec;
    exports dev.x0x.identity.files to
            dev.x0x.exec,
            dev.x0x.meshd;
    exports dev.x0x.identity.keys to
            dev.x0x.exec,
            dev.x0x.meshd;
}
