-- When a login ends unless somebody signs in anew, where the provider tells. expires_at beside it is
-- the end of an access token, which may be renewed many times until then.
alter table provider_grant add column login_ends_at timestamptz;
create index on provider_grant (login_ends_at) where login_ends_at is not null;

-- Nobody renews a key.
update provider_grant set login_ends_at = expires_at where login = 'api_key';

alter table notification
    drop constraint notification_kind_check,
    add constraint notification_kind_check check (kind in
        ('repeated_failures', 'dead_letter', 'stopped', 'reconnect_needed', 'login_ends',
         'stale_data', 'misconfigured', 'email_health', 'recovered'));
