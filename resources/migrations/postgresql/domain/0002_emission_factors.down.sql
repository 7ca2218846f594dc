-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The emission factors that the emissions batches came with (kg CO2e per unit). Region GLOBAL fits every
-- location; an empty category or source fits all. Installations add their own rows beside these.

delete from emission_factors f where data_source = 'built-in'
    and not exists (select 1 from emissions e where e.factor_id = f.id);
