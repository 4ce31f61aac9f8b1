package dev.capsule.quota.reservation;

/**
 * The life of a reservation.
 *
 * <pre>
 *    OPEN ── lease over ──▶ EXPIRED ── asked again ──▶ OPEN
 *      │                      │
 *      ├── released, rejected ┴──▶ RELEASED ──┐
 *      └── committed ─────────────▶ COMMITTED ◀┘
 * </pre>
 *
 * Only OPEN counts. An end is remembered even if it comes before the reservation, and COMMITTED wins over RELEASED, so the
 * order of events does not matter.
 */
public enum HoldStatus {
    OPEN,
    EXPIRED,
    RELEASED,
    COMMITTED;

    String column() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static HoldStatus of(String column) {
        return valueOf(column.toUpperCase(java.util.Locale.ROOT));
    }
}
