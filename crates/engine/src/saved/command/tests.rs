use std::time::Duration;

use domain::Timestamp;
use domain::policy::{DAY, HOUR, MINUTE, TimeZone};

use super::Language::{En, Ru};
use super::*;

fn to(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn commands_are_understood_in_both_languages() {
    for (text, language, expected) in [
        ("twin status", En, Command::Status),
        ("Twin, status!", En, Command::Status),
        ("  TWIN — how are you?  ", En, Command::Status),
        ("Двойник, статус", Ru, Command::Status),
        ("двойник: как дела?", Ru, Command::Status),
        ("двойник что нового", Ru, Command::Status),
        ("twin pause", En, Command::Pause(Span::ForGood, None)),
        ("twin, please pause for 2 hours.", En, Command::Pause(Span::For(HOUR * 2), None)),
        ("двойник пауза", Ru, Command::Pause(Span::ForGood, None)),
        ("Двойник, помолчи полчаса, пожалуйста", Ru, Command::Pause(Span::For(HOUR / 2), None)),
        ("двойник поставь на паузу до 18:00", Ru, Command::Pause(Span::Until(1_080), None)),
        ("twin resume", En, Command::Resume(None)),
        ("twin go on", En, Command::Resume(None)),
        ("двойник, продолжай", Ru, Command::Resume(None)),
        ("двойник сними паузу", Ru, Command::Resume(None)),
        ("twin pause all for 2 hours", En, Command::Pause(Span::For(HOUR * 2), None)),
        ("twin pause Anna", En, Command::Pause(Span::ForGood, to("Anna"))),
        ("twin, pause Anna for 2h", En, Command::Pause(Span::For(HOUR * 2), to("Anna"))),
        (
            "twin pause Anna Smith until 9:30",
            En,
            Command::Pause(Span::Until(570), to("Anna Smith")),
        ),
        ("двойник, пауза с Анной на 2 часа", Ru, Command::Pause(Span::For(HOUR * 2), to("Анной"))),
        (
            "двойник помолчи с @anna_s до завтра",
            Ru,
            Command::Pause(Span::Tomorrow(480), to("@anna_s")),
        ),
        // The time may come first.
        ("twin pause 2 hours with Anna", En, Command::Pause(Span::For(HOUR * 2), to("Anna"))),
        ("twin pause 2 hours Anna", En, Command::Pause(Span::For(HOUR * 2), to("Anna"))),
        ("twin pause Anna 2 hours", En, Command::Pause(Span::For(HOUR * 2), to("Anna"))),
        ("twin pause for an hour for Anna", En, Command::Pause(Span::For(HOUR), to("Anna"))),
        (
            "twin pause until 9:30 with Anna Smith",
            En,
            Command::Pause(Span::Until(570), to("Anna Smith")),
        ),
        ("двойник, пауза 2 часа с Анной", Ru, Command::Pause(Span::For(HOUR * 2), to("Анной"))),
        (
            "двойник, пауза на 2 с половиной часа с Анной",
            Ru,
            Command::Pause(Span::For(MINUTE * 150), to("Анной")),
        ),
        ("двойник, пауза до завтра Анна", Ru, Command::Pause(Span::Tomorrow(480), to("Анна"))),
        ("twin resume Anna", En, Command::Resume(to("Anna"))),
        ("twin go on with Anna Smith", En, Command::Resume(to("Anna Smith"))),
        ("двойник, сними паузу с Анны", Ru, Command::Resume(to("Анны"))),
        ("двойник продолжай всем", Ru, Command::Resume(None)),
        ("twin, what did you say to Anna?", En, Command::Said(to("Anna"), None)),
        ("twin what did you tell Anna Smith", En, Command::Said(to("Anna Smith"), None)),
        ("twin what did you say", En, Command::Said(None, None)),
        ("Двойник, что ты сказал Анне?", Ru, Command::Said(to("Анне"), None)),
        ("двойник, что ты написал Анне-Марии", Ru, Command::Said(to("Анне-Марии"), None)),
        ("двойник что ты ответил", Ru, Command::Said(None, None)),
        ("twin stop", En, Command::Stop(None)),
        ("twin stop everything", En, Command::Stop(None)),
        ("twin, don't send to @anna_s", En, Command::Stop(to("@anna_s"))),
        ("двойник стоп!", Ru, Command::Stop(None)),
        ("двойник, стоп Анна", Ru, Command::Stop(to("Анна"))),
        ("двойник не отправляй Пётру", Ru, Command::Stop(to("Пётру"))),
        ("twin approve", En, Command::Approve(None)),
        ("twin send to Anna", En, Command::Approve(to("Anna"))),
        ("двойник отправь", Ru, Command::Approve(None)),
        ("двойник отправь для Анны", Ru, Command::Approve(to("Анны"))),
        ("twin help", En, Command::Help),
        ("twin", En, Command::Help),
        ("Двойник?", Ru, Command::Help),
        ("двойник, помощь", Ru, Command::Help),
        // Whoever mixes them is answered in the language in which they spoke to it.
        ("двойник status", Ru, Command::Status),
    ] {
        assert_eq!(spoken(text), Some(Spoken::Command(language, expected)), "{text}");
    }
}

#[test]
fn notes_are_no_commands() {
    for text in [
        "",
        "   ",
        "?!",
        "status",
        "стоп",
        "ok",
        "купить хлеба",
        "my twin status",
        "twins status",
        "твой двойник пауза",
        "двойника стоп",
        "twin\nstatus",
        "twin pause\nбуханка хлеба",
        "https://twin.example/status",
        "twin/status",
        "@twin status",
        "Twin Peaks is a series that my sister wants to see again",
        "двойник — роман Достоевского, перечитать до конца следующей недели, если будет время",
        "twin stop one two three four five six seven eight nine ten eleven twelve",
    ] {
        assert_eq!(spoken(text), None, "{text}");
    }
    let long = format!("twin stop {}", "а".repeat(200));
    assert_eq!(spoken(&long), None);
}

#[test]
fn what_is_short_and_no_command_is_answered_and_does_nothing() {
    for (text, language) in [
        ("twin statsu", En),
        ("twin status of Anna", En),
        ("двойник статсу", Ru),
        ("двойник продолжай в том же духе", Ru),
    ] {
        assert_eq!(spoken(text), Some(Spoken::Unknown(language)), "{text}");
    }
}

#[test]
fn a_time_that_is_none_is_no_name() {
    for (text, language) in [
        ("twin pause 25:70", En),
        ("twin pause until 25:70", En),
        ("twin pause for ever and a day", En),
        ("twin pause for lunch", En),
        ("twin pause 2 parrots", En),
        ("двойник пауза до обеда", Ru),
        ("двойник пауза 2 попугая", Ru),
        ("двойник, пауза на 25 попугаев с Анной", Ru),
    ] {
        assert_eq!(spoken(text), Some(Spoken::NoSpan(language)), "{text}");
    }
    for (name, is_like) in [
        ("Anna 25:70", true),
        ("Anna for ever", true),
        ("Анна на неделе", true),
        ("Anna", false),
        ("Анна-Мария", false),
        ("@anna2", false),
    ] {
        assert_eq!(is_like_time(name), is_like, "{name}");
    }
}

#[test]
fn what_was_said_is_asked_of_a_time() {
    for (text, name, since) in [
        ("twin what did you say today", None, Since::Days(0)),
        ("twin what did you say to Anna today", Some("Anna"), Since::Days(0)),
        ("twin what did you say today to Anna", Some("Anna"), Since::Days(0)),
        ("twin what did you tell Anna Smith since yesterday", Some("Anna Smith"), Since::Days(1)),
        ("twin, what did you say yesterday?", None, Since::Yesterday),
        ("twin what did you say to Anna for an hour", Some("Anna"), Since::Last(HOUR)),
        (
            "twin what did you say to Anna in the last two hours",
            Some("Anna"),
            Since::Last(HOUR * 2),
        ),
        ("twin what did you say to all for the last day", None, Since::Last(DAY)),
        ("twin what did you say to Anna since 9", Some("Anna"), Since::Hour(9)),
        ("twin what did you say since 18:30", None, Since::Clock(1_110)),
        ("twin what did you write since Monday", None, Since::Weekday(1)),
        ("twin what did you say since yesterday 9am", None, Since::YesterdayAt(540)),
        ("двойник, что ты сказал Анне за час?", Some("Анне"), Since::Last(HOUR)),
        ("двойник, что ты говорил сегодня", None, Since::Days(0)),
        ("двойник, что ты сегодня писал Анне", Some("Анне"), Since::Days(0)),
        ("двойник, что ты писал Анне со вчера", Some("Анне"), Since::Days(1)),
        ("двойник, что ты писал со вчерашнего дня", None, Since::Days(1)),
        ("двойник, что ты ответил за последние 2 часа Анне", Some("Анне"), Since::Last(HOUR * 2)),
        ("двойник, что ты написал с 9 утра", None, Since::Clock(540)),
        ("двойник, что ты написал с понедельника Анне", Some("Анне"), Since::Weekday(1)),
        ("двойник, что ты написал с утра", None, Since::Clock(480)),
        ("двойник, что ты писал вчера Анне", Some("Анне"), Since::Yesterday),
    ] {
        let Some(Spoken::Command(_, command)) = spoken(text) else { panic!("{text}") };
        assert_eq!(command, Command::Said(name.map(str::to_owned), Some(since)), "{text}");
    }
    // A name with a preposition is none of a time.
    let with = Spoken::Command(Ru, Command::Said(to("Анной"), None));
    assert_eq!(spoken("двойник, что ты говорил с Анной"), Some(with));
}

#[test]
fn a_time_that_is_over_is_counted_by_the_owners_clock() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    // 2026-03-30, 10:00 in Berlin, a Monday; the clock was put forward the day before.
    let now = Timestamp::from_secs(1_774_857_600);
    let ago = |hours: u64| now - Duration::from_secs(3_600 * hours);
    for (since, from, until) in [
        (Since::Days(0), ago(10), now),
        (Since::Days(1), ago(33), now),
        (Since::Days(2), ago(57), now),
        (Since::Yesterday, ago(33), ago(10)),
        (Since::Last(HOUR * 3), ago(3), now),
        (Since::Clock(9 * 60), ago(1), now),
        (Since::Clock(11 * 60), ago(23), now),
        (Since::Hour(9), ago(1), now),
        (Since::Hour(11), ago(11), now),
        (Since::YesterdayAt(0), ago(33), now),
        (Since::YesterdayAt(18 * 60), ago(16), now),
        (Since::Weekday(1), ago(10), now),
        (Since::Weekday(7), ago(33), now),
    ] {
        assert_eq!(since.span(now, &zone), (from, until), "{since:?}");
    }
}

