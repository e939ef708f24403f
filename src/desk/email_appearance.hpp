// What outgoing mail looks like, as administrators set it up: colours, logo, header and footer.
// Invariant: read in the transaction that makes the mail; the logo was checked before it was
// stored. Rule: feature F125; issue 5 point 6; SEC-21.
#pragma once

#include <string>

#include "core/ids.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "mime/build.hpp"
#include "mime/picture.hpp"

namespace postroom::desk {

struct EmailAppearance {
    std::string background{};  ///< "#rrggbb" around the mail; empty = the reader's own
    std::string paper{};       ///< behind the words; empty = as around them
    std::string accent{};      ///< of the line above the mail; empty = none
    std::string header{};      ///< above the words of every mail; plain text
    std::string footer{};      ///< below them
    BlobId logo{};
    std::string logo_type{};
    int logo_width = 0;
    int logo_height = 0;
    bool operator==(const EmailAppearance&) const = default;
};

EmailAppearance load_email_appearance(db::Session& session);
/// Administrators only: the caller has checked.
void save_email_appearance(db::Session& session, const Environment& env, model::Person actor,
                           const EmailAppearance& appearance);
/// Changes the logo alone; nothing = takes it away. Answers what holds now.
EmailAppearance save_email_logo(db::Session& session, const Environment& env, model::Person actor,
                                const std::optional<mime::Picture>& picture);

/// The picture as an address that needs no fetching: "data:image/png;base64,…". Empty = no logo.
std::string logo_data_url(db::Session& session, const EmailAppearance& appearance);

/// What stands below every mail beside the words of its writer.
struct MailClosing {
    std::string signature{};  ///< of the connector; empty = none
    std::string marker{};     ///< by which an answer is threaded (THR-1); empty = none
    std::string language{};
};
/// Dresses a mail whose words stand in it, and encloses the logo.
void dress_mail(db::Session& session, const MailClosing& closing, mime::Outgoing& mail);

/// Whether this part is the logo rather than a file that somebody sends.
bool is_logo(const mime::Attachment& attachment);

}  // namespace postroom::desk
