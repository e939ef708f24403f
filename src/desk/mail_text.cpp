// See mail_text.hpp.
#include "desk/mail_text.hpp"

#include <fmt/format.h>

#include <array>

#include "automate/merge.hpp"
#include "core/text.hpp"
#include "desk/mail_phrases.hpp"
#include "html/entity.hpp"
#include "html/to_text.hpp"

namespace postroom::desk {
namespace {

std::string fill(std::string_view phrase, std::string_view value) {
    return replace_all(phrase, "{}", value);
}

constexpr std::string_view kBodyStyle =
    "font-family:-apple-system,Segoe "
    "UI,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5";
constexpr std::string_view kQuietStyle = "color:#6b7280;font-size:13px";

/// "New message from Ana", "3 new messages".
std::string news_of(const Phrases& phrases, std::span<const ShownMessage> messages) {
    return messages.size() == 1 ? fill(phrases.one_new, messages.front().author_name)
                                : fill(phrases.many_new, fmt::to_string(messages.size()));
}

std::string subject_of(const NotificationText& context, const Phrases& phrases,
                       std::span<const ShownMessage> messages) {
    const std::string tail = news_of(phrases, messages);
    const std::string head =
        context.reference.empty() ? "" : fmt::format("[{}] ", context.reference);
    return one_line(context.title.empty()
                        ? head + tail
                        : fmt::format("{}{} – {}", head, truncate_utf8(context.title, 120), tail));
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
        kQuietStyle, html::escaped(heading),
        message.html.empty() ? text_to_html(message.text) : message.html);
    if (!files.empty()) {
        out.text += files + "\n\n";
        out.html += fmt::format(R"(<div style="{}">{}</div>)", kQuietStyle, html::escaped(files));
    }
    out.html += "</div>";
}

void append_footer(MailText& out, const NotificationText& context, const Phrases& phrases) {
    out.text += "-- \n";
    std::string footer;
    const auto line = [&](std::string_view text) {
        out.text += fmt::format("{}\n", text);
        footer += fmt::format("{}<br>", html::escaped(text));
    };
    if (!context.reference.empty()) {
        line(fmt::format("{} {} · {}: {}", context.reference, truncate_utf8(context.title, 120),
                         phrases.status, context.status));
    }
    if (context.is_internal) {
        line(context.is_direct ? phrases.direct_note : phrases.internal_note);
    }
    if (!context.link.empty()) {
        out.text += fmt::format("{}: {}\n", phrases.open, context.link);
        footer +=
            fmt::format(R"(<a href="{}">{}</a><br>)", html::escaped(context.link), phrases.open);
    }
    if (context.can_reply) {
        line(phrases.reply_hint);
    }
    line(context.chatted_on.empty() ? std::string(phrases.why)
                                    : fill(phrases.why_chat, context.chatted_on));
    out.html += fmt::format(R"(<div style="{}">{}</div>)", kQuietStyle, footer);
}

/// Somebody's own text around what the relay brings. Messages and overview come as they are made
/// here; everything else is text and becomes no markup. (F060)
MailText frame(const NotificationText& context, std::string_view news, const MailText& messages,
               const MailText& overview) {
    const automate::MergeValues values{{"item.number", context.reference},
                                       {"item.title", context.title},
                                       {"item.status", context.status},
                                       {"news", std::string(news)}};
    const auto place = [&](std::string_view text, automate::Target target) {
        return automate::replace_fields(text, [&](std::string_view field) {
            const bool is_html = target == automate::Target::html;
            if (field == "messages") {
                return is_html ? messages.html : messages.text;
            }
            if (field == "overview") {
                return is_html ? overview.html : overview.text;
            }
            return automate::fill("{{" + std::string(field) + "}}", values, target);
        });
    };
    return {.subject = automate::fill(context.frame->subject, values, automate::Target::line),
            .text = place(html::to_text(context.frame->html), automate::Target::text),
            .html = fmt::format(R"(<div style="{}">{}</div>)", kBodyStyle,
                                place(context.frame->html, automate::Target::html))};
}

}  // namespace

std::string_view name_of_chat(std::string_view language) { return phrases_of(language).chat; }
std::string_view name_of_direct(std::string_view language) { return phrases_of(language).direct; }

std::string text_to_html(std::string_view text) {
    const std::string escaped = html::escaped(trim(replace_all(text, "\r\n", "\n")));
    return fmt::format("<p>{}</p>",
                       replace_all(replace_all(escaped, "\n\n", "</p><p>"), "\n", "<br>\n"));
}

MailText notification_text(const NotificationText& context,
                           std::span<const ShownMessage> messages) {
    const Phrases& phrases = phrases_of(context.language);
    MailText out;
    if (messages.size() > 1) {
        const std::string intro = fill(phrases.intro_many, fmt::to_string(messages.size()));
        out.text += intro + "\n\n";
        out.html += fmt::format("<p>{}</p>", html::escaped(intro));
    }
    for (const auto& message : messages) {
        append_message(out, phrases, message);
    }
    MailText overview;
    append_footer(overview, context, phrases);
    if (context.frame) {
        return frame(context, news_of(phrases, messages), out, overview);
    }
    return {
        .subject = subject_of(context, phrases, messages),
        .text = out.text + overview.text,
        .html = fmt::format(R"(<div style="{}">{}{}</div>)", kBodyStyle, out.html, overview.html)};
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
                                kQuietStyle, html::escaped(frame.portal_link), words);
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
