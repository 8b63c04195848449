// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.gossip.sim;

import dev.x0x.identity.MachineId;
import dev.x0x.meshd.gossip.wire.BroadcastFrame;
import dev.x0x.meshd.gossip.wire.OverlayFrame;
import dev.x0x.meshd.gossip.wire.RecordId;
import dev.x0x.meshd.gossip.wire.SignedRecord;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Follows chosen records through the network. */
final class BroadcastMeter implements Watcher {
    /** One record's way. Times in microseconds since it was published. */
    static final class Course {
        final long publishedAt;
        final int origin;
        final long[] tookAt;
        final byte[] hops;
        int reached;
        int duplicates;
        long payloads;

        /** Straight from the origin, of which the tree needs one in each direction it has there. */
        long direct;

        /** Links of the origin that are of the tree. */
        int eagerAtOrigin;

        long grafts;

        Course(long publishedAt, int origin, int hosts) {
            this.publishedAt = publishedAt;
            this.origin = origin;
            this.tookAt = new long[hosts];
            this.hops = new byte[hosts];
            Arrays.fill(tookAt, -1);
        }

        boolean took(Host host) {
            return host.index >= tookAt.length || tookAt[host.index] >= 0 || host.index == origin;
        }

        /** Relative message redundancy: payloads a receiver, less the one it needs (SRDS 2007). */
        double rmr() {
            return reached == 0 ? 0 : (double) payloads / reached - 1;
        }

        /** Of the redundancy, what the origin sent to those that hear it from the tree too. */
        double floodRedundancy() {
            return reached == 0 ? 0 : (double) Math.max(0, direct - eagerAtOrigin) / reached;
        }

        /** The last delivery hop: the longest way of a first copy. */
        int ldh() {
            int most = 0;
            for (int i = 0; i < hops.length; i++) {
                if (tookAt[i] >= 0) {
                    most = Math.max(most, hops[i]);
                }
            }
            return most;
        }

        /** The delay that this share of the receivers stays below, in milliseconds. */
        double percentileMs(double share) {
            long[] sorted = Arrays.stream(tookAt).filter(t -> t >= 0).sorted().toArray();
            if (sorted.length == 0) {
                return 0;
            }
            int at = Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length));
            return sorted[at] / 1_000.0;
        }
    }

    private final Simulation sim;
    private final Map<RecordId, Course> courses = new HashMap<>();

    BroadcastMeter(Simulation sim) {
        this.sim = sim;
        sim.watchers.add(this);
    }

    /** Follows a record from now on. */
    Course follow(SignedRecord record, Host origin) {
        Course course = new Course(sim.now(), origin.index, sim.hosts().size());
        course.eagerAtOrigin = origin.glimpse().eager().size();
        courses.put(record.id(), course);
        return course;
    }

    /** Forgets what is followed. */
    void clear() {
        courses.clear();
    }

    @Override
    public void sent(Host from, Host to, OverlayFrame frame, int bytes) {
        if (frame instanceof BroadcastFrame.Gossip gossip) {
            Course course = courses.get(gossip.record().id());
            if (course != null) {
                course.payloads++;
                course.direct += from.index == course.origin ? 1 : 0;
            }
        } else if (frame instanceof BroadcastFrame.Graft graft) {
            for (RecordId each : graft.ids()) {
                Course course = courses.get(each);
                if (course != null) {
                    course.grafts++;
                }
            }
        }
    }

    @Override
    public void heard(Host at, OverlayFrame frame) {
        if (frame instanceof BroadcastFrame.Gossip gossip) {
            Course course = courses.get(gossip.record().id());
            if (course != null && !course.took(at) && course.hops[at.index] == 0) {
                course.hops[at.index] = (byte) gossip.hops();
            }
        }
    }

    @Override
    public void delivered(Host at, SignedRecord record, MachineId via) {
        Course course = courses.get(record.id());
        if (course == null) {
            return;
        }
        if (course.took(at)) {
            course.duplicates++;
        } else {
            course.tookAt[at.index] = sim.now() - course.publishedAt;
            course.reached++;
        }
    }
}
