// Everything about a mail that can be known without the database.
// Invariant: pure and bounded; runs on any thread, many at once. Rule: IN-4 to IN-16, LOOP-3,
// BNC-2, THR-1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/environment.hpp"
#include "desk/post_message.hpp"
#include "guard/automatic.hpp"
#include "guard/bounce.hpp"
#include "guard/feedback.hpp"
#include "guard/forwarding.hpp"
#include "guard/own_mail.hpp"
#include "guard/sender_proof.hpp"
#include "mime/mail.hpp"
#include "model/mail_flow.hpp"
#include "threading/evidence.hpp"

namespace postroom::pipeline {

using model::kParserVersion;

struct Understood {
    mime::Mail mail;
    guard::Automatic automatic;
    guard::Bounce bounce;
    guard::Feedback feedback;
    guard::OwnMail own;
    std::optional<guard::ForwardingRequest> forwarding;  ///< a provider asks (FWD-5)
    guard::SenderProof proof;
    threading::Evidence evidence;
    std::string dedup_key;     ///< raw bytes
    std::string html;          ///< sanitised
    std::string visible_text;  ///< what the person wrote now
    std::vector<desk::EnclosedFile> files;
};

struct MailSource {
    std::string_view envelope_from;
    std::string_view recipient;  ///< of the envelope
    TimePoint received_at{};
};

/// @param keys  of signers, as they were looked up before; may be empty
Understood understand(const desk::Environment& env, std::string_view raw, const MailSource& source,
                      const dkim::KeyLookup& keys);

}  // namespace postroom::pipeline
