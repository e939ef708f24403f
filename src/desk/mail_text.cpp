// See mail_text.hpp.
#include "desk/mail_text.hpp"

#include <fmt/format.h>

#include <array>

#include "core/text.hpp"

namespace postroom::desk {
namespace {

/// The phrases of one language. `{}` is the count or the name.
struct Phrases {
    std::string_view code;
    std::string_view one_new;     ///< subject tail, one message: author
    std::string_view many_new;    ///< subject tail, several: count
    std::string_view intro_one;   ///< author
    std::string_view intro_many;  ///< count
    std::string_view internal_note;
    std::string_view status;
    std::string_view open;
    std::string_view attachments;
    std::string_view why;
    std::string_view reply_hint;
    std::string_view assigned_subject;    ///< title
    std::string_view assigned_text;       ///< reference
    std::string_view unassigned_subject;  ///< title
    std::string_view unassigned_text;     ///< reference
    std::string_view see_online;          ///< before the address of the request in the portal
    std::string_view undelivered;         ///< address, subject
    std::string_view undelivered_gone;
    std::string_view undelivered_once;
    std::string_view undelivered_refused;
    std::string_view undelivered_words;  ///< what the other server said
};

constexpr std::array kPhrases{
    Phrases{"en",
            "new message from {}",
            "{} new messages",
            "{} wrote:",
            "You have {} unread messages:",
            "Internal: only colleagues can read this.",
            "Status",
            "Open the conversation",
            "Attachments",
            "You get this email because you follow this conversation and had not yet seen this in "
            "Postroom.",
            "Reply to this email to answer.",
            "Assigned to you: {}",
            "{} is now assigned to you.",
            "No longer assigned to you: {}",
            "{} is no longer assigned to you.",
            "See this request online",
            "Our email to {address} (“{subject}”) did not arrive.",
            "The address takes no email. Ask the customer for another one; nothing automatic is "
            "sent there for the time being.",
            "It may work later: the mailbox is full, or the other server gave up for now. Send it "
            "again, or reach the customer another way.",
            "The other server refused what the email holds or who sends it, not the customer. An "
            "administrator sees this at the connector.",
            "The other server said: {words}"},
    Phrases{"fr",
            "nouveau message de {}",
            "{} nouveaux messages",
            "{} a écrit :",
            "Vous avez {} messages non lus :",
            "Interne : seuls vos collègues peuvent lire ceci.",
            "Statut",
            "Ouvrir la conversation",
            "Pièces jointes",
            "Vous recevez cet e-mail parce que vous suivez cette conversation et que vous ne "
            "l’aviez pas encore "
            "lue dans Postroom.",
            "Pour répondre, il suffit de répondre à cet e-mail.",
            "Vous est attribué : {}",
            "{} vous a été attribué.",
            "Ne vous est plus attribué : {}",
            "{} ne vous est plus attribué.",
            "Voir cette demande en ligne",
            "Notre e-mail à {address} (« {subject} ») n’est pas arrivé.",
            "Cette adresse n’accepte pas d’e-mails. Demandez-en une autre au client ; rien "
            "d’automatique n’y est envoyé pour l’instant.",
            "Cela peut fonctionner plus tard : la boîte est pleine, ou l’autre serveur a renoncé "
            "pour l’instant. Envoyez-le de nouveau, ou joignez le client autrement.",
            "L’autre serveur a refusé le contenu de l’e-mail ou son expéditeur, pas le client. Un "
            "administrateur le voit au connecteur.",
            "Réponse de l’autre serveur : {words}"},
    Phrases{"it",
            "nuovo messaggio da {}",
            "{} nuovi messaggi",
            "{} ha scritto:",
            "Hai {} messaggi non letti:",
            "Interno: solo i colleghi possono leggerlo.",
            "Stato",
            "Apri la conversazione",
            "Allegati",
            "Ricevi questa email perché segui questa conversazione e non l’avevi ancora letta in "
            "Postroom.",
            "Per rispondere, basta rispondere a questa email.",
            "Assegnato a te: {}",
            "{} è stato assegnato a te.",
            "Non più assegnato a te: {}",
            "{} non è più assegnato a te.",
            "Vedi questa richiesta online",
            "La nostra email a {address} («{subject}») non è arrivata.",
            "L’indirizzo non accetta email. Chiedi al cliente un altro indirizzo; per ora non vi "
            "viene inviato nulla di automatico.",
            "Può funzionare più tardi: la casella è piena, o l’altro server per ora ha rinunciato. "
            "Inviala di nuovo, o raggiungi il cliente in altro modo.",
            "L’altro server ha rifiutato il contenuto dell’email o il mittente, non il cliente. Un "
            "amministratore lo vede nel connettore.",
            "Risposta dell’altro server: {words}"},
    Phrases{"ru",
            "новое сообщение от {}",
            "новых сообщений: {}",
            "{} пишет:",
            "Непрочитанных сообщений: {}",
            "Внутреннее: видят только сотрудники.",
            "Статус",
            "Открыть беседу",
            "Вложения",
            "Вы получили это письмо, потому что следите за этой беседой и ещё не прочитали её в "
            "Postroom.",
            "Чтобы ответить, просто ответьте на это письмо.",
            "Назначено вам: {}",
            "{}: вы назначены исполнителем.",
            "Больше не назначено вам: {}",
            "{}: вы больше не исполнитель.",
            "Обращение на сайте",
            "Наше письмо на адрес {address} («{subject}») не дошло.",
            "Этот адрес не принимает почту. Попросите у клиента другой; автоматические письма "
            "туда пока не отправляются.",
            "Позже может получиться: ящик переполнен, или другой сервер пока отказался. Отправьте "
            "ещё раз или свяжитесь с клиентом иначе.",
            "Другой сервер отклонил содержание письма или его отправителя, а не клиента. "
            "Администратор видит это у коннектора.",
            "Ответ другого сервера: {words}"},
};

const Phrases& phrases_of(std::string_view language) {
    for (const auto& phrases : kPhrases) {
        if (phrases.code == language.substr(0, 2)) {
            return phrases;
        }
    }
    return kPhrases.front();
}

std::string fill(std::string_view phrase, std::string_view value) {
    return replace_all(phrase, "{}", value);
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

constexpr std::string_view kBodyStyle =
    "font-family:-apple-system,Segoe "
    "UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5";
constexpr std::string_view kQuietStyle = "color:#6b7280;font-size:13px";

std::string subject_of(const NotificationText& context, const Phrases& phrases,
                       std::span<const ShownMessage> messages) {
    const std::string tail = messages.size() == 1
                                 ? fill(phrases.one_new, messages.front().author_name)
                                 : fill(phrases.many_new, fmt::to_string(messages.size()));
    const std::string head =
        context.reference.empty() ? "" : fmt::format("[{}] ", context.reference);
    return one_line(fmt::format("{}{} – {}", head, truncate_utf8(context.title, 120), tail));
}

std::string attachment_line(const Phrases& phrases, const ShownMessage& message) {
    if (message.attachment_names.empty()) {
        return {};
    }
    return fmt::format("{}: {}", phrases.attachments, fmt::join(message.attachment_names, ", "));
}

void append_message(MailText& out, const Phrases& phrases, const ShownMessage& message) {
    const std::string heading = fill(phrases.intro_one, message.author_name);
    const std::string files = attachment_line(phrases, message);
    out.text += fmt::format("{}\n\n{}\n\n", heading, trim(message.text));
    out.html += fmt::format(
        R"(<div style="border-left:3px solid #2f6fde;padding:2px 0 2px 14px;margin:0 0 18px">)"
        R"(<div style="{}">{}</div>{})",
        kQuietStyle, escape(heading),
        message.html.empty() ? text_to_html(message.text) : message.html);
    if (!files.empty()) {
        out.text += files + "\n\n";
        out.html += fmt::format(R"(<div style="{}">{}</div>)", kQuietStyle, escape(files));
    }
    out.html += "</div>";
}

void append_footer(MailText& out, const NotificationText& context, const Phrases& phrases) {
    out.text += "-- \n";
    std::string footer;
    const auto line = [&](std::string_view text) {
        out.text += fmt::format("{}\n", text);
        footer += fmt::format("{}<br>", escape(text));
    };
    if (!context.reference.empty()) {
        line(fmt::format("{} {} · {}: {}", context.reference, truncate_utf8(context.title, 120),
                         phrases.status, context.status));
    }
    if (context.is_internal) {
        line(phrases.internal_note);
    }
    if (!context.link.empty()) {
        out.text += fmt::format("{}: {}\n", phrases.open, context.link);
        footer += fmt::format(R"(<a href="{}">{}</a><br>)", escape(context.link), phrases.open);
    }
    if (context.can_reply) {
        line(phrases.reply_hint);
    }
    line(phrases.why);
    out.html += fmt::format(R"(<div style="{}">{}</div></div>)", kQuietStyle, footer);
}

}  // namespace

std::string text_to_html(std::string_view text) {
    const std::string escaped = escape(trim(replace_all(text, "\r\n", "\n")));
    return fmt::format("<p>{}</p>",
                       replace_all(replace_all(escaped, "\n\n", "</p><p>"), "\n", "<br>\n"));
}

MailText notification_text(const NotificationText& context,
                           std::span<const ShownMessage> messages) {
    const Phrases& phrases = phrases_of(context.language);
    MailText out{.subject = subject_of(context, phrases, messages),
                 .text = {},
                 .html = fmt::format(R"(<div style="{}">)", kBodyStyle)};
    if (messages.size() > 1) {
        const std::string intro = fill(phrases.intro_many, fmt::to_string(messages.size()));
        out.text += intro + "\n\n";
        out.html += fmt::format("<p>{}</p>", escape(intro));
    }
    for (const auto& message : messages) {
        append_message(out, phrases, message);
    }
    append_footer(out, context, phrases);
    return out;
}

MailText assignment_text(const NotificationText& context, bool is_assigned) {
    const Phrases& phrases = phrases_of(context.language);
    const auto& subject = is_assigned ? phrases.assigned_subject : phrases.unassigned_subject;
    const auto& text = is_assigned ? phrases.assigned_text : phrases.unassigned_text;
    return {.subject = one_line(fmt::format("[{}] {}", context.reference,
                                            fill(subject, truncate_utf8(context.title, 160)))),
            .text = fmt::format("{}\n\n{}\n", fill(text, context.reference), context.title),
            .html = {}};
}

MailText reply_text(const ReplyFrame& frame, const ShownMessage& message) {
    const std::string tag =
        frame.reference.empty() ? std::string() : fmt::format("[{}] ", frame.reference);
    MailText out{
        .subject = one_line(fmt::format("{}{}{}", frame.is_first ? "" : "Re: ", tag,
                                        truncate_utf8(frame.title, 160))),
        .text = fmt::format("{}\n", trim(message.text)),
        .html = fmt::format(R"(<div style="{}">{})", kBodyStyle,
                            message.html.empty() ? text_to_html(message.text) : message.html)};
    if (!frame.signature.empty()) {
        out.text += fmt::format("\n-- \n{}\n", frame.signature);
        out.html += fmt::format(R"(<div style="{};margin-top:18px">{}</div>)", kQuietStyle,
                                text_to_html(frame.signature));
    }
    if (!frame.portal_link.empty()) {
        const auto& words = phrases_of(frame.language).see_online;
        out.text += fmt::format("\n{}: {}\n", words, frame.portal_link);
        out.html += fmt::format(R"(<div style="{};margin-top:18px"><a href="{}">{}</a></div>)",
                                kQuietStyle, escape(frame.portal_link), words);
    }
    out.html += "</div>";
    return out;
}

std::string undelivered_text(std::string_view language, const UndeliveredMail& mail) {
    const Phrases& phrases = phrases_of(language);
    const std::string_view advice = mail.kind == model::ReportKind::hard ? phrases.undelivered_gone
                                    : mail.kind == model::ReportKind::policy
                                        ? phrases.undelivered_refused
                                        : phrases.undelivered_once;
    // The subject last: whatever stands in it is not taken for a place to fill.
    std::string text = replace_all(phrases.undelivered, "{address}", mail.address);
    text = replace_all(text, "{subject}", one_line(truncate_utf8(mail.subject, 120)));
    text += fmt::format("\n\n{}", advice);
    if (!mail.words.empty()) {
        text += "\n\n" + replace_all(phrases.undelivered_words, "{words}", mail.words);
    }
    return text;
}

}  // namespace postroom::desk
