// The state machine as tables; see state.hpp.
// Invariant: a state has one row in each table.
// Rule: mail-correctness.md section 2.6; features F146, F171-F178.
#include "outbox/state.hpp"

#include <algorithm>
#include <array>

#include "core/check.hpp"

namespace postroom::outbox {
namespace {

using model::MailState;
using enum model::MailState;

// A claim may release a due mail and lease it in one step: hence leased beside ready.
constexpr std::array kFromHeld{ready, leased, cancelled, suppressed};
// To uncertain by hand: a try may have arrived, and somebody decides that it counts as sent.
constexpr std::array kFromReady{leased, cancelled, suppressed, failed, uncertain};
// Back to ready: the worker died or the connector was at fault before the dot (P7).
constexpr std::array kFromLeased{dot_sent, ready, retry_wait, failed, suppressed};
constexpr std::array kFromDotSent{sent, uncertain, retry_wait, failed};
// Found to be there, sent again, retried by hand, or come back, which proves that it was there.
constexpr std::array kFromUncertain{sent, ready, leased, retry_wait, bounced};
constexpr std::array kFromRetryWait{ready, leased, cancelled, suppressed, failed, uncertain};
constexpr std::array kFromFailed{ready, retry_wait, cancelled, uncertain};
constexpr std::array kFromSent{bounced};

constexpr Permission kOk{true, "ok", "This can be done."};
constexpr Permission kDecided{false, "treated_as_sent",
                              "Somebody decided already that it counts as sent."};
constexpr Permission kNothingUnconfirmed{
    false, "nothing_unconfirmed", "Every try of it had an answer, so there is nothing to decide."};
constexpr Permission kMayHaveLeft{false, "too_late_to_cancel",
                                  "Too late: it may have been sent already."};

struct StateRow {
    MailState state;
    ShownStatus shown;
    std::string_view next;
    std::string_view sentence;
    Permission retry;
    Permission cancel;
};

constexpr std::array kStates{
    StateRow{held,
             ShownStatus::queued,
             "leaves_at",
             "It leaves at the time shown.",
             {false, "not_tried_yet", "It has not been tried yet: it leaves at its time."},
             kOk},
    StateRow{ready,
             ShownStatus::queued,
             "leaves_now",
             "It is about to be sent.",
             {false, "already_due", "It is about to be sent: there is nothing to retry."},
             kOk},
    StateRow{leased,
             ShownStatus::queued,
             "being_sent",
             "It is being sent now.",
             {false, "being_sent", "It is being sent now."},
             {false, "too_late_to_cancel", "Too late: it is being sent now."}},
    StateRow{dot_sent,
             ShownStatus::queued,
             "being_sent",
             "It is being sent now.",
             {false, "being_sent", "It is being sent now."},
             {false, "too_late_to_cancel", "Too late: it is being sent now."}},
    StateRow{sent,
             ShownStatus::sent,
             "nothing",
             "It was sent.",
             {false, "already_sent", "It was sent."},
             {false, "too_late_to_cancel", "Too late: it was sent."}},
    StateRow{
        uncertain, ShownStatus::sent_unconfirmed, "checked_at",
        "It was handed over, but the server did not confirm it. The same mail is sent again at the "
        "time shown.",
        kOk, kMayHaveLeft},
    StateRow{retry_wait, ShownStatus::pending_retry, "tried_again_at",
             "It is tried again at the time shown.", kOk, kOk},
    StateRow{failed, ShownStatus::failed, "only_by_hand",
             "It is not tried again unless somebody clicks Retry.", kOk, kOk},
    StateRow{cancelled,
             ShownStatus::cancelled,
             "nothing",
             "It was cancelled and never sent.",
             {false, "already_cancelled", "It was cancelled."},
             {false, "already_cancelled", "It was cancelled."}},
    StateRow{suppressed,
             ShownStatus::suppressed,
             "nothing",
             "It was not sent because a rule forbade it.",
             {false, "suppressed", "It was not sent because a rule forbade it."},
             {false, "suppressed", "It was not sent because a rule forbade it."}},
    StateRow{bounced,
             ShownStatus::bounced,
             "nothing",
             "It was sent and came back.",
             {false, "already_sent", "It was sent and came back."},
             {false, "too_late_to_cancel", "Too late: it was sent and came back."}},
};

const StateRow& row_of(MailState state) {
    const auto* found = std::ranges::find(kStates, state, &StateRow::state);
    CHECK(found != kStates.end());
    return *found;
}

constexpr std::array<std::string_view, 9> kStatusNames{
    "failed",           "connector_disabled", "pending_retry", "queued", "sent",
    "sent_unconfirmed", "cancelled",          "suppressed",    "bounced"};

bool waits_for_connector(MailState state) {
    return state == held || state == ready || state == retry_wait;
}

Shown shown_of(const StateRow& row) { return {row.shown, row.next, row.sentence, std::nullopt}; }

}  // namespace

std::span<const MailState> moves_from(MailState from) {
    switch (from) {
        case held:
            return kFromHeld;
        case ready:
            return kFromReady;
        case leased:
            return kFromLeased;
        case dot_sent:
            return kFromDotSent;
        case uncertain:
            return kFromUncertain;
        case retry_wait:
            return kFromRetryWait;
        case failed:
            return kFromFailed;
        case sent:
            return kFromSent;
        case cancelled:
        case suppressed:
        case bounced:
            return {};
    }
    return {};
}

bool may_move(MailState from, MailState to) {
    const auto moves = moves_from(from);
    return std::ranges::find(moves, to) != moves.end();
}

bool is_finished(MailState state) {
    return state == sent || state == cancelled || state == suppressed || state == bounced;
}

std::string_view name_of(ShownStatus status) {
    return kStatusNames[static_cast<std::size_t>(status)];
}

bool is_send_status(ShownStatus status) { return status <= ShownStatus::queued; }

bool is_on_outbox_page(ShownStatus status) {
    return is_send_status(status) || status == ShownStatus::sent_unconfirmed;
}

Shown shown_status(MailState state, const Circumstances& circumstances) {
    if (waits_for_connector(state) && !circumstances.connector_enabled) {
        return {ShownStatus::connector_disabled, "enable_connector",
                "Its connector is disabled: enable it and retry.", std::nullopt};
    }
    if (state == uncertain && circumstances.decided) {
        return {ShownStatus::sent_unconfirmed, "decided",
                "The server did not confirm it; somebody decided to treat it as sent.",
                std::nullopt};
    }
    if (state == uncertain && circumstances.imported) {
        return {ShownStatus::sent_unconfirmed, "only_by_hand", row_of(failed).sentence,
                std::nullopt};
    }
    if (state == uncertain && circumstances.to_decide) {
        return {ShownStatus::sent_unconfirmed, "decide",
                "Nobody knows whether it arrived: send it again, or say that it arrived.",
                std::nullopt};
    }
    Shown shown = shown_of(row_of(state));
    if (shown.status == ShownStatus::queued && state != held && circumstances.failed_before) {
        shown.status = ShownStatus::pending_retry;  // F146: at once after the click
    }
    if (waits_for_connector(state) && circumstances.connector_needs_attention) {
        shown.next = "connector_needs_attention";
        shown.sentence = "Its connector cannot sign in: an administrator must connect it again.";
        return shown;
    }
    if (state == held || state == retry_wait || state == ready || state == uncertain) {
        shown.at = circumstances.due_at;
    }
    return shown;
}

Shown shown_status(const model::OutgoingMail& mail, const model::Connector& connector) {
    return shown_status(mail.state, {.failed_before = mail.first_failure_at.has_value(),
                                     .connector_enabled = connector.enabled,
                                     .connector_needs_attention = connector.needs_attention,
                                     .decided = is_decided(mail),
                                     .imported = is_imported(mail),
                                     .to_decide = is_to_decide(mail),
                                     .due_at = mail.due_at});
}

Permission may_retry(MailState state) { return row_of(state).retry; }

Permission may_cancel(MailState state) { return row_of(state).cancel; }

bool is_imported(const model::OutgoingMail& mail) { return mail.reason == kImported; }

bool is_to_decide(const model::OutgoingMail& mail) {
    return mail.state == uncertain && !mail.due_at && !mail.finished_at && !is_imported(mail);
}

bool is_decided(const model::OutgoingMail& mail) {
    return mail.state == uncertain && mail.finished_at.has_value();
}

Permissions permissions_of(const model::OutgoingMail& mail, bool has_unconfirmed_attempt) {
    if (is_decided(mail)) {
        return {kDecided, kMayHaveLeft, kDecided};
    }
    Permissions may{may_retry(mail.state), may_cancel(mail.state), kNothingUnconfirmed};
    // An earlier try may have arrived: "cancelled" would be a lie. (I5)
    if (has_unconfirmed_attempt && may.cancel.allowed) {
        may.cancel = kMayHaveLeft;
    }
    const bool waits = mail.state == ready || mail.state == retry_wait || mail.state == failed ||
                       mail.state == uncertain;
    if (!waits) {
        may.treat_as_sent = mail.state == held ? kNothingUnconfirmed : may.retry;
    } else if (has_unconfirmed_attempt) {
        may.treat_as_sent = kOk;
    }
    return may;
}

}  // namespace postroom::outbox
