create table account (
  tenant_id text not null,
  user_id uuid not null,
  ik_ed25519 bytea not null check (octet_length(ik_ed25519) = 32),
  ik_ml_dsa_65 bytea not null check (octet_length(ik_ml_dsa_65) = 1952),
  handle text,
  created_at timestamptz not null,
  primary key (tenant_id, user_id)
);
create unique index account_handle on account (tenant_id, handle) where handle is not null;

-- A token is never stored, only its SHA-256.
create table login_session (
  tenant_id text not null,
  session_id uuid not null,
  user_id uuid not null,
  device_id uuid,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (tenant_id, session_id),
  foreign key (tenant_id, user_id) references account (tenant_id, user_id)
);
create unique index login_session_token on login_session (tenant_id, token_hash);
create index login_session_user on login_session (tenant_id, user_id);

-- Nonces of proofs that were accepted, until they would expire anyway.
create table spent_nonce (
  tenant_id text not null,
  nonce bytea not null check (octet_length(nonce) = 32),
  expires_at timestamptz not null,
  primary key (tenant_id, nonce)
);
create index spent_nonce_expiry on spent_nonce (expires_at);

create table token_key (
  tenant_id text not null,
  key_id text not null,
  public_key bytea not null check (octet_length(public_key) = 32),
  sealed_seed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, key_id)
);

create table escrow (
  tenant_id text not null,
  user_id uuid not null,
  kind text not null,
  version bigint not null,
  content_type text not null,
  wrapped bytea not null check (octet_length(wrapped) <= 65536),
  updated_at timestamptz not null,
  primary key (tenant_id, user_id, kind),
  foreign key (tenant_id, user_id) references account (tenant_id, user_id)
);

create table delivery (
  tenant_id text not null,
  delivery_id uuid not null,
  recipient_user uuid not null,
  recipient_device uuid not null,
  sender_user uuid not null,
  object_hash bytea not null check (octet_length(object_hash) = 32),
  object bytea not null check (octet_length(object) <= 16384),
  created_at timestamptz not null,
  primary key (tenant_id, delivery_id),
  foreign key (tenant_id, recipient_user) references account (tenant_id, user_id)
);
create unique index delivery_object on delivery (tenant_id, recipient_user, object_hash);
create index delivery_recipient on delivery (tenant_id, recipient_user, recipient_device, created_at);
create index delivery_sender on delivery (tenant_id, sender_user);
create index delivery_age on delivery (created_at);

do $$
declare t text;
begin
  foreach t in array array['account', 'login_session', 'spent_nonce', 'token_key', 'escrow', 'delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = current_setting(''capsule.tenant'', true)'
      || ' or current_setting(''capsule.tenant'', true) = ''*'')', t);
  end loop;
end $$;

grant select, insert on account to ${service_role};
grant select, insert, update, delete on login_session to ${service_role};
grant select, insert, delete on spent_nonce to ${service_role};
grant select, insert, delete on token_key to ${service_role};
grant select, insert, update on escrow to ${service_role};
grant select, insert, delete on delivery to ${service_role};
