-- Upload sessions. A row is the intent under which bytes may lie in incoming/ or, once landed, in blobs/.
create table upload_sessions (
  tenant_id text not null,
  upload_id uuid not null,
  owner_id uuid not null,
  uploader_id uuid not null,
  album_id uuid not null,
  asset_id uuid not null,
  role text not null check (role in ('original', 'metadata', 'derivative')),
  hash bytea not null check (octet_length(hash) = 32),
  size bigint not null check (size > 0),
  content_type text not null,
  suite integer not null,
  manifest bytea not null check (octet_length(manifest) <= 16384),
  manifest_hash bytea not null check (octet_length(manifest_hash) = 32),
  intent_id uuid,
  operation_id uuid,
  status text not null
    check (status in ('Pending', 'Uploading', 'WaitingForProcessing', 'Completed', 'FailedProcessing')),
  received bigint not null default 0 check (received between 0 and size),
  -- the process that writes incoming/{upload_id}.bin in place; another one may be a zombie that still does
  instance uuid,
  taken_over boolean not null default false,
  landed_at timestamptz,
  bundled_at timestamptz,
  failure_code text,
  sync_seq bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, upload_id)
);
-- One session for the same content: the second lock behind the select in the same transaction.
create unique index upload_sessions_content on upload_sessions (tenant_id, owner_id, album_id, hash, role)
  where status <> 'FailedProcessing';
create index upload_sessions_bundle on upload_sessions (tenant_id, manifest_hash)
  where status = 'WaitingForProcessing';
create index upload_sessions_asset on upload_sessions (tenant_id, asset_id);
create index upload_sessions_uploader on upload_sessions (tenant_id, uploader_id, created_at)
  where status in ('Pending', 'Uploading', 'WaitingForProcessing');
create index upload_sessions_expiry on upload_sessions (expires_at);
create index upload_sessions_hash on upload_sessions (hash) where status = 'WaitingForProcessing';

-- A session that is about to be opened: quota may hold its bytes under this id, whatever becomes of the process that asked.
-- The next request for the same content goes on with the same id; one that nobody asks for again is given back.
create table session_intents (
  tenant_id text not null,
  owner_id uuid not null,
  album_id uuid not null,
  hash bytea not null check (octet_length(hash) = 32),
  role text not null,
  size bigint not null check (size > 0),
  upload_id uuid not null,
  asked_at timestamptz not null,
  primary key (tenant_id, owner_id, album_id, hash, role, size)
);
create index session_intents_age on session_intents (asked_at);

-- The acknowledged chunks of a session: what makes a resend a duplicate or a conflict.
create table chunks (
  tenant_id text not null,
  upload_id uuid not null,
  start_offset bigint not null check (start_offset >= 0),
  length bigint not null check (length > 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (tenant_id, upload_id, start_offset),
  foreign key (tenant_id, upload_id) references upload_sessions on delete cascade
);

-- Blobs a tenant has stored. The file is one for all tenants; it goes when the last row has gone.
create table blobs (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  size bigint not null check (size > 0),
  stored_at timestamptz not null,
  collectable_since timestamptz,
  quarantined_at timestamptz,
  primary key (tenant_id, hash)
);
create index blobs_hash on blobs (hash);
create index blobs_collectable on blobs (collectable_since) where collectable_since is not null;

-- Who refers to a blob: one row for each committed manifest that added it. Counting is a query over these rows.
create table blob_references (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  asset_id uuid not null,
  role text not null,
  manifest_hash bytea not null check (octet_length(manifest_hash) = 32),
  album_id uuid not null,
  user_id uuid not null,
  size bigint not null,
  sync_seq bigint not null,
  primary key (tenant_id, hash, asset_id, role, manifest_hash)
);
create index blob_references_asset on blob_references (tenant_id, asset_id);
create index blob_references_hash on blob_references (hash);

-- Projection of albums.committed: who may read the blobs of an album.
create table albums (
  tenant_id text not null,
  album_id uuid not null,
  seq bigint not null,
  primary key (tenant_id, album_id)
);
create table album_members (
  tenant_id text not null,
  album_id uuid not null,
  user_id uuid not null,
  role text not null,
  primary key (tenant_id, album_id, user_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['upload_sessions', 'session_intents', 'chunks', 'blobs', 'blob_references', 'albums',
      'album_members'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (tenant_id = current_setting(''capsule.tenant'', true) '
      'or current_setting(''capsule.tenant'', true) = ''*'')', name);
    execute format('grant select, insert, update, delete on %I to %I', name, '${service_role}');
  end loop;
end
$$;
create index upload_sessions_staged on upload_sessions (tenant_id, upload_id)
  where status in ('Uploading', 'WaitingForProcessing') and landed_at is null;
