// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/servicewords.h"

#include "ui/widgets/phrases.h"

namespace bulkhead {

QString ServiceWords::kind(ServiceKind kind)
{
    switch (kind) {
    case ServiceKind::MaxBot:
        return tr("MaxBot (gRPC)");
    case ServiceKind::Checkins:
        return tr("Check-ins (HTTP)");
    case ServiceKind::Users:
        return tr("Users (HTTP)");
    case ServiceKind::Http:
        return tr("Other (HTTP)");
    }
    Q_UNREACHABLE();
}

QString ServiceWords::source(Credential::Source source)
{
    switch (source) {
    case Credential::Source::None:
        //: where the secret of a service is: it has none
        return tr("None");
    case Credential::Source::Environment:
        return tr("In an environment variable");
    case Credential::Source::File:
        return tr("In a file");
    case Credential::Source::Keychain:
        return tr("In the keychain");
    }
    Q_UNREACHABLE();
}

StatusLook ServiceWords::look(const ServiceTestOutcome &outcome, const Theme &theme)
{
    using State = ServiceTestOutcome::State;
    switch (outcome.state) {
    case State::Untested:
        //: state of a service
        return {StatusLook::Shape::Ring, tr("Not tested"), theme.quiet};
    case State::Running:
        //: state of a service: it is being tested now
        return {StatusLook::Shape::Play, tr("Testing…"), theme.active};
    case State::Passed:
        //: state of a service; %1: how long its answer took, "12 ms"
        return {StatusLook::Shape::Disc, tr("Works, %1").arg(tr("%L1 ms").arg(outcome.latencyMs)), theme.positive};
    case State::Failed:
        //: state of a service: its test failed
        return {StatusLook::Shape::Cross, tr("Fails"), theme.negative};
    }
    Q_UNREACHABLE();
}

void ServiceWords::tell(TonedLabel *label, const ServiceTestOutcome &outcome)
{
    using State = ServiceTestOutcome::State;
    label->setToolTip(outcome.at ? tr("Tested %1").arg(Phrases::exactTime(outcome.at)) : QString());
    switch (outcome.state) {
    case State::Untested:
        return label->say({});
    case State::Running:
        return label->say(TonedLabel::Tone::Quiet, tr("Testing…"));
    case State::Passed:
        //: %1: what the service said, a sentence; %2: "12 ms"
        return label->say(TonedLabel::Tone::Positive,
                          tr("%1 It took %2.").arg(outcome.words, tr("%L1 ms").arg(outcome.latencyMs)));
    case State::Failed:
        return label->say(TonedLabel::Tone::Negative, outcome.words);
    }
}

} // namespace bulkhead
