/** Routes for operators, behind the operator token. */
@NullMarked
package dev.capsule.quota.admin;

import org.jspecify.annotations.NullMarked;
