// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGHUP. The JDK has a call for it only outside its documented API ({@code sun.misc.Signal},
 * module jdk.unsupported), so it is looked up by name, and without it files are still watched.
 */
final class Hangup {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs this whenever the signal comes, on a thread of the JDK's; it no longer ends us. */
    static void on(Runnable then) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            Hangup.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) -> {
                                if (method.getName().equals("handle")) {
                                    then.run();
                                }
                                return null;
                            });
            Method handle = signal.getMethod("handle", signal, handler);
            var unused =
                    handle.invoke(
                            null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("SIGHUP cannot be taken: {}", e.toString());
        }
    }
}
