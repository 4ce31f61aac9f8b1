-- Album descriptors, as signed.
create table album (
  tenant_id text not null,
  album_id uuid not null,
  owner_id uuid not null,
  pin text not null,
  hash bytea not null,
  body bytea not null,
  received_at timestamptz not null,
  primary key (tenant_id, album_id)
);
alter table album alter column body set storage external;
create trigger append_only before update or delete or truncate on album
  for each statement execute function refuse_change();
alter table album enable always trigger append_only;
grant select, insert on album to ${service_role};

-- The epoch chain of each album, as signed.
create table attestation (
  tenant_id text not null,
  album_id uuid not null,
  seq bigint not null,
  hash bytea not null,
  body bytea not null,
  received_at timestamptz not null,
  primary key (tenant_id, album_id, seq)
);
alter table attestation alter column body set storage external;
create trigger append_only before update or delete or truncate on attestation
  for each statement execute function refuse_change();
alter table attestation enable always trigger append_only;
grant select, insert on attestation to ${service_role};

-- The write-tier key of each attested epoch.
create table epoch_key (
  tenant_id text not null,
  album_id uuid not null,
  epoch bigint not null,
  ed25519_key bytea not null,
  ml_dsa_65_key bytea not null,
  primary key (tenant_id, album_id, epoch)
) with (toast_tuple_target = 8160);
alter table epoch_key alter column ml_dsa_65_key set storage external;
create trigger append_only before update or delete or truncate on epoch_key
  for each statement execute function refuse_change();
alter table epoch_key enable always trigger append_only;
grant select, insert on epoch_key to ${service_role};

-- Who is a member now, as the last attestation says.
create table album_member (
  tenant_id text not null,
  user_id uuid not null,
  album_id uuid not null,
  role text not null check (role in ('read', 'write', 'admin')),
  primary key (tenant_id, user_id, album_id)
);
create index album_member_by_album on album_member (tenant_id, album_id);
grant select, insert, update, delete on album_member to ${service_role};

-- What changes about an album. Its row is the lock that makes an album serial.
create table album_state (
  tenant_id text not null,
  album_id uuid not null,
  -- the home server of a remote album; null for those of this one
  home text,
  -- the last attestation: its seq, the highest attested epoch and the floor
  attested_seq bigint not null,
  ceiling bigint not null,
  min_write_epoch bigint not null,
  -- the highest epoch a manifest was accepted with; 0 before the first
  highest_epoch bigint not null default 0,
  -- the last position minted in the feed
  sync_seq bigint not null default 0,
  frozen boolean not null default false,
  -- the upgrade in force, aborted or completed, and the tombstone's hash
  upgrade_intent uuid,
  upgrade_to text,
  upgrade_deadline timestamptz,
  frozen_state_hash bytea,
  -- the two albums of an upgrade name each other
  fork uuid,
  forked_from uuid,
  -- the Merkle tree over the album's manifests: leaves and the hashes of its perfect subtrees, largest first
  log_size bigint not null default 0,
  log_frontier bytea not null default '',
  primary key (tenant_id, album_id)
) with (fillfactor = 50);
grant select, insert, update on album_state to ${service_role};
