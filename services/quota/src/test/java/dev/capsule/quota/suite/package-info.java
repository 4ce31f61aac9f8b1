/** The service as it runs: HTTP, Kafka, PostgreSQL. */
@NullMarked
package dev.capsule.quota.suite;

import org.jspecify.annotations.NullMarked;
