/** Finished uploads: each stored bundle of blobs goes through the gate and is committed or rejected. */
@NullMarked
package dev.capsule.validation.bundle;

import org.jspecify.annotations.NullMarked;
