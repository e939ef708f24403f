// The seam between sending and the outbox: rows stay on the other side.
// Invariant: for every mail that claim() hands out exactly one record() or release() follows. (I3)
// Rule: mail-correctness.md 2.6 (P3 to P7), OUT-5 to OUT-7; implemented in pipeline/dispatch, faked
// in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "smtp/failure.hpp"

namespace postroom::send {

/// One mail to one recipient, under a lease.
struct ClaimedMail {
    MailId mail_id;
    std::int64_t fence = 0;  ///< number of the lease (OUT-6)
    std::string sender;      ///< envelope sender; empty: null reverse path
    std::string recipient;
    std::string bytes;  ///< frozen at P1; the same in every attempt (OUT-2)
};

struct ClaimRequest {
    ConnectorId connector;
    std::size_t mails_max = 1;
    std::size_t bytes_max = 0;  ///< of all mails together; the first one comes whatever its size
};

struct ClaimedBatch {
    std::vector<ClaimedMail> mails;
    /// When the next mail of this connector is due, if one is waiting; asked for when the batch is
    /// not full.
    std::optional<Milliseconds> next_due_in;
};

/// A connector as a whole changed between working and failing.
struct ConnectorTrouble {
    smtp::Failure failure;
    /// Credentials are refused: each of these counts, and too many switch it off. (OUT-7)
    bool needs_attention = false;
    Milliseconds retry_in{0};  ///< when it is tried again
};

/// Every function is called on the loop's thread and must not block; the callbacks may be called
/// from any thread, once. Many calls may be under way, so that they share a commit.
class OutboxPort {
   public:
    virtual ~OutboxPort() = default;

    /// P3: leases due mails, after asking again whether each may leave (OUT-5).
    virtual void claim(ClaimRequest request, std::function<void(ClaimedBatch)> answer) = 0;

    /// P4: durable before the answer. False: the lease is lost or the mail must not leave; the dot
    /// is not sent.
    virtual void before_dot(MailId mail, std::int64_t fence, std::function<void(bool)> answer) = 0;

    /// P5, P6, P7: what became of the mail. A failure with cause `withdrawn` means that the dot
    /// never left although before_dot() was asked. `recorded` is called when it is durable; the
    /// sender does not wait for it.
    virtual void record(MailId mail, std::int64_t fence, smtp::RecipientOutcome outcome,
                        std::function<void()> recorded) = 0;

    /// Gives a mail back that was not tried: it stays due, nothing is counted.
    virtual void release(MailId mail, std::int64_t fence, std::function<void()> released) = 0;

    /// The server did not take this token: another one, or nothing when there is none to be had.
    /// (OUT-22)
    virtual void renew_token(ConnectorId connector, std::string refused,
                             std::function<void(std::optional<std::string>)> answer) = 0;

    /// Trouble began or went on; nothing when the connector works again. For the page and the
    /// alert.
    virtual void note_connector(ConnectorId connector, std::optional<ConnectorTrouble> trouble) = 0;
};

}  // namespace postroom::send
