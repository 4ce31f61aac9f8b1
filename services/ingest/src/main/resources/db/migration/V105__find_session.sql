-- One session, in a transaction that is one message (Db.call).
create function find_session(tenant text, flush text, upload uuid) returns setof upload_sessions language plpgsql as $$
begin
  perform enter_tenant(tenant, flush);
  return query select * from upload_sessions where tenant_id = tenant and upload_id = upload;
end
$$;
