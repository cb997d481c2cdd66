-- Each account of a workspace has a list of its own at the provider, which is told on its own.
alter table email_suppression add column pushed_to uuid[] not null default '{}';
