package dev.capsule.service.problem;

/**
 * Something this service depends on (database, Kafka, another service) is unreachable, too slow or broken. Never the
 * client's fault: answered 503 {@code DEPENDENCY_UNAVAILABLE} with Retry-After, and retried by background work.
 */
public final class DependencyUnavailableException extends RuntimeException {

    /** @param dependency which one, for the log; never part of an answer */
    public DependencyUnavailableException(String dependency, Throwable cause) {
        super(dependency + " is unavailable", cause);
    }

    public DependencyUnavailableException(String dependency) {
        super(dependency + " is unavailable");
    }

    /** Whether an exception or one of its causes (at most 16 deep) is of this kind. */
    public static boolean isCauseOf(Throwable failure) {
        var current = failure;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current instanceof DependencyUnavailableException) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }
}
