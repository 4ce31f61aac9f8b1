package dev.capsule.ingest.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** This process, as sessions know it: the one that may write their staged files in place. New at every start. */
@ApplicationScoped
public class Instance {
    private final UUID id = UUID.randomUUID();

    public UUID id() {
        return id;
    }
}
