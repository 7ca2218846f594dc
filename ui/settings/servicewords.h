// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/servicetests.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tonedlabel.h"

namespace bulkhead {

/// Services in the words of the window.
class ServiceWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::ServiceWords)

public:
    static QString kind(ServiceKind kind);
    static QString source(Credential::Source source);
    /// ● works ✕ fails ▶ being tested ○ not tested
    static StatusLook look(const ServiceTestOutcome &outcome, const Theme &theme);
    /// Shows in the label what a test found, how long it took, and when.
    static void tell(TonedLabel *label, const ServiceTestOutcome &outcome);
};

} // namespace bulkhead
