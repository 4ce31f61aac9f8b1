package dev.capsule.stack.suite;

/** A process of the stack that can be killed and started again, as a crash and its repair would. */
public interface Part {
    String name();

    long pid();

    boolean alive();

    /** SIGKILL; returns once the process is gone. */
    void kill();

    /** Starts it on the same state and ports (stopping it first when it runs); returns once it is ready. */
    void restart();
}
