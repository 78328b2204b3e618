use domain::{
    AccountId, MessageId, PeerId, Question, QuestionEnd, QuestionId, QuestionState, Timestamp,
};
use engine::{Goes, PauseInShort, is_spoken_to_twin};

use super::*;

const BOTH: [(Language, SavedLanguage); 2] =
    [(Language::En, SavedLanguage::En), (Language::Ru, SavedLanguage::Ru)];

fn asked() -> OwnersQuestion {
    let now = Timestamp::from_secs(1_700_000_000);
    OwnersQuestion {
        question: Question {
            id: QuestionId::new(now, 1),
            account: AccountId::new(now, 2),
            chat: PeerId(7),
            answers: MessageId(5),
            text: "во сколько завтра?".to_owned(),
            proposed: vec!["в 7".to_owned(), "у метро".to_owned()],
            rule: "figures".to_owned(),
            asked_at: now,
            state: QuestionState::Open,
            end: None,
        },
        chat: "Анна".to_owned(),
        end: Some(QuestionEnd::Sent),
    }
}

fn draft() -> ShownReply {
    ShownReply {
        chat: "Анна".to_owned(),
        asked: vec!["ты где?".to_owned()],
        texts: vec!["еду".to_owned(), "скоро буду".to_owned()],
        goes: None,
        changed: false,
    }
}

fn at(day: WallDay) -> WallTime {
    WallTime { day, hour: 18, minute: 5, second: None }
}

fn waiting() -> Waiting {
    Waiting { drafts: 2, questions: 1, alert: Some(Trouble::Flooded) }
}

fn answers() -> Vec<SavedAnswer> {
    let chat = || "twin status".to_owned();
    let line = ToldLine { at: at(WallDay::Today), chat: chat(), text: "еду".to_owned() };
    let told = |chat, line: Option<ToldLine>, span| SavedAnswer::Told {
        chat,
        sent: line.into_iter().collect(),
        more: 3,
        span,
    };
    let span = Some(ToldSpan { from: at(WallDay::Yesterday), until: at(WallDay::Today) });
    let status = StatusInShort {
        quiet: vec![QuietWith { chat: chat(), until: Some(at(WallDay::Tomorrow)) }],
        paused: None,
        mode: Mode::Draft,
        waiting: waiting(),
        due: 3,
    };
    let pause = Some(PauseInShort { until: Some(at(WallDay::Tomorrow)) });
    let troubles = [
        Trouble::Flooded,
        Trouble::Restricted { reason: "PEER_FLOOD".to_owned() },
        Trouble::SessionEnded { reason: "SESSION_REVOKED".to_owned() },
        Trouble::SessionEnded { reason: "BOT_TOKEN_REVOKED".to_owned() },
        Trouble::NotRevoked,
    ];
    let mut all = vec![
        SavedAnswer::Status(status.clone()),
        SavedAnswer::Status(StatusInShort { paused: pause, ..status }),
        SavedAnswer::Paused { until: None },
        SavedAnswer::Paused { until: Some(at(WallDay::Today)) },
        SavedAnswer::PausedHere { chat: chat(), until: Some(at(WallDay::Today)) },
        SavedAnswer::PausedHere { chat: chat(), until: None },
        SavedAnswer::ResumedHere { chat: chat(), was_paused: true, all_paused: false },
        SavedAnswer::ResumedHere { chat: chat(), was_paused: false, all_paused: false },
        SavedAnswer::ResumedHere { chat: chat(), was_paused: true, all_paused: true },
        SavedAnswer::PauseOver,
        SavedAnswer::Resumed { alert: None, still: vec![] },
        SavedAnswer::ResumedEach { chats: vec![chat(), chat()] },
        SavedAnswer::NotPaused,
        told(Some(chat()), Some(line.clone()), None),
        told(Some(chat()), None, None),
        told(Some(chat()), Some(line.clone()), span.clone()),
        told(Some(chat()), None, span.clone()),
        told(None, Some(line.clone()), None),
        told(None, None, None),
        told(None, Some(line), span.clone()),
        told(None, None, span),
        SavedAnswer::Stopped { chats: vec![], late: 0 },
        SavedAnswer::Stopped { chats: vec![chat()], late: 0 },
        SavedAnswer::Stopped { chats: vec![], late: 1 },
        SavedAnswer::Approved { chat: chat(), paused: false },
        SavedAnswer::Approved { chat: chat(), paused: true },
        SavedAnswer::GoesByItself { chat: chat() },
        SavedAnswer::NothingWaits { chat: Some(chat()) },
        SavedAnswer::NothingWaits { chat: None },
        SavedAnswer::TooLate,
        SavedAnswer::TooMany,
        SavedAnswer::TooOld,
        SavedAnswer::Which { chats: vec![chat(), chat()] },
        SavedAnswer::NoChat { name: chat(), near: vec![] },
        SavedAnswer::NoChat { name: chat(), near: vec![chat(), chat()] },
        SavedAnswer::Help,
        SavedAnswer::Unknown,
        SavedAnswer::NoSpan,
        SavedAnswer::NoSince,
        SavedAnswer::DoneBefore,
        SavedAnswer::HowToSay,
    ];
    let still = || vec![QuietWith { chat: chat(), until: None }];
    let resumed = |alert| SavedAnswer::Resumed { alert: Some(alert), still: still() };
    all.extend(troubles.into_iter().map(resumed));
    all
}

fn day() -> DayInShort {
    DayInShort {
        came: 12,
        chats: 3,
        sent: vec![(Mode::Draft, 2), (Mode::Auto, 5)],
        waiting: waiting(),
        paused: true,
        spent: 12_300_000,
        spent_ever: 99,
    }
}

