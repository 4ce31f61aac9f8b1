/** The servers Capsule stands on, PostgreSQL and Kafka, as things a program can start, kill and restart. */
@NullMarked
package dev.capsule.backing;

import org.jspecify.annotations.NullMarked;
