package dev.capsule.cli.console;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with bytes, rate and remaining time on standard error; nothing at all where there is no terminal. */
public final class Progress implements AutoCloseable {
    private static final long MIB = 1024 * 1024;
    private static final int REFRESH_MILLIS = 200;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    public static Progress of(String task, boolean wanted) {
        if (!wanted || Terminal.find().isEmpty()) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" MiB", MIB)
                .showSpeed()
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setInitialMax(0)
                .build());
    }

    public synchronized void expect(long bytes) {
        if (bar != null) {
            bar.maxHint(bar.getMax() + bytes);
        }
    }

    public synchronized void step(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    /** Ends the bar, so that lines printed after it stand alone. */
    public synchronized void finish() {
        if (bar != null) {
            bar.close();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
