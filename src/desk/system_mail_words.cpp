// See system_mail_words.hpp.
#include "desk/system_mail_words.hpp"

#include "desk/said_in_four.hpp"

namespace postroom::desk {
namespace {

constexpr InFour kWelcome{
    Said{"Welcome to Postroom, {{user.name}}",
         "<p>{{who}} has made an account for you in Postroom.</p><p>Open this link to sign in and "
         "to choose your password:</p><p>{{link}}</p><p>It works once, for a day.</p>"},
    Said{"Bienvenue dans Postroom, {{user.name}}",
         "<p>{{who}} vous a créé un compte dans Postroom.</p><p>Ouvrez ce lien pour vous connecter "
         "et choisir votre mot de passe :</p><p>{{link}}</p><p>Il est valable une seule fois, "
         "pendant une journée.</p>"},
    Said{"Benvenuto in Postroom, {{user.name}}",
         "<p>{{who}} ha creato un account per te in Postroom.</p><p>Apri questo link per accedere "
         "e scegliere la tua password:</p><p>{{link}}</p><p>Funziona una volta sola, per un "
         "giorno.</p>"},
    Said{"Добро пожаловать в Postroom, {{user.name}}",
         "<p>{{who}} создал для вас учётную запись в Postroom.</p><p>Откройте эту ссылку, чтобы "
         "войти и выбрать пароль:</p><p>{{link}}</p><p>Она действует один раз в течение "
         "суток.</p>"}};

constexpr InFour kFirstTest{
    Said{"Postroom: test mail",
         "<p>This is the test mail of your Postroom. If you read it, sending works.</p>"},
    Said{"Postroom : e-mail de test",
         "<p>Ceci est l’e-mail de test de votre Postroom. Si vous le lisez, l’envoi "
         "fonctionne.</p>"},
    Said{"Postroom: email di prova",
         "<p>Questa è l’email di prova del tuo Postroom. Se la leggi, l’invio funziona.</p>"},
    Said{"Postroom: пробное письмо",
         "<p>Это пробное письмо вашего Postroom. Если вы его читаете, отправка работает.</p>"}};

constexpr InFour kReset{
    Said{"Sign in to Postroom without your password",
         "<p>Hello {{user.name}},</p><p>this link signs you in; choose a new password in your "
         "profile then:</p><p>{{link}}</p><p>It works once, for a day. If you did not ask for it, "
         "you need not do anything: your password stays as it is.</p>"},
    Said{"Se connecter à Postroom sans mot de passe",
         "<p>Bonjour {{user.name}},</p><p>ce lien vous connecte ; choisissez ensuite un nouveau "
         "mot de passe dans votre profil :</p><p>{{link}}</p><p>Il est valable une seule fois, "
         "pendant une journée. Si vous n’avez rien demandé, ignorez cet e-mail : votre mot de "
         "passe reste inchangé.</p>"},
    Said{"Accedere a Postroom senza password",
         "<p>Ciao {{user.name}},</p><p>questo link ti fa accedere; poi scegli una nuova password "
         "nel tuo profilo:</p><p>{{link}}</p><p>Funziona una volta sola, per un giorno. Se non "
         "l’hai chiesto tu, ignora questa email: la tua password resta com’è.</p>"},
    Said{"Вход в Postroom без пароля",
         "<p>Здравствуйте, {{user.name}}!</p><p>По этой ссылке вы войдёте, а новый пароль выберете "
         "в профиле:</p><p>{{link}}</p><p>Она действует один раз в течение суток. Если вы её не "
         "запрашивали, ничего делать не нужно: ваш пароль остаётся прежним.</p>"}};

constexpr InFour kSignIn{
    Said{"Your sign-in link for {{site}}",
         "<p>Hello,</p><p>open this link to sign in to {{site}}:</p><p>{{link}}</p><p>It works "
         "once, for half an hour. If you did not ask for it, you need not do anything.</p>"},
    Said{"Votre lien de connexion à {{site}}",
         "<p>Bonjour,</p><p>pour vous connecter à {{site}}, ouvrez ce lien :</p><p>{{link}}</p>"
         "<p>Il est valable une seule fois, pendant une demi-heure. Si vous n’avez rien demandé, "
         "vous pouvez ignorer cet e-mail.</p>"},
    Said{"Il tuo link di accesso a {{site}}",
         "<p>Buongiorno,</p><p>per accedere a {{site}} apri questo link:</p><p>{{link}}</p>"
         "<p>Funziona una volta sola, entro mezz’ora. Se non l’hai chiesto tu, ignora questa "
         "email.</p>"},
    Said{"Ссылка для входа на {{site}}",
         "<p>Здравствуйте!</p><p>Чтобы войти на {{site}}, откройте эту ссылку:</p><p>{{link}}</p>"
         "<p>Она действует один раз в течение получаса. Если вы её не запрашивали, просто не "
         "обращайте внимания на это письмо.</p>"}};

constexpr InFour kAccount{
    Said{"Your account at {{site}}",
         "<p>Hello,</p><p>you can now see all your requests at {{site}}, answer them and make new "
         "ones. This link signs you in for the first time:</p><p>{{link}}</p><p>It works once, "
         "for a week; you can ask for another one there at any time.</p>"},
    Said{"Votre compte sur {{site}}",
         "<p>Bonjour,</p><p>vous pouvez désormais voir toutes vos demandes sur {{site}}, y "
         "répondre et en créer de nouvelles. Ce lien vous connecte pour la première fois :</p>"
         "<p>{{link}}</p><p>Il est valable une seule fois, pendant une semaine ; vous pourrez "
         "en demander un autre à tout moment.</p>"},
    Said{"Il Suo account su {{site}}",
         "<p>Buongiorno,</p><p>ora può vedere tutte le Sue richieste su {{site}}, rispondere e "
         "crearne di nuove. Questo link La fa accedere per la prima volta:</p><p>{{link}}</p>"
         "<p>Funziona una volta sola, entro una settimana; può chiederne un altro in ogni "
         "momento.</p>"},
    Said{"Ваша учётная запись на {{site}}",
         "<p>Здравствуйте!</p><p>Теперь на {{site}} вы видите все свои обращения, можете отвечать "
         "и создавать новые. По этой ссылке вы войдёте впервые:</p><p>{{link}}</p><p>Она действует "
         "один раз в течение недели; новую можно запросить там в любое время.</p>"}};

constexpr InFour kQuiet{
    Said{"Outgoing emails are still disabled",
         "<p>Hello {{user.name}},</p><p>quiet mode is on: since {{since}} no email leaves "
         "Postroom. Emails kept back so far: {{count}}. They will not be sent later; you can read "
         "them in the mail log.</p><p>{{link}}</p><p>To let emails leave again, switch off "
         "“Disable all outgoing emails” under Administration &gt; Email filters.</p>"},
    Said{"Les e-mails sortants sont toujours désactivés",
         "<p>Bonjour {{user.name}},</p><p>le mode silencieux est actif : depuis le {{since}}, "
         "aucun e-mail ne quitte Postroom. E-mails retenus jusqu’ici : {{count}}. Ils ne seront "
         "pas envoyés plus tard ; vous pouvez les lire dans le journal des e-mails.</p>"
         "<p>{{link}}</p><p>Pour que les e-mails partent à nouveau, désactivez « Désactiver tous "
         "les e-mails sortants » sous Administration &gt; Filtres d’e-mails.</p>"},
    Said{"Le email in uscita sono ancora disattivate",
         "<p>Ciao {{user.name}},</p><p>la modalità silenziosa è attiva: dal {{since}} nessuna "
         "email esce da Postroom. Email trattenute finora: {{count}}. Non saranno inviate più "
         "tardi; puoi leggerle nel registro delle email.</p><p>{{link}}</p><p>Per far ripartire "
         "le email, disattiva «Disattiva tutte le email in uscita» in Amministrazione &gt; Filtri "
         "email.</p>"},
    Said{"Исходящие письма всё ещё отключены",
         "<p>Здравствуйте, {{user.name}}!</p><p>Включён тихий режим: с {{since}} ни одно письмо "
         "не покидает Postroom. Удержано писем: {{count}}. Позже они не отправятся; прочитать их "
         "можно в журнале писем.</p><p>{{link}}</p><p>Чтобы письма снова уходили, выключите "
         "«Отключить все исходящие письма» в разделе «Администрирование &gt; Фильтры "
         "писем».</p>"}};

}  // namespace

model::MailWords user_welcome_words(std::string_view language) {
    return words_in(kWelcome, language);
}
model::MailWords password_reset_words(std::string_view language) {
    return words_in(kReset, language);
}
model::MailWords customer_sign_in_words(std::string_view language) {
    return words_in(kSignIn, language);
}
model::MailWords customer_account_words(std::string_view language) {
    return words_in(kAccount, language);
}
model::MailWords quiet_mode_reminder_words(std::string_view language) {
    return words_in(kQuiet, language);
}

model::MailWords first_test_words(std::string_view language) {
    return words_in(kFirstTest, language);
}

}  // namespace postroom::desk
