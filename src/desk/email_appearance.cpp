// See email_appearance.hpp.
#include "desk/email_appearance.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "core/encoding.hpp"
#include "desk/audit.hpp"
#include "desk/mail_dress.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"

namespace postroom::desk {
namespace {

constexpr std::string_view kSetting = "email_appearance";
/// The first part of the logo's Content-ID; the rest is that of the mail.
constexpr std::string_view kLogoId = "postroom-logo@";

model::Facts facts_of(const EmailAppearance& look) {
    return {{"background", look.background},
            {"paper", look.paper},
            {"accent", look.accent},
            {"header", look.header},
            {"footer", look.footer},
            {"logo", look.logo ? fmt::format("{} {}×{} (#{})", look.logo_type, look.logo_width,
                                             look.logo_height, look.logo.value)
                               : std::string()}};
}

std::string read_text(const boost::json::object& from, std::string_view name) {
    return std::string(from.at(name).as_string());
}

}  // namespace

EmailAppearance load_email_appearance(db::Session& session) {
    const auto stored = store::find_setting(session, kSetting);
    if (!stored) {
        return {};
    }
    const auto value = boost::json::parse(*stored);
    const auto& from = value.as_object();
    return {.background = read_text(from, "background"),
            .paper = read_text(from, "paper"),
            .accent = read_text(from, "accent"),
            .header = read_text(from, "header"),
            .footer = read_text(from, "footer"),
            .logo = BlobId{from.at("logo").to_number<std::int64_t>()},
            .logo_type = read_text(from, "logo_type"),
            .logo_width = from.at("logo_width").to_number<int>(),
            .logo_height = from.at("logo_height").to_number<int>()};
}

void save_email_appearance(db::Session& session, const Environment& env, model::Person actor,
                           const EmailAppearance& appearance) {
    const auto before = load_email_appearance(session);
    store::save_setting(
        session, kSetting,
        boost::json::serialize(boost::json::object{{"background", appearance.background},
                                                   {"paper", appearance.paper},
                                                   {"accent", appearance.accent},
                                                   {"header", appearance.header},
                                                   {"footer", appearance.footer},
                                                   {"logo", appearance.logo.value},
                                                   {"logo_type", appearance.logo_type},
                                                   {"logo_width", appearance.logo_width},
                                                   {"logo_height", appearance.logo_height}}));
    record_change(session, env, actor, {model::AuditSubject::appearance, 0, {}}, facts_of(before),
                  facts_of(appearance));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .payload = R"({"email_appearance":"changed"})"});
}

EmailAppearance save_email_logo(db::Session& session, const Environment& env, model::Person actor,
                                const std::optional<mime::Picture>& picture) {
    auto look = load_email_appearance(session);
    look.logo =
        picture ? store::insert_blob(session, store::pack_blob(picture->content)) : BlobId{};
    look.logo_type = picture ? picture->content_type : std::string();
    look.logo_width = picture ? picture->width : 0;
    look.logo_height = picture ? picture->height : 0;
    save_email_appearance(session, env, actor, look);
    return look;
}

std::string logo_data_url(db::Session& session, const EmailAppearance& appearance) {
    const auto picture =
        appearance.logo ? store::find_blob(session, appearance.logo) : std::nullopt;
    return picture ? fmt::format("data:{};base64,{}", appearance.logo_type, base64_encode(*picture))
                   : std::string();
}

void dress_mail(db::Session& session, const MailClosing& closing, mime::Outgoing& mail) {
    const auto look = load_email_appearance(session);
    std::string logo_url;
    if (auto picture = look.logo ? store::find_blob(session, look.logo) : std::nullopt) {
        const std::string id =
            fmt::format("{}{}", kLogoId, mail.message_id.substr(mail.message_id.rfind('@') + 1));
        mail.attachments.push_back({.filename = "logo." + look.logo_type.substr(6),
                                    .content_type = look.logo_type,
                                    .content_id = id,
                                    .is_inline = true,
                                    .content = *std::move(picture)});
        logo_url = "cid:" + id;
    }
    auto dressed =
        dress({.look = look, .logo_url = logo_url, .closing = closing, .subject = mail.subject},
              {std::move(mail.text), std::move(mail.html)});
    mail.text = std::move(dressed.text);
    mail.html = std::move(dressed.html);
}

bool is_logo(const mime::Attachment& attachment) {
    return attachment.is_inline && attachment.content_id.starts_with(kLogoId);
}

}  // namespace postroom::desk
