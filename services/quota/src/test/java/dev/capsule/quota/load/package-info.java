/** Measurements, run by name only: {@code mvn test -Dtest=ReservationLoad}. */
@NullMarked
package dev.capsule.quota.load;

import org.jspecify.annotations.NullMarked;
