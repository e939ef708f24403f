// The automations of a fresh workspace, in the four languages.
// Invariant: A02 thanks for new tickets and is on; it repeats nothing that a stranger wrote
// (LOOP-8). Rule: product-facts 1.5 (A02 on, "email the administrator on new item" off); F063-F065.
#include <array>

#include "desk/automation_commands.hpp"
#include "store/automation.hpp"
#include "store/mail_words.hpp"

namespace postroom::desk {
namespace {

using model::Automation;
using model::Comparison;
using model::RuleAction;
using model::RuleActionKind;
using model::RuleObject;
using model::TriggerKind;

const model::TextsByLanguage& thanks() {
    static const model::TextsByLanguage kTexts{
        {"en",
         "Thank you for writing to us. Your request has arrived; its number is {{item.number}}.\n\n"
         "One of us is looking at it and will answer you here."},
        {"fr",
         "Merci de nous avoir écrit. Nous avons bien reçu votre demande ; elle porte le numéro "
         "{{item.number}}.\n\n"
         "L’un de nous s’en occupe et vous répondra ici."},
        {"it",
         "Grazie per averci scritto. La Sua richiesta è arrivata e ha il numero "
         "{{item.number}}.\n\n"
         "Uno di noi se ne sta occupando e Le risponderà qui."},
        {"ru",
         "Спасибо за ваше обращение. Мы его получили, его номер {{item.number}}.\n\n"
         "Наш сотрудник уже занимается им и ответит вам здесь."}};
    return kTexts;
}

const model::TextsByLanguage& solved() {
    static const model::TextsByLanguage kTexts{
        {"en",
         "We believe that your request {{item.number}} is solved. If something is still missing, "
         "just answer: it begins again at once."},
        {"fr",
         "Nous pensons que votre demande {{item.number}} est résolue. S’il manque quelque chose, "
         "répondez simplement : elle sera aussitôt rouverte."},
        {"it",
         "Riteniamo che la Sua richiesta {{item.number}} sia risolta. Se manca ancora qualcosa, "
         "basta rispondere: la riapriamo subito."},
        {"ru",
         "Мы считаем, что ваше обращение {{item.number}} решено. Если чего-то ещё не хватает, "
         "просто ответьте: работа над ним сразу продолжится."}};
    return kTexts;
}

const model::TextsByLanguage& waiting() {
    static const model::TextsByLanguage kTexts{
        {"en", "The customer has been waiting for an answer for a day."},
        {"fr", "Le client attend une réponse depuis une journée."},
        {"it", "Il cliente attende una risposta da un giorno."},
        {"ru", "Клиент ждёт ответа уже сутки."}};
    return kTexts;
}

model::EmailTemplate new_item_template() {
    return {
        .id = {},
        .name = "New ticket",
        .audience = model::TemplateAudience::users,
        .words = {
            {"en",
             {"[{{item.number}}] New: {{item.title}}",
              "<p>{{customer.name}} ({{customer.address}}) wrote:</p><p>{{message.text}}</p>"
              "<p>Queue: {{queue.name}}</p><p>{{item.link}}</p>"}},
            {"fr",
             {"[{{item.number}}] Nouveau : {{item.title}}",
              "<p>{{customer.name}} ({{customer.address}}) a écrit :</p><p>{{message.text}}</p>"
              "<p>File : {{queue.name}}</p><p>{{item.link}}</p>"}},
            {"it",
             {"[{{item.number}}] Nuovo: {{item.title}}",
              "<p>{{customer.name}} ({{customer.address}}) ha scritto:</p><p>{{message.text}}</p>"
              "<p>Coda: {{queue.name}}</p><p>{{item.link}}</p>"}},
            {"ru",
             {"[{{item.number}}] Новое обращение: {{item.title}}",
              "<p>{{customer.name}} ({{customer.address}}) пишет:</p><p>{{message.text}}</p>"
              "<p>Очередь: {{queue.name}}</p><p>{{item.link}}</p>"}}}};
}

void insert_new_item_template(db::Session& session, const Environment& env, TemplateId& made) {
    const auto words = new_item_template();
    const auto id = store::insert_template(session, words, env.now());
    if (!id) {
        return;
    }
    made = *id;
    for (const auto& [language, text] : words.words) {
        store::save_mail_words(session, {"template", std::to_string(id->value)}, language, text,
                               env.now());
    }
}

RuleAction message(const model::TextsByLanguage& texts, model::Visibility visibility) {
    return {.kind = RuleActionKind::post_message, .visibility = visibility, .texts = texts};
}

}  // namespace

void create_standard_automations(db::Session& session, const Environment& env) {
    TemplateId new_item;
    insert_new_item_template(session, env, new_item);
    const std::array rules{
        Automation{.id = {},
                   .name = "Email the administrators about new tickets",
                   .object = RuleObject::ticket,
                   .trigger = {TriggerKind::created, {}},
                   .actions = {{.kind = RuleActionKind::send_template,
                                .template_id = new_item,
                                .recipients = {"administrators"}}}},
        Automation{.id = {},
                   .name = "Thank the customer for a new ticket",
                   .object = RuleObject::ticket,
                   .trigger = {TriggerKind::created, {}},
                   .filter = {.conditions = {{"requester", Comparison::is_set}}},
                   .actions = {message(thanks(), model::Visibility::public_)},
                   .enabled = true},
        Automation{.id = {},
                   .name = "Tell the customer that the ticket is solved",
                   .object = RuleObject::ticket,
                   .trigger = {TriggerKind::status_entered, "solved"},
                   .actions = {message(solved(), model::Visibility::public_)}},
        Automation{.id = {},
                   .name = "Remind the team of customers who wait for a day",
                   .object = RuleObject::ticket,
                   .trigger = {TriggerKind::hourly, {}},
                   .filter = {.conditions = {{"state", Comparison::is_not, "finished"},
                                             {"waiting_hours", Comparison::more_than, "23"}}},
                   .actions = {message(waiting(), model::Visibility::internal)}},
    };
    for (const auto& rule : rules) {
        store::insert_automation(session, rule, env.now());
    }
}

}  // namespace postroom::desk
