// See notice_text.hpp.
#include "desk/notice_text.hpp"

#include <fmt/format.h>

#include <array>

#include "core/text.hpp"

namespace postroom::desk {
namespace {

/// Subject and text of one kind of mail; {who}, {project}, {from}, {to}, {title} are filled in.
struct Words {
    std::string_view subject;
    std::string_view text;
};

struct Phrases {
    std::string_view code;
    Words joined;
    Words invitation;
    Words split;
    Words merged;
};

constexpr std::array kPhrases{
    Phrases{"en",
            {"New in {project}: {who}", "{who} joined the project {project}, which you follow."},
            {"Invitation to the project {project}",
             "{who} invites you to the project {project}. You can accept or decline in Postroom, "
             "in the Messenger or in your profile."},
            {"[{to}] {title}",
             "A part of your request {from} now goes on as a request of its own: {to}, “{title}”.\n"
             "\n"
             "To write about it, reply to this email. Your request {from} goes on as before."},
            {"[{to}] {title}",
             "Your request {from} now goes on together with {to}, “{title}”. Nothing is lost.\n\n"
             "To write about it, reply to this email or to any earlier one."}},
    Phrases{
        "fr",
        {"Nouveau dans {project} : {who}", "{who} a rejoint le projet {project}, que vous suivez."},
        {"Invitation au projet {project}",
         "{who} vous invite à rejoindre le projet {project}. Vous pouvez accepter ou refuser "
         "dans Postroom, depuis la messagerie ou votre profil."},
        {"[{to}] {title}",
         "Une partie de votre demande {from} devient une demande à part entière : {to}, "
         "« {title} ».\n\n"
         "Pour écrire à ce sujet, répondez à cet e-mail. Votre demande {from} suit son cours."},
        {"[{to}] {title}",
         "Votre demande {from} est désormais traitée avec {to}, « {title} ». Rien n’est "
         "perdu.\n\n"
         "Pour écrire à ce sujet, répondez à cet e-mail ou à l’un des précédents."}},
    Phrases{"it",
            {"Novità in {project}: {who}", "{who} è entrato nel progetto {project}, che segui."},
            {"Invito al progetto {project}",
             "{who} ti invita al progetto {project}. Puoi accettare o rifiutare in Postroom, nel "
             "Messenger o nel tuo profilo."},
            {"[{to}] {title}",
             "Una parte della Sua richiesta {from} prosegue come richiesta a sé: {to}, «{title}».\n"
             "\n"
             "Per scrivere in merito, risponda a questa email. La richiesta {from} prosegue come "
             "prima."},
            {"[{to}] {title}",
             "La Sua richiesta {from} prosegue insieme a {to}, «{title}». Nulla va perso.\n\n"
             "Per scrivere in merito, risponda a questa email o a una delle precedenti."}},
    Phrases{"ru",
            {"Новый участник в {project}: {who}",
             "В проекте {project}, за которым вы следите, новый участник: {who}."},
            {"Приглашение в проект {project}",
             "{who} приглашает вас в проект {project}. Принять или отклонить приглашение можно в "
             "Postroom: в мессенджере или в профиле."},
            {"[{to}] {title}",
             "Часть вашего обращения {from} выделена в отдельное обращение {to}: «{title}».\n\n"
             "Чтобы написать о нём, ответьте на это письмо. Работа над обращением {from} "
             "продолжается."},
            {"[{to}] {title}",
             "Ваше обращение {from} объединено с обращением {to}: «{title}». Ничего не "
             "потеряно.\n\n"
             "Чтобы написать о нём, ответьте на это или любое из прежних писем."}},
};

const Phrases& phrases_of(std::string_view language) {
    for (const auto& phrases : kPhrases) {
        if (phrases.code == language.substr(0, 2)) {
            return phrases;
        }
    }
    return kPhrases.front();
}

MailText fill(const Words& words, const ProjectText& text) {
    const auto filled = [&](std::string_view phrase) {
        return replace_all(replace_all(phrase, "{project}", text.project), "{who}", text.who);
    };
    return {
        .subject = one_line(filled(words.subject)), .text = filled(words.text) + "\n", .html = {}};
}

MailText fill(const Words& words, const ItemMoveText& text) {
    const auto filled = [&](std::string_view phrase) {
        return replace_all(replace_all(replace_all(phrase, "{from}", text.from), "{to}", text.to),
                           "{title}", truncate_utf8(text.title, 160));
    };
    return {
        .subject = one_line(filled(words.subject)), .text = filled(words.text) + "\n", .html = {}};
}

}  // namespace

MailText project_joined_text(std::string_view language, const ProjectText& text) {
    return fill(phrases_of(language).joined, text);
}
MailText invitation_text(std::string_view language, const ProjectText& text) {
    return fill(phrases_of(language).invitation, text);
}
MailText split_text(std::string_view language, const ItemMoveText& text) {
    return fill(phrases_of(language).split, text);
}
MailText merged_text(std::string_view language, const ItemMoveText& text) {
    return fill(phrases_of(language).merged, text);
}

}  // namespace postroom::desk
