create table sample_effect (
  tenant_id text not null,
  user_id uuid not null,
  amount bigint not null,
  seen bigint generated always as identity
);
alter table sample_effect enable row level security;
create policy tenant on sample_effect
  using (tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*');
grant select, insert, update on sample_effect to ${service_role};

create function add_effect(tenant text, flush text, of_tenant text, of_user uuid, of_amount bigint)
returns table (added bigint, setting text) language plpgsql as $$
begin
  perform enter_tenant(tenant, flush);
  return query
    insert into sample_effect (tenant_id, user_id, amount) values (of_tenant, of_user, of_amount)
    returning amount, current_setting('synchronous_commit') || ' ' || current_setting('capsule.tenant');
end
$$;
