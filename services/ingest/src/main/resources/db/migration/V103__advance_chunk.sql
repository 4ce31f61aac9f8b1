-- The acknowledged offset of a session moves on by a chunk, if the session is open, at the chunk's offset, and written by
-- this process. No row if it did not move.
create function advance_chunk(
  tenant text, flush text, upload uuid, chunk_offset bigint, chunk_length bigint, chunk_hash bytea, new_status text,
  moved_at timestamptz, writer uuid)
returns table (overtaken boolean) language plpgsql as $$
begin
  perform enter_tenant(tenant, flush);
  return query
    with moved as (
      update upload_sessions
      set received = chunk_offset + chunk_length, status = new_status, updated_at = moved_at
      where tenant_id = tenant and upload_id = upload and received = chunk_offset and instance = writer
        and status in ('Pending', 'Uploading')
      returning taken_over),
    chunk as (
      insert into chunks (tenant_id, upload_id, start_offset, length, hash)
      select tenant, upload, chunk_offset, chunk_length, chunk_hash from moved)
    select taken_over from moved;
end
$$;
