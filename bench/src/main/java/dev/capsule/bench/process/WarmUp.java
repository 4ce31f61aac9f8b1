package dev.capsule.bench.process;

/**
 * Passes that are not reported: some, and then until one is hardly cheaper than the one before. What compiles a service
 * while it runs is done by then; before, it takes a tenth of the CPU time and more.
 */
public final class WarmUp {
    private static final double STEADY = 0.98;

    private WarmUp() {}

    /**
     * One pass.
     *
     * @param <E> what it throws if it can't be made
     */
    @FunctionalInterface
    public interface Pass<E extends Exception> {
        /** @return its cost, in any unit */
        double cost() throws E;
    }

    /**
     * @param fewest passes that are made in any case, 1 and up
     * @param most passes, steady or not
     */
    public static <E extends Exception> void run(int fewest, int most, Pass<E> pass) throws E {
        double before = Double.MAX_VALUE;
        for (int made = 1; made <= most; made++) {
            double cost = pass.cost();
            if (made >= fewest && cost > before * STEADY) {
                return;
            }
            before = cost;
        }
    }
}
