package dev.capsule.service.body;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The largest body of a route that is not {@code capsule.http.max-body-size}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MaxBody {
    /** For a route that judges the declared length itself. */
    long ANY = Long.MAX_VALUE;

    /** Bytes. */
    long value();
}
