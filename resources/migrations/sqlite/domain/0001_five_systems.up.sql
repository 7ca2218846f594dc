-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The tables that the built-in operations work on, as in migrations/postgresql. Times are ISO 8601
-- text in UTC, booleans 0 and 1. lower() folds ASCII only, in this program as in every other that
-- opens the file, so that the unique index means the same to all of them.

create table if not exists users (
    id            text not null primary key default
        (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
         || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    email         text not null check (email <> '') check (length(email) <= 255),
    name          text not null check (name <> '') check (length(name) <= 100),
    password_hash text not null,
    is_active     integer not null default 1 check (is_active in (0, 1)),
    last_login_at text,
    created_at    text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at    text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    deleted_at    text
);
create unique index if not exists users_email_key on users (lower(email));

create table if not exists universities (
    id         integer primary key autoincrement,
    name       text not null,
    inn        text,
    kpp        text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create unique index if not exists universities_inn_key on universities (inn) where inn is not null;
create unique index if not exists universities_inn_kpp_key on universities (inn, kpp) where inn is not null;

create table if not exists employees (
    id                   integer primary key autoincrement,
    first_name           text not null,
    last_name            text not null,
    middle_name          text,
    phone                text not null,
    max_id               text,
    inn                  text,
    kpp                  text,
    university_id        integer not null references universities on delete cascade,
    role                 text check (role in ('curator', 'operator')),
    user_id              integer,
    max_id_updated_at    text,
    profile_source       text default 'default' check (profile_source in ('webhook', 'user_input', 'default')),
    profile_last_updated text,
    created_at           text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at           text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create index if not exists employees_phone on employees (phone);
create index if not exists employees_max_id on employees (max_id);
create index if not exists employees_university on employees (university_id);
create index if not exists employees_name on employees (last_name, first_name);
create index if not exists employees_inn on employees (inn);
create index if not exists employees_role on employees (role);
create index if not exists employees_user on employees (user_id);
create index if not exists employees_profile_source on employees (profile_source);

create table if not exists activities (
    id              text not null primary key default
        (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
         || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    source          text not null,
    category        text,
    meter_id        text,
    location        text,
    period_start    text,
    period_end      text,
    quantity        real not null check (quantity >= 0),
    unit            text not null,
    org_id          text not null,
    workspace_id    text,
    metadata        text not null default '{}',
    external_id     text,
    idempotency_key text,
    data_quality    text check (data_quality in ('measured', 'estimated', 'default')),
    created_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    check (period_end >= period_start)
);
create index if not exists activities_org on activities (org_id, workspace_id);
create unique index if not exists activities_idempotency_key on activities (org_id, idempotency_key)
    where idempotency_key is not null;

create table if not exists emission_factors (
    id                    text not null primary key,
    scope                 integer not null check (scope between 1 and 3),
    region                text not null,
    source                text not null,
    category              text not null default '',
    unit                  text not null,
    value_kg_co2e_per_unit real not null,
    method                text not null,
    data_source           text,
    valid_from            text,
    valid_to              text,
    uncertainty_percent   real,
    notes                 text
);
create index if not exists emission_factors_source on emission_factors (scope, source, category);

create table if not exists emissions (
    id               text not null primary key default
        (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
         || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    activity_id      text not null references activities on delete cascade,
    factor_id        text references emission_factors,
    scope            integer not null check (scope between 1 and 3),
    emissions_kg     real not null,
    emissions_tonnes real not null,
    input_quantity   real,
    input_unit       text,
    emission_factor  real,
    method           text,
    data_quality     text,
    region           text,
    org_id           text not null,
    workspace_id     text,
    period_start     text,
    period_end       text,
    calculated_at    text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    notes            text
);
create unique index if not exists emissions_activity_key on emissions (activity_id);
create index if not exists emissions_org on emissions (org_id, workspace_id);

create table if not exists accounts (
    id         integer primary key autoincrement,
    username   text not null unique check (length(username) <= 150),
    email      text not null check (length(email) <= 255),
    first_name text not null default '' check (length(first_name) <= 150),
    last_name  text not null default '' check (length(last_name) <= 150),
    is_active  integer not null default 1 check (is_active in (0, 1)),
    user_type  text not null default 'customer'
               check (user_type in ('customer', 'professional', 'admin', 'support')),
    updated_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create unique index if not exists accounts_email_key on accounts (lower(email));

create table if not exists professionals (
    account_id   integer not null primary key references accounts on delete cascade,
    is_verified  integer not null default 0 check (is_verified in (0, 1)),
    is_premium   integer not null default 0 check (is_premium in (0, 1)),
    is_available integer not null default 1 check (is_available in (0, 1)),
    updated_at   text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

create table if not exists services (
    id              integer primary key autoincrement,
    provider_id     integer not null references accounts on delete cascade,
    name            text not null,
    description     text not null default '',
    category        text not null default '',
    estimated_price numeric(10, 2) check (estimated_price >= 0),
    is_active       integer not null default 1 check (is_active in (0, 1)),
    updated_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create index if not exists services_provider on services (provider_id);

create table if not exists orders (
    id              integer primary key autoincrement,
    customer_id     integer not null references accounts,
    professional_id integer references accounts,
    service_id      integer references services,
    status          text not null default 'pending',
    scheduled_date  text,
    address         text not null default '',
    notes           text not null default '',
    total_price     numeric(10, 2) check (total_price >= 0),
    created_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create index if not exists orders_customer on orders (customer_id);
create index if not exists orders_professional on orders (professional_id);
create index if not exists orders_service on orders (service_id);

create table if not exists montages (
    id           text not null primary key default
        (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
         || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    user_id      text not null references users on delete cascade,
    type         text not null check (type in ('general', 'interest')),
    interest     text check (length(interest) <= 100),
    generated_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    expires_at   text,
    metadata     text not null default '{}',
    check ((type = 'general') = (interest is null))
);
-- A general montage has no interest, and a unique index takes every NULL for another one.
create unique index if not exists montages_user_key on montages (user_id, type, coalesce(interest, ''));
create index if not exists montages_expires on montages (expires_at);

create table if not exists montage_items (
    id              text not null primary key default
        (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
         || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),
    montage_id      text not null references montages on delete cascade,
    checkin_id      text not null,
    order_index     integer not null,
    widget_type     text not null check (widget_type in ('media', 'text', 'location', 'activity', 'mood')),
    widget_metadata text not null default '{}',
    created_at      text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create unique index if not exists montage_items_order_key on montage_items (montage_id, order_index);
