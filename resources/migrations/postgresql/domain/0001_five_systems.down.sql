-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tables that hold a row are never dropped; the program refuses before it comes to this script.
-- must be empty: montage_items montages orders services professionals accounts emissions emission_factors
-- must be empty: activities employees universities users

drop table if exists montage_items;
drop table if exists montages;
drop table if exists orders;
drop table if exists services;
drop table if exists professionals;
drop table if exists accounts;
drop table if exists emissions;
drop table if exists emission_factors;
drop table if exists activities;
drop table if exists employees;
drop table if exists universities;
drop table if exists users;
