-- Changing what is written once is refused for everyone, the owner of the table and superusers included.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Every version of every device directory, as signed.
create table directory (
  tenant_id text not null,
  user_id uuid not null,
  version bigint not null,
  hash bytea not null,
  body bytea not null,
  received_at timestamptz not null,
  primary key (tenant_id, user_id, version)
);
alter table directory alter column body set storage external;
create trigger append_only before update or delete or truncate on directory
  for each statement execute function refuse_change();
alter table directory enable always trigger append_only;
grant select, insert on directory to ${service_role};

-- The device keys of the latest directory of each user: what the gate looks up.
create table device (
  tenant_id text not null,
  user_id uuid not null,
  device_id uuid not null,
  ed25519_key bytea not null,
  ml_dsa_65_key bytea not null,
  added_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, user_id, device_id)
) with (toast_tuple_target = 8160);
-- keys do not compress, and every manifest asks for one: in the row itself, not in pieces elsewhere
alter table device alter column ml_dsa_65_key set storage external;
grant select, insert on device to ${service_role};
grant update (revoked_at) on device to ${service_role};

-- Accounts that may not write, as moderation says.
create table suspended_user (
  tenant_id text not null,
  user_id uuid not null,
  since timestamptz not null,
  primary key (tenant_id, user_id)
);
grant select, insert, delete on suspended_user to ${service_role};
