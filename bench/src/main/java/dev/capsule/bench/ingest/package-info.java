/** The upload path under load, beside the least any server must do and beside a server others run. */
@NullMarked
package dev.capsule.bench.ingest;

import org.jspecify.annotations.NullMarked;
