// What mail programs of many languages put below an answer: one row a form, all invented (IN-15).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "html/visible_reply.hpp"

namespace postroom::html {
namespace {

constexpr std::string_view kAnswer =
    "Thank you, that works for us.\n\nWe shall come back to it in the second week.";

constexpr auto kIntroductions = std::to_array<std::string_view>({
    "On Tue, May 3, 2016 at 10:05 AM, Ana Lima <ana@example.org> wrote:\n",
    "On Tue, May 3, 2016 at 10:05 AM Ana Lima <ana@example.org> wrote:\n",
    "On 3 May 2016, at 10:05, Ana Lima wrote:\n",
    "On May 3, 2016 10:05 AM, \"Ana Lima\" <ana@example.org> wrote:\n",
    "On 2016-05-03 10:05, Ana Lima wrote:\n",
    "On 03/05/16 10:05, Ana Lima via Support wrote:\n",
    "On Tue, 3 May 2016 10:05:06 +0200\nAna Lima <ana@example.org> wrote:\n",
    "On Tue, May 3, 2016 at 10:05 AM, Ana Lima of the\nSales Department <\nana@example.org> "
    "wrote:\n",
    "Ana Lima <ana@example.org> wrote on 05/03/2016 10:05:06 AM:\n",
    "Ana Lima <ana@example.org> wrote (3 May 2016 at 10:05):\n",
    "Ana Lima wrote on Tuesday, 3 May 2016:\n",
    "At 10:05 AM 5/3/2016, Ana Lima wrote:\n",
    "Quoting Ana Lima <ana@example.org>:\n",
    "Tuesday, May 3, 2016, 10:05:06 AM, you wrote:\n",
    "2016-05-03 10:05 GMT+02:00 Ana Lima <ana@example.org>:\n",
    "2016-05-03 10:05 Ana Lima <ana@example.org> wrote:\n",
    "Tuesday, 3 May 2016, 10:05 +0200 from Ana Lima <ana@example.org>:\n",
    "Le mar. 3 mai 2016 à 10:05, Ana Lima <ana@example.org> a écrit :\n",
    "Le 3 mai 2016 à 10:05, Ana Lima <ana@example.org> a écrit :\n",
    "Le 03/05/2016 à 10:05, Ana Lima a écrit :\n",
    "Le 3 mai 2016 10:05, Ana Lima <ana@example.org> a\nécrit :\n",
    "Ana Lima <ana@example.org> a écrit le mar. 3 mai 2016 à 10:05 :\n",
    "Il giorno mar 3 mag 2016 alle ore 10:05 Ana Lima\n<ana@example.org> ha scritto:\n",
    "Il 03/05/2016 10:05, Ana Lima ha scritto:\n",
    "Il giorno 03 mag 2016, alle ore 10:05, Ana Lima ha scritto:\n",
    "3 мая 2016 г., 10:05 пользователь Ana Lima <ana@example.org> написал:\n",
    "вт, 3 мая 2016 г. в 10:05, Ана Лима <ana@example.org>:\n",
    "03.05.2016 10:05, Ana Lima пишет:\n",
    "3 мая 2016, 10:05 +0300, Ana Lima <ana@example.org>, писал:\n",
    "Вторник, 3 мая 2016, 10:05 +03:00 от Ana Lima <ana@example.org>:\n",
    "03.05.2016, 10:05, \"Ana Lima\" <ana@example.org>:\n",
    "Am 03.05.2016 um 10:05 schrieb Ana Lima:\n",
    "Am Di., 3. Mai 2016 um 10:05 Uhr schrieb Ana Lima <\nana@example.org>:\n",
    "Am 03.05.16, 10:05 schrieb \"Ana Lima\" <ana@example.org>:\n",
    "Ana Lima <ana@example.org> hat am 03.05.2016 10:05 geschrieben:\n",
    "Am Dienstag, 3. Mai 2016, 10:05:06 MESZ hat Ana Lima <ana@example.org> Folgendes "
    "geschrieben:\n",
    "El mar, 3 may 2016 a las 10:05, Ana Lima (<ana@example.org>) escribió:\n",
    "El 03/05/2016 a las 10:05, Ana Lima escribió:\n",
    "El 3 de mayo de 2016, 10:05, Ana Lima<ana@example.org> escribió:\n",
    "El dimarts, 3 de maig de 2016, Ana Lima <ana@example.org> va escriure:\n",
    "Em ter., 3 de mai. de 2016 às 10:05, Ana Lima <ana@example.org>\nescreveu:\n",
    "Em 03/05/2016 10:05, Ana Lima escreveu:\n",
    "No dia 3 de maio de 2016 às 10:05, Ana Lima <ana@example.org> escreveu:\n",
    "Op di 3 mei 2016 om 10:05 schreef Ana Lima <ana@example.org>:\n",
    "Op 3 mei 2016, om 10:05 heeft Ana Lima <ana@example.org> het volgende geschreven:\n",
    "Op 03-05-16 om 10:05 schreef Ana Lima:\n",
    "Den tirs. 3. maj 2016 kl. 10.05 skrev Ana Lima <ana@example.org>:\n",
    "Den 03-05-2016 kl. 10:05 skrev Ana Lima:\n",
    "tir. 3. maj 2016 kl. 10.05 skrev Ana Lima <ana@example.org>:\n",
    "Den tis 3 maj 2016 kl 10:05 skrev Ana Lima <ana@example.org>:\n",
    "3 maj 2016 kl. 10:05 skrev Ana Lima <ana@example.org>:\n",
    "tir. 3. mai 2016 kl. 10:05 skrev Ana Lima <ana@example.org>:\n",
    "På tirsdag 03. mai 2016 kl. 10:05:06 skrev Ana Lima <ana@example.org>:\n",
    "ti 3. toukok. 2016 klo 10.05 Ana Lima (ana@example.org) kirjoitti:\n",
    "Ana Lima <ana@example.org> kirjoitti 3.5.2016 kello 10.05:\n",
    "wt., 3 maj 2016 o 10:05 Ana Lima <ana@example.org> napisał(a):\n",
    "W dniu 03.05.2016 o 10:05, Ana Lima pisze:\n",
    "Dnia 3 maja 2016 10:05 Ana Lima <ana@example.org> napisał(a):\n",
    "Dne 3. 5. 2016 v 10:05 Ana Lima napsal(a):\n",
    "út 3. 5. 2016 v 10:05 odesílatel Ana Lima <ana@example.org> napsal:\n",
    "Dňa 3. 5. 2016 o 10:05 Ana Lima napísal(a):\n",
    "ut 3. 5. 2016 o 10:05 Ana Lima <ana@example.org> napísal(a):\n",
    "2016.05.03. 10:05 keltezéssel, Ana Lima írta:\n",
    "Ana Lima <ana@example.org> ezt írta (időpont: 2016. máj. 3., K, 10:05):\n",
    "mar., 3 mai 2016 la 10:05, Ana Lima <ana@example.org> a scris:\n",
    "În mar., 3 mai 2016 la 10:05, Ana Lima <ana@example.org> a scris:\n",
    "Ana Lima <ana@example.org>, 3 May 2016 Sal, 10:05 tarihinde şunu yazdı:\n",
    "3 Mayıs 2016 10:05 tarihinde Ana Lima <ana@example.org> yazdı:\n",
    "вт, 3 трав. 2016 р. о 10:05 Ana Lima <ana@example.org> пише:\n",
    "На вт, 3.05.2016 г. в 10:05 Ana Lima <ana@example.org> написа:\n",
    "Στις Τρί 3 Μαΐ 2016 στις 10:05 π.μ., ο/η Ana Lima <ana@example.org> έγραψε:\n",
    "Vào Th 3, 3 thg 5, 2016 vào lúc 10:05 Ana Lima <ana@example.org> đã viết:\n",
    "Pada tanggal Sel, 3 Mei 2016 pukul 10.05 Ana Lima <ana@example.org> menulis:\n",
    "בתאריך יום ג׳, 3 במאי 2016 ב-10:05 מאת Ana Lima <ana@example.org>:\n",
    "في الثلاثاء، 3 مايو 2016 في 10:05 ص تمت كتابة ما يلي بواسطة Ana Lima <ana@example.org>:\n",
    "uto, 3. svi 2016. u 10:05 Ana Lima <ana@example.org> napisao je:\n",
    "V V tor., 3. maj 2016 ob 10:05 je oseba Ana Lima <ana@example.org> napisala:\n",
    "2016年5月3日(火) 10:05 Ana Lima <ana@example.org>:\n",
    "2016/05/03 10:05、Ana Lima <ana@example.org>のメール:\n",
    "2016年5月3日 10:05、Ana Lima <ana@example.org> のメッセージ：\n",
    "在 2016年5月3日，10:05，Ana Lima <ana@example.org> 写道：\n",
    "Ana Lima <ana@example.org> 於 2016年5月3日 週二 上午10:05寫道：\n",
    "在 2016-05-03 10:05:06，\"Ana Lima\" <ana@example.org> 写道：\n",
    "2016년 5월 3일 (화) 오전 10:05, Ana Lima <ana@example.org>님이 작성:\n",
    "2016. 5. 3. 오전 10:05, Ana Lima <ana@example.org> 작성:\n",
});

/// A header block in one language: from, sent, to, subject.
struct Labels {
    const char* from;
    const char* sent;
    const char* to;
    const char* subject;
};

constexpr auto kLabels = std::to_array<Labels>({
    {"From", "Sent", "To", "Subject"},
    {"From", "Date", "To", "Subject"},
    {"De ", "Envoyé ", "À ", "Objet "},
    {"De", "Date", "À", "Objet"},
    {"Da", "Inviato", "A", "Oggetto"},
    {"Da", "Data", "A", "Oggetto"},
    {"От", "Отправлено", "Кому", "Тема"},
    {"От кого", "Дата", "Кому", "Тема"},
    {"Von", "Gesendet", "An", "Betreff"},
    {"Von", "Datum", "An", "Betreff"},
    {"De", "Enviado el", "Para", "Asunto"},
    {"De", "Fecha", "Para", "Asunto"},
    {"De", "Enviada em", "Para", "Assunto"},
    {"Van", "Verzonden", "Aan", "Onderwerp"},
    {"Fra", "Sendt", "Til", "Emne"},
    {"Från", "Skickat", "Till", "Ämne"},
    {"Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"},
    {"Od", "Wysłano", "Do", "Temat"},
    {"Od", "Odesláno", "Komu", "Předmět"},
    {"Od", "Odoslané", "Komu", "Predmet"},
    {"Feladó", "Elküldve", "Címzett", "Tárgy"},
    {"De la", "Trimis", "Către", "Subiect"},
    {"Kimden", "Gönderildi", "Kime", "Konu"},
    {"Gönderen", "Gönderme Tarihi", "Kime", "Konu"},
    {"Від", "Надіслано", "Кому", "Тема"},
    {"Από", "Στάλθηκε", "Προς", "Θέμα"},
    {"Từ", "Đã gửi", "Đến", "Chủ đề"},
    {"من", "تاريخ الإرسال", "إلى", "الموضوع"},
    {"מאת", "נשלח", "אל", "נושא"},
    {"Šalje", "Poslano", "Prima", "Predmet"},
    {"Od", "Poslano", "Za", "Zadeva"},
    {"发件人", "发送时间", "收件人", "主题"},
    {"寄件者", "寄件日期", "收件者", "主旨"},
    {"差出人", "送信日時", "宛先", "件名"},
    {"보낸 사람", "보낸 날짜", "받는 사람", "제목"},
});

constexpr auto kSeparators = std::to_array<std::string_view>({
    "-----Original Message-----",
    "-------- Original Message --------",
    "----- Original Message -----",
    "----- Message d'origine -----",
    "-------- Message original --------",
    "-----Message transféré-----",
    "-----Messaggio originale-----",
    "-------- Messaggio Inoltrato --------",
    "-----Исходное сообщение-----",
    "-------- Исходное сообщение --------",
    "-------- Перенаправленное сообщение --------",
    "-----Ursprüngliche Nachricht-----",
    "-------- Weitergeleitete Nachricht --------",
    "-----Originalnachricht-----",
    "-----Mensaje original-----",
    "-----Mensagem original-----",
    "-----Oorspronkelijk bericht-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "-----Ursprungligt meddelande-----",
    "-----Alkuperäinen viesti-----",
    "-----Oryginalna wiadomość-----",
    "-----Wiadomość oryginalna-----",
    "---------- Původní zpráva ----------",
    "-----Pôvodná správa-----",
    "-----Eredeti üzenet-----",
    "-----Mesaj original-----",
    "-----Orijinal Mesaj-----",
    "-----Αρχικό μήνυμα-----",
    "-----Оригінальне повідомлення-----",
    "------------------ 原始邮件 ------------------",
    "-----邮件原件-----",
    "-----元のメッセージ-----",
    "-----원본 메시지-----",
    "----- Reply message -----",
    "---- Ana Lima wrote ----",
    "---- On Tue, 03 May 2016 10:05:06 +0200 Ana Lima <ana@example.org> wrote ----",
    "*-------- Original Message --------*",
});

constexpr auto kDevices = std::to_array<std::string_view>({
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail for iPhone",
    "Sent from Mail for Windows 10",
    "Sent from Outlook for Android",
    "Sent via BlackBerry by AT&T",
    "Sent from my Verizon Wireless BlackBerry",
    "Sent with Proton Mail secure email.",
    "Sent from Proton Mail mobile",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for Android <https://aka.ms/ghei36>",
    "Sent from my Huawei Mobile",
    "Sent using Zoho Mail",
    "Sent via Superhuman",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon smartphone Samsung Galaxy.",
    "Envoyé à partir d’Outlook pour iOS",
    "Obtenir Outlook pour Android",
    "Télécharger Outlook pour iOS",
    "Provenance : Courrier pour Windows 10",
    "Inviato da iPhone",
    "Inviato da Posta per Windows 10",
    "Scarica Outlook per Android",
    "Ottieni Outlook per iOS",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Отправлено из Почты Mail.ru для Android",
    "Отправлено с устройства Samsung",
    "Получить Outlook для iOS",
    "Von meinem iPhone gesendet",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Gesendet mit der mobilen Mail App",
    "Gesendet von Outlook für Android",
    "Outlook für iOS beziehen",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Enviado desde mi iPhone",
    "Enviado desde Correo para Windows 10",
    "Obtener Outlook para iOS",
    "Enviado do meu iPhone",
    "Obter o Outlook para Android",
    "Enviado do Yahoo Mail no Android",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanuit Mail voor Windows",
    "Outlook voor iOS downloaden",
    "Sendt fra min iPhone",
    "Hent Outlook til iOS",
    "Skickat från min iPhone",
    "Hämta Outlook för iOS",
    "Lähetetty iPhonesta",
    "Hanki Outlook for iOS",
    "Wysłane z iPhone'a",
    "Wysłano z iPhone'a",
    "Pobierz aplikację Outlook dla systemu iOS",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Získat Outlook pro iOS",
    "iPhone-ról küldve",
    "iPhone’umdan gönderildi",
    "Trimis de pe iPhone-ul meu",
    "Надіслано з iPhone",
    "Στάλθηκε από το iPhone μου",
    "Đã gửi từ iPhone của tôi",
    "נשלח מה-iPhone שלי",
    "أُرسلت من الـ iPhone",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "获取 Outlook for iOS",
    "iPhoneから送信",
    "iOS 版 Outlook を入手",
    "나의 iPhone에서 보냄",
    "Poslano z mojega iPhona",
    "Poslano s mog iPhonea",
});

constexpr auto kClosings = std::to_array<std::string_view>({
    "Best regards,",
    "Kind regards",
    "Cheers,",
    "Many thanks,",
    "Sincerely,",
    "Yours faithfully,",
    "Thanks,",
    "Cordialement,",
    "Bien à vous,",
    "Bien cordialement",
    "Belle journée,",
    "Cordiali saluti",
    "Distinti saluti,",
    "Un saluto,",
    "Buona giornata,",
    "С уважением,",
    "С наилучшими пожеланиями,",
    "Хорошего дня,",
    "Mit freundlichen Grüßen",
    "Viele Grüße",
    "Freundliche Grüsse",
    "Beste Grüße,",
    "Saludos cordiales,",
    "Atentamente,",
    "Un abrazo,",
    "Atenciosamente,",
    "Cumprimentos,",
    "Abraço,",
    "Met vriendelijke groet,",
    "Groeten,",
    "Med venlig hilsen",
    "Med vennlig hilsen,",
    "Med vänliga hälsningar",
    "Hälsningar,",
    "Ystävällisin terveisin",
    "Terveisin,",
    "Z poważaniem,",
    "Pozdrawiam,",
    "S pozdravem",
    "Üdvözlettel:",
    "Cu stimă,",
    "Saygılarımla,",
    "З повагою,",
    "Με εκτίμηση,",
    "Trân trọng,",
    "בברכה,",
    "مع التحية،",
    "此致",
    "敬具",
    "よろしくお願いいたします。",
    "감사합니다.",
});

void expect_answer(std::string_view tail) {
    const std::string mail = fmt::format("{}\n\n{}", kAnswer, tail);
    const Reply reply = visible_reply(mail);
    EXPECT_EQ(reply.text, kAnswer) << tail;
}

TEST(ReplyLanguage, IntroductionAboveQuoteSigns) {
    for (const std::string_view intro : kIntroductions) {
        expect_answer(fmt::format("{}\n> Is it?\n> Really?\n", intro));
    }
}

TEST(ReplyLanguage, IntroductionWithoutQuoteSigns) {
    for (const std::string_view intro : kIntroductions) {
        expect_answer(fmt::format("{}\nIs it?\n\nReally?\n", intro));
    }
}

TEST(ReplyLanguage, AnswerBelowTheQuote) {
    for (const std::string_view intro : kIntroductions) {
        const std::string mail = fmt::format("{}> Is it?\n> Really?\n\n{}\n", intro, kAnswer);
        EXPECT_EQ(visible_reply(mail).text, kAnswer) << intro;
    }
}

TEST(ReplyLanguage, HeaderBlocks) {
    for (const Labels& l : kLabels) {
        const std::string block = fmt::format(
            "{}: Ana Lima <ana@example.org>\n{}: 3.5.2016 10:05\n{}: Bob\n{}: Well\n\nIs it?\n",
            l.from, l.sent, l.to, l.subject);
        expect_answer(block);
        expect_answer("________________________________\n" + block);
        expect_answer(fmt::format(
            "*{}:* Ana Lima [mailto:ana@example.org]\n*{}:* 3.5.2016 10:05\n*{}:* Bob\n*{}:* "
            "Well\n\nIs it?\n",
            l.from, l.sent, l.to, l.subject));
    }
}

TEST(ReplyLanguage, Separators) {
    for (const std::string_view separator : kSeparators) {
        expect_answer(fmt::format("{}\nIs it?\n", separator));
    }
}

TEST(ReplyLanguage, DeviceLines) {
    for (const std::string_view device : kDevices) {
        expect_answer(device);
        expect_answer(
            fmt::format("{}\n\nOn 3 May 2016, at 10:05, Ana wrote:\n\n> Is it?\n", device));
    }
}

TEST(ReplyLanguage, ClosingsWithAName) {
    for (const std::string_view closing : kClosings) {
        expect_answer(fmt::format("{}\nBob Baker\nExample Ltd\n", closing));
        expect_answer(fmt::format("{}\n\nBob Baker", closing));
    }
}

}  // namespace
}  // namespace postroom::html
