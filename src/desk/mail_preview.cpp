// See mail_preview.hpp.
#include "desk/mail_preview.hpp"

#include <array>

#include "html/to_text.hpp"
#include "store/channel.hpp"

namespace postroom::desk {
namespace {

/// What a made-up ticket says, so that a preview reads like a mail of its language.
struct Sample {
    std::string_view code;
    std::string_view title;
    std::string_view message;
    std::string_view project;
    std::string_view team;
    std::string_view customer;
    std::string_view first_name;
};
constexpr std::array kSamples{
    Sample{"en", "Printer on fire", "The printer in the hall is on fire. Can somebody come?",
           "Web shop", "Support", "Eve Martin", "Eve"},
    Sample{"fr", "L’imprimante est en feu",
           "L’imprimante du hall est en feu. Quelqu’un peut-il venir\u202f?", "Boutique en ligne",
           "Assistance", "Ève Martin", "Ève"},
    Sample{"it", "La stampante va a fuoco",
           "La stampante dell’ingresso va a fuoco. Può venire qualcuno?", "Negozio online",
           "Assistenza", "Eva Martini", "Eva"},
    Sample{"ru", "Горит принтер", "В холле горит принтер. Может кто-нибудь подойти?",
           "Интернет-магазин", "Поддержка", "Ева Мартынова", "Ева"},
};
constexpr std::string_view kReference = "T-12";
constexpr std::string_view kStatus = "open";

const Sample& sample_in(std::string_view language) {
    for (const auto& each : kSamples) {
        if (language.starts_with(each.code)) {
            return each;
        }
    }
    return kSamples.front();
}

std::string site_of(const Environment& env) {
    return env.public_url.empty() ? "https://desk.example.org" : env.public_url;
}

}  // namespace

automate::MergeValues sample_values(const Environment& env, const PreviewReader& reader) {
    const Sample& sample = sample_in(reader.language);
    const std::string site = site_of(env);
    const std::string title(sample.title);
    const std::string team(sample.team);
    return {{"item.number", std::string(kReference)},
            {"item.title", title},
            {"item.status", std::string(kStatus)},
            {"item.priority", "high"},
            {"item.link", site + "/items/12"},
            {"customer.name", std::string(sample.customer)},
            {"customer.first_name", std::string(sample.first_name)},
            {"customer.address", "eve@example.org"},
            {"assignee.name", reader.name},
            {"team.name", team},
            {"project.name", std::string(sample.project)},
            {"queue.name", team},
            {"message.text", std::string(sample.message)},
            {"user.name", reader.name},
            {"who", reader.name},
            {"link", site + "/sign-in?token=…"},
            {"old.number", "T-11"},
            {"site", site},
            {"connector.name", "Microsoft 365"},
            {"reason", "535 5.7.3 Authentication unsuccessful"},
            {"count", "3"},
            {"since", format_rfc3339(env.now()).substr(0, 10)},
            {"date", format_rfc3339(env.now() + std::chrono::days{7}).substr(0, 10)},
            {"days", "7"},
            {"recipient", "eve@example.org"},
            {"subject", title}};
}

MailText sample_text(const Environment& env, const PreviewReader& reader,
                     const model::MailWords& words) {
    const auto values = sample_values(env, reader);
    const auto html = automate::fill(words.html, values, automate::Target::html);
    return {.subject = automate::fill(words.subject, values, automate::Target::line),
            .text = html::to_text(html),
            .html = html};
}

MailText sample_relay_text(const Environment& env, const PreviewReader& reader,
                           const model::MailWords& words) {
    const Sample& sample = sample_in(reader.language);
    const ShownMessage message{.author_name = std::string(sample.customer),
                               .at = env.now(),
                               .text = std::string(sample.message),
                               .html = {},
                               .attachment_names = {}};
    return notification_text({.language = reader.language,
                              .reference = std::string(kReference),
                              .title = std::string(sample.title),
                              .status = std::string(kStatus),
                              .link = site_of(env) + "/conversations/12",
                              .chatted_on = {},
                              .frame = words},
                             {&message, 1});
}

MailBodies preview_mail(db::Session& session, const PreviewDress& dress, const MailText& words) {
    const auto saved = load_email_appearance(session);
    auto look = dress.look;
    look.logo = saved.logo;
    look.logo_type = saved.logo_type;
    look.logo_width = saved.logo_width;
    look.logo_height = saved.logo_height;
    const auto connector = store::find_default_connector(session);
    const auto logo = logo_data_url(session, look);
    return desk::dress({.look = look,
                        .logo_url = logo,
                        .closing = {.signature = connector ? connector->signature : std::string(),
                                    .language = dress.language},
                        .subject = words.subject,
                        .scheme = dress.scheme},
                       {.text = words.text, .html = words.html});
}

}  // namespace postroom::desk
