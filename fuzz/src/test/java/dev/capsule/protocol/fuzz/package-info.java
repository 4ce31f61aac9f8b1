/** Every decoder under the fuzzer: whatever the bytes, only declared refusals come out. */
@NullMarked
package dev.capsule.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