#[test]
fn what_only_begins_like_a_command_is_a_note() {
    for text in [
        "Twin Peaks is a great show",
        "twin towers",
        "двойник мой брат близнец",
        "двойник спой песню",
    ] {
        assert_eq!(spoken(text), None, "{text}");
    }
}

#[test]
fn spans_are_read_as_people_say_them() {
    for (text, expected) in [
        ("2h", Span::For(HOUR * 2)),
        ("30 min", Span::For(MINUTE * 30)),
        ("45m", Span::For(MINUTE * 45)),
        ("for an hour", Span::For(HOUR)),
        ("half an hour", Span::For(HOUR / 2)),
        ("three days", Span::For(DAY * 3)),
        ("a week", Span::For(DAY * 7)),
        ("until 18:00", Span::Until(1_080)),
        ("till 6pm", Span::Until(1_080)),
        ("until 12 am", Span::Until(0)),
        ("until tomorrow", Span::Tomorrow(480)),
        ("until tomorrow 9am", Span::Tomorrow(540)),
        ("until 9", Span::UntilHour(9)),
        ("until nine pm", Span::Until(1_260)),
        ("until 09:00", Span::Until(540)),
        ("until noon", Span::Until(720)),
        ("until Monday", Span::Weekday(1)),
        ("1h30m", Span::For(MINUTE * 90)),
        ("1h 30m", Span::For(MINUTE * 90)),
        ("2h30", Span::For(MINUTE * 150)),
        ("2 h 30", Span::For(MINUTE * 150)),
        ("an hour and a half", Span::For(MINUTE * 90)),
        ("for an hour and ten minutes", Span::For(MINUTE * 70)),
        ("two and a half hours", Span::For(MINUTE * 150)),
        ("1.5 hours", Span::For(MINUTE * 90)),
        ("на 2 часа", Span::For(HOUR * 2)),
        ("2ч", Span::For(HOUR * 2)),
        ("час", Span::For(HOUR)),
        ("на один день", Span::For(DAY)),
        ("полтора часа", Span::For(MINUTE * 90)),
        ("до 9 утра", Span::Until(540)),
        ("до 7 вечера", Span::Until(1_140)),
        ("до 18.30", Span::Until(1_110)),
        ("до 18 часов", Span::Until(1_080)),
        ("до завтра", Span::Tomorrow(480)),
        ("до завтра до 9 утра", Span::Tomorrow(540)),
        ("до девяти", Span::UntilHour(9)),
        ("до девяти вечера", Span::Until(1_260)),
        ("до 9", Span::UntilHour(9)),
        ("до утра", Span::Until(480)),
        ("до понедельника", Span::Weekday(1)),
        ("1ч30м", Span::For(MINUTE * 90)),
        ("на 1,5 часа", Span::For(MINUTE * 90)),
        ("2 с половиной часа", Span::For(MINUTE * 150)),
        ("час и 20 минут", Span::For(MINUTE * 80)),
        ("полчаса", Span::For(HOUR / 2)),
    ] {
        let command = Spoken::Command(En, Command::Pause(expected, None));
        assert_eq!(spoken(&format!("twin pause {text}")), Some(command), "{text}");
    }
    for text in [
        "0 h",
        "until",
        "until 24:00",
        "until 18:60",
        "until 13 pm",
        "for",
        "400 days",
        "99999999999 h",
        "30500568904943 and a half weeks",
        "30500568904943 недели с половиной",
        "2 h 60",
        "1h30m5",
        "an hour and",
        "-2 h x",
        "-1h",
        "−30 min",
        "until noon sharp",
        "half",
    ] {
        assert_eq!(spoken(&format!("twin pause {text}")), Some(Spoken::NoSpan(En)), "{text}");
    }
}

