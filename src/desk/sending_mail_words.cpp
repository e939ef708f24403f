// See sending_mail_words.hpp.
#include "desk/sending_mail_words.hpp"

#include "desk/said_in_four.hpp"

namespace postroom::desk {
namespace {

constexpr InFour kFailure{
    Said{"Not sent: {{subject}}",
         "<p>Your email to {{recipient}} was not sent:</p><p>{{reason}}</p><p>It waits in the "
         "Outbox, where you can try again or cancel it. {{link}}</p>"},
    Said{"Non envoyé : {{subject}}",
         "<p>Votre e-mail à {{recipient}} n’a pas été envoyé :</p><p>{{reason}}</p><p>Il attend "
         "dans la boîte d’envoi, où vous pouvez réessayer ou l’annuler. {{link}}</p>"},
    Said{"Non inviata: {{subject}}",
         "<p>La tua email a {{recipient}} non è stata inviata:</p><p>{{reason}}</p><p>Attende "
         "nella posta in uscita, dove puoi riprovare o annullarla. {{link}}</p>"},
    Said{"Не отправлено: {{subject}}",
         "<p>Ваше письмо для {{recipient}} не отправлено:</p><p>{{reason}}</p><p>Оно ждёт в "
         "исходящих: там его можно отправить снова или отменить. {{link}}</p>"}};

constexpr InFour kAttention{
    Said{"The connector {{connector.name}} needs attention",
         "<p>The mail server no longer lets the connector {{connector.name}} sign in. Its emails "
         "wait; none of them is lost.</p><p>The server’s answer: {{reason}}</p><p>Correct its "
         "password or connect it again under Administration. If it was switched off meanwhile, "
         "switch it on again: then everything that waits leaves. {{link}}</p>"},
    Said{"Le connecteur {{connector.name}} requiert votre attention",
         "<p>Le serveur de messagerie n’accepte plus l’identification du connecteur "
         "{{connector.name}}. Ses e-mails attendent ; aucun n’est perdu.</p><p>Réponse du "
         "serveur : {{reason}}</p><p>Corrigez son mot de passe ou reconnectez-le dans "
         "l’administration. S’il a été désactivé entre-temps, réactivez-le : tout ce qui attend "
         "partira alors. {{link}}</p>"},
    Said{"Il connettore {{connector.name}} richiede attenzione",
         "<p>Il server di posta non accetta più l’accesso del connettore {{connector.name}}. Le "
         "sue email aspettano e nessuna va persa.</p><p>Risposta del server: {{reason}}</p>"
         "<p>Correggi la password o ricollegalo nell’amministrazione. Se nel frattempo è stato "
         "disattivato, riattivalo: tutto ciò che aspetta partirà. {{link}}</p>"},
    Said{"Коннектор {{connector.name}} требует внимания",
         "<p>Почтовый сервер больше не принимает вход коннектора {{connector.name}}. Его письма "
         "ждут, ни одно не потеряно.</p><p>Ответ сервера: {{reason}}</p><p>Исправьте пароль или "
         "подключите коннектор заново в разделе администрирования. Если за это время он был "
         "отключён, включите его: всё, что ждёт, будет отправлено. {{link}}</p>"}};

}  // namespace

model::MailWords outbox_failure_words(std::string_view language) {
    return words_in(kFailure, language);
}
model::MailWords connector_attention_words(std::string_view language) {
    return words_in(kAttention, language);
}

}  // namespace postroom::desk
