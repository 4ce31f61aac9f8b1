package dev.capsule.service.internal;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** One permit, given back once however many ways a request ends. */
final class Slot {
    private final Semaphore slots;
    private final AtomicBoolean released = new AtomicBoolean();

    Slot(Semaphore slots) {
        this.slots = slots;
    }

    void release() {
        if (released.compareAndSet(false, true)) {
            slots.release();
        }
    }
}
