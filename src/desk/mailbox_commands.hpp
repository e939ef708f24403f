// Connecting a mailbox, changing and disconnecting it.
// Invariant: one connect makes one inbound and one outbound, and puts the address on the block
// list, all in one transaction (F110, F132); secrets are sealed (SEC-20). Rule: mail-correctness.md
// OAU-3, OAU-7; features F103, F106, F110-F113, F115.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "model/mailbox.hpp"

namespace postroom::desk {

/// Where the mail of a provider is read and handed in.
struct ProviderPreset {
    model::MailProvider provider = model::MailProvider::other;
    std::string imap_host;
    int imap_port = 993;
    std::string smtp_host;
    int smtp_port = 587;
};
/// What the domain of an address says; for a domain of its own, names that are usual.
ProviderPreset preset_of(std::string_view address);
ProviderPreset preset_of(model::MailProvider provider);

struct MailboxConnection {
    std::string name;
    std::string address;
    std::string color;
    std::string from_name;
    model::ItemType item_type = model::ItemType::ticket;
    ProjectId project_id;
    model::Mailbox mailbox;  ///< without channel and connector
    /// Without id; its host empty: mail leaves through the default connector.
    model::Connector connector;
};

/// Errors: conflict when channel, connector or address exist already.
Result<ChannelId> connect_mailbox(db::Session& session, const Environment& env, model::Person actor,
                                  const MailboxConnection& wanted);

/// Saves changed settings; a new password serves both directions. An empty one leaves the old.
Result<void> change_mailbox(db::Session& session, const Environment& env, model::Person actor,
                            const model::Mailbox& mailbox, std::string_view password);

/// Secrets are erased, both directions rest, everything that came stays. (OAU-7)
Result<void> disconnect_mailbox(db::Session& session, const Environment& env, model::Person actor,
                                ChannelId channel);

/// Mail has not come for so long although it used to; nothing while all is well. (FWD-6)
std::optional<TimePoint> silent_since(db::Session& session, ChannelId channel, TimePoint now);

}  // namespace postroom::desk
