/** JSON and CBOR bodies with the same members, read strictly. */
@NullMarked
package dev.capsule.service.body;

import org.jspecify.annotations.NullMarked;
