-- Committed manifests that are to be written beside the blobs they refer to. The writer deletes the row once it has.
create table sidecar_queue (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  manifest_hash bytea not null check (octet_length(manifest_hash) = 32),
  manifest bytea not null check (octet_length(manifest) <= 16384),
  primary key (tenant_id, hash, manifest_hash)
);
alter table sidecar_queue enable row level security;
create policy tenant on sidecar_queue
  using (tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*');
grant select, insert, delete on sidecar_queue to ${service_role};
-- the writer locks rows it is about to delete
grant update on sidecar_queue to ${service_role};
