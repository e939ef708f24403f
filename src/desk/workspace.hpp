// Settings of the workspace that live in the database.
// Invariant: read in the transaction that acts on them. Rule: features F086-F093; OUT-16; THR-9.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "core/time.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/people.hpp"

namespace postroom::desk {

/// "Disable all outgoing emails". (F090, OUT-16)
struct QuietMode {
    bool on = false;
    std::optional<TimePoint> until;  ///< ends by itself then
    TimePoint since{};               ///< when it was switched on
};
/// Already over when `until` has passed.
QuietMode load_quiet_mode(db::Session& session, TimePoint now);
/// Administrators only: the caller has checked.
void save_quiet_mode(db::Session& session, const Environment& env, model::Person actor,
                     const QuietMode& mode);

/// Domain of reply and bounce addresses; empty before the first channel exists. (THR-9)
std::string load_reply_domain(db::Session& session);

/// What `postroom setup` and the first-start wizard make.
struct NewWorkspace {
    std::string admin_email;
    std::string admin_name;
    std::string admin_password_hash;
    std::string support_address;
    std::string smart_host;  ///< "host:port"; empty = the capture connector
    bool capture = false;    ///< mail is kept in the log and never leaves
};
/// Administrator, channel "Support" with its creation address, the default connector, the own
/// address on the outgoing filter (LOOP-2). Error `conflict` when there is an administrator
/// already.
Result<UserId> create_workspace(db::Session& session, const Environment& env,
                                const NewWorkspace& workspace);

/// One step of it: a channel with its address on the filter list. Error `conflict` when it is
/// taken.
Result<ChannelId> create_channel(db::Session& session, const Environment& env,
                                 const std::string& name, const std::string& address,
                                 const std::string& color);

/// "user@host.tld": one @, a dot in the domain or a single label, no blanks, no control characters.
bool is_plausible_address(std::string_view address);

}  // namespace postroom::desk
