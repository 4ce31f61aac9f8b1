/** The answers this service gives to other services: may this be uploaded, read, delivered. */
@NullMarked
package dev.capsule.validation.admission;

import org.jspecify.annotations.NullMarked;
