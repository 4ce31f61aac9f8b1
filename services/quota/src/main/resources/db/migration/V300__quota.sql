-- Limits of a tenant. A missing row, or limited = false, leaves the defaults of the installation; null is unlimited.
create table tenant_policy (
  tenant_id text primary key,
  limited boolean not null default false,
  soft bigint check (soft >= 0),
  hard bigint check (hard >= 0),
  -- bytes all accounts of the tenant may use and reserve together
  ceiling bigint check (ceiling >= 0),
  check (soft is null or hard is null or soft <= hard)
);

create table tier (
  tenant_id text not null,
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  soft bigint check (soft >= 0),
  hard bigint check (hard >= 0),
  primary key (tenant_id, name),
  check (soft is null or hard is null or soft <= hard)
);

-- One row for each user. used and reserved are what the user is billed for: own bytes and those of sponsored users;
-- both are 0 for a user somebody sponsors.
create table account (
  tenant_id text not null,
  user_id uuid not null,
  sponsor_id uuid check (sponsor_id <> user_id),
  tier text,
  overridden boolean not null default false,
  soft bigint check (soft >= 0),
  hard bigint check (hard >= 0),
  suspended boolean not null default false,
  used bigint not null default 0 check (used >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  reserved_metadata bigint not null default 0 check (reserved_metadata between 0 and reserved),
  state text not null default 'OK'
    check (state in ('OK', 'SoftWarning', 'HardExceeded', 'GraceExpired', 'Suspended')),
  grace_expires_at timestamptz,
  primary key (tenant_id, user_id),
  check (soft is null or hard is null or soft <= hard)
) with (fillfactor = 50);
create index account_sponsored on account (tenant_id, sponsor_id) where sponsor_id is not null;
create index account_tier on account (tenant_id, tier) where tier is not null;
-- the only state that time alone ends
create index account_grace on account (grace_expires_at) where state = 'HardExceeded';

-- Tenants whose limits were moved since the states of their accounts were looked at; number tells one move from the next.
create table limit_change (
  tenant_id text primary key,
  number bigint not null default 1
);

-- Bytes set aside for an upload. Ended ones stay a while as tombstones: events and requests come in any order.
create table reservation (
  tenant_id text not null,
  upload_id uuid not null,
  user_id uuid not null,
  role text not null,
  bytes bigint not null check (bytes >= 0),
  expires_at timestamptz not null,
  status text not null check (status in ('open', 'expired', 'released', 'committed')),
  primary key (tenant_id, upload_id)
) with (fillfactor = 70);
create index reservation_by_end on reservation (status, expires_at);
create index reservation_of_user on reservation (tenant_id, user_id) where status = 'open';

-- The present of an asset as far as it decides who pays: LWW by sync_seq for the trash, terminal for the purge.
create table asset (
  tenant_id text not null,
  album_id uuid not null,
  asset_id uuid not null,
  trash_seq bigint not null,
  trashed boolean not null,
  purged_at timestamptz,
  primary key (tenant_id, album_id, asset_id)
);

-- Facts: at this position of the album's ledger, this asset began or ceased to refer to this blob. Never changed.
create table blob_reference (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  album_id uuid not null,
  asset_id uuid not null,
  -- role of the blob; for derivatives the chain too, 'derivative/*' being a release of all of them
  slot text not null,
  sync_seq bigint not null,
  added boolean not null,
  user_id uuid not null,
  size bigint not null check (size >= 0),
  at timestamptz not null,
  primary key (tenant_id, hash, album_id, asset_id, slot, sync_seq)
);
create index blob_reference_of_asset on blob_reference (tenant_id, album_id, asset_id);

-- Facts: a signed record of a chain. Kept for ever, charged for ever.
create table provenance (
  tenant_id text not null,
  user_id uuid not null,
  manifest_hash bytea not null check (octet_length(manifest_hash) = 32),
  album_id uuid not null,
  asset_id uuid not null,
  size bigint not null check (size > 0),
  primary key (tenant_id, user_id, manifest_hash)
);
create index provenance_of_album on provenance (tenant_id, album_id) include (size);

-- Facts: copies of another server's blobs kept for a user. Holding starts the claim, evicting ends it.
create table cache_hold (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  user_id uuid not null,
  peer text not null,
  size bigint not null check (size > 0),
  held_at timestamptz not null,
  primary key (tenant_id, hash, user_id, peer)
);

-- Who pays for a blob, and as what. Follows from the facts alone.
create table charge (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  size bigint not null check (size >= 0),
  payer_id uuid,
  role text,
  peer text not null default '',
  primary key (tenant_id, hash),
  check ((payer_id is null) = (role is null))
);
create index charge_of_payer on charge (tenant_id, payer_id, hash) where payer_id is not null;

-- Own bytes of a user by role, sponsored or not; peer is empty but for the role peer_cache.
create table usage (
  tenant_id text not null,
  user_id uuid not null,
  role text not null,
  peer text not null default '',
  bytes bigint not null check (bytes >= 0),
  items bigint not null check (items >= 0),
  primary key (tenant_id, user_id, role, peer)
) with (fillfactor = 70);

-- What operators did, and why.
create table audit (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  at timestamptz not null,
  operator text not null,
  action text not null,
  user_id uuid,
  detail text not null
);
create index audit_of_tenant on audit (tenant_id, id);

-- What the operator was last told about figures that are not what they should be.
create table drift_notice (
  tenant_id text primary key,
  found bigint not null,
  bytes bigint not null,
  at timestamptz not null
);

do $$
declare
  t text;
begin
  foreach t in array array['tenant_policy', 'tier', 'account', 'reservation', 'asset', 'blob_reference', 'provenance',
      'cache_hold', 'charge', 'usage', 'audit', 'limit_change', 'drift_notice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy tenant on %I using (tenant_id = current_setting(''capsule.tenant'', true)'
      ' or current_setting(''capsule.tenant'', true) = ''*'')', t);
  end loop;
end $$;

grant select, insert, update on tenant_policy, account, asset, charge, usage, drift_notice to ${service_role};
grant select, insert, update, delete on tier, reservation, cache_hold, limit_change to ${service_role};
-- facts and audit lines are only ever added
grant select, insert on blob_reference, provenance, audit to ${service_role};
