package dev.capsule.service.db;

/** The transaction lost against another one (SQLSTATE 40001 or 40P01) and may be tried again as a whole. */
final class ContentionException extends RuntimeException {
    ContentionException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
