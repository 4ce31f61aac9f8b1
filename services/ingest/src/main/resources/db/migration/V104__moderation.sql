-- Projection of moderation.actions: what became of an asset. Each matter has the number of its newest action, so an older one
-- that arrives late changes nothing. A row may be here before the asset's first commit has arrived.
create table asset_moderation (
  tenant_id text not null,
  asset_id uuid not null,
  taken_down boolean not null default false,
  takedown_seq bigint not null default 0,
  legal_hold boolean not null default false,
  hold_seq bigint not null default 0,
  primary key (tenant_id, asset_id)
);

-- What assets referred to once and no longer do, until the blob is collected: a takedown or a legal hold keeps these too, also
-- one that arrives after the end of the reference.
create table former_references (
  tenant_id text not null,
  hash bytea not null check (octet_length(hash) = 32),
  asset_id uuid not null,
  primary key (tenant_id, hash, asset_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['asset_moderation', 'former_references'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy tenant on %I using (tenant_id = current_setting(''capsule.tenant'', true) '
      'or current_setting(''capsule.tenant'', true) = ''*'')', name);
    execute format('grant select, insert, update, delete on %I to %I', name, '${service_role}');
  end loop;
end
$$;
