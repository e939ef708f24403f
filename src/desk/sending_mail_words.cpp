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

constexpr InFour kSecretEnd{
    Said{"The client secret for Microsoft 365 ends on {{date}}",
         "<p>The client secret of your app registration for Microsoft 365 ends on {{date}}; days "
         "left: {{days}}. From then on the mailboxes that are connected with it are neither read "
         "nor used for sending. Their emails wait; none of them is lost.</p><p>Create a new client "
         "secret at Microsoft (Entra admin center, App registrations, Certificates &amp; secrets) "
         "and enter it here together with its date. {{link}}</p>"},
    Said{"Le secret client pour Microsoft 365 expire le {{date}}",
         "<p>Le secret client de votre inscription d’application Microsoft 365 expire le {{date}} "
         "; jours restants : {{days}}. À partir de là, les boîtes aux lettres connectées avec lui "
         "ne seront plus relevées et n’enverront plus rien. Leurs e-mails attendront ; aucun ne "
         "sera perdu.</p><p>Créez un nouveau secret client chez Microsoft (centre d’administration "
         "Entra, Inscriptions d’applications, Certificats et secrets) et saisissez-le ici avec sa "
         "date. {{link}}</p>"},
    Said{"Il segreto client per Microsoft 365 scade il {{date}}",
         "<p>Il segreto client della tua registrazione dell’app Microsoft 365 scade il {{date}}; "
         "giorni rimasti: {{days}}. Da quel momento le caselle collegate con esso non saranno più "
         "lette né potranno inviare. Le loro email aspetteranno e nessuna andrà persa.</p>"
         "<p>Crea un nuovo segreto client presso Microsoft (interfaccia di amministrazione di "
         "Entra, Registrazioni app, Certificati e segreti) e inseriscilo qui con la sua data. "
         "{{link}}</p>"},
    Said{"Секрет клиента для Microsoft 365 действует до {{date}}",
         "<p>Секрет клиента вашей регистрации приложения Microsoft 365 действует до {{date}}; "
         "осталось дней: {{days}}. После этого подключённые с ним почтовые ящики нельзя будет ни "
         "читать, ни использовать для отправки. Их письма будут ждать, ни одно не "
         "потеряется.</p><p>Создайте новый секрет клиента в Microsoft (центр администрирования "
         "Entra, «Регистрация приложений», «Сертификаты и секреты») и введите его здесь вместе с "
         "датой. {{link}}</p>"}};

}  // namespace

model::MailWords outbox_failure_words(std::string_view language) {
    return words_in(kFailure, language);
}
model::MailWords connector_attention_words(std::string_view language) {
    return words_in(kAttention, language);
}
model::MailWords client_secret_end_words(std::string_view language) {
    return words_in(kSecretEnd, language);
}

}  // namespace postroom::desk
