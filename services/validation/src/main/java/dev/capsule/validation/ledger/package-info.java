/** The append-only ledger: loads the state claims are judged by, and commits what the gate accepts in one transaction. */
@NullMarked
package dev.capsule.validation.ledger;

import org.jspecify.annotations.NullMarked;
