-- The ledger: every manifest the gate accepted, as signed.
create table manifest (
  tenant_id text not null,
  album_id uuid not null,
  -- position in the album's log, from 0 and without gaps
  leaf bigint not null,
  sync_seq bigint not null,
  asset_id uuid not null,
  -- 'asset' or the role of a derivative chain
  chain text not null,
  prior_hash bytea,
  manifest_hash bytea not null,
  received_at timestamptz not null,
  body bytea not null,
  -- the order of receipt across albums, where clocks may step back
  ordinal bigint generated always as identity,
  primary key (tenant_id, album_id, leaf),
  -- no record has two successors, no chain two beginnings
  unique nulls not distinct (tenant_id, asset_id, chain, prior_hash)
) with (toast_tuple_target = 8160);
-- signatures and hashes do not compress
alter table manifest alter column body set storage external;
create index manifest_by_hash on manifest using hash (manifest_hash);
create trigger append_only before update or delete or truncate on manifest
  for each statement execute function refuse_change();
alter table manifest enable always trigger append_only;
grant select, insert on manifest to ${service_role};

-- Roots of the complete subtrees of 256, 65,536, … leaves of each album's log: what proofs are made from.
create table log_tile (
  tenant_id text not null,
  album_id uuid not null,
  level smallint not null,
  position bigint not null,
  hash bytea not null,
  primary key (tenant_id, album_id, level, position)
);
create trigger append_only before update or delete or truncate on log_tile
  for each statement execute function refuse_change();
alter table log_tile enable always trigger append_only;
grant select, insert on log_tile to ${service_role};

-- The present of each asset: state, chain head, what the feed serves. Purged assets stay as tombstones.
create table asset (
  tenant_id text not null,
  asset_id uuid not null,
  album_id uuid not null,
  state text not null check (state in ('live', 'trashed', 'purged')),
  -- hashes of manifests: the head of the chain, the latest create or replace, the latest one naming a metadata blob
  head bytea not null,
  content bytea not null,
  metadata bytea not null,
  original_blob bytea,
  original_size bigint,
  metadata_blob bytea,
  metadata_size bigint,
  retention_until timestamptz,
  sync_seq bigint not null,
  change text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, asset_id)
);
create index asset_feed on asset (tenant_id, album_id, sync_seq);
create index asset_by_original on asset using hash (original_blob);
create index asset_by_metadata on asset using hash (metadata_blob);
create index asset_trashed on asset (retention_until) where state = 'trashed';
grant select, insert, update on asset to ${service_role};

-- The head of each derivative chain: one chain per asset and role.
create table derivative_chain (
  tenant_id text not null,
  asset_id uuid not null,
  role text not null,
  head bytea not null,
  primary key (tenant_id, asset_id, role)
);
grant select, insert, update on derivative_chain to ${service_role};

-- The live set of derivatives: the newest of each format and model. Formats served by the original have no blob.
create table derivative (
  tenant_id text not null,
  asset_id uuid not null,
  role text not null,
  format text not null,
  model_id text not null default '',
  manifest_hash bytea not null,
  blob bytea,
  size bigint,
  primary key (tenant_id, asset_id, role, format, model_id)
);
create index derivative_by_blob on derivative using hash (blob);
grant select, insert, update, delete on derivative to ${service_role};

-- The current metadata blob of each asset that is not purged.
create table metadata_blob (
  tenant_id text not null,
  asset_id uuid not null,
  hash bytea not null,
  body bytea not null,
  primary key (tenant_id, asset_id)
);
alter table metadata_blob alter column body set storage external;
grant select, insert, update, delete on metadata_blob to ${service_role};

-- What each operation id was used for.
create table operation (
  tenant_id text not null,
  user_id uuid not null,
  operation_id uuid not null,
  manifest_hash bytea not null,
  primary key (tenant_id, user_id, operation_id)
);
grant select, insert on operation to ${service_role};

-- Secrets of this server by purpose, newest last; the last two of a purpose are accepted.
create table server_secret (
  tenant_id text not null,
  purpose text not null,
  position bigint not null,
  secret bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, purpose, position)
);
grant select, insert on server_secret to ${service_role};
