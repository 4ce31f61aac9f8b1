package dev.capsule.validation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.manifest.Action;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssetStateTest {
    /** Server-invariants 6, cell by cell. */
    private static final Map<AssetState, Set<Action>> ALLOWED = Map.of(
            AssetState.LIVE,
                    EnumSet.of(
                            Action.REPLACE,
                            Action.METADATA_UPDATE,
                            Action.DERIVATIVE_ADD,
                            Action.DERIVATIVE_REPLACE,
                            Action.DELETE),
            AssetState.TRASHED, EnumSet.of(Action.DELETE, Action.TRASH_RESTORE),
            AssetState.PURGED, EnumSet.noneOf(Action.class));

    @Test
    void shouldAllowWhatTheTableAllows_andRefuseTheComplement() {
        for (var state : AssetState.values()) {
            for (var action : Action.values()) {
                assertThat(state.allows(action))
                        .as(state + " " + action)
                        .isEqualTo(ALLOWED.get(state).contains(action));
            }
        }
    }

    @Test
    void shouldKeepItsWord() {
        for (var state : AssetState.values()) {
            assertThat(AssetState.ofWord(state.word())).isEqualTo(state);
        }
    }
}
