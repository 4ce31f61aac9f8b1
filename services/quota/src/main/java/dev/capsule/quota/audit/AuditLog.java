package dev.capsule.quota.audit;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators did: one line in the transaction of the deed. Only ever added to. */
@ApplicationScoped
public class AuditLog {
    private static final int MAX_DETAIL = 1000;
    private static final int PAGE = 200;

    private final Clock clock;

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** @param id position in the log */
    public record Line(
            long id,
            Timestamp at,
            String operator,
            String action,
            @Nullable UserId user,
            String detail) {}

    /** @param detail what was asked for and why; at most {@value #MAX_DETAIL} characters are kept */
    public void append(Tx tx, TenantId tenant, String action, Optional<UserId> user, String detail) {
        tx.update(
                "insert into audit (tenant_id, at, operator, action, user_id, detail) values ($1, $2, $3, $4, $5, $6)",
                tenant,
                clock.instant(),
                "operator",
                action,
                user.orElse(null),
                detail.substring(0, Math.min(MAX_DETAIL, detail.length())));
    }

    /** The latest lines before one of them, newest first. */
    public List<Line> page(Tx tx, TenantId tenant, Optional<Long> before) {
        return tx.list(
                "select id, at, operator, action, user_id, detail from audit"
                        + " where tenant_id = $1 and id < $2 order by id desc limit $3",
                row -> new Line(
                        Columns.longValue(row, "id"),
                        new Timestamp(Columns.instant(row, "at")),
                        Columns.text(row, "operator"),
                        Columns.text(row, "action"),
                        Columns.optionalId(row, "user_id", UserId::new).orElse(null),
                        Columns.text(row, "detail")),
                tenant,
                before.orElse(Long.MAX_VALUE),
                PAGE);
    }
}
