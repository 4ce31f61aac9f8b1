/** The main job from end to end: import on one device, sync on another, compare every byte. */
@NullMarked
package dev.capsule.stack.demo;

import org.jspecify.annotations.NullMarked;
