// The life of an outgoing mail: legal moves, what the Outbox page shows, what people may do.
// Invariant: every state change in the database is one of may_move(); the ends are ends.
// Rule: mail-correctness.md section 2.6 (OUT-1, OUT-12, OUT-13); features F145-F157, F171-F178.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/time.hpp"
#include "model/mail_flow.hpp"

namespace postroom::outbox {

/// Whether a mail may go from one state to the other. (OUT-1)
bool may_move(model::MailState from, model::MailState to);

/// The states to which `from` may go.
std::span<const model::MailState> moves_from(model::MailState from);

/// Sent, cancelled, suppressed or bounced: nothing will be tried again.
bool is_finished(model::MailState state);

/// What people see. The first four are the Outbox page's (F171); the others stand in the mail log.
enum class ShownStatus {
    failed,
    connector_disabled,
    pending_retry,
    queued,
    sent,
    sent_unconfirmed,
    cancelled,
    suppressed,
    bounced,
};

/// "failed", "connector_disabled"...: the words of the API.
std::string_view name_of(ShownStatus status);

/// Whether it is one of the four send statuses. (F171)
bool is_send_status(ShownStatus status);

/// Whether the Outbox page lists it: what has not left, and what may have left without an answer,
/// because somebody must see that and decide. (F134, OUT-4)
bool is_on_outbox_page(ShownStatus status);

/// What the status depends on beside the state.
struct Circumstances {
    bool failed_before = false;  ///< a manual retry of a failed mail shows as pending retry (F146)
    bool connector_enabled = true;
    bool connector_needs_attention = false;  ///< its sign-in was refused (OUT-7)
    bool decided = false;                    ///< somebody treats the unconfirmed mail as sent
    bool imported = false;                   ///< goes by hand alone (F154)
    bool to_decide = false;  ///< its connector asks instead of sending again (OUT-4 (c))
    std::optional<TimePoint> due_at;
};

/// What a row shows, and what happens next.
struct Shown {
    ShownStatus status = ShownStatus::queued;
    std::string_view next;        ///< code: "leaves_at", "tried_again_at", "only_by_hand"...
    std::string_view sentence;    ///< the same in English
    std::optional<TimePoint> at;  ///< when, if a time is planned (F167)
};

Shown shown_status(model::MailState state, const Circumstances& circumstances);

/// The same for a row, whose own columns say most of it.
Shown shown_status(const model::OutgoingMail& mail, const model::Connector& connector);

/// Whether a person may do something to a mail now; a refusal says why.
struct Permission {
    bool allowed = false;
    std::string_view code;  ///< "ok", "too_late_to_cancel", "already_sent"...: the codes of the API
    std::string_view sentence;  ///< English
};

/// Retry by hand: from retry_wait, failed or uncertain. (OUT-12)
Permission may_retry(model::MailState state);

/// Cancel: from held, ready, retry_wait or failed. (OUT-13)
Permission may_cancel(model::MailState state);

/// What a person may do to this mail, whose columns and attempts say more than its state.
struct Permissions {
    Permission retry;
    Permission cancel;
    /// The end of a mail that may have arrived: nothing more is sent, and nothing is claimed.
    /// (OUT-4)
    Permission treat_as_sent;
};
/// @param has_unconfirmed_attempt  whether a try of it broke off after the mail was handed over
Permissions permissions_of(const model::OutgoingMail& mail, bool has_unconfirmed_attempt);

/// Why an imported mail is there; the rule code that its row bears. (F154)
inline constexpr std::string_view kImported = "imported";
/// Whether it came from another program: it goes by hand alone, whatever the retry template says.
/// (F154, F155)
bool is_imported(const model::OutgoingMail& mail);

/// Whether nothing happens to the unconfirmed mail until somebody decides. (OUT-4 (c))
bool is_to_decide(const model::OutgoingMail& mail);

/// Whether somebody decided to treat the unconfirmed mail as sent.
bool is_decided(const model::OutgoingMail& mail);

}  // namespace postroom::outbox
