// Everything about a mail that can be known without the database.
// Invariant: pure and bounded; runs on any thread, many at once. Rule: IN-4 to IN-16, LOOP-3,
// BNC-2, THR-1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/environment.hpp"
#include "desk/post_message.hpp"
#include "guard/automatic.hpp"
#include "guard/bounce.hpp"
#include "guard/feedback.hpp"
#include "guard/own_mail.hpp"
#include "mime/mail.hpp"
#include "threading/evidence.hpp"

namespace postroom::pipeline {

/// Raised when a change of the parser makes it worth processing old mail again. (IN-2)
inline constexpr int kParserVersion = 1;

struct Understood {
    mime::Mail mail;
    guard::Automatic automatic;
    guard::Bounce bounce;
    guard::Feedback feedback;
    guard::OwnMail own;
    threading::Evidence evidence;
    std::string dedup_key;     ///< raw bytes
    std::string html;          ///< sanitised
    std::string visible_text;  ///< what the person wrote now
    std::vector<desk::EnclosedFile> files;
};

/// @param recipient  the envelope recipient, which is part of the key that finds duplicates
Understood understand(const desk::Environment& env, std::string_view raw,
                      std::string_view envelope_from, std::string_view recipient);

}  // namespace postroom::pipeline
