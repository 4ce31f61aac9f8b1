/** What a fresh PostgreSQL and Kafka need before a service can start: databases, roles, topics. */
@NullMarked
package dev.capsule.backing.provision;

import org.jspecify.annotations.NullMarked;