#[test]
fn it_says_who_asks_what_the_twin_would_say_and_how_to_answer() {
    for (language, _) in BOTH {
        let words = Saved::new(language.texts());
        let mut asked = asked();
        let told = words.question(&asked);
        for part in ["Анна", "во сколько завтра?", "в 7 | у метро"] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
        assert_eq!(told.lines().count(), 3, "{told}");
        asked.question.proposed.clear();
        assert_eq!(words.question(&asked).lines().count(), 2);
    }
}

#[test]
fn no_line_is_taken_for_a_command_and_each_is_in_its_language() {
    for (language, spoken) in BOTH {
        let words = Saved::new(language.texts());
        let mut lines = vec![words.question(&asked()), words.day(&day())];
        lines.push(words.reply(Some(spoken), &draft()));
        lines.extend(answers().iter().map(|answer| words.answer(Some(spoken), answer)));
        for line in lines {
            let first = line.chars().next().unwrap();
            assert!(!first.is_alphanumeric() && line.trim() == line, "{line}");
            assert!(!is_spoken_to_twin(&line), "{line}");
            assert!(line.chars().count() < 4_000, "{line}");
        }
        // The language of the command goes before that of the server.
        for (_, other) in BOTH {
            let help = words.answer(Some(other), &SavedAnswer::Help);
            let says = |part: &str| help.to_lowercase().contains(part);
            assert_eq!(says("двойник, "), other == SavedLanguage::Ru, "{help}");
            assert_eq!(says("twin status"), other == SavedLanguage::En, "{help}");
        }
        let own = words.answer(None, &SavedAnswer::NotPaused);
        assert_eq!(own, words.answer(Some(spoken), &SavedAnswer::NotPaused));
    }
}

#[test]
fn what_the_help_says_is_understood() {
    for (language, spoken) in BOTH {
        let words = Saved::new(language.texts());
        let help = words.answer(Some(spoken), &SavedAnswer::Help);
        let lines: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("• ")).collect();
        assert!(lines.len() >= 6, "{help}");
        for line in lines {
            let command = line.split(" — ").next().unwrap();
            assert!(is_spoken_to_twin(command), "{command}");
        }
    }
}

#[test]
fn a_shown_reply_says_what_was_asked_what_is_said_and_when_it_goes() {
    for (language, _) in BOTH {
        let words = Saved::new(language.texts());
        let shown = words.reply(None, &draft());
        for part in ["Анна", "ты где?", "еду", "скоро буду"] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        assert_ne!(shown, words.reply(None, &ShownReply { changed: true, ..draft() }));
        let goes =
            Some(Goes { in_seconds: 60, at: WallTime { second: Some(30), ..at(WallDay::Today) } });
        let counted = words.reply(None, &ShownReply { goes, ..draft() });
        assert!(counted.contains("60") && counted.contains("18:05:30"), "{counted}");
    }
}

#[test]
fn a_day_is_told_in_numbers_and_nothing_is_told_of_what_is_not() {
    for (language, cost) in [(Language::En, "0.0123"), (Language::Ru, "0,0123")] {
        let words = Saved::new(language.texts());
        let told = words.day(&day());
        for part in ["12", "3", "7", cost] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
        let waiting = Waiting { drafts: 0, questions: 0, alert: None };
        let quiet = DayInShort {
            came: 0,
            chats: 0,
            sent: vec![],
            waiting,
            paused: false,
            spent: 0,
            ..day()
        };
        assert_eq!(words.day(&quiet).lines().count(), 3, "{}", words.day(&quiet));
    }
}

#[test]
fn days_are_told_as_people_say_them() {
    let date = |year| WallDay::Date { year, month: 3, day: 3, weekday: 2 };
    for (language, day, expected) in [
        (Language::En, WallDay::Today, "18:05"),
        (Language::En, WallDay::Tomorrow, "tomorrow, 18:05"),
        (Language::En, date(None), "Tue, 3 March, 18:05"),
        (Language::En, date(Some(2027)), "Tue, 3 March 2027, 18:05"),
        (Language::Ru, WallDay::Yesterday, "вчера, 18:05"),
        (Language::Ru, date(None), "вт, 3 марта в 18:05"),
        (Language::Ru, date(Some(2027)), "вт, 3 марта 2027 в 18:05"),
    ] {
        assert_eq!(moment(&language.texts(), &at(day)), expected);
    }
}

#[test]
fn what_was_said_is_told_whole_as_far_as_a_message_holds_it() {
    let line = |text: String| ToldLine { at: at(WallDay::Today), chat: "Анна".into(), text };
    let told = |sent: Vec<ToldLine>, more| {
        let answer =
            SavedAnswer::Told { chat: Some("Анна".to_owned()), sent, more, span: None };
        Saved::new(Language::Ru.texts()).answer(None, &answer)
    };
    let units = |text: &str| text.encode_utf16().count();
    let long: String = "😀".repeat(700);
    let sent: Vec<ToldLine> = (1..=4).map(|n| line(format!("{n} {long}"))).collect();
    let text = told(sent, 5);
    assert!(units(&text) <= LONGEST_TEXT, "{}", units(&text));
    assert!(text.contains("ещё 7:") && text.contains(&format!("3 {long}")), "{text}");
    assert!(text.ends_with(&format!("4 {long}")) && !text.contains(&format!("2 {long}")));

    let text = told(vec![line("раз\nдва".to_owned())], 0);
    assert!(text.ends_with("18:05 — раз\nдва") && !text.contains("ещё"), "{text}");
    let text = told(vec![line("я".repeat(5_000))], 0);
    assert!(units(&text) <= LONGEST_TEXT && text.ends_with('…'));
}