#[test]
fn a_span_ends_by_the_owners_clock() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    // 2026-03-28, 21:00 in Berlin; the clock is put forward in the night.
    let now = Timestamp::from_secs(1_774_728_000);
    let hours = |count: u64| Some(now + Duration::from_secs(3_600 * count));
    for (span, expected) in [
        (Span::ForGood, None),
        (Span::For(HOUR), hours(1)),
        (Span::Until(22 * 60), hours(1)),
        (Span::Until(21 * 60), hours(23)),
        (Span::Tomorrow(480), hours(10)),
        (Span::Tomorrow(0), hours(3)),
        // It is Saturday.
        (Span::Weekday(7), hours(10)),
        (Span::Weekday(1), hours(34)),
        (Span::UntilHour(9), hours(11)),
        (Span::UntilHour(10), hours(1)),
        (Span::UntilHour(12), hours(3)),
    ] {
        assert_eq!(span.ends(now, &zone), expected, "{span:?}");
    }
}

#[test]
fn a_word_is_enough_about_what_is_shown() {
    let say = |text: &str| Word::Say(text.to_owned());
    for (text, expected) in [
        ("ok", (Some(En), Word::Send)),
        ("Send it!", (Some(En), Word::Send)),
        (" Да. ", (Some(Ru), Word::Send)),
        ("отправляй", (Some(Ru), Word::Send)),
        ("+", (None, Word::Send)),
        ("👍", (None, Word::Send)),
        ("no", (Some(En), Word::Stop)),
        ("Don't send!", (Some(En), Word::Stop)),
        ("не надо", (Some(Ru), Word::Stop)),
        ("Стоп", (Some(Ru), Word::Stop)),
        ("👎", (None, Word::Stop)),
        ("send: See you at 8:30", (Some(En), say("See you at 8:30"))),
        ("Отправь : в 8\nу метро", (Some(Ru), say("в 8\nу метро"))),
    ] {
        assert_eq!(word(text), Some(expected), "{text}");
    }
    for text in [
        "",
        "в 8",
        "да, но позже",
        "no idea who that is",
        "send:",
        "send: ",
        "ок, купить хлеба",
        "ну: да",
        "send it tomorrow",
    ] {
        assert_eq!(word(text), None, "{text}");
    }
}
