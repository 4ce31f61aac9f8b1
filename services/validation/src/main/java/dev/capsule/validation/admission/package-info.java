/** The answers this service gives to other services: may this be uploaded, may this be read. */
@NullMarked
package dev.capsule.validation.admission;

import org.jspecify.annotations.NullMarked;
