-- On which day a week begins in this workspace's figures: 1 is Monday, 7 is Sunday, as in ISO 8601.
alter table workspace add column week_start smallint not null default 1 check (week_start between 1 and 7);

-- What a person says about campaigns that neither id nor name brings together: the traffic whose
-- campaign id or name is utm belongs to that campaign of the provider.
create table campaign_mapping (
    workspace_id uuid not null references workspace (id) on delete cascade,
    provider     text collate "C" not null,
    utm          text collate "C" not null check (utm <> '' and length(utm) <= 500),
    campaign_id  text collate "C" not null check (campaign_id <> ''),
    primary key (workspace_id, provider, utm)
);
select protect('campaign_mapping');
grant select, insert, update, delete on campaign_mapping to ${app};
