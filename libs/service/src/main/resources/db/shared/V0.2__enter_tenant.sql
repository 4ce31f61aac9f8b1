-- For functions that are a transaction of their own (Db.call): what a transaction sets at its beginning, for itself alone.
-- A statement's time limit can't be set from within it; only a lock can hold such a short one up.
create function enter_tenant(tenant text, flush text) returns void language plpgsql as $$
begin
  perform set_config('capsule.tenant', tenant, true),
    set_config('synchronous_commit', flush, true),
    set_config('lock_timeout', '5s', true);
end
$$;
