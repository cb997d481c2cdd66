-- What was asked for while the running job was being cancelled: the job that begins when that one has
-- ended. Here and not with the job, whose row its worker holds while it stores a slice.
alter table integration
    add column next_trigger text check (next_trigger in
        ('schedule', 'manual', 'backfill', 'reconnect', 'webhook'));
