//! What the twin answers, and when it is silent.

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use style::Learner;
use twin::guard::Rule;
use twin::{Composition, Conversation, SilenceReason, compose};

const PARTNER: PeerId = PeerId(7);
const BOSS: PeerId = PeerId(8);
const STRANGER: PeerId = PeerId(9);
const NOW: i64 = 1_800_000_000;

fn message(chat: PeerId, id: i32, at: i64, author: Author, text: &str) -> Message {
    Message {
        chat,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { chat } else { PeerId(1) },
        sent_at: Timestamp::from_secs(at),
        content: Content::Text { text: text.into() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

/// Learns questions and answers, each a day after the one before.
fn learnt(pairs: &[(PeerId, &str, &[&str])]) -> Learner {
    let mut learner = Learner::new();
    let (mut id, mut at) = (1, 1_700_000_000);
    for (chat, question, answer) in pairs {
        at += 86_400;
        learner.observe(&message(*chat, id, at, Author::Other, question));
        for bubble in *answer {
            id += 1;
            at += 5;
            learner.observe(&message(*chat, id, at, Author::Owner, bubble));
        }
        id += 1;
    }
    learner
}

/// A life in two chats, long enough for words to have their weight.
fn life() -> Vec<(PeerId, &'static str, &'static [&'static str])> {
    let mut pairs: Vec<(PeerId, &str, &[&str])> = vec![
        (PARTNER, "как дела?", &["норм", "а ты как?"]),
        (PARTNER, "скучаю", &["и я скучаю, родная", "завтра увидимся"]),
        (PARTNER, "доброе утро", &["доброе утро, любимая ❤️"]),
        (PARTNER, "что решили?", &["в 7 буду"]),
        (PARTNER, "кто звонил?", &["это Марина звонила"]),
        (PARTNER, "есть ссылка на кафе?", &["вот https://example.org/cafe"]),
        (PARTNER, "посмотришь фильм со мной?", &["с тобой хоть весь день"]),
        (PARTNER, "спасибо за ужин", &["на здоровье"]),
        (BOSS, "Добрый день. Договор подписали?", &["Добрый день. Да, подписали."]),
        (BOSS, "Как настроение в команде?", &["Бодрое. Расскажу завтра."]),
        (BOSS, "Добрый день. Как самочувствие?", &["Добрый день. Отличное."]),
        (BOSS, "Спасибо за работу", &["Рад помочь."]),
        (BOSS, "Проверьте смету", &["Проверю."]),
    ];
    for (chat, answer) in [(PARTNER, &["ок"] as &[&str]), (BOSS, &["Ок."])] {
        pairs.push((chat, "напиши как освободишься", answer));
        pairs.push((chat, "захвати зонт, дождь", answer));
    }
    // What the owner says again and again, they say of themselves.
    for _ in 0..3 {
        pairs.push((PARTNER, "купишь хлеба?", &["куплю"]));
        pairs.push((BOSS, "Отчёт готов?", &["Да, готов."]));
    }
    for filler in [
        "кот опять на шкафу сидит",
        "видела вчера радугу над рекой",
        "сосед сверлит стену",
        "пирог сгорел",
        "в парке открыли каток",
        "сломался зарядник",
        "нашла твой шарф",
        "бабушка передавала привет",
    ] {
        pairs.push((PARTNER, filler, &["понятно, бывает же такое"]));
    }
    pairs
}

fn ask(chat: PeerId, texts: &[&str]) -> Composition {
    ask_with(chat, &[], texts)
}

fn ask_with(chat: PeerId, before: &[(Author, &str)], texts: &[&str]) -> Composition {
    let mut messages: Vec<Message> = Vec::new();
    let burst = texts.iter().map(|text| (Author::Other, *text));
    for (author, text) in before.iter().copied().chain(burst) {
        let id = 1000 + messages.len() as i32;
        messages.push(message(chat, id, NOW + i64::from(id), author, text));
    }
    compose_with(chat, &messages, 1)
}

fn compose_with(chat: PeerId, messages: &[Message], seed: u64) -> Composition {
    let own = messages.iter().rposition(|message| message.author != Author::Other);
    let (before, burst) = messages.split_at(own.map_or(0, |own| own + 1));
    let conversation = Conversation { chat, before, burst, now: Timestamp::from_secs(NOW + 5000) };
    compose(&learnt(&life()), &conversation, seed)
}

fn bubbles(composition: Composition) -> Vec<String> {
    match composition {
        Composition::Answer { bubbles, .. } => bubbles,
        silence => panic!("{silence:?}"),
    }
}

fn silence(composition: Composition) -> SilenceReason {
    match composition {
        Composition::Silence { reason, .. } => reason,
        answer => panic!("{answer:?}"),
    }
}

#[test]
fn the_owner_answers_as_before() {
    assert_eq!(bubbles(ask(PARTNER, &["ну как дела?"])), ["норм", "а ты как?"]);
    assert_eq!(bubbles(ask(PARTNER, &["хлеба купишь?"])), ["куплю"]);
    assert_eq!(bubbles(ask(BOSS, &["Готов отчёт?"])), ["Да, готов."]);
}

#[test]
fn what_led_to_the_answer_is_shown() {
    let Composition::Answer { recalled, confidence, .. } = ask(PARTNER, &["хлеба купишь?"])
    else {
        panic!();
    };
    assert!((0.6..=1.0).contains(&confidence));
    assert_eq!(recalled.iter().filter(|shown| shown.chosen).count(), 1);
    let chosen = recalled.iter().find(|shown| shown.chosen).unwrap();
    assert_eq!((chosen.question.as_str(), chosen.chat), ("купишь хлеба?", PARTNER));
    assert_eq!(chosen.answer, ["куплю"]);
}

#[test]
fn something_new_is_left_to_the_owner() {
    for text in ["какую ипотеку посоветуешь?", "Кого назначим директором?", "asdf qwerty"]
    {
        let reason = silence(ask(PARTNER, &[text]));
        assert!(matches!(reason, SilenceReason::NothingSimilar { best } if best < 0.63), "{text}");
    }
}

#[test]
fn facts_are_left_to_the_owner() {
    for text in ["во сколько приедешь?", "скинь пароль", "how much was it?"]
    {
        assert_eq!(silence(ask(PARTNER, &[text])), SilenceReason::NeedsFacts, "{text}");
    }
    let burst = ["как дела?", "и какой у тебя номер карты"];
    assert_eq!(silence(ask(PARTNER, &burst)), SilenceReason::NeedsFacts);
}

#[test]
fn answers_with_times_names_and_links_are_not_given_again() {
    for (text, minded) in [
        ("что решили?", Rule::Figures),
        ("кто звонил?", Rule::Names),
        ("есть ссылка на кафе?", Rule::Links),
    ] {
        let rule = Some(minded);
        assert_eq!(silence(ask(PARTNER, &[text])), SilenceReason::OnlyRisky { rule }, "{text}");
    }
}

#[test]
fn of_an_answer_that_was_true_once_only_the_lasting_part_is_given() {
    assert_eq!(bubbles(ask(PARTNER, &["скучаю"])), ["и я скучаю, родная"]);
    assert_eq!(bubbles(ask(BOSS, &["Как настроение в команде сейчас?"])), ["Бодрое."]);
    assert_eq!(bubbles(ask(BOSS, &["Как самочувствие?"])), ["Отличное."]);
}

#[test]
fn what_was_promised_or_reported_once_is_not_said_again() {
    for text in ["Проверьте смету", "Договор подписали?"] {
        let rule = Some(Rule::Commitments);
        assert_eq!(silence(ask(BOSS, &[text])), SilenceReason::OnlyRisky { rule }, "{text}");
    }
}

#[test]
fn where_the_owner_is_is_never_told() {
    for asked in style::language::ways_to_say(style::language::Concept::Where) {
        assert_eq!(silence(ask(PARTNER, &[asked])), SilenceReason::NeedsFacts, "{asked}");
    }
}

#[test]
fn pressing_for_a_fact_is_left_to_the_owner_too() {
    let pressed = ask_with(PARTNER, &[(Author::Owner, "ау")], &["скинь пароль", "жду"]);
    assert_eq!(silence(pressed), SilenceReason::NeedsFacts);
    let messages = [
        message(PARTNER, 1, NOW, Author::Other, "скинь пароль"),
        message(PARTNER, 2, NOW + 600, Author::Other, "хлеба купишь?"),
    ];
    let (before, burst) = messages.split_at(1);
    let now = Timestamp::from_secs(NOW + 601);
    let conversation = Conversation { chat: PARTNER, before, burst, now };
    assert_eq!(silence(compose(&learnt(&life()), &conversation, 1)), SilenceReason::NeedsFacts);
}

#[test]
fn an_answer_holds_no_empty_message() {
    let pairs: Vec<(PeerId, &str, &[&str])> =
        vec![(PARTNER, "как дела?", &["норм", "\u{3164}", "а ты как?"]); 2];
    let asked = [message(PARTNER, 1, NOW, Author::Other, "как дела?")];
    let now = Timestamp::from_secs(NOW);
    let conversation = Conversation { chat: PARTNER, before: &[], burst: &asked, now };
    assert_eq!(bubbles(compose(&learnt(&pairs), &conversation, 1)), ["норм", "а ты как?"]);
}

#[test]
fn tenderness_never_reaches_the_boss() {
    for text in ["скучаю", "доброе утро", "посмотришь фильм со мной?", "спасибо за ужин"]
    {
        for chat in [BOSS, STRANGER] {
            let reason = silence(ask(chat, &[text]));
            assert!(
                matches!(
                    reason,
                    SilenceReason::OnlyRisky { .. } | SilenceReason::NothingSimilar { .. }
                ),
                "{text}: {reason:?}"
            );
        }
    }
}

#[test]
fn plain_words_said_to_several_people_may_be_said_to_another() {
    let said = bubbles(ask(STRANGER, &["напиши как освободишься"])).concat();
    assert_eq!(said.to_lowercase().trim_end_matches('.'), "ок");
}

#[test]
fn a_burst_is_answered_as_a_whole_or_by_its_last_question() {
    assert_eq!(bubbles(ask(PARTNER, &["я дома", "купишь хлеба?"])), ["куплю"]);
    assert_eq!(bubbles(ask(BOSS, &["Добрый день!", "Отчёт готов?"])), ["Да, готов."]);
}

#[test]
fn what_cannot_be_read_is_not_answered() {
    let voice = |text: &str| {
        let mut messages = vec![message(PARTNER, 1, NOW, Author::Other, text)];
        messages.push(message(PARTNER, 2, NOW + 1, Author::Other, ""));
        messages[1].content = Content::Voice { seconds: Some(3), said: None };
        messages
    };
    assert_eq!(silence(compose_with(PARTNER, &voice("как дела?"), 1)), SilenceReason::NoText);
    let mut sticker = voice("как дела?");
    sticker[1].content = Content::Sticker { emoji: None };
    assert_eq!(bubbles(compose_with(PARTNER, &sticker, 1)), ["норм", "а ты как?"]);
    sticker.remove(0);
    assert_eq!(silence(compose_with(PARTNER, &sticker, 1)), SilenceReason::NoText);
    let mut photo = voice("как дела?");
    photo[1].content = Content::Media { media: "photo".into(), caption: "как дела?".into() };
    assert_eq!(silence(compose_with(PARTNER, &photo, 1)), SilenceReason::NoText);
    let mut forwarded = voice("как дела?");
    forwarded.pop();
    forwarded[0].forwarded = true;
    assert_eq!(silence(compose_with(PARTNER, &forwarded, 1)), SilenceReason::NoText);
}

#[test]
fn the_twin_never_writes_first_nor_the_same_twice_in_a_row() {
    assert_eq!(silence(compose_with(PARTNER, &[], 1)), SilenceReason::NothingToAnswer);
    for own in [Author::Owner, Author::Twin] {
        assert_eq!(
            silence(ask_with(PARTNER, &[(Author::Other, "ау"), (own, "тут")], &[])),
            SilenceReason::NothingToAnswer
        );
        let again = ask_with(
            PARTNER,
            &[(Author::Other, "купишь хлеба?"), (own, "Куплю!")],
            &["хлеба купишь?"],
        );
        let rule = Some(Rule::Repetition);
        assert_eq!(silence(again), SilenceReason::OnlyRisky { rule });
    }
}

#[test]
fn the_seed_decides_among_equals_and_nothing_else_does() {
    let pairs: Vec<(PeerId, &str, &[&str])> = vec![
        (PARTNER, "чем занят?", &["работаю"]),
        (PARTNER, "чем занят?", &["читаю"]),
        (PARTNER, "чем занят?", &["сплю"]),
    ];
    let learner = learnt(&pairs);
    let asked = [message(PARTNER, 1, NOW, Author::Other, "чем занят?")];
    let conversation =
        Conversation { chat: PARTNER, before: &[], burst: &asked, now: Timestamp::from_secs(NOW) };
    let said = |seed| bubbles(compose(&learner, &conversation, seed)).concat();
    let all: std::collections::BTreeSet<String> = (0..64).map(said).collect();
    assert_eq!(all.len(), 3, "{all:?}");
    assert!((0..64).all(|seed| said(seed) == said(seed)));
}

#[test]
fn nothing_learnt_is_silence() {
    let asked = [message(PARTNER, 1, NOW, Author::Other, "привет")];
    let conversation =
        Conversation { chat: PARTNER, before: &[], burst: &asked, now: Timestamp::from_secs(NOW) };
    assert_eq!(
        silence(compose(&Learner::new(), &conversation, 1)),
        SilenceReason::NothingSimilar { best: 0.0 }
    );
}

#[test]
fn compositions_are_written_as_the_page_reads_them() {
    let json = serde_json::to_value(ask(PARTNER, &["во сколько?"])).unwrap();
    assert_eq!(json["kind"], "silence");
    assert_eq!(json["reason"]["reason"], "needs_facts");
    let json = serde_json::to_value(ask(PARTNER, &["хлеба купишь?"])).unwrap();
    assert_eq!(json["kind"], "answer");
    assert_eq!(json["bubbles"][0], "куплю");
}

/// A group in which the owner says "ты" to the one and "вы" to the other.
fn group() -> Learner {
    let mut learner = Learner::new();
    let said = [
        (PARTNER, "ты приедешь?", "а ты меня ждёшь?"),
        (BOSS, "вы на связи?", "да, а вы где?"),
        (PARTNER, "хлеба взять?", "возьми, родная"),
    ];
    for (place, (asker, question, answer)) in (0..).zip(said) {
        let at = 1_700_000_000 + i64::from(place) * 86_400;
        let asked = message(GROUP, place * 2 + 1, at, Author::Other, question);
        learner.observe(&Message { sender: asker, ..asked });
        learner.observe(&message(GROUP, place * 2 + 2, at + 5, Author::Owner, answer));
    }
    learner
}

const GROUP: PeerId = PeerId(-5);

fn answer_in_group(asker: PeerId, text: &str) -> Option<Vec<String>> {
    let asked = message(GROUP, 100, NOW, Author::Other, text);
    let burst = [Message { sender: asker, mentions_owner: true, ..asked }];
    let now = Timestamp::from_secs(NOW);
    let conversation = Conversation { chat: GROUP, before: &[], burst: &burst, now };
    match compose(&group(), &conversation, 1) {
        Composition::Answer { bubbles, .. } => Some(bubbles),
        _ => None,
    }
}

#[test]
fn in_a_group_nobody_is_answered_in_the_tone_of_another() {
    let answered = |asker, text| answer_in_group(asker, text).map(|bubbles| bubbles.join(" "));
    assert_eq!(answered(PARTNER, "ты приедешь?").as_deref(), Some("а ты меня ждёшь?"));
    assert_eq!(answered(BOSS, "ты приедешь?"), None);
    assert_eq!(answered(PARTNER, "хлеба взять?").as_deref(), Some("возьми, родная"));
    assert_eq!(answered(BOSS, "хлеба взять?"), None);
    assert_eq!(answered(STRANGER, "хлеба взять?"), None);
}
