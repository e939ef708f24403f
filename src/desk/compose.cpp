// See compose.hpp.
#include "desk/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/check.hpp"
#include "core/text.hpp"
#include "desk/email_appearance.hpp"
#include "desk/mail_text.hpp"
#include "desk/portal_settings.hpp"
#include "desk/workspace.hpp"
#include "mime/build.hpp"
#include "notify/rule.hpp"
#include "outbox/mark.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/chat.hpp"
#include "store/chat_widget.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/mail_words.hpp"
#include "store/mailbox.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "threading/references.hpp"
#include "threading/token.hpp"

namespace postroom::desk {
namespace {

constexpr int kReferencesRead = 200;
constexpr std::size_t kUniqueBytes = 9;
/// Text of all messages in one notification; many long ones share it, each begins at least.
constexpr std::size_t kShownBytesMax = std::size_t{1} << 20;

/// Through which connector the mail goes and as whom it is sent.
struct Route {
    ConnectorId connector_id;
    std::string from_address;
    std::string from_name;
    std::string domain;
    /// Answers arrive in this mailbox, which has no addresses beside its own; empty = at our own
    /// reply addresses.
    std::string mailbox_address;
    std::string signature{};  ///< under every mail to customers (F125)
};

/// The chat behind a conversation: the widget in which it began, and with whom.
struct Chat {
    std::optional<model::ChatWidget> widget;
    std::optional<model::Customer> customer;
};

Chat find_chat(db::Session& session, const model::Conversation& conversation) {
    const auto origin = conversation.visitor_id
                            ? store::find_chat_origin(session, conversation.visitor_id)
                            : std::nullopt;
    return origin ? Chat{store::find_chat_widget(session, origin->widget_id),
                         store::find_customer(session, origin->customer_id)}
                  : Chat{};
}

/// The item's queue, or that of the widget in which a chat began.
ChannelId queue_of(db::Session& session, const Place& place) {
    if (place.item) {
        return place.item->queue_id;
    }
    const auto widget = find_chat(session, place.conversation).widget;
    return widget ? widget->queue_id : ChannelId{};
}

/// The mailbox that answers come back to: the queue's own; where there is no domain for reply
/// addresses, the one that the connector was connected with. (F102, F115)
std::string mailbox_of(db::Session& session, const std::optional<model::Channel>& channel,
                       const model::Connector& connector) {
    if (channel && channel->kind == model::ChannelKind::imap) {
        return channel->address;
    }
    if (!load_reply_domain(session).empty()) {
        return {};
    }
    const auto twin = store::find_mailbox_by_connector(session, connector.id);
    return twin ? twin->address : std::string();
}

/// The connector that the order names, else the one that the queue replies through, else the
/// default one. (F123, F124)
Result<Route> find_route(db::Session& session, ChannelId queue, ConnectorId ordered) {
    const auto channel = queue ? store::find_channel(session, queue) : std::nullopt;
    std::optional<model::Connector> connector;
    if (ordered) {
        connector = store::find_connector(session, ordered);
    } else if (channel && channel->connector_id) {
        connector = store::find_connector(session, channel->connector_id);
    }
    const bool is_mapped = connector.has_value();
    if (!connector) {
        connector = store::find_default_connector(session);
    }
    if (!connector) {
        return fail(ErrorKind::conflict, "no_connector",
                    "No mail can leave: add an outgoing email server under Administration > Emails "
                    "> Settings.");
    }
    Route route{.connector_id = connector->id,
                .from_address = connector->from_address,
                .from_name = connector->from_name,
                .domain = load_reply_domain(session)};
    route.mailbox_address = mailbox_of(session, channel, *connector);
    route.signature = connector->signature;
    const bool sends_for_anyone = connector->kind == model::ConnectorKind::builtin ||
                                  connector->kind == model::ConnectorKind::capture;
    if (channel && !is_mapped && sends_for_anyone) {
        route.from_address = channel->address;
    }
    if (route.from_address.empty()) {
        return fail(ErrorKind::conflict, "no_from_address",
                    "No mail can leave: the outgoing email server has no From address yet.");
    }
    if (route.domain.empty()) {
        route.domain = route.from_address.substr(route.from_address.rfind('@') + 1);
    }
    return route;
}

/// Everything but the words: addresses, thread headers, marks. (THR-1, THR-11, LOOP-1)
mime::Outgoing start_mail(db::Session& session, const Environment& env, const Route& route,
                          const Recipient& recipient, ConversationId conversation,
                          const MailOrder& order) {
    mime::Outgoing mail;
    mail.from = {route.from_address, route.from_name};
    mail.to = {{recipient.email, recipient.name}};
    mail.date = env.now();
    std::string local = env.random.hex(kUniqueBytes);
    if (conversation) {
        local = threading::message_id_local(env.keys, conversation, recipient.person, local);
        mail.reply_to = {
            route.mailbox_address.empty()
                ? threading::reply_address(env.keys, conversation, recipient.person, route.domain)
                : route.mailbox_address,
            route.from_name};
        const auto ids = store::list_mail_references(session, conversation, kReferencesRead);
        auto headers = threading::references_for(ids.empty() ? "" : ids.front(), ids);
        mail.in_reply_to = std::move(headers.in_reply_to);
        mail.references = std::move(headers.references);
    }
    mail.message_id = guard::own_message_id(env.loop_key(), local, route.domain);
    for (const auto& [name, value] :
         outbox::marks_of({.kind = order.kind, .importance = order.importance}).headers) {
        mail.extra.push_back({std::string(name), std::string(value)});
    }
    mail.extra.push_back({std::string(guard::kLoopHeader),
                          guard::loop_header_value(env.loop_key(), mail.message_id)});
    return mail;
}

/// A mail that is kept back by the block list as it is made counts there like one that is kept back
/// as it is due.
void count_what_kept_it(db::Session& session, std::string_view address, const MailOrder& order) {
    const auto filter = order.reason == notify::rule::kBlockedAddress
                            ? store::find_email_filter(session, "outgoing", address)
                            : std::nullopt;
    if (filter) {
        store::count_filter_hit(session, filter->id);
    }
}

/// Freezes the mail and stores it. (P1)
Result<MailId> store_mail(db::Session& session, const Environment& env, const mime::Outgoing& mail,
                          const Route& route, const Recipient& recipient, const MailOrder& order,
                          model::OutgoingMail row) {
    const std::string bytes = TRY(mime::build(mail));
    const TimePoint now = env.now();
    row.kind = order.kind;
    row.state = order.suppress       ? model::MailState::suppressed
                : order.due_at > now ? model::MailState::held
                                     : model::MailState::ready;
    row.connector_id = route.connector_id;
    row.recipient_person = recipient.person;
    row.author_id = order.author_id;
    row.envelope_from =
        outbox::marks_of({.kind = order.kind}).null_envelope_sender ? "" : route.from_address;
    row.from_address = route.from_address;
    row.recipient = recipient.email;
    row.subject = mail.subject;
    row.message_id_header = mail.message_id;
    row.blob_id = store::insert_blob(session, store::pack_blob(bytes));
    row.size = std::ssize(bytes);
    row.attachment_count =
        static_cast<int>(std::ranges::count_if(mail.attachments, std::not_fn(is_logo)));
    row.importance = order.importance;
    row.is_system_generated = order.is_system_generated;
    row.reason = order.reason;
    row.created_at = now;
    if (order.suppress) {
        row.finished_at = now;
        count_what_kept_it(session, recipient.email, order);
    } else {
        row.due_at = std::max(order.due_at, now);
    }
    const MailId id = store::insert_outgoing_mail(session, row);
    if (row.conversation_id) {
        store::insert_mail_reference(session, mail.message_id, row.conversation_id, row.message_id);
    }
    return id;
}

ShownMessage show(db::Session& session, const model::Message& message, mime::Outgoing* attach_to) {
    ShownMessage shown{
        .author_name = message.author_name,
        .at = message.created_at,
        .text = message.visible_text.empty() ? message.text : message.visible_text,
        .html = message.author.kind == model::PersonKind::user ? message.html : std::string(),
        .attachment_names = {}};
    for (const auto& attachment : store::list_attachments(session, message.id)) {
        shown.attachment_names.push_back(attachment.filename);
        if (attach_to != nullptr) {
            attach_to->attachments.push_back(
                {.filename = attachment.filename,
                 .content_type = attachment.content_type,
                 .content_id = attachment.content_id,
                 .is_inline = attachment.is_inline,
                 .content = store::find_blob(session, attachment.blob_id).value_or("")});
        }
    }
    return shown;
}

/// A message that takes more than its share of a mail is shown from its beginning, as text.
ShownMessage shorten(ShownMessage shown, std::size_t bytes_max) {
    if (shown.text.size() > bytes_max) {
        shown.text = fmt::format("{} […]", truncate_utf8(shown.text, bytes_max));
        shown.html.clear();
    } else if (shown.html.size() > bytes_max) {
        shown.html.clear();
    }
    return shown;
}

/// What stands around the words: the connector's signature for whoever is outside (F125), and the
/// hidden marker that threads where a provider rewrites every id. (THR-1)
MailClosing closing_of(const Environment& env, const Route& route, const Recipient& recipient,
                       ConversationId conversation) {
    const bool is_outside = recipient.person.kind == model::PersonKind::customer;
    return {.signature = is_outside ? route.signature : std::string(),
            .marker = conversation
                          ? threading::body_marker(env.keys, conversation, recipient.person)
                          : std::string(),
            .language = recipient.language};
}

/// The first answer of a machine: whoever wrote may not be who they say, so it repeats nothing of
/// theirs. (LOOP-8)
bool is_first_automatic_answer(std::span<const model::Message> messages,
                               const Recipient& recipient) {
    return recipient.person.kind == model::PersonKind::customer &&
           std::ranges::all_of(messages, [](const model::Message& message) {
               return message.origin == model::Origin::automation && message.seq <= 2;
           });
}

/// What a conversation is called in a mail: the item's title, else its own name, else its project;
/// a chat by the widget for the customer and by the customer for colleagues.
std::string title_of(db::Session& session, const Place& place, const Recipient& recipient) {
    if (place.item) {
        return place.item->title;
    }
    if (!place.conversation.title.empty()) {
        return place.conversation.title;
    }
    if (place.conversation.project_id) {
        const auto project = store::find_project(session, place.conversation.project_id);
        return project ? project->name : std::string();
    }
    if (is_direct(place.conversation)) {
        return std::string(name_of_direct(recipient.language));
    }
    const auto chat = find_chat(session, place.conversation);
    if (!chat.widget || !chat.customer) {
        return std::string(name_of_chat(recipient.language));
    }
    return recipient.person.kind == model::PersonKind::user
               ? fmt::format("{}: {}", chat.widget->name, model::display_name_of(*chat.customer))
               : chat.widget->name;
}

/// A customer's mail carries the files themselves, as many as servers take: from where should they
/// fetch them?
constexpr std::int64_t kEnclosedBytesMax = std::int64_t{15} << 20;

bool fits(db::Session& session, const model::Message& message, std::int64_t& room) {
    std::int64_t size = 0;
    for (const auto& attachment : store::list_attachments(session, message.id)) {
        size += attachment.size;
    }
    if (size > room) {
        return false;
    }
    room -= size;
    return true;
}

/// What an administrator wrote for the relay in this language. (F060)
std::optional<model::MailWords> relay_frame(db::Session& session, std::string_view language) {
    const auto written = store::list_mail_words(session, {"relay", ""});
    const auto own = written.find(language.empty() ? "en" : language.substr(0, 2));
    return own == written.end() ? std::nullopt : std::optional(own->second);
}

MailText words_of(db::Session& session, const Environment& env, const Place& place,
                  std::span<const model::Message> messages, const Recipient& recipient,
                  const MailOrder& order, mime::Outgoing& mail) {
    const bool is_user = recipient.person.kind == model::PersonKind::user;
    const std::string reference = place.item ? model::reference_of(*place.item) : std::string();
    const std::string title = is_first_automatic_answer(messages, recipient)
                                  ? std::string()
                                  : title_of(session, place, recipient);
    if (order.kind == model::MailKind::reply) {
        const auto author = store::find_user(session, UserId{messages.front().author.id});
        auto words =
            reply_text({.reference = reference,
                        .title = title,
                        .signature = author ? author->signature : "",
                        .language = recipient.language,
                        .portal_link = portal_address_of(session, env, place.conversation.item_id),
                        .is_first = mail.references.empty()},
                       show(session, messages.front(), &mail));
        mail.from.name = author ? author->name : mail.from.name;
        return words;
    }
    std::vector<ShownMessage> shown;
    std::int64_t room = is_user ? 0 : kEnclosedBytesMax;
    for (const auto& message : messages) {
        auto* enclose = !is_user && fits(session, message, room) ? &mail : nullptr;
        shown.push_back(shorten(show(session, message, enclose), kShownBytesMax / messages.size()));
    }
    std::string link = portal_address_of(session, env, place.conversation.item_id);
    if (is_user) {
        link = env.public_url.empty() ? std::string()
                                      : fmt::format("{}/conversations/{}", env.public_url,
                                                    place.conversation.id.value);
    }
    return notification_text(
        {.language = recipient.language,
         .reference = reference,
         .title = title,
         .status = place.item ? place.item->status : "",
         .link = link,
         .chatted_on = !is_user && place.conversation.visitor_id ? title : "",
         .is_internal = place.conversation.visibility == model::Visibility::internal,
         .is_direct = is_direct(place.conversation),
         .frame = relay_frame(session, recipient.language)},
        shown);
}

}  // namespace

Result<MailId> compose_message_mail(db::Session& session, const Environment& env,
                                    const Place& place, std::span<const model::Message> messages,
                                    const Recipient& recipient, const MailOrder& order) {
    CHECK(!messages.empty());
    // The last guard before the wire: whatever was decided, an internal message never becomes a
    // customer's mail.
    CHECK(recipient.person.kind == model::PersonKind::user ||
          place.conversation.visibility == model::Visibility::public_);
    const Route route = TRY(find_route(session, queue_of(session, place), order.connector_id));
    mime::Outgoing mail = start_mail(session, env, route, recipient, place.conversation.id, order);
    MailText words = words_of(session, env, place, messages, recipient, order, mail);
    mail.subject = std::move(words.subject);
    mail.text = std::move(words.text);
    mail.html = std::move(words.html);
    dress_mail(session, closing_of(env, route, recipient, place.conversation.id), mail);
    return store_mail(session, env, mail, route, recipient, order,
                      {.item_id = place.conversation.item_id,
                       .conversation_id = place.conversation.id,
                       .message_id = messages.back().id});
}

Result<MailId> compose_plain_mail(db::Session& session, const Environment& env,
                                  const PlainMail& mail, const Recipient& recipient,
                                  const MailOrder& order) {
    std::optional<model::Item> item;
    if (mail.item_id) {
        item = store::find_item(session, mail.item_id);
    }
    const Route route =
        TRY(find_route(session, item ? item->queue_id : ChannelId{}, order.connector_id));
    mime::Outgoing outgoing =
        start_mail(session, env, route, recipient, mail.conversation_id, order);
    outgoing.subject = one_line(mail.subject);
    outgoing.text = mail.text;
    outgoing.html = mail.html.empty() ? text_to_html(mail.text) : mail.html;
    dress_mail(session, closing_of(env, route, recipient, mail.conversation_id), outgoing);
    return store_mail(session, env, outgoing, route, recipient, order,
                      {.item_id = mail.item_id, .conversation_id = mail.conversation_id});
}

}  // namespace postroom::desk
