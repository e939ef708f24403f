// See chat.hpp.
#include "desk/chat.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "desk/chat_site.hpp"
#include "desk/workspace.hpp"
#include "store/chat.hpp"
#include "store/chat_widget.hpp"
#include "store/customer_session.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kPseudonymBytes = 12;

std::unexpected<Error> refuse_flood() {
    return fail(ErrorKind::transient, "too_many_chats",
                "Very many chats were begun just now. Please wait a few minutes.");
}

/// (SEC-10, SEC-14)
Result<void> check_flood(db::Session& session, const Environment& env, ChatWidgetId widget,
                         const Visitor& from) {
    const TimePoint since = env.now() - limits::kChatWindow;
    if (store::count_visitors_from(session, network_of(from.address), since) >=
            limits::kChatVisitorsPerNetworkMax ||
        store::count_visitors_of(session, widget, since) >= limits::kChatVisitorsPerWidgetMax) {
        return refuse_flood();
    }
    return {};
}

Result<void> check_answers(const model::ChatWidget& widget, const ChatGuest& guest) {
    if (widget.ask_name == model::Asked::required && guest.name.empty()) {
        return fail(ErrorKind::invalid, "name_missing", "Please tell us your name.");
    }
    if (widget.ask_email == model::Asked::required && guest.email.empty()) {
        return fail(ErrorKind::invalid, "email_missing", "Please tell us your email address.");
    }
    if (!guest.email.empty() && !is_plausible_address(guest.email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    return {};
}

/// The customer of an address that somebody typed. Of one who is deactivated nothing is said: the
/// chat goes on as that of somebody without an address.
CustomerId customer_of(db::Session& session, const Environment& env, std::string_view email,
                       std::string_view name, std::string_view language) {
    const auto known = email.empty() ? std::nullopt : store::find_customer_by_email(session, email);
    const std::string pseudonym =
        fmt::format("{}@{}", env.random.hex(kPseudonymBytes), model::kNoAddressDomain);
    const bool takes_address = !email.empty() && (!known || known->active);
    const auto id =
        store::ensure_customer(session, takes_address ? email : pseudonym, name, env.now());
    auto customer = store::find_customer(session, id);
    if (customer && customer->language.empty() && !language.empty()) {
        customer->language = language;
        store::update_customer(session, *customer);
    }
    return id;
}

Result<CustomerId> customer_of_claim(db::Session& session, const Environment& env,
                                     const model::ChatWidget& widget, const ChatGuest& guest) {
    const auto& claim = *guest.identity;
    TRY_VOID(check_identity(session, env, widget, claim));
    const auto id =
        store::ensure_customer(session, address_of(widget, claim), claim.name, env.now());
    auto customer = store::find_customer(session, id);
    if (!customer || !customer->active) {
        return fail(ErrorKind::denied, "customer_deactivated",
                    "The chat is not available to you. Please write to us by email.");
    }
    if (customer->name.empty() || customer->language.empty()) {
        customer->name = customer->name.empty() ? claim.name : customer->name;
        customer->language = customer->language.empty() ? guest.language : customer->language;
        store::update_customer(session, *customer);
    }
    return id;
}

}  // namespace

Result<model::ChatWidget> open_widget(db::Session& session, const Environment& env,
                                      std::string_view key, std::string_view site) {
    auto widget = store::find_chat_widget_by_key(session, key);
    if (!widget || !widget->active) {
        return fail(ErrorKind::not_found, "chat_widget_not_found", "There is no such chat.");
    }
    if (!is_site_allowed(*widget, site) &&
        (env.public_url.empty() || parse_site(site) != parse_site(env.public_url))) {
        return fail(ErrorKind::denied, "site_not_allowed",
                    "This chat is not meant for the site on which it stands.");
    }
    return std::move(*widget);
}

Result<NewChatVisitor> begin_chat(db::Session& session, const Environment& env,
                                  std::string_view widget_key, const ChatGuest& guest) {
    const auto widget = TRY(open_widget(session, env, widget_key, guest.site));
    TRY_VOID(check_flood(session, env, widget.id, guest.from));
    CustomerId customer;
    if (guest.identity) {
        customer = TRY(customer_of_claim(session, env, widget, guest));
    } else {
        TRY_VOID(check_answers(widget, guest));
        customer = customer_of(session, env, guest.email, guest.name, guest.language);
    }
    return begin_chat_visitor(session, env, widget.id, customer, guest.identity.has_value(),
                              guest.from);
}

Result<Posted> start_chat(db::Session& session, const Environment& env,
                          const CustomerCaller& caller, CustomerMessage message,
                          const PresentCustomers& present) {
    const auto visitor = caller.scope.visitor;
    if (const auto begun = store::find_chat_begun_with(session, visitor, message.client_id)) {
        message.conversation_id = *begun;
        return post_as_customer(session, env, caller, std::move(message), present);
    }
    if (store::count_chats_by(session, visitor, env.now() - limits::kChatWindow) >=
        limits::kChatsPerVisitorMax) {
        return refuse_flood();
    }
    message.conversation_id = store::insert_chat(session, visitor, env.now());
    return post_as_customer(session, env, caller, std::move(message), present);
}

Result<void> tell_address(db::Session& session, const Environment& env,
                          const CustomerCaller& caller, std::string_view email,
                          std::string_view name) {
    if (!is_plausible_address(email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The address must look like ana@example.org.");
    }
    if (caller.is_identified || model::is_mailable(caller.customer)) {
        return fail(ErrorKind::conflict, "address_known",
                    "There is an address already to which answers are mailed.");
    }
    const auto& before = caller.customer;
    const auto shown_name = name.empty() ? std::string_view(before.name) : name;
    const auto id = customer_of(session, env, email, shown_name, before.language);
    const auto after = store::find_customer(session, id);
    if (!after || !model::is_mailable(*after)) {
        return {};
    }
    store::hand_over_chats(session, caller.scope.visitor, before.id, id,
                           env.now() + env.relay_grace);
    store::append_event(session, {.kind = model::EventKind::customer_changed,
                                  .at = env.now(),
                                  .actor = model::person(id),
                                  .subject_id = id.value});
    return {};
}

void note_page(db::Session& session, const Environment& env, const CustomerCaller& caller,
               const model::VisitedPage& page) {
    const auto widget = store::find_chat_widget(session, caller.widget_id);
    const auto url = page.url.substr(0, page.url.find_first_of("?#"));
    if (widget && is_site_allowed(*widget, url)) {
        store::record_visited_page(session, caller.scope.visitor,
                                   {.url = url, .title = one_line(page.title)}, env.now());
    }
}

}  // namespace postroom::desk
