package dev.capsule.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time and memory of one process, from Linux's {@code /proc} (proc_pid_stat(5), proc_pid_status(5)).
 *
 * @param pid of a process of the same user
 */
public record ProcessMeter(long pid) {
    /** Linux counts in ticks of 1/100 s on every architecture Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of the line behind the name in parentheses: state is the first, so utime is the 12th. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;
    private static final long KIB = 1024;

    /** Whether this machine has such counters. */
    public static boolean isSupported() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** User and system time since the process began, in seconds. */
    public double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
    }

    /** User and system time of this process and of its living descendants, in seconds. */
    public double cpuSecondsOfTree() {
        double children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToDouble(child -> {
                    try {
                        return new ProcessMeter(child.pid()).cpuSeconds();
                    } catch (UncheckedIOException endedMeanwhile) {
                        return 0;
                    }
                })
                .sum();
        return cpuSeconds() + children;
    }

    /** Forgets the peak of the resident memory; {@link #peakBytes} then is the peak since. */
    public void resetPeak() {
        try {
            Files.writeString(file("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Most resident memory since the start or the last reset. */
    public long peakBytes() {
        return status("VmHWM:");
    }

    public long residentBytes() {
        return status("VmRSS:");
    }

    private long status(String name) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(line.substring(name.length(), line.lastIndexOf(' '))
                                .strip())
                        * KIB)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " of process " + pid));
    }

    private String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
