// SPDX-License-Identifier: Apache-2.0
package dev.x0x.exec.session;

import java.util.List;
import java.util.Optional;

/**
 * The end as the requester knows it.
 *
 * @param end what the executor said, or {@link End#unknown}
 * @param warnings messages of the warnings, in order
 * @param trouble why the fate is unknown, in words; empty otherwise
 * @param answered whether the executor said it
 */
public record CallEnd(End end, List<String> warnings, Optional<String> trouble, boolean answered) {}
