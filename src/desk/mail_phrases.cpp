// See mail_phrases.hpp.
#include "desk/mail_phrases.hpp"

#include <array>

namespace postroom::desk {
namespace {

constexpr std::array kPhrases{
    Phrases{
        .code = "en",
        .one_new = "new message from {}",
        .many_new = "{} new messages",
        .intro_one = "{} wrote:",
        .intro_many = "You have {} unread messages:",
        .internal_note = "Internal: only colleagues can read this.",
        .status = "Status",
        .open = "Open the conversation",
        .attachments = "Attachments",
        .why = "You get this email because you follow this conversation and had not yet seen this "
               "in Postroom.",
        .why_chat =
            "You get this email because you chatted with us ({}) and this came after you had left.",
        .reply_hint = "Reply to this email to answer.",
        .assigned_subject = "Assigned to you: {}",
        .assigned_text = "{} is now assigned to you.",
        .unassigned_subject = "No longer assigned to you: {}",
        .unassigned_text = "{} is no longer assigned to you.",
        .see_online = "See this request online",
        .chat = "Chat",
        .direct = "Direct conversation",
        .direct_note = "Direct: only those who take part can read this.",
        .undelivered = "Our email to {address} (“{subject}”) did not arrive.",
        .undelivered_gone = "The address takes no email. Ask the customer for another one; nothing "
                            "automatic is sent there for the time being.",
        .undelivered_once = "It may work later: the mailbox is full, or the other server gave up "
                            "for now. Send it again, or reach the customer another way.",
        .undelivered_refused = "The other server refused what the email holds or who sends it, not "
                               "the customer. An administrator sees this at the connector.",
        .undelivered_words = "The other server said: {words}"},
    Phrases{
        .code = "fr",
        .one_new = "nouveau message de {}",
        .many_new = "{} nouveaux messages",
        .intro_one = "{} a écrit :",
        .intro_many = "Vous avez {} messages non lus :",
        .internal_note = "Interne : seuls vos collègues peuvent lire ceci.",
        .status = "Statut",
        .open = "Ouvrir la conversation",
        .attachments = "Pièces jointes",
        .why = "Vous recevez cet e-mail parce que vous suivez cette conversation et que vous ne "
               "l’aviez pas encore lue dans Postroom.",
        .why_chat = "Vous recevez cet e-mail parce que vous avez discuté avec nous ({}) et que "
                    "ceci est arrivé après votre départ.",
        .reply_hint = "Pour répondre, il suffit de répondre à cet e-mail.",
        .assigned_subject = "Vous est attribué : {}",
        .assigned_text = "{} vous a été attribué.",
        .unassigned_subject = "Ne vous est plus attribué : {}",
        .unassigned_text = "{} ne vous est plus attribué.",
        .see_online = "Voir cette demande en ligne",
        .chat = "Chat",
        .direct = "Conversation directe",
        .direct_note = "Directe : seules les personnes qui y participent peuvent lire ceci.",
        .undelivered = "Notre e-mail à {address} (« {subject} ») n’est pas arrivé.",
        .undelivered_gone = "Cette adresse n’accepte pas d’e-mails. Demandez-en une autre au "
                            "client ; rien d’automatique n’y est envoyé pour l’instant.",
        .undelivered_once =
            "Cela peut fonctionner plus tard : la boîte est pleine, ou l’autre serveur a renoncé "
            "pour l’instant. Envoyez-le de nouveau, ou joignez le client autrement.",
        .undelivered_refused = "L’autre serveur a refusé le contenu de l’e-mail ou son expéditeur, "
                               "pas le client. Un administrateur le voit au connecteur.",
        .undelivered_words = "Réponse de l’autre serveur : {words}"},
    Phrases{
        .code = "it",
        .one_new = "nuovo messaggio da {}",
        .many_new = "{} nuovi messaggi",
        .intro_one = "{} ha scritto:",
        .intro_many = "Hai {} messaggi non letti:",
        .internal_note = "Interno: solo i colleghi possono leggerlo.",
        .status = "Stato",
        .open = "Apri la conversazione",
        .attachments = "Allegati",
        .why = "Ricevi questa email perché segui questa conversazione e non l’avevi ancora letta "
               "in Postroom.",
        .why_chat = "Ricevi questa email perché hai chattato con noi ({}) e questo messaggio è "
                    "arrivato a chat già chiusa.",
        .reply_hint = "Per rispondere, basta rispondere a questa email.",
        .assigned_subject = "Assegnato a te: {}",
        .assigned_text = "{} è stato assegnato a te.",
        .unassigned_subject = "Non più assegnato a te: {}",
        .unassigned_text = "{} non è più assegnato a te.",
        .see_online = "Vedi questa richiesta online",
        .chat = "Chat",
        .direct = "Conversazione diretta",
        .direct_note = "Diretta: solo chi vi partecipa può leggerla.",
        .undelivered = "La nostra email a {address} («{subject}») non è arrivata.",
        .undelivered_gone = "L’indirizzo non accetta email. Chiedi al cliente un altro indirizzo; "
                            "per ora non vi viene inviato nulla di automatico.",
        .undelivered_once =
            "Può funzionare più tardi: la casella è piena, o l’altro server per ora ha rinunciato. "
            "Inviala di nuovo, o raggiungi il cliente in altro modo.",
        .undelivered_refused = "L’altro server ha rifiutato il contenuto dell’email o il mittente, "
                               "non il cliente. Un amministratore lo vede nel connettore.",
        .undelivered_words = "Risposta dell’altro server: {words}"},
    Phrases{.code = "ru",
            .one_new = "новое сообщение от {}",
            .many_new = "новых сообщений: {}",
            .intro_one = "{} пишет:",
            .intro_many = "Непрочитанных сообщений: {}",
            .internal_note = "Внутреннее: видят только сотрудники.",
            .status = "Статус",
            .open = "Открыть беседу",
            .attachments = "Вложения",
            .why = "Вы получили это письмо, потому что следите за этой беседой и ещё не прочитали "
                   "её в Postroom.",
            .why_chat = "Вы получили это письмо, потому что писали нам в чат ({}), а ответ пришёл, "
                        "когда вас там уже не было.",
            .reply_hint = "Чтобы ответить, просто ответьте на это письмо.",
            .assigned_subject = "Назначено вам: {}",
            .assigned_text = "{}: вы назначены исполнителем.",
            .unassigned_subject = "Больше не назначено вам: {}",
            .unassigned_text = "{}: вы больше не исполнитель.",
            .see_online = "Обращение на сайте",
            .chat = "Чат",
            .direct = "Личная беседа",
            .direct_note = "Личное: видят только участники беседы.",
            .undelivered = "Наше письмо на адрес {address} («{subject}») не дошло.",
            .undelivered_gone = "Этот адрес не принимает почту. Попросите у клиента другой; "
                                "автоматические письма туда пока не отправляются.",
            .undelivered_once = "Позже может получиться: ящик переполнен, или другой сервер пока "
                                "отказался. Отправьте ещё раз или свяжитесь с клиентом иначе.",
            .undelivered_refused = "Другой сервер отклонил содержание письма или его отправителя, "
                                   "а не клиента. Администратор видит это у коннектора.",
            .undelivered_words = "Ответ другого сервера: {words}"},
};

}  // namespace

const Phrases& phrases_of(std::string_view language) {
    for (const auto& phrases : kPhrases) {
        if (phrases.code == language.substr(0, 2)) {
            return phrases;
        }
    }
    return kPhrases.front();
}

}  // namespace postroom::desk
