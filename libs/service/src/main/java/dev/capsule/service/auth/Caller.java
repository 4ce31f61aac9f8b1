package dev.capsule.service.auth;

import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as a verified token says. Its tenant is always the tenant of the request.
 *
 * @param device the device the session was opened for, if it was opened for one
 */
public record Caller(TenantId tenant, UserId user, @Nullable DeviceId device, SessionId session) {}
